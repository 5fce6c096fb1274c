import type { z } from 'zod';
import type { Counter } from '../counter/counter.ts';
import { saleForMerchant, saleOfArticles } from '../day/articles.ts';
import { topupByTransfer } from '../day/tenders.ts';
import type { MoneyRequest } from '../sale/request.ts';
import type { OrderRequest } from './orders.ts';
import type { OrderLine } from './protocol.ts';
import type { REQUESTS } from './requests.ts';

type Asked = z.output<typeof REQUESTS.order>;

/**
 * What a window asks for, as the domain's functions make it: prices and amounts of articles come from the catalogue,
 * never from the window. The order's id is the reference in the books. Throws what those functions throw.
 */
export function orderFrom(counter: Counter, asked: Asked): Omit<OrderRequest, 'duty'> {
  const { id, card } = asked;
  if (asked.kind === 'resolve') {
    return { id, kind: 'resolve', amountRupiah: 0, card, request: { kind: 'resolve' } };
  }
  const request = moneyRequest(counter, asked);
  const { kind, amountRupiah } = request;
  return { id, kind, amountRupiah, card, request, ...linesOf(request) };
}

function moneyRequest(counter: Counter, asked: Exclude<Asked, { kind: 'resolve' }>): MoneyRequest {
  const { id } = asked;
  if (asked.kind === 'articles') return saleOfArticles(counter, asked.items, id);
  const { amountRupiah } = asked;
  if (asked.kind === 'sale') {
    if (asked.merchant === undefined) return { kind: 'sale', amountRupiah, reference: id };
    return saleForMerchant(asked.merchant, amountRupiah, id);
  }
  if (asked.bankReference === undefined) return { kind: 'topup', amountRupiah, reference: id };
  return topupByTransfer(counter.ledger, amountRupiah, asked.bankReference, id);
}

function linesOf({ terms }: MoneyRequest): { lines?: readonly OrderLine[] } {
  const items = terms?.details.items;
  if (!items) return {};
  const lines = items.map(({ name, count, priceRupiah }) => ({
    name,
    count,
    amountRupiah: count * priceRupiah,
  }));
  return { lines };
}
