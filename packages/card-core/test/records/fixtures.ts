import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/bytes.ts';
import { privateKeyFromBytes, publicKeyFromBytes } from '../../src/keys/ed25519.ts';
import type { Identity } from '../../src/records/identity.ts';
import type { PurseRecord } from '../../src/records/purse.ts';

/** Reads fixtures/records and fixtures/keys; see fixtures/README.md for their origin. */

const FIXTURES = new URL('../../../../fixtures/', import.meta.url);

interface SignedVector {
  readonly name: string;
  /** Hexadecimal, as everything below. */
  readonly uid: string;
  readonly key: string;
  readonly body: string;
  readonly message: string;
  readonly signature: string;
  readonly bytes: string;
}

export interface IdentityVector extends SignedVector {
  readonly fields: Identity;
}

export interface PurseVector extends SignedVector {
  readonly organisationId: number;
  readonly cardSerial: number;
  readonly fields: Omit<PurseRecord, 'previousHash'> & { readonly previousHash: string };
  readonly link: string;
}

interface Reject {
  readonly name: string;
  readonly code: string;
  readonly reason: string;
}

interface IdentityFixture {
  readonly vectors: readonly IdentityVector[];
  readonly rejects: readonly (Reject & { readonly body: string })[];
  readonly encodeRejects: readonly (Reject & { readonly fields: Identity })[];
}

interface PurseFixture {
  readonly vectors: readonly PurseVector[];
  readonly rejects: readonly (Reject & { readonly head: string; readonly tail: string })[];
}

interface AccessKeyFixture {
  readonly diversification: readonly {
    readonly name: string;
    readonly masterKey: string;
    readonly input: string;
    readonly key: string;
  }[];
  readonly cards: readonly {
    readonly uid: string;
    readonly keySetVersion: number;
    readonly masterKey: string;
    readonly keyA: string;
    readonly keyB: string;
    readonly password: string;
    readonly passwordAcknowledge: string;
  }[];
}

interface TestKeyFixture {
  readonly organisationId: number;
  readonly ed25519: Readonly<Record<string, { readonly seed: string; readonly publicKey: string }>>;
}

export const IDENTITY_FIXTURE: IdentityFixture = load('records/identity.json');
export const PURSE_FIXTURE: PurseFixture = load('records/purse.json');
export const ACCESS_KEY_FIXTURE: AccessKeyFixture = load('records/access-keys.json');
export const TEST_KEYS: TestKeyFixture = load('keys/TEST-KEYS.json');

export function testPrivateKey(name: string) {
  return privateKeyFromBytes(fromHex(TEST_KEYS.ed25519[name]!.seed));
}

export function testPublicKey(name: string) {
  return publicKeyFromBytes(fromHex(TEST_KEYS.ed25519[name]!.publicKey));
}

export function recordOf(vector: PurseVector): PurseRecord {
  return { ...vector.fields, previousHash: fromHex(vector.fields.previousHash) };
}

/** A copy with one bit changed; bit 0 is the highest bit of the first byte. */
export function withFlippedBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 0x80 >> (bit & 7);
  return copy;
}

function load<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8')) as T;
}
