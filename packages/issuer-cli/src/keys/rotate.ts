import type { KeyObject } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { equalBytes, generateKeyPair, KartuError, publicKeyBytes } from '@kartukita/card-core';
import { writeFileAtomically } from '../files.ts';
import type { Registry } from '../registry/registry.ts';
import { authoritiesOf } from './authority.ts';
import {
  certifyIssuingKey,
  type IssuerKeys,
  KEY_FILE,
  readKeyFile,
  requireOrganisationKey,
  sealIssuerKeys,
  unlockIssuerKeys,
} from './issuer-keys.ts';

/** The keys of a folder together with what is needed to write them back. */
export interface OpenedKeys {
  readonly keys: IssuerKeys;
  readonly passphrase: string;
  /** The key file as it was read: whoever writes it makes sure that nobody else did meanwhile. */
  readonly sealed: Uint8Array;
}

/** Throws what `unlockIssuerKeys` throws. */
export async function openForChange(registry: Registry, passphrase: string): Promise<OpenedKeys> {
  const sealed = readKeyFile(registry.folder);
  return { keys: await unlockIssuerKeys(registry, passphrase), passphrase, sealed };
}

/**
 * A new issuing key, certified by the organisation's. Cards and counters that were signed for with the old one stay
 * valid: its certificate stays in every bundle. Returns its number. Throws `usage` where the organisation's key is
 * neither in the folder nor given, `certificate-invalid` when the one given is another organisation's, `data-busy`.
 */
export async function rotateIssuingKey(
  registry: Registry,
  opened: OpenedKeys,
  givenOrganisationKey?: KeyObject,
): Promise<number> {
  const { keys } = opened;
  const organisationKey = givenOrganisationKey ?? requireOrganisationKey(keys);
  if (!equalBytes(publicKeyBytes(organisationKey), keys.organisationPublicKey)) {
    throw new KartuError('certificate-invalid', 'this is the key of another organisation', {
      details: { what: 'organisation-key-other' },
    });
  }
  const issuerKey = registry.keys.nextNumber('issuing-key');
  const added = { issuerKey, privateKey: generateKeyPair().privateKey };
  const certificate = await certifyIssuingKey(added, organisationKey, registry.now());
  const changed = { ...keys, issuingKeys: [...keys.issuingKeys, added] };
  const store = await replacementOf(registry, opened, changed);
  registry.keys.addIssuingKey(issuerKey, certificate, store);
  await authoritiesOf(registry, changed, organisationKey);
  return issuerKey;
}

/**
 * A new version of the master key from which cards' access keys are derived, for new cards. Bundles carry all
 * versions, so cards of older ones stay valid. Returns its version. Throws `usage`, `data-busy`.
 */
export async function rotateKeySet(registry: Registry, opened: OpenedKeys): Promise<number> {
  const version = registry.keys.nextNumber('key-set');
  const added = { version, masterKey: new Uint8Array(randomBytes(16)) };
  const changed = { ...opened.keys, keySets: [...opened.keys.keySets, added] };
  registry.keys.addKeySet(version, await replacementOf(registry, opened, changed));
  return version;
}

/** Takes the organisation's key out of the folder. Only call once it lies somewhere else, and was read from there. */
export async function removeOrganisationKey(registry: Registry, opened: OpenedKeys): Promise<void> {
  await authoritiesOf(registry, opened.keys); // while it is at hand
  const changed = { ...opened.keys, organisationKey: undefined };
  registry.keys.note('organisation-key-removed', await replacementOf(registry, opened, changed));
}

/** Seals now (it takes half a second) what is written later, inside the registry's transaction, where nobody else is. */
async function replacementOf(
  registry: Registry,
  { passphrase, sealed }: OpenedKeys,
  changed: IssuerKeys,
): Promise<() => void> {
  const replacement = await sealIssuerKeys(changed, passphrase);
  return () => {
    if (!equalBytes(readKeyFile(registry.folder), sealed)) {
      throw new KartuError('data-busy', `another command has changed ${KEY_FILE}`, {
        details: { what: 'keys-changed', file: KEY_FILE },
      });
    }
    writeFileAtomically(join(registry.folder, KEY_FILE), replacement, { overwrite: true });
  };
}
