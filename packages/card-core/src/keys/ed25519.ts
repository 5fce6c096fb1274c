import type { KeyObject } from 'node:crypto';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { concat, readUint } from '../bytes.ts';
import { KartuError } from '../errors.ts';

/** Ed25519 (RFC 8032) by node:crypto. Keys travel as their 32 raw bytes. */

// The fixed DER prefixes of RFC 8410 §4 and §7, in front of the 32 raw bytes.
const SPKI_PREFIX = Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex'));
const PKCS8_PREFIX = Uint8Array.from(Buffer.from('302e020100300506032b657004220420', 'hex'));
const KEY_BYTES = 32;

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function generateKeyPair(): KeyPair {
  return generateKeyPairSync('ed25519');
}

/** Throws `certificate-invalid` when it is not 32 bytes. */
export function publicKeyFromBytes(raw: Uint8Array): KeyObject {
  if (raw.length !== KEY_BYTES)
    throw new KartuError('certificate-invalid', 'an Ed25519 public key has 32 bytes', {
      details: { what: 'key-length' },
    });
  return createPublicKey({ key: Buffer.from(concat(SPKI_PREFIX, raw)), format: 'der', type: 'spki' });
}

export function publicKeyBytes(key: KeyObject): Uint8Array {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  if (publicKey.asymmetricKeyType !== 'ed25519') {
    throw new KartuError('certificate-invalid', 'this is not an Ed25519 key', {
      details: { what: 'key-kind' },
    });
  }
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length));
}

/** From the 32-byte seed (RFC 8032 §5.1.5). */
export function privateKeyFromBytes(seed: Uint8Array): KeyObject {
  if (seed.length !== KEY_BYTES)
    throw new KartuError('certificate-invalid', 'an Ed25519 private key has 32 bytes', {
      details: { what: 'key-length' },
    });
  return createPrivateKey({ key: Buffer.from(concat(PKCS8_PREFIX, seed)), format: 'der', type: 'pkcs8' });
}

export function privateKeyBytes(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_PREFIX.length));
}

/** 64-byte signature. */
export function signEd25519(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKey));
}

export function verifyEd25519(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const isEd25519 = publicKey.asymmetricKeyType === 'ed25519';
  return isEd25519 && signature.length === 64 && verify(null, message, publicKey, signature);
}

/** An organisation is named on cards by the first four bytes of SHA-256 over its raw public key. */
export function organisationIdOf(publicKey: KeyObject): number {
  return readUint(createHash('sha256').update(publicKeyBytes(publicKey)).digest(), 0, 4);
}
