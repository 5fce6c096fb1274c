import { type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  asKartuError,
  base64url,
  base64urlBytes,
  type EncryptionIdentity,
  type ErrorDetails,
  equalBytes,
  generateEncryptionIdentity,
  generateKeyPair,
  KartuError,
  type KeySet,
  openWithPassphrase,
  organisationIdOf,
  privateKeyBytes,
  privateKeyFromBytes,
  publicKeyBytes,
  publicKeyFromBytes,
  sealWithPassphrase,
  signIssuerCertificate,
} from '@kartukita/card-core';
import { z } from 'zod';
import type { Registry } from '../registry/registry.ts';

/**
 * The organisation's secrets. At rest they lie in one age file, sealed with the passphrase; its content is JSON, so
 * that the organisation can open it with the standard age tool. They never go into the registry, an argument,
 * a log or an error.
 */
export const KEY_FILE = 'keys.age';

const ISSUER_CERTIFICATE_YEARS = 10;

/** Certificates begin this much earlier than they are made: a counter's clock may be behind the secretariat's. */
export const CLOCK_TOLERANCE_MS = 86_400_000;

export interface IssuingKey {
  /** 1 to 255, as it stands on cards. */
  readonly issuerKey: number;
  readonly privateKey: KeyObject;
}

export interface IssuerKeys {
  /** Undefined when it was taken out of the folder, to lie in a safe: only a new issuing key needs it. */
  readonly organisationKey: KeyObject | undefined;
  /** 32 bytes. */
  readonly organisationPublicKey: Uint8Array;
  readonly organisationId: number;
  /** The one that signs now comes last. */
  readonly issuingKeys: readonly IssuingKey[];
  /** The one for new cards comes last. */
  readonly keySets: readonly KeySet[];
  /** Counters encrypt their batches to it. */
  readonly settlement: EncryptionIdentity;
}

const secretsSchema = z.strictObject({
  format: z.literal('kartukita-issuer-keys'),
  version: z.literal(1),
  organisationKey: base64urlBytes(32).optional(),
  organisationPublicKey: base64urlBytes(32),
  issuingKeys: z
    .array(z.strictObject({ issuerKey: z.int().min(1).max(255), privateKey: base64urlBytes(32) }))
    .min(1),
  keySets: z
    .array(z.strictObject({ version: z.int().min(1).max(255), masterKey: base64urlBytes(16) }))
    .min(1),
  settlement: z.strictObject({ secret: z.string().startsWith('AGE-SECRET-KEY-1'), recipient: z.string() }),
});

/** New random keys: the organisation's, issuing key 1, key set version 1, and the one that batches are encrypted to. */
export async function makeIssuerKeys(): Promise<IssuerKeys> {
  const organisationKey = generateKeyPair().privateKey;
  return {
    organisationKey,
    organisationPublicKey: publicKeyBytes(organisationKey),
    organisationId: organisationIdOf(organisationKey),
    issuingKeys: [{ issuerKey: 1, privateKey: generateKeyPair().privateKey }],
    keySets: [{ version: 1, masterKey: new Uint8Array(randomBytes(16)) }],
    settlement: await generateEncryptionIdentity(),
  };
}

/** By the organisation's key: what the issuing keys may sign for, for ten years from `now`. */
export async function certifyIssuingKeys(keys: IssuerKeys, now: Date): Promise<Map<number, string>> {
  const certificates = new Map<number, string>();
  for (const issuingKey of keys.issuingKeys) {
    certificates.set(
      issuingKey.issuerKey,
      await certifyIssuingKey(issuingKey, requireOrganisationKey(keys), now),
    );
  }
  return certificates;
}

/** One certificate, for ten years from `now`. */
export function certifyIssuingKey(
  { issuerKey, privateKey }: IssuingKey,
  organisationKey: KeyObject,
  now: Date,
): Promise<string> {
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + ISSUER_CERTIFICATE_YEARS);
  const content = {
    organisationId: organisationIdOf(organisationKey),
    issuerKey,
    publicKey: base64url(publicKeyBytes(privateKey)),
    validFrom: new Date(now.getTime() - CLOCK_TOLERANCE_MS).toISOString(),
    validUntil: until.toISOString(),
  };
  return signIssuerCertificate(content, organisationKey);
}

/** Throws `usage` where it was taken out of the folder. */
export function requireOrganisationKey(keys: IssuerKeys): KeyObject {
  if (keys.organisationKey) return keys.organisationKey;
  throw new KartuError('usage', "the organisation's key is not in this folder", {
    details: { what: 'organisation-key-away' },
  });
}

