import { KartuError } from '@kartukita/card-core';
import type { z } from 'zod';
import type { Counter } from '../counter/counter.ts';
import { saleForMerchant, saleOfArticles } from '../day/articles.ts';
import { duesPayment } from '../day/dues.ts';
import { eventRegistration, requireEvent } from '../day/events.ts';
import { topupByTransfer } from '../day/tenders.ts';
import { identityOf } from '../sale/read-card.ts';
import type { MoneyRequest } from '../sale/request.ts';
import type { OrderRequest } from './orders.ts';
import type { OrderLine } from './protocol.ts';
import type { REQUESTS } from './requests.ts';
import type { Till } from './till.ts';

type Asked = z.output<typeof REQUESTS.order>;

/**
 * What a window asks for, as the domain's functions make it: prices and amounts of articles come from the catalogue,
 * never from the window. The order's id is the reference in the books. Throws what those functions throw.
 */
export function orderFrom(counter: Counter, till: Till, asked: Asked): Omit<OrderRequest, 'duty'> {
  const { id, card } = asked;
  if (asked.kind === 'resolve') {
    return { id, kind: 'resolve', amountRupiah: 0, card, request: { kind: 'resolve' } };
  }
  if (asked.kind === 'attend') {
    const { name } = requireEvent(counter, asked.event);
    const request = { kind: 'attend', event: asked.event } as const;
    return { id, kind: 'attend', amountRupiah: 0, card, request, lines: [{ name, amountRupiah: 0 }] };
  }
  const request = moneyRequest(counter, till, asked);
  const { kind, amountRupiah } = request;
  return { id, kind, amountRupiah, card, request, ...linesOf(counter, request) };
}

type AskedMoney = Exclude<Asked, { kind: 'resolve' } | { kind: 'attend' }>;

function moneyRequest(counter: Counter, till: Till, asked: AskedMoney): MoneyRequest {
  const { id } = asked;
  if (asked.kind === 'articles') return saleOfArticles(counter, asked.items, id);
  if (asked.kind === 'event') return eventRegistration(counter, asked.event, id);
  if (asked.kind === 'dues') {
    const periods = asked.periods.map((period) => ({ period }));
    return duesPayment(counter, requireMember(counter, till), periods, id);
  }
  const { amountRupiah } = asked;
  if (asked.kind === 'sale') {
    if (asked.merchant === undefined) return { kind: 'sale', amountRupiah, reference: id };
    return saleForMerchant(asked.merchant, amountRupiah, id);
  }
  if (asked.bankReference === undefined) return { kind: 'topup', amountRupiah, reference: id };
  return topupByTransfer(counter.ledger, amountRupiah, asked.bankReference, id);
}

/** Digits of the member whose card lies on the reader and was read. Throws `not-found`. */
export function requireMember({ ledger }: Counter, till: Till): string {
  const serial = till.state.card?.look?.cardSerial;
  const card = serial === undefined || serial === null ? undefined : ledger.cardBySerial(serial);
  if (card) return identityOf(card).memberNumber;
  throw new KartuError('not-found', 'no card lies on the reader', { details: { what: 'no-card' } });
}

function linesOf(counter: Counter, { terms }: MoneyRequest): { lines?: readonly OrderLine[] } {
  const { items, dues, event } = terms?.details ?? {};
  if (dues) return { lines: dues.map(({ period, amountRupiah }) => ({ name: period, amountRupiah })) };
  if (event !== undefined) return { lines: [{ name: requireEvent(counter, event).name, amountRupiah: 0 }] };
  if (!items) return {};
  const lines = items.map(({ name, count, priceRupiah }) => ({
    name,
    count,
    amountRupiah: count * priceRupiah,
  }));
  return { lines };
}
