import { KartuError } from '../errors.ts';

/**
 * Access conditions of a MIFARE Classic sector: MF1S50yyX/V1 §8.7.1 (coding), tables 7 and 8 (meaning), collected
 * in protocol-facts §4. Inconsistent bits make a sector unusable for ever, so nothing is written unchecked.
 */

/** C1C2C3 as a number 0..7 (C1 is the highest bit) of the three data groups and of the trailer. */
export type AccessConditions = readonly [data0: number, data1: number, data2: number, trailer: number];

export type KeyName = 'A' | 'B';

/** The three bytes 6..8 of a trailer. Throws `internal-error` for a condition that is no number from 0 to 7. */
export function encodeAccessBits(conditions: AccessConditions): Uint8Array {
  if (conditions.some((condition) => !Number.isInteger(condition) || condition < 0 || condition > 7)) {
    throw new KartuError('internal-error', `access conditions ${conditions.join(', ')} are not 0 to 7`);
  }
  const nibble = (bit: number) =>
    conditions.reduce<number>((sum, condition, group) => sum | (((condition >> bit) & 1) << group), 0);
  const [c1, c2, c3] = [nibble(2), nibble(1), nibble(0)];
  const inverted = (value: number) => value ^ 0x0f;
  return Uint8Array.of((inverted(c2) << 4) | inverted(c1), (c1 << 4) | inverted(c3), (c3 << 4) | c2);
}

/** The reverse; throws `record-invalid` when the inverted copies disagree or it is not three bytes. */
export function decodeAccessBits(bytes: Uint8Array): AccessConditions {
  if (bytes.length !== 3) throw new KartuError('record-invalid', `${bytes.length} access bytes instead of 3`);
  const [b6, b7, b8] = [bytes[0]!, bytes[1]!, bytes[2]!];
  const [c1, c2, c3] = [b7 >> 4, b8 & 0x0f, b8 >> 4];
  const consistent = (b6 & 0x0f) === (c1 ^ 0x0f) && b6 >> 4 === (c2 ^ 0x0f) && (b7 & 0x0f) === (c3 ^ 0x0f);
  if (!consistent) throw new KartuError('record-invalid', 'access bits are inconsistent');
  const group = (i: number) => (((c1 >> i) & 1) << 2) | (((c2 >> i) & 1) << 1) | ((c3 >> i) & 1);
  return [group(0), group(1), group(2), group(3)];
}

/** False for bytes that would kill a sector. */
export function areAccessBitsValid(bytes: Uint8Array): boolean {
  try {
    decodeAccessBits(bytes);
    return true;
  } catch {
    return false;
  }
}

// Which keys may do it, by condition 000 to 111.
const DATA_WRITE = ['AB', '', '', 'B', 'B', '', 'B', ''] as const;
const DATA_READ = ['AB', 'AB', 'AB', 'B', 'AB', 'B', 'AB', ''] as const;
const TRAILER_KEY_A_WRITE = ['A', 'A', '', 'B', 'B', '', '', ''] as const;
const TRAILER_ACCESS_WRITE = ['', 'A', '', 'B', '', 'B', '', ''] as const;
const TRAILER_KEY_B_WRITE = ['A', 'A', '', 'B', 'B', '', '', ''] as const;
const TRAILER_KEY_B_READABLE = [true, true, true, false, false, false, false, false] as const;

/** Whether a key can be used at all: a key B that can be read is data, and opens nothing (table 7, note). */
export function keyOpens(conditions: AccessConditions, key: KeyName): boolean {
  return key === 'A' || !TRAILER_KEY_B_READABLE[conditions[3]];
}

/** Whether `key` may write both keys and the access bits of the sector. */
export function mayReplaceTrailer(conditions: AccessConditions, key: KeyName): boolean {
  const trailer = conditions[3];
  return (
    keyOpens(conditions, key) &&
    [TRAILER_KEY_A_WRITE, TRAILER_ACCESS_WRITE, TRAILER_KEY_B_WRITE].every((table) =>
      table[trailer]!.includes(key),
    )
  );
}

/** Whether `key` may read and write every data block of the sector. */
export function mayWriteData(conditions: AccessConditions, key: KeyName): boolean {
  return (
    keyOpens(conditions, key) &&
    conditions
      .slice(0, 3)
      .every((condition) => DATA_WRITE[condition]!.includes(key) && DATA_READ[condition]!.includes(key))
  );
}

/** Data read with either key and written with key B; trailer written with key B. Also the MAD's (AN10787 §3.2). */
export const OWN_ACCESS = encodeAccessBits([0b100, 0b100, 0b100, 0b011]);

/** A whole trailer of 16 bytes. Throws `internal-error` for anything that the chip would not survive. */
export function encodeTrailer(
  keyA: Uint8Array,
  access: Uint8Array,
  generalPurposeByte: number,
  keyB: Uint8Array,
): Uint8Array {
  const isByte =
    Number.isInteger(generalPurposeByte) && generalPurposeByte >= 0 && generalPurposeByte <= 0xff;
  if (keyA.length !== 6 || keyB.length !== 6 || !areAccessBitsValid(access) || !isByte) {
    throw new KartuError('internal-error', 'a sector trailer that the card would not survive');
  }
  return Uint8Array.of(...keyA, ...access, generalPurposeByte, ...keyB);
}
