import { entryAt, type Fact, factsBetween } from '../ledger/facts.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { drawerRupiah, type Shift } from '../ledger/shifts.ts';

/** A line of a report: what is counted, how often, and what it came to in whole rupiah. */
export interface Sum {
  readonly key: string;
  readonly count: number;
  readonly amountRupiah: number;
}

/** An article (or `*`: sales by amount) as it was sold, and what was taken back. */
export interface ArticleSum extends Sum {
  readonly name: string;
  /** Pieces. */
  readonly pieces: number;
}

/** The report of one shift; with the number of its closing it is the Z-report. */
export interface ShiftReport {
  readonly shift: Shift;
  /** Numbers of the first and the last transfer that was posted in it; null when there was none. */
  readonly firstTransfer: number | null;
  readonly lastTransfer: number | null;
  readonly transfers: number;
  readonly byKind: readonly Sum[];
  /** Top-ups less what was taken back, by `cash` and `transfer`. */
  readonly byTender: readonly Sum[];
  readonly byArticle: readonly ArticleSum[];
  /** Sales less refunds, by cashier; `-` where nobody was signed in. */
  readonly byCashier: readonly Sum[];
  /** What is owed to partner merchants out of this shift, by member number. */
  readonly byMerchant: readonly Sum[];
  /** What moved in the drawer; the expected sum is all of it. */
  readonly cash: readonly Sum[];
  readonly expectedRupiah: number;
  readonly countedRupiah: number | null;
  /** Counted less expected. */
  readonly differenceRupiah: number | null;
  readonly unfinished: readonly {
    readonly transfer: number;
    readonly kind: string;
    readonly amountRupiah: number;
  }[];
}

/** Adds up by a key, in the order in which the keys came. */
class Sums {
  readonly #sums = new Map<string, { key: string; count: number; amountRupiah: number }>();

  add(key: string, amountRupiah: number, count = 1): void {
    const sum = this.#sums.get(key) ?? { key, count: 0, amountRupiah: 0 };
    sum.count += count;
    sum.amountRupiah += amountRupiah;
    this.#sums.set(key, sum);
  }

