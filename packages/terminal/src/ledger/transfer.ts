import {
  type ChipKind,
  decodeSlot,
  type ErrorDetails,
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

export type TransferKind = 'sale' | 'topup' | 'refund' | 'credit' | 'payout' | 'correction';
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
  /** What the journal says of its reservation, as JSON: {@link planOf}, {@link detailsOf}. */
  readonly body: string;
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
  /** What moves when it is posted, where that does not follow from the kind alone. */
  readonly plan?: readonly Movement[] | undefined;
  /** What else the books say of it: by whom, in which shift, which articles. */
  readonly details?: object | undefined;
  /** Writes the rows that belong to it, in the same transaction. */
  readonly rows?: ((transfer: number) => void) | undefined;
}

/** How an entry of the journal says what moved: flat when it is one movement, else as `lines`. */
export function moneyOf(movements: readonly Movement[]): object {
  const [first, ...more] = movements;
  if (!first) return {};
  return more.length === 0 ? { ...first } : { lines: movements };
}

/** What the journal says of a reservation besides the record. */
export function detailsOf(transfer: Pick<Transfer, 'body'>): Readonly<Record<string, unknown>> {
  return JSON.parse(transfer.body) as Record<string, unknown>;
}

/** What was planned to move; undefined where it follows from the kind. */
export function planOf(transfer: Pick<Transfer, 'body'>): readonly Movement[] | undefined {
  return detailsOf(transfer).plan as readonly Movement[] | undefined;
}

export function sameSlot(a: SlotBytes, b: SlotBytes): boolean {
  return equalBytes(a.head, b.head) && equalBytes(a.tail, b.tail);
}

/** The record in a slot that is known to hold one. */
export function decoded(slot: SlotBytes): SignedPurseRecord {
  const signed = decodeSlot(slot.head, slot.tail);
  if (!signed)
    throw new KartuError('data-damaged', 'the ledger holds an empty record', {
      details: { what: 'record-empty' },
    });
  return signed;
}

/** What a reservation cannot have because another transfer has it; `what` names the sentence for people. */
export function taken(what: string, message: string, details: ErrorDetails = {}): KartuError {
  return new KartuError('already-exists', message, { details: { what, ...details } });
}
