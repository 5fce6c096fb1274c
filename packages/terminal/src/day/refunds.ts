import { formatRupiah, KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { movementsOf } from '../ledger/accounts.ts';
import type { Duty } from '../ledger/audit.ts';
import { bookRefund, insertRefund, refundByReference, refundedRupiah, refundsOf } from '../ledger/refunds.ts';
import { detailsOf, type Transfer } from '../ledger/transfer.ts';
import type { MoneyRequest, PurposeDetails, SoldItem } from '../sale/request.ts';
import { accountsOf } from './articles.ts';
import { requireReason } from './shifts.ts';

type Till = Pick<Counter, 'ledger'>;

/** What may still be taken back of a transfer. */
export interface Refundable {
  readonly transfer: Transfer;
  readonly refundedRupiah: number;
  readonly leftRupiah: number;
}

/** Why something is taken back, and who allowed it. */
export interface Grounds {
  readonly reason: string;
  /** Id of the supervisor whose PIN was checked; none where no cashiers are registered. */
  readonly supervisor?: string | undefined;
}

/**
 * A sale or top-up that was posted here, and what is left of it.
 *
 * @throws `not-found`; `usage` for anything else than a posted sale or top-up
 */
export function refundable({ ledger }: Till, transferId: number): Refundable {
  const transfer = ledger.transfer(transferId);
  if (!transfer) {
    throw fault('not-found', 'transfer-unknown', `there is no transfer ${transferId}`, {
      transfer: transferId,
    });
  }
  const isMoney = transfer.kind === 'sale' || transfer.kind === 'topup';
  if (!isMoney || transfer.state !== 'posted') {
    throw fault('usage', 'not-refundable', `transfer ${transferId} is a ${transfer.state} ${transfer.kind}`, {
      transfer: transferId,
    });
  }
  const refunded = refundedRupiah(ledger, transferId);
  return { transfer, refundedRupiah: refunded, leftRupiah: transfer.amountRupiah - refunded };
}

/** What comes back of a sale. */
export interface RefundPart {
  readonly amountRupiah?: number | undefined;
  readonly items?: readonly Piece[] | undefined;
  readonly reference?: string | undefined;
}

/** What a refund came to. */
export interface Refunded {
  /** The entry of the journal. */
  readonly entry: number;
  readonly card: number;
  readonly amountRupiah: number;
}

/**
 * Takes a sale back, in whole (a void) or in part. It is owed to the holder from this moment; the next tap of the card,
 * best at once with `{ kind: 'resolve' }`, gives it to the card, and a torn one is finished like any other. Nothing
 * leaves the drawer: it was paid from the purse.
 *
 * @param part an amount, or pieces of the articles that were sold; without, all that is left. The same `reference` is
 *   never booked twice: it answers what was booked
 * @throws `not-found`, `usage` (no posted sale, more than is left, dues and events only in whole)
 */
export function refundSale(
  counter: Till,
  transferId: number,
  grounds: Grounds,
  by: Duty,
  part: RefundPart = {},
): Refunded {
  const { transfer, leftRupiah } = refundable(counter, transferId);
  const earlier =
    part.reference === undefined ? undefined : refundByReference(counter.ledger, part.reference);
  if (earlier?.corrects === transferId) {
    const { entry, amountRupiah } = earlier;
    return { entry, card: transfer.card, amountRupiah };
  }
  if (transfer.kind !== 'sale') throw fault('usage', 'not-a-sale', 'not a sale', { transfer: transferId });
  const details = detailsOf(transfer) as PurposeDetails;
  const before = refundsOf(counter.ledger, transferId);
  const items = part.items ? pieces(details.items ?? [], part.items, before.pieces) : undefined;
  const amountRupiah = items ? sumOf(items) : (part.amountRupiah ?? leftRupiah);
  requireWithin(amountRupiah, leftRupiah, transferId);
  const isWhole = amountRupiah === transfer.amountRupiah;
  if (!isWhole && (details.dues || details.event !== undefined)) {
    throw fault('usage', 'refund-whole', 'dues and events are taken back in whole', { transfer: transferId });
  }
  const paid = movementsOf(transfer).map(({ credit, amountRupiah: sum }) => ({
    account: credit,
    amountRupiah: sum,
  }));
  const parts = items ? accountsOf(items) : takenFrom(paid, before.taken, amountRupiah);
  const sold = isWhole ? details.items : items;
  const told = { ...groundsOf(grounds), ...(sold ? { items: sold } : {}), corrects: transferId };
  const entry = bookRefund(counter.ledger, transfer.card, parts, told, by, part.reference);
  return { entry, card: transfer.card, amountRupiah };
}

/** So many pieces of an article that come back. */
export interface Piece {
  readonly sku: string;
  readonly count: number;
}

/**
 * Takes a top-up back, in whole or in part, by what it was paid with: the request for the tap that takes it from the
 * card. The cash is handed out, or the bank transfer made, when the tap has answered `posted`. It takes the card: what
 * lies on it could be spent elsewhere.
 *
 * @throws `not-found`, `usage` (no posted top-up, more than is left)
 */
export function takeBackTopup(
  counter: Till,
  transferId: number,
  grounds: Grounds,
  options: { readonly amountRupiah?: number | undefined; readonly reference?: string | undefined } = {},
): MoneyRequest {
  const { transfer } = refundable(counter, transferId);
  if (transfer.kind !== 'topup')
    throw fault('usage', 'not-a-topup', 'not a top-up', { transfer: transferId });
  // A try that was torn counts as taken; the same request again must still find its own.
  const open = counter.ledger.openTransfer(transfer.card);
  const isAgain = open?.kind === 'payout' && detailsOf(open).corrects === transferId;
  const leftRupiah = refundable(counter, transferId).leftRupiah + (isAgain ? open.amountRupiah : 0);
  const amountRupiah = options.amountRupiah ?? (isAgain ? open.amountRupiah : leftRupiah);
  requireWithin(amountRupiah, leftRupiah, transferId);
  const account = movementsOf(transfer)[0]!.debit;
  return {
    kind: 'payout',
    amountRupiah,
    reference: options.reference,
    onlyCard: transfer.card,
    terms: {
      against: [{ account, amountRupiah }],
      details: { ...groundsOf(grounds), corrects: transferId },
      rows: ({ ledger }, journal) => insertRefund(ledger, journal, transferId, amountRupiah),
    },
  };
}

function groundsOf({ reason, supervisor }: Grounds): PurposeDetails {
  return { reason: requireReason(reason), ...(supervisor === undefined ? {} : { supervisor }) };
}

function requireWithin(amountRupiah: number, leftRupiah: number, transfer: number): void {
  if (Number.isInteger(amountRupiah) && amountRupiah > 0 && amountRupiah <= leftRupiah) return;
  throw fault('usage', leftRupiah === 0 ? 'refund-nothing' : 'refund-too-much', 'more than is left', {
    transfer,
    left: formatRupiah(leftRupiah),
  });
}

function pieces(
  sold: readonly SoldItem[],
  wanted: readonly Piece[],
  before: ReadonlyMap<string, number>,
): SoldItem[] {
  const asked = new Map<string, number>();
  for (const { sku, count } of wanted)
    asked.set(sku, (asked.get(sku) ?? 0) + (count > 0 ? count : Number.NaN));
  return [...asked].map(([sku, count]) => {
    const item = sold.find((each) => each.sku === sku);
    const left = (item?.count ?? 0) - (before.get(sku) ?? 0);
    if (item && Number.isInteger(count) && count <= left) return { ...item, count };
    throw fault('usage', 'refund-pieces', `not ${count} of ${sku.slice(0, 40)}`, {
      text: sku.slice(0, 40),
      left,
    });
  });
}

function sumOf(items: readonly SoldItem[]): number {
  return items.reduce((sum, { count, priceRupiah }) => sum + count * priceRupiah, 0);
}

/** An amount out of the accounts that were paid, in their order, as far as it was not taken from them before. */
function takenFrom(
  paid: readonly { readonly account: string; readonly amountRupiah: number }[],
  before: ReadonlyMap<string, number>,
  amountRupiah: number,
) {
  let rest = amountRupiah;
  return paid.flatMap(({ account, amountRupiah: sum }) => {
    const taken = Math.min(sum - (before.get(account) ?? 0), rest);
    rest -= taken;
    return taken > 0 ? [{ account, amountRupiah: taken }] : [];
  });
}

function fault(
  code: 'usage' | 'not-found',
  what: string,
  message: string,
  details: Record<string, string | number>,
): KartuError {
  return new KartuError(code, message, { details: { what, ...details } });
}
