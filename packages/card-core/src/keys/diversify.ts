import { createCipheriv } from 'node:crypto';
import { concat, utf8 } from '../bytes.ts';
import { KartuError } from '../errors.ts';

/** Access keys of one card, derived from the master key of a key set and the card's UID. */
export interface CardAccessKeys {
  /** MIFARE Classic: reads the organisation's sectors. */
  readonly keyA: Uint8Array;
  /** MIFARE Classic: reads and writes the organisation's sectors. */
  readonly keyB: Uint8Array;
  /** NTAG21x: PWD, 4 bytes, and the PACK that it answers with, 2 bytes. */
  readonly password: Uint8Array;
  readonly passwordAcknowledge: Uint8Array;
}

/** A version of the organisation's master key: 16 bytes for AES-128. */
export interface KeySet {
  readonly version: number;
  readonly masterKey: Uint8Array;
}

const BLOCK_BYTES = 16;
const SYSTEM_IDENTIFIER = utf8('KartuKita');

/**
 * The access keys of the card with this UID (4, 7 or 10 bytes). Diversification input: UID ‖ purpose ‖
 * "KartuKita" ‖ key set version, as AN10922 §2 recommends (unique card data, application, system).
 * One key of each type serves all of a card's sectors: with MIFARE Classic's cipher broken a key per sector
 * would protect nothing more, and it would cost one key load (an exchange) per sector at each tap.
 */
export function deriveAccessKeys(keySet: KeySet, uid: Uint8Array): CardAccessKeys {
  const derive = (purpose: string) =>
    diversifyAes128(
      keySet.masterKey,
      concat(uid, utf8(purpose), SYSTEM_IDENTIFIER, Uint8Array.of(keySet.version)),
    );
  const ntag = derive('N');
  return {
    keyA: derive('A').subarray(0, 6),
    keyB: derive('B').subarray(0, 6),
    password: ntag.subarray(0, 4),
    passwordAcknowledge: ntag.subarray(4, 6),
  };
}

/**
 * AES-128 key diversification, NXP AN10922 §2.2: D = 01 ‖ M padded with 80 00… to exactly 32 bytes, the last block
 * XORed with subkey K2 (K1 when nothing was padded), CBC with a zero IV, last block is the key.
 * For M shorter than 16 bytes this is not AES-CMAC, which would pad to one block only.
 *
 * @param masterKey 16 bytes
 * @param input M, 1 to 31 bytes
 * @returns 16 bytes
 */
export function diversifyAes128(masterKey: Uint8Array, input: Uint8Array): Uint8Array {
  if (masterKey.length !== BLOCK_BYTES) throw new KartuError('internal-error', 'a master key has 16 bytes');
  if (input.length < 1 || input.length > 31) {
    throw new KartuError(
      'internal-error',
      `diversification input of ${input.length} bytes; AN10922 takes 1 to 31`,
    );
  }
  const message = new Uint8Array(2 * BLOCK_BYTES);
  message[0] = 0x01;
  message.set(input, 1);
  const padded = input.length < 31;
  if (padded) message[1 + input.length] = 0x80;
  const k1 = doubled(aesCbc(masterKey, new Uint8Array(BLOCK_BYTES)));
  const subkey = padded ? doubled(k1) : k1;
  for (let i = 0; i < BLOCK_BYTES; i++) message[BLOCK_BYTES + i]! ^= subkey[i]!;
  return aesCbc(masterKey, message).subarray(BLOCK_BYTES);
}

function aesCbc(key: Uint8Array, message: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, new Uint8Array(BLOCK_BYTES)).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(message), cipher.final()]));
}

/** Multiplication by x in GF(2^128), RFC 4493 §2.3. */
function doubled(block: Uint8Array): Uint8Array {
  const result = new Uint8Array(BLOCK_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i++) result[i] = ((block[i]! << 1) | ((block[i + 1] ?? 0) >> 7)) & 0xff;
  if (block[0]! & 0x80) result[BLOCK_BYTES - 1]! ^= 0x87;
  return result;
}
