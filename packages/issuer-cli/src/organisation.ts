import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asKartuError, DEFAULT_POLICY, encodeUriTlv, isKartuError, KartuError } from '@kartukita/card-core';
import { PRIVATE_FOLDER_MODE, publishFile, syncFolder, unreadable, writeFileAtomically } from './files.ts';
import { certifyIssuingKeys, KEY_FILE, makeIssuerKeys, sealIssuerKeys } from './keys/issuer-keys.ts';
import { normaliseName } from './members/details.ts';
import { DEFAULT_PATTERN, parseScheme } from './numbering/scheme.ts';
import { RegistryDatabase } from './registry/database.ts';
import {
  type Organisation,
  openRegistry,
  REGISTRY_FILE,
  Registry,
  type RegistryOptions,
} from './registry/registry.ts';

export interface NewOrganisation {
  readonly name: string;
  readonly uri?: string | undefined;
  /** Pattern of member numbers, `YY.NNNNNNNN` where nothing is said. */
  readonly numberFormat?: string | undefined;
}

/**
 * Makes the data folder of a new organisation: keys sealed with the passphrase, and an empty registry. Either all of
 * it is there afterwards or none of it. Throws `data-exists`, `usage`, `data-read-only`, `data-full`.
 */
export async function initOrganisation(
  folder: string,
  organisation: NewOrganisation,
  passphrase: string,
  options: RegistryOptions = {},
): Promise<Registry> {
  const name = normaliseName(organisation.name);
  const uri = checkUri(organisation.uri);
  const scheme = parseScheme(organisation.numberFormat ?? DEFAULT_PATTERN);
  const now = (options.now ?? (() => new Date()))();
  prepareFolder(folder);
  const keys = await makeIssuerKeys();
  const certificates = await certifyIssuingKeys(keys, now);
  const sealed = await sealIssuerKeys(keys, passphrase);
  const publicKey = keys.organisationPublicKey;
  putTogether(folder, sealed, (staged) => {
    const registry = new Registry(folder, RegistryDatabase.create(staged), options);
    registry.found({ name, uri, publicKey, scheme, policy: DEFAULT_POLICY }, certificates);
    registry.close();
  });
  return openRegistry(folder, options);
}

/** What people are shown of an organisation. */
export function describeOrganisation(organisation: Organisation, organisationId: number) {
  return {
    organisation: organisation.name,
    organisationId: organisationId.toString(16).toUpperCase().padStart(8, '0'),
    uri: organisation.uri ?? null,
    numberFormat: organisation.scheme.pattern,
    uniqueWithin: organisation.scheme.uniqueWithin,
    policy: organisation.policy,
  };
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
    if (readdirSync(folder).some((entry) => !entry.startsWith('.init-'))) throw dataExists(folder);
    chmodSync(folder, PRIVATE_FOLDER_MODE); // it may have been there, empty and open
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTDIR' || code === 'EEXIST') throw unreadable(folder, error);
    // Node says so of a read-only disk when it makes folders on the way.
    if (code === 'ENOENT')
      throw new KartuError('data-read-only', `cannot make ${folder} (EROFS)`, {
        details: { path: folder },
        cause: error,
      });
    throw asKartuError(error);
  }
}

/** The registry gets its name last: a folder without it is no organisation yet. */
function putTogether(folder: string, sealedKeys: Uint8Array, build: (path: string) => void): void {
  let stage: string | undefined;
  try {
    stage = mkdtempSync(join(folder, '.init-')); // mode 0700
    const registry = join(stage, REGISTRY_FILE);
    build(registry);
    syncFolder(stage);
    writeFileAtomically(join(folder, KEY_FILE), sealedKeys);
    publishFile(registry, join(folder, REGISTRY_FILE));
  } catch (error) {
    if (isKartuError(error, 'already-exists') || (error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw dataExists(folder, error);
    }
    throw asKartuError(error);
  } finally {
    if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
  }
}

/** What does not fit into the open part of a card is refused now, not when the first card is issued. */
function checkUri(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    encodeUriTlv(text);
    if (/^https?:\/\//.test(text)) return text;
  } catch (error) {
    if (!isKartuError(error, 'usage')) throw error;
  }
  throw new KartuError('usage', `"${text.slice(0, 60)}" cannot stand on a card`, {
    details: { what: 'uri', text: text.slice(0, 60) },
  });
}

function dataExists(folder: string, cause?: unknown): KartuError {
  return new KartuError('data-exists', `there is data in ${folder}`, { details: { path: folder }, cause });
}
