import { type ErrorCode, KartuError } from '@kartukita/card-core';
import type { Transfer } from '../ledger/transfer.ts';
import type { Request } from '../sale/tap.ts';
import type { OrderView, ResultView } from './protocol.ts';

/** What a window asks for. */
export interface OrderRequest {
  readonly id: string;
  readonly kind: OrderView['kind'];
  readonly amountRupiah: number;
  /** The placement of the card that the window showed when it was asked; null when it showed none. */
  readonly card: number | null;
}

/** An order is over, or still in need of a card. */
export function isOpen(order: OrderView): boolean {
  return order.phase === 'waiting' || order.phase === 'refused' || order.phase === 'unfinished';
}

/** What the counter is asked to do with the card, under the order's own name. */
export function requestOf({ id, kind, amountRupiah }: OrderView): Request {
  if (kind === 'resolve') return { kind };
  if (amountRupiah < 1) throw new KartuError('amount-invalid', 'an order without an amount');
  return { kind, amountRupiah, reference: id };
}

export function withoutNote(order: OrderView): OrderView {
  const { error: _error, hint: _hint, ...rest } = order;
  return rest;
}

/** Where an order stands after a tap that came to an answer. */
export function orderAfter(order: OrderView, result: ResultView): OrderView {
  const { awaited: _awaited, ...base } = withoutNote(order);
  switch (result.outcome) {
    case 'unresolved':
      return { ...base, phase: 'unfinished', awaited: { memberNumber: result.memberNumber }, result };
    case 'voided':
      return { ...base, phase: 'waiting', error: 'card-removed', result };
    case 'refused':
      return { ...base, phase: order.kind === 'resolve' ? 'done' : 'refused', result };
    default:
      return { ...base, phase: 'done', result };
  }
}

/** Where an order stands after a tap that ended in an error, with what the books hold under its name. */
export function orderAfterFailure(
  order: OrderView,
  error: ErrorCode,
  known: Pick<Transfer, 'state'> | undefined,
  memberNumber: string | null,
): OrderView {
  const base = withoutNote(order);
  if (known?.state === 'unresolved' || known?.state === 'pending') {
    // Another chip than the one that has to come again: nothing was asked of it.
    if (error === 'card-changed') return { ...base, phase: 'unfinished', hint: 'other-card' };
    return { ...base, phase: 'unfinished', awaited: { memberNumber }, error };
  }
  return { ...base, phase: phaseAfter(error), error };
}

function phaseAfter(error: ErrorCode): OrderView['phase'] {
  if (error === 'card-removed' || error === 'reader-lost' || error === 'reader-failed') return 'waiting';
  // Whoever confirmed an amount for the card that was shown has to look at the new one first.
  if (error === 'card-changed') return 'done';
  return error.startsWith('card-') ? 'refused' : 'done';
}
