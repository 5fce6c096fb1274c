import { type ErrorDetails, KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { payableAccount } from '../ledger/accounts.ts';
import type { Duty } from '../ledger/audit.ts';
import {
  type Article,
  articleByBarcode,
  articleBySku,
  articlesOf,
  putArticles,
} from '../ledger/catalogue.ts';
import type { MoneyRequest, SoldItem, Terms } from '../sale/request.ts';

export { type Article, articleByBarcode, articleBySku, articlesOf };

type Till = Pick<Counter, 'ledger'>;

const MAX_PRICE_RUPIAH = 16_777_215;
const MAX_PIECES = 10_000;
const MAX_LINES = 200;

/** What is wrong with an article: details of a `usage` error; undefined when nothing is. */
export function articleFault(article: Article): ErrorDetails | undefined {
  const { sku, barcode, name, priceRupiah, memberPriceRupiah, merchant } = article;
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._/+-]{0,39}$/u.test(sku))
    return { what: 'article-sku', text: sku.slice(0, 40) };
  if (name.trim() === '' || name.length > 80 || /\p{Cc}/u.test(name)) return { what: 'article-name' };
  if (barcode !== null && !/^[\x21-\x7e]{3,48}$/.test(barcode)) {
    return { what: 'article-barcode', text: barcode.slice(0, 48) };
  }
  if (!isPrice(priceRupiah)) return { what: 'article-price', text: String(priceRupiah) };
  if (memberPriceRupiah !== null && !isPrice(memberPriceRupiah)) {
    return { what: 'article-price', text: String(memberPriceRupiah) };
  }
  if (memberPriceRupiah !== null && memberPriceRupiah > priceRupiah) return { what: 'article-member-price' };
  if (merchant !== null && !/^\d{1,16}$/.test(merchant))
    return { what: 'merchant', text: merchant.slice(0, 20) };
  return undefined;
}

function isPrice(amountRupiah: number): boolean {
  return Number.isInteger(amountRupiah) && amountRupiah > 0 && amountRupiah <= MAX_PRICE_RUPIAH;
}

/** A new article, or a new version of one. Throws `usage`, `already-exists` for another one's barcode. */
export function setArticle({ ledger }: Till, article: Article, by: Duty = {}): Article {
  const trimmed = { ...article, name: article.name.trim() };
  const fault = articleFault(trimmed);
  if (fault) throw new KartuError('usage', `article: ${fault.what}`, { details: fault });
  const other = trimmed.barcode === null ? undefined : articleByBarcode(ledger, trimmed.barcode);
  if (trimmed.active && other && other.sku !== trimmed.sku) {
    throw new KartuError('already-exists', `barcode of ${other.sku}`, {
      details: { what: 'barcode-taken', barcode: trimmed.barcode!, sku: other.sku },
    });
  }
  putArticles(ledger, [trimmed], 'set', by);
  return trimmed;
}

/** Takes an article off the list; what was sold of it stays. Throws `not-found`. */
export function removeArticle(counter: Till, sku: string, by: Duty = {}): Article {
  return setArticle(counter, { ...requireArticle(counter, sku), active: false }, by);
}

/** The article of a SKU or a barcode that is sold today. Throws `not-found`. */
export function requireArticle({ ledger }: Till, code: string): Article {
  const bySku = articleBySku(ledger, code);
  if (bySku?.active) return bySku;
  for (const barcode of spellings(code)) {
    const found = articleByBarcode(ledger, barcode);
    if (found) return found;
  }
  throw new KartuError('not-found', `there is no article ${code.slice(0, 48)}`, {
    details: { what: 'article-unknown', text: code.slice(0, 48) },
  });
}

/** Scanners give a UPC-A code of 12 digits also with a zero before it, as the EAN-13 that it is. */
function spellings(code: string): string[] {
  if (/^\d{12}$/.test(code)) return [code, `0${code}`];
  return /^0\d{12}$/.test(code) ? [code, code.slice(1)] : [code];
}

/** So many of an article, named by SKU or barcode. */
export interface Wanted {
  readonly code: string;
  readonly count: number;
}

/**
 * The sale of articles: what it comes to, who is paid, and what the books say of it. Whoever pays with a card is a
 * member and pays the member's price; what is sold for a partner merchant is owed to him.
 *
 * @throws `not-found`, `usage` (no articles, too many), `amount-invalid` (more than a card can hold)
 */
export function saleOfArticles(
  counter: Till,
  wanted: readonly Wanted[],
  reference?: string,
): MoneyRequest & { readonly terms: Terms } {
  const items = itemsOf(counter, wanted);
  const amountRupiah = items.reduce((sum, { count, priceRupiah }) => sum + count * priceRupiah, 0);
  if (amountRupiah > MAX_PRICE_RUPIAH) {
    throw new KartuError('amount-invalid', `${amountRupiah} rupiah`, {
      details: { text: String(amountRupiah) },
    });
  }
  const terms: Terms = { against: accountsOf(items), details: { items } };
  return { kind: 'sale', amountRupiah, reference, terms };
}

/** A sale by amount on behalf of a partner merchant. @param merchant digits of his member number */
export function saleForMerchant(merchant: string, amountRupiah: number, reference?: string): MoneyRequest {
  if (!/^\d{1,16}$/.test(merchant)) {
    throw new KartuError('usage', 'no member number', {
      details: { what: 'merchant', text: merchant.slice(0, 20) },
    });
  }
  const against = [{ account: payableAccount(merchant), amountRupiah }];
  return { kind: 'sale', amountRupiah, reference, terms: { against, details: { merchant } } };
}

/** One line for each article at today's price, however often it was scanned. */
export function itemsOf(counter: Till, wanted: readonly Wanted[]): SoldItem[] {
  const counts = new Map<string, { article: Article; count: number }>();
  for (const { code, count } of wanted) {
    if (!Number.isInteger(count) || count < 1 || count > MAX_PIECES) {
      throw new KartuError('usage', `${count} pieces`, { details: { what: 'pieces', max: MAX_PIECES } });
    }
    const article = requireArticle(counter, code);
    counts.set(article.sku, { article, count: (counts.get(article.sku)?.count ?? 0) + count });
  }
  if (counts.size === 0 || counts.size > MAX_LINES) {
    throw new KartuError('usage', `${counts.size} articles`, { details: { what: 'items', max: MAX_LINES } });
  }
  return [...counts.values()].map(({ article, count }) => ({
    sku: article.sku,
    name: article.name,
    count,
    priceRupiah: article.memberPriceRupiah ?? article.priceRupiah,
    ...(article.merchant === null ? {} : { merchant: article.merchant }),
  }));
}

/** Who gets how much of a sale: the outlet's own sales first, then the merchants in the order of their numbers. */
export function accountsOf(items: readonly SoldItem[]): { account: string; amountRupiah: number }[] {
  const sums = new Map<string, number>();
  for (const { count, priceRupiah, merchant } of items) {
    const account = merchant === undefined ? 'sales' : payableAccount(merchant);
    sums.set(account, (sums.get(account) ?? 0) + count * priceRupiah);
  }
  return [...sums]
    .map(([account, amountRupiah]) => ({ account, amountRupiah }))
    .sort(
      (a, b) =>
        Number(b.account === 'sales') - Number(a.account === 'sales') || (a.account < b.account ? -1 : 1),
    );
}
