import { computed, signal } from '@preact/signals';
import type { Article } from '../../src/web/protocol.ts';
import { get, RequestFailed } from './api.ts';
import { draftRupiah, fault, setDraft } from './draft.ts';

/** What is sold, as the server last said. */
export const articles = signal<readonly Article[]>([]);

const KEPT = 'kartu-cart';
const kept = (): [string, number][] => JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');

/** Pieces by SKU, in the order in which they came; kept by the window, so that a reload loses nothing. */
export const cart = signal<ReadonlyMap<string, number>>(new Map(kept()));

export interface CartLine {
  readonly article: Article;
  readonly count: number;
  readonly amountRupiah: number;
}

export const cartLines = computed<readonly CartLine[]>(() =>
  [...cart.value].flatMap(([sku, count]) => {
    const article = articles.value.find((each) => each.sku === sku);
    return article ? [{ article, count, amountRupiah: count * cardPrice(article) }] : [];
  }),
);
export const cartRupiah = computed(() => cartLines.value.reduce((sum, line) => sum + line.amountRupiah, 0));

/** Whoever pays by card is a member. The server computes what is charged; this is what is shown before. */
export function cardPrice({ priceRupiah, memberPriceRupiah }: Article): number {
  return memberPriceRupiah ?? priceRupiah;
}

/** Digits typed before an article are how many of it; beyond this they are an amount. */
const MOST_PIECES = 99;

export function addArticle(article: Article): void {
  const typed = draftRupiah.value;
  if (typed > MOST_PIECES && cart.value.size === 0) {
    fault.value = new RequestFailed('amount-or-articles', 400);
    return;
  }
  fault.value = null;
  const count = typed >= 1 && typed <= MOST_PIECES ? typed : 1;
  setDraft(0);
  changeCount(article.sku, count);
}

export function changeCount(sku: string, by: number): void {
  const next = new Map(cart.value);
  const count = (next.get(sku) ?? 0) + by;
  if (count > 0) next.set(sku, count);
  else next.delete(sku);
  setCart(next);
}

export function clearCart(): void {
  setCart(new Map());
}

function setCart(next: ReadonlyMap<string, number>): void {
  cart.value = next;
  sessionStorage.setItem(KEPT, JSON.stringify([...next]));
}

/** A scanner's code: the article of this barcode or SKU, or word that nobody knows it. */
export function addScanned(code: string): void {
  const found = articles.value.find(({ barcode, sku }) => barcode === code || sku === code);
  if (found) addArticle(found);
  else fault.value = new RequestFailed('article-unknown', 404, { what: 'article-unknown', text: code });
}

export async function loadArticles(): Promise<void> {
  try {
    articles.value = (await get<{ articles: Article[] }>('/api/articles')).articles;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
  }
}
