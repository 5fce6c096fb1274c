import { createHash, type KeyObject, verify } from 'node:crypto';
import { KIND_NUMBERS } from '../fixtures/second-format.ts';

/**
 * What a card with a purse physically holds, read from its memory past every reader and written from
 * docs/card-format.md alone: the simulator must not believe a card because the program under test does.
 */

export type PurseKind = keyof typeof KIND_NUMBERS;
export type PurseChip = 'classic-1k' | 'classic-4k' | 'ntag215' | 'ntag216';

export interface SeenRecord {
  readonly sequence: number;
  readonly kind: PurseKind;
  readonly balanceRupiah: number;
  readonly amountRupiah: number;
  readonly terminal: number;
  /** First 8 bytes of SHA-256 over the record before, in hexadecimal; and of this one. */
  readonly previous: string;
  readonly link: string;
}

export interface Binding {
  readonly organisationId: number;
  readonly cardSerial: number;
  readonly uid: Uint8Array;
}

const KINDS = Object.keys(KIND_NUMBERS) as PurseKind[];
const DIRECTION: Readonly<Record<PurseKind, -1 | 0 | 1>> = {
  opening: 0,
  topup: 1,
  sale: -1,
  refund: 1,
  credit: 1,
  payout: -1,
};

export function directionOf(kind: PurseKind): -1 | 0 | 1 {
  return DIRECTION[kind];
}

/** The public key that belongs to a terminal's number; 0: the issuer's. */
export type KeyOf = (terminal: number) => KeyObject | undefined;

/** The record in these 96 bytes, if it is one that the named terminal signed for this card. */
export function recordIn(bytes: Buffer, binding: Binding, keyOf: KeyOf): SeenRecord[] {
  const kind = KINDS[bytes[3]! & 0x0f];
  if (bytes[3]! >> 4 !== 1 || kind === undefined) return [];
  const terminal = bytes.readUInt16BE(14);
  const key = keyOf(terminal);
  if (!key) return [];
  const fixed = Buffer.alloc(9);
  fixed.writeUInt32BE(binding.organisationId, 0);
  fixed.writeUInt32BE(binding.cardSerial, 4);
  fixed[8] = binding.uid.length;
  const message = Buffer.concat([
    Buffer.from('KartuKita purse v1\0', 'latin1'),
    fixed,
    binding.uid,
    bytes.subarray(0, 32),
  ]);
  if (!verify(null, message, key, bytes.subarray(32))) return [];
  return [
    {
      sequence: bytes.readUIntBE(0, 3),
      kind,
      balanceRupiah: bytes.readUIntBE(4, 3),
      amountRupiah: bytes.readUIntBE(7, 3),
      terminal,
      previous: bytes.toString('hex', 16, 24),
      link: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    },
  ];
}
