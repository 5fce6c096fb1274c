import { KartuError } from '@kartukita/card-core';
import { purseAccount } from '../ledger/accounts.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { detailsOf, type Movement, type Transfer } from '../ledger/transfer.ts';
import type { RefusalCode } from './refusals.ts';
import type { RequestKind } from './rules.ts';

/** What a cashier asks of the card on the reader. */
export type Request =
  | MoneyRequest
  | { readonly kind: 'balance' }
  | { readonly kind: 'resolve'; readonly onlyCard?: number | undefined }
  /** The member is at an event; nothing is written to the card. */
  | { readonly kind: 'attend'; readonly event: string };

export interface MoneyRequest {
  /** `payout`: a top-up is taken back, so its terms say which. */
  readonly kind: 'sale' | 'topup' | 'payout';
  readonly amountRupiah: number;
  /** A name of the caller's own, under which the same thing is never done twice. */
  readonly reference?: string | undefined;
  /** What it is for; without: a sale by amount, a top-up with cash. Made by the functions of `day/`. */
  readonly terms?: Terms | undefined;
  /** Serial of the only card that may be meant. */
  readonly onlyCard?: number | undefined;
  /** The member's PIN, where one is asked for. */
  readonly pin?: string | undefined;
}

/** For whom something is about to be reserved. */
export interface TermsCard {
  readonly ledger: Ledger;
  readonly card: number;
  /** Digits without separators. */
  readonly memberNumber: string;
}

/** What a transfer is for, beyond its kind and amount. */
export interface Terms {
  /** Where the amount goes (of a sale, a payout) or comes from (of a top-up); adds up to the amount. */
  readonly against?: readonly { readonly account: string; readonly amountRupiah: number }[];
  /** What the journal says of it. */
  readonly details: PurposeDetails;
  /** A reason against it that only this card shows. */
  readonly refusal?: (card: TermsCard) => RefusalCode | undefined;
  /** Writes the rows that belong to it, in the transaction that reserves it. */
  readonly rows?: (card: TermsCard, transfer: number) => void;
}

/** One line of a sale: so many of an article at the price of that moment. */
export interface SoldItem {
  readonly sku: string;
  readonly name: string;
  readonly count: number;
  readonly priceRupiah: number;
  /** Member number of the partner merchant on whose behalf it was sold. */
  readonly merchant?: string;
}

/** What the journal may say of a transfer's purpose. */
export interface PurposeDetails {
  readonly items?: readonly SoldItem[];
  readonly merchant?: string;
  readonly tender?: 'cash' | 'transfer';
  readonly bankReference?: string;
  /** The transfer that is taken back, and why. */
  readonly corrects?: number;
  readonly reason?: string;
  readonly supervisor?: string;
  readonly dues?: readonly { readonly period: string; readonly amountRupiah: number }[];
  readonly event?: string;
}

/** What tells two transfers of one amount apart; a reason or a supervisor may be another at the second try. */
const PURPOSE = ['items', 'merchant', 'tender', 'bankReference', 'corrects', 'dues', 'event'] as const;

/** What will move when it is posted; undefined where it follows from the kind. */
export function planFor(
  { kind, amountRupiah: wholeRupiah, terms }: Pick<MoneyRequest, 'kind' | 'amountRupiah' | 'terms'>,
  card: number,
): readonly Movement[] | undefined {
  const purse = purseAccount(card);
  const sumRupiah = terms?.against?.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0);
  if (sumRupiah !== undefined && sumRupiah !== wholeRupiah) {
    throw new KartuError('internal-error', `terms of ${sumRupiah} for ${wholeRupiah} rupiah`);
  }
  return terms?.against?.map(({ account, amountRupiah }) =>
    kind === 'topup'
      ? { debit: account, credit: purse, amountRupiah }
      : { debit: purse, credit: account, amountRupiah },
  );
}

/**
 * Whether a request asks for a transfer that was begun before. A name of the caller's own tells two transfers of one
 * amount apart: what was begun under another name, or none, must not pass for the one that is asked for now.
 */
export function isFor(request: MoneyRequest, transfer: Transfer): boolean {
  const { kind, amountRupiah, reference } = request;
  const named = reference === undefined || reference === transfer.reference;
  return (
    kind === transfer.kind &&
    amountRupiah === transfer.amountRupiah &&
    named &&
    isSamePurpose(request, transfer)
  );
}

/** The same articles, the same tender, the same period: not just the same amount. */
export function isSamePurpose({ terms }: MoneyRequest, transfer: Transfer): boolean {
  const then = detailsOf(transfer);
  return PURPOSE.every(
    (key) => JSON.stringify(terms?.details[key] ?? null) === JSON.stringify(then[key] ?? null),
  );
}

/** True for what the counter does by itself before what it was asked: settling what is owed, giving salary. */
export function isSettlement(transfer: Transfer): boolean {
  if (transfer.kind === 'payout') return detailsOf(transfer).corrects === undefined;
  return transfer.kind === 'refund' || transfer.kind === 'credit';
}

export function isMoney(request: Request): request is MoneyRequest {
  return request.kind === 'sale' || request.kind === 'topup' || request.kind === 'payout';
}

/** What came of a tap; the document that scripts read. Amounts in whole rupiah. */
export interface TapResult {
  readonly outcome: 'posted' | 'voided' | 'refused' | 'unresolved' | 'read' | 'resolved';
  readonly reason?: RefusalCode;
  /** Digits without separators; null when no genuine card was there. */
  readonly memberNumber: string | null;
  readonly cardSerial: number | null;
  readonly balanceRupiah: number | null;
  readonly sequence: number | null;
  /** What was moved, or was to be moved, by which transfer. */
  readonly kind?: RequestKind;
  readonly amountRupiah?: number;
  readonly transfer?: number;
  /** The second tap of an unfinished transfer: it was not charged again. */
  readonly resumed?: true;
  /** An earlier transfer that this tap showed to have been written after all. */
  readonly finishedEarlier?: {
    readonly transfer: number;
    readonly kind: string;
    readonly amountRupiah: number;
  };
  /** The unfinished transfer that is in the way. */
  readonly unfinished?: { readonly transfer: number; readonly kind: string; readonly amountRupiah: number };
  /** What was given back to the card (above 0) or taken back (below 0) at this tap for a transfer closed too early. */
  readonly settledRupiah?: number;
  /** Salary that this tap put on the card. */
  readonly creditedRupiah?: number;
  /** Salary that waits for this card and did not fit on it yet. */
  readonly waitingRupiah?: number;
  /** What is still owed to the holder (below 0: by him). */
  readonly owedRupiah: number;
  /** Members at the event, with this one. */
  readonly attendance?: number;
}

/** A refusal before anything is known of who holds the card. */
export function refused(reason: RefusalCode): TapResult {
  const nobody = { memberNumber: null, cardSerial: null, balanceRupiah: null, sequence: null, owedRupiah: 0 };
  return { outcome: 'refused', reason, ...nobody };
}

export function describe(transfer: Transfer) {
  return { transfer: transfer.id, kind: transfer.kind, amountRupiah: transfer.amountRupiah };
}
