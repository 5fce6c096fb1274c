import type { ErrorCode } from '@kartukita/card-core';
import type { Duty } from '../ledger/audit.ts';
import type { Transfer } from '../ledger/transfer.ts';
import type { Request } from '../sale/request.ts';
import type { OrderView, ResultView } from './protocol.ts';

/** What a window asks for, made ready by the domain's own functions. */
export interface OrderRequest {
  readonly id: string;
  readonly kind: OrderView['kind'];
  readonly amountRupiah: number;
  /** What it is for, as the screen shows it. */
  readonly lines?: OrderView['lines'];
  readonly tender?: OrderView['tender'];
  /** The placement of the card that the window showed when it was asked; null when it showed none. */
  readonly card: number | null;
  /** Serial of the only card that it is for; any other is turned away and asked nothing. */
  readonly onlyCard?: number;
  /** What the card is asked, under the order's own name. */
  readonly request: Request;
  readonly duty: Duty;
}

/** What every window is shown of a request, whatever becomes of it. */
export function begunWith({ id, kind, amountRupiah, lines, tender }: OrderRequest): Omit<OrderView, 'phase'> {
  return { id, kind, amountRupiah, ...(lines ? { lines } : {}), ...(tender ? { tender } : {}) };
}

/** An order is over, or still in need of a card. */
export function isOpen(order: OrderView): boolean {
  return order.phase === 'waiting' || order.phase === 'refused' || order.phase === 'unfinished';
}

export function withoutNote(order: OrderView): OrderView {
  const { error: _error, hint: _hint, ...rest } = order;
  return rest;
}

/** Where an order stands after a tap that came to an answer. */
export function orderAfter(order: OrderView, result: ResultView): OrderView {
  const base = withoutNote(order);
  switch (result.outcome) {
    case 'unresolved':
      return { ...base, phase: 'unfinished', awaited: { memberNumber: result.memberNumber }, result };
    case 'voided':
      return { ...base, phase: 'waiting', error: 'card-removed', result };
    case 'refused':
      return { ...base, phase: isForThisCardAlone(order) ? 'done' : 'refused', result };
    default:
      // Everybody who comes to an event is counted, one card after the other.
      return { ...base, phase: order.kind === 'attend' ? 'waiting' : 'done', result };
  }
}

/** What another card cannot do instead. */
function isForThisCardAlone({ kind }: OrderView): boolean {
  return kind === 'resolve' || kind === 'payout';
}

/** Where an order stands after a tap that ended in an error, with what the books hold under its name. */
export function orderAfterFailure(
  order: OrderView,
  error: ErrorCode,
  known: Pick<Transfer, 'state' | 'id'> | undefined,
  memberNumber: string | null,
): OrderView {
  const base = withoutNote(order);
  if (known?.state === 'unresolved' || known?.state === 'pending') {
    // Another chip than the one that has to come again: nothing was asked of it.
    if (error === 'card-changed')
      return { ...base, phase: 'unfinished', transfer: known.id, hint: 'other-card' };
    return { ...base, phase: 'unfinished', transfer: known.id, awaited: { memberNumber }, error };
  }
  if (error === 'card-changed' && order.awaited) return { ...base, phase: 'waiting', hint: 'other-card' };
  return { ...base, phase: phaseAfter(error), error };
}

function phaseAfter(error: ErrorCode): OrderView['phase'] {
  if (error === 'card-removed' || error === 'reader-lost' || error === 'reader-failed') return 'waiting';
  // Whoever confirmed an amount for the card that was shown has to look at the new one first.
  if (error === 'card-changed') return 'done';
  return error.startsWith('card-') ? 'refused' : 'done';
}
