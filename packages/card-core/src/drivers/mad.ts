import { KartuError } from '../errors.ts';

/**
 * MIFARE Application Directory: which sector belongs to whom. NXP AN10787 §3 (MAD1) and §4 (MAD2), collected in
 * protocol-facts §4. AIDs that we do not know are kept as they are.
 */

export const MAD_FREE = 0x0000;
export const MAD_DEFECT = 0x0001;
export const MAD_NDEF = 0xe103;

export const MAD1_BYTES = 32;
export const MAD2_BYTES = 48;
/** General purpose byte of sector 0: directory present (80), several applications (40), version 1 or 2. */
export const MAD_GPB = { 'classic-1k': 0xc1, 'classic-4k': 0xc2 } as const;

export interface Directory {
  /** Sector of the card publisher; 0 when nobody claims it. */
  readonly publisherSector: number;
  /** AID by sector: 1..15 in MAD1, 17..39 in MAD2. */
  readonly aids: ReadonlyMap<number, number>;
}

/** CRC-8, polynomial 1D, start C7, neither reflected nor inverted (AN10787 §3.7). */
export function madCrc(bytes: Uint8Array): number {
  let crc = 0xc7;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x1d) & 0xff : crc << 1;
  }
  return crc;
}

/** Blocks 1 and 2 of sector 0: 32 bytes for sectors 1 to 15. */
export function encodeMad1(directory: Directory): Uint8Array {
  return encode(directory, 1, MAD1_BYTES);
}

/** Blocks 0 to 2 of sector 16 of a 4K card: 48 bytes for sectors 17 to 39. */
export function encodeMad2(directory: Directory): Uint8Array {
  return encode(directory, 17, MAD2_BYTES);
}

/** Throws `record-invalid` for another length, a wrong CRC or a publisher sector that cannot be. */
export function decodeMad1(bytes: Uint8Array): Directory {
  return decode(bytes, 1, MAD1_BYTES);
}

export function decodeMad2(bytes: Uint8Array): Directory {
  return decode(bytes, 17, MAD2_BYTES);
}

/** The sectors that carry an AID, ascending. */
export function sectorsOf(directory: Directory, aid: number): number[] {
  return [...directory.aids]
    .filter(([, candidate]) => candidate === aid)
    .map(([sector]) => sector)
    .sort((a, b) => a - b);
}

function encode(directory: Directory, firstSector: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (directory.publisherSector < 0 || directory.publisherSector > 0x27) {
    throw new KartuError('internal-error', `publisher sector ${directory.publisherSector}`);
  }
  bytes[1] = directory.publisherSector;
  for (let i = 0; i < entries(length); i++) {
    const aid = directory.aids.get(firstSector + i) ?? MAD_FREE;
    bytes[2 + i * 2] = aid & 0xff;
    bytes[3 + i * 2] = aid >> 8;
  }
  bytes[0] = madCrc(bytes.subarray(1));
  return bytes;
}

function decode(bytes: Uint8Array, firstSector: number, length: number): Directory {
  if (bytes.length !== length) throw invalid(`${bytes.length} bytes instead of ${length}`);
  if (bytes[0] !== madCrc(bytes.subarray(1))) throw invalid('wrong checksum');
  const publisherSector = bytes[1]! & 0x3f;
  // 10h is the second directory itself, and there is no sector past 27h (AN10787 §3.5).
  if (publisherSector === 0x10 || publisherSector > 0x27)
    throw invalid(`publisher sector ${publisherSector}`);
  const aids = new Map<number, number>();
  for (let i = 0; i < entries(length); i++) {
    aids.set(firstSector + i, bytes[2 + i * 2]! | (bytes[3 + i * 2]! << 8));
  }
  return { publisherSector, aids };
}

function entries(length: number): number {
  return (length - 2) / 2;
}

function invalid(what: string): KartuError {
  return new KartuError('record-invalid', `MAD: ${what}`);
}