  list(): Sum[] {
    return [...this.#sums.values()];
  }

  sorted(): Sum[] {
    return this.list().sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

/** What happened in a shift, so far or until it was closed. It takes as long as there was much in this shift. */
export function shiftReport(ledger: Ledger, shift: Shift): ShiftReport {
  const [byKind, byTender, byCashier, byMerchant, cash] = [1, 2, 3, 4, 5].map(() => new Sums()) as [
    Sums,
    Sums,
    Sums,
    Sums,
    Sums,
  ];
  const articles = new Articles();
  const transfers: number[] = [];
  for (const fact of factsBetween(ledger, shift.from, shift.to ?? undefined)) {
    if (fact.transfer !== null) transfers.push(fact.transfer);
    const inDrawer = movedOn(fact, 'drawer');
    if (fact.kind === 'shift-open') cash.add('float', shift.floatRupiah);
    else if (fact.kind !== 'shift-close' && inDrawer !== 0) cash.add(fact.kind, inDrawer);
    if (!fact.kind.startsWith('shift-')) byKind.add(fact.kind, fact.amountRupiah);
    if (fact.kind === 'topup') byTender.add(fact.purpose.tender ?? 'cash', fact.amountRupiah);
    if (fact.kind === 'takeback') byTender.add(inDrawer === 0 ? 'transfer' : 'cash', -fact.amountRupiah);
    if (fact.kind === 'sale' || fact.kind === 'refund') byCashier.add(fact.cashier ?? '-', soldRupiah(fact));
    for (const [merchant, amountRupiah] of owedToMerchants(fact)) byMerchant.add(merchant, amountRupiah);
    articles.add(fact);
  }
  const expectedRupiah = shift.expectedRupiah ?? drawerRupiah(ledger);
  const { countedRupiah } = shift;
  return {
    shift,
    firstTransfer: transfers[0] ?? null,
    lastTransfer: transfers.at(-1) ?? null,
    transfers: transfers.length,
    byKind: byKind.list(),
    byTender: byTender.sorted(),
    byArticle: articles.sorted(),
    byCashier: byCashier.sorted(),
    byMerchant: byMerchant.sorted(),
    cash: cash.list(),
    expectedRupiah,
    countedRupiah,
    differenceRupiah: countedRupiah === null ? null : countedRupiah - expectedRupiah,
    unfinished:
      shift.to === null
        ? ledger.openTransfers().map(({ id, kind, amountRupiah }) => ({ transfer: id, kind, amountRupiah }))
        : [],
  };
}

/** A stretch of time, from the first instant to before the last, milliseconds since 1970. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

export type DaySum = Sum & { readonly day: string; readonly outlet: string; readonly topupRupiah: number };

/** Sales less refunds, and top-ups less what was taken back, by day of western Indonesia, for this outlet. */
export function salesByDay(ledger: Ledger, period: Period, outlet: string): DaySum[] {
  const days = new Map<string, { count: number; amountRupiah: number; topupRupiah: number }>();
  for (const fact of factsIn(ledger, period)) {
    const isTopup = fact.kind === 'topup' || fact.kind === 'takeback';
    if (!isTopup && fact.kind !== 'sale' && fact.kind !== 'refund') continue;
    const day = dayOf(fact.timeMs);
    const sum = days.get(day) ?? { count: 0, amountRupiah: 0, topupRupiah: 0 };
    if (isTopup) sum.topupRupiah += fact.kind === 'topup' ? fact.amountRupiah : -fact.amountRupiah;
    else sum.amountRupiah += soldRupiah(fact);
    if (fact.kind === 'sale') sum.count += 1;
    days.set(day, sum);
  }
  return [...days].map(([day, sum]) => ({ key: day, day, outlet, ...sum }));
}

/** What was sold of each article, less what was taken back with it. */
export function salesByArticle(ledger: Ledger, period: Period): ArticleSum[] {
  const articles = new Articles();
  for (const fact of factsIn(ledger, period)) articles.add(fact);
  return articles.sorted();
}

/** What is owed to each partner merchant out of the period, by member number. */
export function salesByMerchant(ledger: Ledger, period: Period): Sum[] {
  const sums = new Sums();
  for (const fact of factsIn(ledger, period)) {
    for (const [merchant, amountRupiah] of owedToMerchants(fact)) sums.add(merchant, amountRupiah);
  }
  return sums.sorted();
}

/** What each member bought here, less refunds: the contribution that a yearly profit share is computed from. */
export function contributionByMember(ledger: Ledger, period: Period): Sum[] {
  const sums = new Sums();
  for (const fact of factsIn(ledger, period)) {
    if (fact.kind !== 'sale' && fact.kind !== 'refund') continue;
    sums.add(fact.member ?? '-', soldRupiah(fact), fact.kind === 'sale' ? 1 : 0);
  }
  return sums.sorted();
}

const DAY_MS = 86_400_000;
const WESTERN_INDONESIA_MS = 7 * 3_600_000;

/** The day of an instant in western Indonesia, as in `2026-03-02`. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs + WESTERN_INDONESIA_MS).toISOString().slice(0, 10);
}

/** From the beginning of one day to the end of another, both as in `2026-03-02`, in western Indonesia. */
export function periodOf(fromDay: string, toDay: string): Period {
  return {
    fromMs: Date.parse(`${fromDay}T00:00:00Z`) - WESTERN_INDONESIA_MS,
    toMs: Date.parse(`${toDay}T00:00:00Z`) + DAY_MS - WESTERN_INDONESIA_MS,
  };
}

function factsIn(ledger: Ledger, { fromMs, toMs }: Period): Generator<Fact> {
  return factsBetween(ledger, entryAt(ledger, fromMs), entryAt(ledger, toMs) - 1);
}

/** What a sale brought, or (below 0) what a refund took back. */
function soldRupiah({ kind, amountRupiah }: Fact): number {
  return kind === 'refund' ? -amountRupiah : amountRupiah;
}

/** Debits less credits of an account. */
function movedOn({ movements }: Fact, account: string): number {
  return movements.reduce(
    (sum, { debit, credit, amountRupiah }) =>
      sum + (debit === account ? amountRupiah : 0) - (credit === account ? amountRupiah : 0),
    0,
  );
}

function owedToMerchants({ movements }: Fact): [string, number][] {
  return movements.flatMap(({ debit, credit, amountRupiah }): [string, number][] => {
    if (credit.startsWith('payable:')) return [[credit.slice(8), amountRupiah]];
    return debit.startsWith('payable:') ? [[debit.slice(8), -amountRupiah]] : [];
  });
}

/** What is sold without an article: by amount, dues, events. */
const BY_AMOUNT = '*';

class Articles {
  readonly #sums = new Map<
    string,
    { key: string; name: string; count: number; pieces: number; amountRupiah: number }
  >();

  add(fact: Fact): void {
    if (fact.kind !== 'sale' && fact.kind !== 'refund') return;
    const sign = fact.kind === 'sale' ? 1 : -1;
    const { items } = fact.purpose;
    if (!items) this.#add(this.#keyOf(fact), '', sign * fact.amountRupiah, 0, sign);
    for (const { sku, name, count, priceRupiah } of items ?? []) {
      this.#add(sku, name, sign * count * priceRupiah, sign * count, sign);
    }
  }

  sorted(): ArticleSum[] {
    return [...this.#sums.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #keyOf({ purpose }: Fact): string {
    return purpose.dues ? '*dues' : purpose.event ? '*event' : BY_AMOUNT;
  }

  #add(key: string, name: string, amountRupiah: number, pieces: number, sign: number): void {
    const sum = this.#sums.get(key) ?? { key, name, count: 0, pieces: 0, amountRupiah: 0 };
    if (sign > 0) sum.count += 1;
    sum.pieces += pieces;
    sum.amountRupiah += amountRupiah;
    this.#sums.set(key, sum);
  }
}
