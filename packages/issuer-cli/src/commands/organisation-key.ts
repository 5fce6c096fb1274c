import { readPassphrase } from '@kartukita/card-core/console';
import type { Context } from '../context.ts';
import { readGivenFile } from '../files.ts';
import { MAX_ORGANISATION_FILE_BYTES, openOrganisationFile } from '../keys/organisation-file.ts';

export interface OrganisationKeyOptions {
  organisationKey?: string;
  organisationPassphraseFile?: string;
}

/** From the safe: its passphrase is its own. */
export async function givenOrganisationKey(context: Context, options: OrganisationKeyOptions) {
  if (options.organisationKey === undefined) return undefined;
  const file = readGivenFile(options.organisationKey, MAX_ORGANISATION_FILE_BYTES);
  return openOrganisationFile(
    file,
    await oldPassphrase(context, 'organisation', options.organisationPassphraseFile),
  );
}

export function oldPassphrase(
  context: Context,
  of: 'organisation' | 'backup',
  file: string | undefined,
): Promise<string> {
  if (file === undefined) context.output.note(context.say(`keys.ask-${of}`));
  return readPassphrase({ file, language: context.output.language });
}