/** The content of `keys.age`. */
export function sealIssuerKeys(keys: IssuerKeys, passphrase: string): Promise<Uint8Array> {
  const secrets: z.input<typeof secretsSchema> = {
    format: 'kartukita-issuer-keys',
    version: 1,
    ...(keys.organisationKey && { organisationKey: base64url(privateKeyBytes(keys.organisationKey)) }),
    organisationPublicKey: base64url(keys.organisationPublicKey),
    issuingKeys: keys.issuingKeys.map(({ issuerKey, privateKey }) => ({
      issuerKey,
      privateKey: base64url(privateKeyBytes(privateKey)),
    })),
    keySets: keys.keySets.map(({ version, masterKey }) => ({ version, masterKey: base64url(masterKey) })),
    settlement: keys.settlement,
  };
  return sealWithPassphrase(new TextEncoder().encode(JSON.stringify(secrets)), passphrase);
}

/** Throws `passphrase-wrong`, `file-invalid`. */
export async function openIssuerKeys(sealed: Uint8Array, passphrase: string): Promise<IssuerKeys> {
  const secrets = parseSecrets(await openWithPassphrase(sealed, passphrase));
  const organisationKey = secrets.organisationKey && privateKeyFromBytes(secrets.organisationKey);
  const { organisationPublicKey } = secrets;
  if (organisationKey && !equalBytes(publicKeyBytes(organisationKey), organisationPublicKey)) {
    throw new KartuError('file-invalid', `${KEY_FILE} holds two organisations' keys`, {
      details: { what: 'keys-two', file: KEY_FILE },
    });
  }
  return {
    organisationKey,
    organisationPublicKey,
    organisationId: organisationIdOf(publicKeyFromBytes(organisationPublicKey)),
    issuingKeys: secrets.issuingKeys.map(({ issuerKey, privateKey }) => ({
      issuerKey,
      privateKey: privateKeyFromBytes(privateKey),
    })),
    keySets: secrets.keySets,
    settlement: secrets.settlement,
  };
}

/**
 * The keys that belong to a registry. Throws `passphrase-wrong`, `data-missing` without a key file, and
 * `data-damaged` when the file is another organisation's or not readable as keys.
 */
export async function unlockIssuerKeys(registry: Registry, passphrase: string): Promise<IssuerKeys> {
  const keys = await openIssuerKeys(readKeyFile(registry.folder), passphrase).catch((error: unknown) => {
    if (error instanceof KartuError && error.code === 'file-invalid')
      throw damaged(error.message, error.details, error);
    throw error;
  });
  if (!equalBytes(keys.organisationPublicKey, registry.organisation().publicKey)) {
    const { name } = registry.organisation();
    throw damaged(`${KEY_FILE} holds the keys of another organisation than ${name}`, {
      what: 'keys-other',
      file: KEY_FILE,
      name,
    });
  }
  return inForce(registry, keys);
}

/** A rotation that was cut off may have left a key in the file that the registry never put in force. */
function inForce(registry: Registry, keys: IssuerKeys): IssuerKeys {
  const numbers = registry.keys.keyNumbers();
  const issuingKeys = keys.issuingKeys.filter(({ issuerKey }) => numbers.issuingKeys.includes(issuerKey));
  const keySets = keys.keySets.filter(({ version }) => numbers.keySets.includes(version));
  const complete =
    issuingKeys.length === numbers.issuingKeys.length && keySets.length === numbers.keySets.length;
  if (!complete) {
    throw damaged(`${KEY_FILE} lacks keys that cards were made with: it is an older copy`, {
      what: 'keys-older',
      file: KEY_FILE,
    });
  }
  return { ...keys, issuingKeys, keySets };
}

/** The issuing key that signs now. */
export function currentIssuingKey(keys: IssuerKeys): IssuingKey {
  return keys.issuingKeys.at(-1)!;
}

/** The key set for new cards. */
export function currentKeySet(keys: IssuerKeys): KeySet {
  return keys.keySets.at(-1)!;
}

/** The sealed content of the folder's key file. Throws `data-missing`. */
export function readKeyFile(folder: string): Uint8Array {
  try {
    return readFileSync(join(folder, KEY_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asKartuError(error);
    throw new KartuError('data-missing', `there is no ${KEY_FILE} in ${folder}`, {
      details: { what: 'keys-missing', path: folder },
      cause: error,
    });
  }
}

/** What is wrong is said without what stands there: these are secrets. */
function parseSecrets(content: Uint8Array): z.output<typeof secretsSchema> {
  let parsed: ReturnType<typeof secretsSchema.safeParse> | undefined;
  try {
    parsed = secretsSchema.safeParse(JSON.parse(new TextDecoder().decode(content)));
  } catch {
    // Falls through to the one sentence below.
  }
  if (parsed?.success) return parsed.data;
  throw new KartuError('file-invalid', `${KEY_FILE} does not hold an organisation's keys`, {
    details: { what: 'keys-none', file: KEY_FILE },
  });
}

function damaged(message: string, details: ErrorDetails, cause?: unknown): KartuError {
  return new KartuError('data-damaged', message, { details, ...(cause === undefined ? {} : { cause }) });
}
