import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { saleOfArticles, setArticle } from '../../src/day/articles.ts';
import { addDues, duesPayment } from '../../src/day/dues.ts';
import { eventRegistration, setEvent } from '../../src/day/events.ts';
import { refundSale, takeBackTopup } from '../../src/day/refunds.ts';
import { onDuty, openShift } from '../../src/day/shifts.ts';
import { topupByTransfer } from '../../src/day/tenders.ts';
import { addCredits } from '../../src/ledger/credits.ts';
import { makeWorld, prove, tapped, type World } from '../world.ts';

let world: World;
let counter: Counter;
beforeAll(async () => {
  world = await makeWorld();
  counter = await dayOf(world);
});
afterAll(() => world.close());

/** A counter on whose day everything happened once. */
async function dayOf(place: World): Promise<Counter> {
  const till = place.counter(1);
  const card = place.card('classic-1k');
  openShift(till, 10_000, { cashier: 'siti' });
  const signed = { ...till, duty: onDuty(till) };
  const topup = await tapped(signed, card, { kind: 'topup', amountRupiah: 100_000 });
  await tapped(signed, card, topupByTransfer(till.ledger, 50_000, 'BCA 1'));
  const article = { barcode: '123', memberPriceRupiah: null, active: true, merchant: '8900000002' };
  setArticle(till, { ...article, sku: 'IKAN', name: 'Ikan', priceRupiah: 5_000 });
  const sale = await tapped(signed, card, saleOfArticles(till, [{ code: 'IKAN', count: 2 }]));
  refundSale(till, sale.transfer!, { reason: 'damaged' }, {}, { amountRupiah: 5_000 });
  const back = takeBackTopup(till, topup.transfer!, { reason: 'typed wrong' }, { amountRupiah: 1_000 });
  await tapped(signed, card, back);
  addDues(till.ledger, [{ member: '8900000001', period: '2026-03', amountRupiah: 2_000, due: '2026-03-31' }]);
  await tapped(signed, card, duesPayment(till, '8900000001', [{ period: '2026-03' }]));
  setEvent(till, { id: 'rat', name: 'Rapat', feeRupiah: 3_000, active: true });
  await tapped(signed, card, eventRegistration(till, 'rat'));
  await tapped(signed, card, { kind: 'attend', event: 'rat' });
  addCredits(till.ledger, [{ card: topup.cardSerial!, number: 1, amountRupiah: 40_000, reason: 'salary' }]);
  await tapped(signed, card, { kind: 'resolve' });
  return till;
}

const TABLES = [
  'cashier',
  'shift',
  'shift_close',
  'article',
  'refund',
  'bank_topup',
  'dues_charge',
  'dues_payment',
  'event',
  'event_registration',
  'attendance',
  'credit',
];

/** What a statement does to the day's books, behind the triggers, and what the proof then finds; all undone again. */
function findingsAfter(...statements: string[]): string[] {
  const { database } = counter.ledger;
  database.exec('BEGIN');
  try {
    const triggers = database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all();
    for (const name of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec('PRAGMA defer_foreign_keys = ON');
    for (const statement of statements) database.exec(statement);
    return prove(counter).findings.map(({ where, what }) => `${where}: ${what}`);
  } finally {
    database.exec('ROLLBACK');
  }
}

describe('the proof of a whole day', () => {
  it('finds nothing where nothing was done', () => {
    expect(findingsAfter()).toEqual([]);
  });

  it.each(TABLES)('%s is append-only', (table) => {
    const { database } = counter.ledger;
    const triggers = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name")
      .pluck()
      .all(table);
    expect(triggers).toEqual(expect.arrayContaining([`${table}_no_delete`, `${table}_no_update`]));
  });

  it.each([
    ['a refund made smaller, so that more can be taken back', 'UPDATE refund SET amount_rupiah = 1'],
    ['a refund taken out', 'DELETE FROM refund'],
    ['a refund of another transfer', 'UPDATE refund SET corrects = (SELECT min(id) FROM transfer)'],
    ['a bank transfer that may be used again', 'DELETE FROM bank_topup'],
    ['dues that were never paid', "UPDATE dues_payment SET period = '2026-04'"],
    ['a charge that was lowered', 'UPDATE dues_charge SET amount_rupiah = 1'],
    ['a charge that nobody made', "INSERT INTO dues_charge VALUES ('8900000009', '2026', 1, 5, NULL, 0)"],
    ['a registration of somebody else', "UPDATE event_registration SET member = '8900000009'"],
    ['a fee that was lowered', 'UPDATE event SET fee_rupiah = 0'],
    ['somebody who was never there', "INSERT INTO attendance VALUES ('rat', '8900000009', 1)"],
    ['salary that nobody paid', "INSERT INTO credit VALUES (1000, 2, 1000000, 'salary', 1)"],
    ['salary that was raised', 'UPDATE credit SET amount_rupiah = 50000'],
    ['a price that was changed', 'UPDATE article SET price_rupiah = 1'],
    [
      'an article put in',
      "INSERT INTO article SELECT 'X', journal, NULL, name, 1, NULL, NULL, 1 FROM article",
    ],
    [
      'a partner’s money turned to the outlet’s',
      "INSERT INTO account (code, type) VALUES ('sales', 'income')",
      "UPDATE entry SET credit = (SELECT id FROM account WHERE code = 'sales') WHERE amount_rupiah = 10000 AND line = 1",
    ],
    [
      'cash turned to a bank transfer',
      "UPDATE entry SET debit = (SELECT id FROM account WHERE code = 'bank-clearing') WHERE amount_rupiah = 100000",
    ],
    ['a refund that moved nothing', 'DELETE FROM entry WHERE journal = (SELECT min(journal) FROM refund)'],
    ['a float that was raised', 'UPDATE shift SET float_rupiah = 99'],
  ])('finds %s', (_, ...statements) => {
    expect(findingsAfter(...statements)).not.toEqual([]);
  });
});
