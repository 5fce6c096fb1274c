import { concat } from '../bytes.ts';

/** Status words that the virtual readers give; sources in protocol-facts §2. */
export const SW = {
  ok: 0x9000,
  endBeforeLe: 0x6282,
  failed: 0x6300,
  wrongLength: 0x6700,
  conditions: 0x6985,
  unsupported: 0x6a81,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
} as const;

/** A short command APDU taken apart (ISO/IEC 7816-4 §5.1). `le` is 256 where the byte is 00. */
export interface Apdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  readonly le: number | undefined;
}

/** Undefined for anything that is not a well-formed short APDU. */
export function parseApdu(bytes: Uint8Array): Apdu | undefined {
  if (bytes.length < 4) return undefined;
  const [cla, ins, p1, p2] = [bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!];
  const none = new Uint8Array();
  if (bytes.length === 4) return { cla, ins, p1, p2, data: none, le: undefined };
  if (bytes.length === 5) return { cla, ins, p1, p2, data: none, le: bytes[4]! || 256 };
  const lc = bytes[4]!;
  if (lc === 0 || bytes.length < 5 + lc || bytes.length > 6 + lc) return undefined;
  const le = bytes.length === 6 + lc ? bytes[5 + lc]! || 256 : undefined;
  return { cla, ins, p1, p2, data: bytes.subarray(5, 5 + lc), le };
}

export function status(sw: number): Uint8Array {
  return new Uint8Array([sw >> 8, sw & 0xff]);
}

export function answer(data: Uint8Array, sw: number = SW.ok): Uint8Array {
  return concat(data, status(sw));
}
