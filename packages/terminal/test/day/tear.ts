import { ACR122U, type ChipKind, type ReaderProfile } from '@kartukita/card-core';
import type { Tear, VirtualReader } from '@kartukita/card-core/virtual';
import { expect } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { saleOfArticles, setArticle } from '../../src/day/articles.ts';
import { duesPayment } from '../../src/day/dues.ts';
import { refundSale, takeBackTopup } from '../../src/day/refunds.ts';
import { topupByTransfer } from '../../src/day/tenders.ts';
import { addCredits } from '../../src/ledger/credits.ts';
import type { Request } from '../../src/sale/tap.ts';
import { booked, prove, tapOnce, tapped, type World } from '../world.ts';

/**
 * Every path of money of the counter's day, torn at every exchange: the same tap again brings it to one end, and no
 * rupiah is lost or made. The sweep of plain sales and top-ups stands in test/sale/tear.ts.
 */
export interface DayOperation {
  readonly name: string;
  /** What is done beforehand with a card that holds Rp50.000 of the counter's only top-up; gives the request. */
  prepare(counter: Counter, card: VirtualReader, serial: number): Promise<Request> | Request;
  readonly balanceRupiah: number;
  /** Debits minus credits of the accounts afterwards. */
  readonly booked: Readonly<Record<string, number>>;
}

const MEMBER = '8900000001';

const KOPI = {
  sku: 'KOPI',
  barcode: null,
  name: 'Kopi',
  priceRupiah: 8_000,
  memberPriceRupiah: null,
  merchant: null,
  active: true,
} as const;

async function sold(counter: Counter, card: VirtualReader): Promise<number> {
  const result = await tapped(counter, card, { kind: 'sale', amountRupiah: 12_500 });
  return result.transfer!;
}

export const DAY_OPERATIONS: readonly DayOperation[] = [
  {
    name: 'a sale of articles, one of them a partner’s',
    prepare: (counter) => {
      setArticle(counter, KOPI);
      setArticle(counter, { ...KOPI, sku: 'IKAN', name: 'Ikan', priceRupiah: 5_000, merchant: '8900000002' });
      return saleOfArticles(counter, [
        { code: 'KOPI', count: 2 },
        { code: 'IKAN', count: 1 },
      ]);
    },
    balanceRupiah: 29_000,
    booked: { sales: -16_000, 'payable:8900000002': -5_000, drawer: 50_000 },
  },
  {
    name: 'a top-up by bank transfer',
    prepare: ({ ledger }) => topupByTransfer(ledger, 30_000, 'BCA 88120'),
    balanceRupiah: 80_000,
    booked: { drawer: 50_000, 'bank-clearing': 30_000 },
  },
  {
    name: 'a sale that was taken back, given to the card',
    prepare: async (counter, card) => {
      refundSale(counter, await sold(counter, card), { reason: 'wrong article' }, {});
      return { kind: 'resolve' };
    },
    balanceRupiah: 50_000,
    booked: { sales: 0, drawer: 50_000 },
  },
  {
    name: 'a part of a top-up that is taken back in cash',
    prepare: (counter, _card, serial) => {
      const topup = counter.ledger.transfersOf(serial, 1)[0]!;
      return takeBackTopup(counter, topup.id, { reason: 'typed wrong' }, { amountRupiah: 20_000 });
    },
    balanceRupiah: 30_000,
    booked: { drawer: 30_000 },
  },
  {
    name: 'dues of two periods',
    prepare: (counter) =>
      duesPayment(counter, MEMBER, [
        { period: '2026-01', amountRupiah: 10_000 },
        { period: '2026-02', amountRupiah: 10_000 },
      ]),
    balanceRupiah: 30_000,
    booked: { dues: -20_000, drawer: 50_000 },
  },
  {
    name: 'salary that waits, and a sale in the same tap',
    prepare: ({ ledger }, _card, serial) => {
      const credit = { card: serial, reason: 'salary' };
      addCredits(ledger, [
        { ...credit, number: 1, amountRupiah: 100_000 },
        { ...credit, number: 2, amountRupiah: 50_000 },
      ]);
      return { kind: 'sale', amountRupiah: 120_000 };
    },
    balanceRupiah: 80_000,
    booked: { 'salary-clearing': 150_000, sales: -120_000, drawer: 50_000 },
  },
];

/** What sale/tear.ts sweeps on cards with a purse, here on those without one too. */
export const PLAIN_OPERATIONS: readonly DayOperation[] = [
  {
    name: 'a sale by amount',
    prepare: () => ({ kind: 'sale', amountRupiah: 12_500 }),
    balanceRupiah: 37_500,
    booked: { sales: -12_500, drawer: 50_000 },
  },
  {
    name: 'a top-up in cash',
    prepare: () => ({ kind: 'topup', amountRupiah: 30_000 }),
    balanceRupiah: 80_000,
    booked: { drawer: 80_000 },
  },
];

async function prepared(world: World, kind: ChipKind, operation: DayOperation, profile: ReaderProfile) {
  const counter = world.counter(1);
  const card = world.card(kind, { profile });
  const { cardSerial } = await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
  const request = await operation.prepare(counter, card, cardSerial!);
  return { counter, card, request };
}

/** How many exchanges an operation takes when nothing goes wrong. */
export async function dayExchanges(
  world: World,
  kind: ChipKind,
  operation: DayOperation,
  profile: ReaderProfile = ACR122U,
): Promise<number> {
  const { counter, card, request } = await prepared(world, kind, operation, profile);
  card.resetStats();
  expect(['posted', 'resolved']).toContain((await tapped(counter, card, request)).outcome);
  return card.stats().exchanges;
}

/** One torn operation, its end at the same counter, and a look from another one. */
export async function tearDay(
  world: World,
  kind: ChipKind,
  operation: DayOperation,
  tear: Tear,
  profile: ReaderProfile = ACR122U,
): Promise<void> {
  const { counter, card, request } = await prepared(world, kind, operation, profile);
  const first = await tapOnce(counter, card, request, { tear });
  if (first.error) expect(['card-removed', 'reader-failed']).toContain(first.error.code);
  else expect(['posted', 'resolved', 'voided', 'unresolved']).toContain(first.result.outcome);
  const isDone = first.result?.outcome === 'posted' || first.result?.outcome === 'resolved';
  if (!isDone) {
    const second = await tapped(counter, card, request);
    expect(['posted', 'resolved']).toContain(second.outcome);
  }
  const { balanceRupiah } = operation;
  const shown = { outcome: 'read', balanceRupiah, owedRupiah: 0 };
  expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject(shown);
  // What a card without a purse holds, its own counter alone knows.
  if (kind !== 'ntag213') {
    expect(await tapped(world.counter(3), card, { kind: 'balance' })).toMatchObject({ balanceRupiah });
  }
  const proof = prove(counter);
  expect(proof.findings).toEqual([]);
  expect(proof.transfers).toMatchObject({ unresolved: 0, pending: 0 });
  const accounts = Object.fromEntries(
    Object.keys(operation.booked).map((code) => [code, booked(counter, code)]),
  );
  expect(accounts).toEqual(operation.booked);
}
