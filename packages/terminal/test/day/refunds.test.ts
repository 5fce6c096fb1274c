import type { VirtualReader } from '@kartukita/card-core/virtual';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { saleOfArticles, setArticle } from '../../src/day/articles.ts';
import { duesPayment } from '../../src/day/dues.ts';
import { refundable, refundSale, takeBackTopup } from '../../src/day/refunds.ts';
import { topupByTransfer } from '../../src/day/tenders.ts';
import { closeAsNotDone } from '../../src/sale/recovery.ts';
import { booked, makeWorld, prove, tapped, type World } from '../world.ts';
import { faultOf } from './faults.ts';

let world: World;
let counter: Counter;
let card: VirtualReader;
let topup: number;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter = world.counter(1);
  card = world.card('classic-1k');
  topup = (await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 })).transfer!;
});

const WHY = { reason: 'wrong article', supervisor: 'siti' };
const DUTY = { cashier: 'budi', shift: undefined };
const sold = async (amountRupiah: number) =>
  (await tapped(counter, card, { kind: 'sale', amountRupiah })).transfer!;

describe('a sale', () => {
  it('is taken back in whole: owed at once, on the card with its next tap, nothing from the drawer', async () => {
    const sale = await sold(12_500);
    expect(refundSale(counter, sale, WHY, DUTY)).toMatchObject({ amountRupiah: 12_500 });
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
      balanceRupiah: 87_500,
      owedRupiah: 12_500,
    });
    expect(await tapped(counter, card, { kind: 'resolve' })).toMatchObject({
      outcome: 'resolved',
      balanceRupiah: 100_000,
      settledRupiah: 12_500,
      owedRupiah: 0,
    });
    expect(['sales', 'drawer'].map((code) => booked(counter, code))).toEqual([0, 100_000]);
    const entry = counter.ledger.database
      .prepare("SELECT body FROM journal WHERE kind = 'refund'")
      .pluck()
      .get();
    expect(JSON.parse(entry as string)).toMatchObject({
      corrects: sale,
      reason: 'wrong article',
      supervisor: 'siti',
      cashier: 'budi',
      debit: 'sales',
      amountRupiah: 12_500,
    });
    expect(prove(counter).findings).toEqual([]);
  });

  it('is taken back in parts, never more than was sold in sum', async () => {
    const sale = await sold(12_500);
    refundSale(counter, sale, WHY, {}, { amountRupiah: 5_000 });
    expect(refundable(counter, sale)).toMatchObject({ refundedRupiah: 5_000, leftRupiah: 7_500 });
    expect(await faultOf(() => refundSale(counter, sale, WHY, {}, { amountRupiah: 7_501 }))).toBe(
      'usage refund-too-much',
    );
    refundSale(counter, sale, WHY, {});
    expect(await faultOf(() => refundSale(counter, sale, WHY, {}))).toBe('usage refund-nothing');
    expect(() =>
      counter.ledger.book('refund', { corrects: sale }, [], (journal) =>
        counter.ledger.statements.run('INSERT INTO refund VALUES (?, ?, 1, NULL)', journal, sale),
      ),
    ).toThrow('more than is left');
    expect(booked(counter, 'sales')).toBe(0);
    expect(prove(counter).findings).toEqual([]);
  });

  it('under one name is taken back once', async () => {
    const sale = await sold(12_500);
    const part = { amountRupiah: 5_000, reference: 'till-1/9' };
    const first = refundSale(counter, sale, WHY, {}, part);
    expect(refundSale(counter, sale, WHY, {}, part)).toEqual(first);
    expect(booked(counter, 'sales')).toBe(-7_500);
  });

  it('of articles comes back by the piece, from whoever was paid for it', async () => {
    const article = { barcode: null, memberPriceRupiah: null, merchant: null, active: true };
    setArticle(counter, { ...article, sku: 'KOPI', name: 'Kopi', priceRupiah: 10_000 });
    setArticle(counter, {
      ...article,
      sku: 'IKAN',
      name: 'Ikan',
      priceRupiah: 5_000,
      merchant: '8900000002',
    });
    const wanted = [
      { code: 'KOPI', count: 1 },
      { code: 'IKAN', count: 2 },
    ];
    const sale = (await tapped(counter, card, saleOfArticles(counter, wanted))).transfer!;
    const accounts = () => ['sales', 'payable:8900000002'].map((code) => booked(counter, code));
    expect(accounts()).toEqual([-10_000, -10_000]);
    const back = (sku: string, count: number) => () =>
      refundSale(counter, sale, WHY, {}, { items: [{ sku, count }] });
    back('IKAN', 1)();
    expect(accounts()).toEqual([-10_000, -5_000]);
    for (const [sku, count] of [
      ['IKAN', 2],
      ['TEH', 1],
      ['KOPI', 0],
      ['KOPI', 0.5],
    ] as const) {
      expect(await faultOf(back(sku, count))).toBe('usage refund-pieces');
    }
    refundSale(counter, sale, WHY, {});
    expect(accounts()).toEqual([0, 0]);
    expect(prove(counter).findings).toEqual([]);
  });

  it('of dues comes back in whole, and the period is open again', async () => {
    const pay = () => duesPayment(counter, '8900000001', [{ period: '2026-03', amountRupiah: 10_000 }]);
    const first = (await tapped(counter, card, pay())).transfer!;
    expect(await tapped(counter, card, pay())).toMatchObject({ reason: 'dues-paid' });
    expect(await faultOf(() => refundSale(counter, first, WHY, {}, { amountRupiah: 1 }))).toBe(
      'usage refund-whole',
    );
    refundSale(counter, first, WHY, {});
    expect(await tapped(counter, card, pay())).toMatchObject({ outcome: 'posted', balanceRupiah: 90_000 });
    expect(booked(counter, 'dues')).toBe(-10_000);
    expect(prove(counter).findings).toEqual([]);
  });
});

