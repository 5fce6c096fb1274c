import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KartuError } from '@kartukita/card-core';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { writeFileAtomically } from '../files.ts';
import { authoritiesOf, renewRevocationLists } from '../keys/authority.ts';
import { authorityFiles, type PublicFile, publicFiles } from '../keys/public-files.ts';
import { withExample } from './help.ts';
import { givenOrganisationKey, type OrganisationKeyOptions } from './organisation-key.ts';

/** `keys export-public` and `keys export-ca`. */
export function addPublicKeyCommands(group: Command): void {
  const exportPublic = group
    .command('export-public')
    .description('public keys and certificates as files, to verify cards with OpenSSL alone')
    .requiredOption('-o, --out <folder>', 'a folder that is new or empty')
    .action(
      action(async (context, { out }: { out: string }) => {
        const written = writeFiles(out, await publicFiles(context.registry()));
        context.output.result(written, () =>
          context.say('keys.exported-public', { folder: out, count: written.files.length }),
        );
      }),
    );
  withExample(exportPublic, '--data ikarholaz keys export-public -o public-keys');
  const exportCa = group
    .command('export-ca')
    .description(
      'X.509: the organisation as a certificate authority, its counters, and a new revocation list',
    )
    .requiredOption('-o, --out <folder>', 'a folder that is new or empty')
    .option(
      '--organisation-key <file>',
      "the organisation's key as a .p12 file, where it is not in the folder and an authority is missing",
    )
    .option('--organisation-passphrase-file <file>', 'file with the passphrase of that .p12 file')
    .action(action(exportCaCommand));
  withExample(exportCa, '--data ikarholaz keys export-ca -o ca');
}

async function exportCaCommand(
  context: Context,
  options: OrganisationKeyOptions & { out: string },
): Promise<void> {
  const registry = context.registry();
  const given = await givenOrganisationKey(context, options);
  const keys = await context.keys();
  if (!(await authoritiesOf(registry, keys, given))) {
    throw new KartuError('usage', "the organisation's key is not in this folder", {
      details: { what: 'organisation-key-away' },
    });
  }
  await renewRevocationLists(registry, keys);
  const written = writeFiles(options.out, authorityFiles(registry));
  context.output.result(written, () =>
    context.say('keys.exported-ca', { folder: options.out, count: written.files.length }),
  );
}

/** Nothing of anybody's is mixed with what is written there. */
function writeFiles(folder: string, files: readonly PublicFile[]) {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) {
    throw new KartuError('already-exists', `the folder ${folder} is not empty`, {
      details: { what: 'folder-not-empty', path: folder },
    });
  }
  for (const { name, content } of files) {
    writeFileAtomically(join(folder, name), content, { overwrite: false });
  }
  return { folder, files: files.map(({ name }) => name) };
}
