import {
  type ChipKind,
  decodeSlot,
  equalBytes,
  KartuError,
  type SignedPurseRecord,
} from '@kartukita/card-core';

/** A card as this counter has met it. */
export interface KnownCard {
  readonly serial: number;
  readonly uid: Uint8Array;
  readonly kind: ChipKind;
  /** The 88 verified bytes. */
  readonly identity: Uint8Array;
}

/** A record as it lies in a slot. */
export interface SlotBytes {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export type TransferKind = 'sale' | 'topup' | 'refund' | 'payout' | 'correction';
export type TransferState = 'pending' | 'posted' | 'voided' | 'unresolved';

export interface Transfer extends SlotBytes {
  readonly id: number;
  readonly kind: TransferKind;
  readonly card: number;
  readonly sequence: number;
  readonly amountRupiah: number;
  readonly reference: string | null;
  readonly corrects: number | null;
  readonly state: TransferState;
  readonly timeMs: number;
}

/** One movement between two accounts, named by their codes. */
export interface Movement {
  readonly debit: string;
  readonly credit: string;
  readonly amountRupiah: number;
}

export interface Reservation extends SlotBytes {
  readonly kind: Exclude<TransferKind, 'correction'>;
  readonly card: number;
  readonly sequence: number;
  readonly amountRupiah: number;
  readonly reference?: string | undefined;
}

export function sameSlot(a: SlotBytes, b: SlotBytes): boolean {
  return equalBytes(a.head, b.head) && equalBytes(a.tail, b.tail);
}

/** The record in a slot that is known to hold one. */
export function decoded(slot: SlotBytes): SignedPurseRecord {
  const signed = decodeSlot(slot.head, slot.tail);
  if (!signed) throw new KartuError('data-damaged', 'the ledger holds an empty record');
  return signed;
}