describe('more than fits', () => {
  it('goes on the card as far as it can hold, the rest at a later tap', async () => {
    const sale = await sold(60_000);
    await tapped(counter, card, { kind: 'topup', amountRupiah: 900_000 });
    await tapped(counter, card, { kind: 'topup', amountRupiah: 1_000_000 }); // 1.940.000 of 2.000.000
    await tapped(counter, card, { kind: 'topup', amountRupiah: 20_000 });
    refundSale(counter, sale, WHY, {});
    expect(await tapped(counter, card, { kind: 'resolve' })).toMatchObject({
      settledRupiah: 40_000,
      balanceRupiah: 2_000_000,
      owedRupiah: 20_000,
    });
    await tapped(counter, card, { kind: 'sale', amountRupiah: 100_000 });
    expect(await tapped(counter, card, { kind: 'resolve' })).toMatchObject({
      settledRupiah: 20_000,
      owedRupiah: 0,
      balanceRupiah: 1_920_000,
    });
    expect(prove(counter).findings).toEqual([]);
  });

  it('than one record may move goes on it in several', async () => {
    const small = await makeWorld(
      new Map([[1, { limitsRupiah: { sale: 50_000, topup: 1_000_000, refund: 50_000 } }]]),
    );
    const till = small.counter(1);
    const own = small.card('ntag215');
    await tapped(till, own, { kind: 'topup', amountRupiah: 200_000 });
    const sales = [];
    for (const amountRupiah of [50_000, 40_000]) {
      sales.push((await tapped(till, own, { kind: 'sale', amountRupiah })).transfer!);
    }
    for (const sale of sales) refundSale(till, sale, WHY, {});
    const settle = async () => (await tapped(till, own, { kind: 'resolve' })).settledRupiah;
    expect([await settle(), await settle(), await settle()]).toEqual([50_000, 40_000, undefined]);
    small.close();
  });
});

describe('a top-up', () => {
  it('with cash comes back out of the drawer, off its card alone', async () => {
    const request = takeBackTopup(counter, topup, WHY, { amountRupiah: 30_000 });
    expect(await tapped(counter, world.card('ntag215'), request)).toMatchObject({
      outcome: 'refused',
      reason: 'other-card',
    });
    expect(await tapped(counter, card, request)).toMatchObject({
      outcome: 'posted',
      kind: 'payout',
      balanceRupiah: 70_000,
    });
    expect(booked(counter, 'drawer')).toBe(70_000);
    expect(refundable(counter, topup).leftRupiah).toBe(70_000);
    expect(await faultOf(() => takeBackTopup(counter, topup, WHY, { amountRupiah: 70_001 }))).toBe(
      'usage refund-too-much',
    );
    expect(prove(counter).findings).toEqual([]);
  });

  it('by bank transfer goes back to the bank', async () => {
    const { ledger } = counter;
    const { transfer } = await tapped(counter, card, topupByTransfer(ledger, 50_000, 'BCA 1'));
    await tapped(counter, card, takeBackTopup(counter, transfer!, WHY));
    expect(['bank-clearing', 'drawer'].map((code) => booked(counter, code))).toEqual([0, 100_000]);
  });

  it('that was spent already stays as it is', async () => {
    await sold(50_000);
    expect(await tapped(counter, card, takeBackTopup(counter, topup, WHY))).toMatchObject({
      outcome: 'refused',
      reason: 'balance-too-low',
    });
    expect(booked(counter, 'drawer')).toBe(100_000);
  });

  it('torn while it is taken back and closed as not done leaves the whole of it to take back', async () => {
    const request = () => takeBackTopup(counter, topup, WHY);
    const torn = await tapped(counter, card, request(), { tear: { atExchange: 12, when: 'half' } });
    expect(torn.outcome).toBe('unresolved');
    expect(refundable(counter, topup).leftRupiah).toBe(0);
    expect(request().amountRupiah).toBe(100_000); // the same again, to finish it
    closeAsNotDone(counter.ledger, torn.transfer!);
    expect(refundable(counter, topup).leftRupiah).toBe(100_000);
    expect(await tapped(counter, card, request())).toMatchObject({ outcome: 'posted', balanceRupiah: 0 });
    expect(booked(counter, 'drawer')).toBe(0);
    expect(prove(counter).findings).toEqual([]);
  });
});

describe('what cannot be taken back', () => {
  it.each([
    ['a transfer that is not there', () => 999, 'not-found transfer-unknown'],
    ['a top-up as a sale', () => topup, 'usage not-a-sale'],
  ])('%s', async (_, transfer, fault) => {
    expect(await faultOf(() => refundSale(counter, transfer(), WHY, {}))).toBe(fault);
  });

  it('anything without a reason', async () => {
    const sale = await sold(500);
    expect(await faultOf(() => refundSale(counter, sale, { reason: '' }, {}))).toBe('usage reason');
  });

  it('a refund', async () => {
    refundSale(counter, await sold(500), WHY, {});
    await tapped(counter, card, { kind: 'resolve' });
    const last = counter.ledger.database
      .prepare("SELECT id FROM transfer WHERE kind = 'refund'")
      .pluck()
      .get();
    expect(await faultOf(() => refundSale(counter, last as number, WHY, {}))).toBe('usage not-refundable');
  });
});
