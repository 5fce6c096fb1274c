import { isKartuError } from '@kartukita/card-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { addCashier } from '../../src/day/cashiers.ts';
import { shiftReport } from '../../src/day/report.ts';
import {
  bankDeposit,
  closeShift,
  moveCash,
  onDuty,
  openDrawer,
  openShift,
  shiftByNumber,
  shiftsOf,
} from '../../src/day/shifts.ts';
import { auditTrail } from '../../src/ledger/audit.ts';
import { booked, makeWorld, prove, tapped, type World } from '../world.ts';

let world: World;
let counter: Counter;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  counter = world.counter(1);
});

function faultOf(work: () => unknown): string {
  try {
    work();
    return 'done';
  } catch (error) {
    if (!isKartuError(error)) throw error;
    return `${error.code} ${error.details.what ?? ''}`.trim();
  }
}

const topup = (amountRupiah: number) => ({ kind: 'topup', amountRupiah }) as const;
const sale = (amountRupiah: number) => ({ kind: 'sale', amountRupiah }) as const;

describe('a shift', () => {
  it('is counted: expected is the float and all that moved in the drawer, the difference is booked', async () => {
    const card = world.card('ntag215');
    await tapped(counter, card, topup(10_000)); // before any shift
    openShift(counter, 100_000, { cashier: 'siti' });
    expect([booked(counter, 'drawer'), booked(counter, 'safe')]).toEqual([100_000, -90_000]);
    const duty = onDuty(counter);
    expect(duty).toEqual({ cashier: 'siti', shift: 1 });
    await tapped({ ...counter, duty }, card, topup(50_000));
    await tapped({ ...counter, duty }, card, sale(12_500));
    moveCash(counter, 30_000, 'change', duty);
    moveCash(counter, -5_000, 'stamps', duty);
    const closed = closeShift(counter, 174_000, duty);
    expect(closed).toMatchObject({ number: 1, expectedRupiah: 175_000, countedRupiah: 174_000 });
    expect(['drawer', 'safe', 'cash-difference', 'sales'].map((code) => booked(counter, code))).toEqual([
      0, 59_000, 1_000, -12_500,
    ]);
    expect(shiftReport(counter.ledger, closed)).toMatchObject({
      transfers: 2,
      byKind: [
        { key: 'topup', count: 1, amountRupiah: 50_000 },
        { key: 'sale', count: 1, amountRupiah: 12_500 },
        { key: 'cash-in', count: 1, amountRupiah: 30_000 },
        { key: 'cash-out', count: 1, amountRupiah: 5_000 },
      ],
      byTender: [{ key: 'cash', count: 1, amountRupiah: 50_000 }],
      byArticle: [{ key: '*', count: 1, amountRupiah: 12_500 }],
      byCashier: [{ key: 'siti', count: 1, amountRupiah: 12_500 }],
      byMerchant: [],
      cash: [
        { key: 'float', amountRupiah: 100_000 },
        { key: 'topup', amountRupiah: 50_000 },
        { key: 'cash-in', amountRupiah: 30_000 },
        { key: 'cash-out', amountRupiah: -5_000 },
      ],
      expectedRupiah: 175_000,
      countedRupiah: 174_000,
      differenceRupiah: -1_000,
    });
    expect(prove(counter).findings).toEqual([]);
  });

  it('follows another on the same day, numbered without gaps; money after it waits for the next', async () => {
    const card = world.card('classic-1k');
    for (const number of [1, 2, 3]) {
      expect(openShift(counter, 0).number).toBe(number);
      await tapped({ ...counter, duty: onDuty(counter) }, card, topup(1_000 * number));
      closeShift(counter, 1_000 * number);
    }
    const reports = [1, 2, 3].map((number) =>
      shiftReport(counter.ledger, shiftByNumber(counter.ledger, number)!),
    );
    expect(reports.map(({ byKind }) => byKind)).toEqual([
      [{ key: 'topup', count: 1, amountRupiah: 1_000 }],
      [{ key: 'topup', count: 1, amountRupiah: 2_000 }],
      [{ key: 'topup', count: 1, amountRupiah: 3_000 }],
    ]);
    const numbers = reports.flatMap(({ firstTransfer, lastTransfer }) => [firstTransfer, lastTransfer]);
    expect(numbers).toEqual([...numbers].sort((a, b) => a! - b!));
    expect(shiftsOf(counter.ledger).map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(prove(counter).findings).toEqual([]);
  });

  it.each([
    ['opening a second one', () => openShift(counter, 0), 'already-exists shift-open'],
    ['a float below 0', () => openShift(world.counter(2), -1), 'amount-invalid'],
    ['a float of half a rupiah', () => openShift(world.counter(2), 0.5), 'amount-invalid'],
    ['a count below 0', () => closeShift(counter, -1), 'amount-invalid'],
    ['closing where none is open', () => closeShift(world.counter(2), 0), 'not-found shift-none'],
    ['more cash out than is there', () => moveCash(counter, -1, 'stamps'), 'usage drawer-short'],
    ['no amount', () => moveCash(counter, 0, 'stamps'), 'amount-invalid'],
    ['no reason', () => moveCash(counter, 1, ' '), 'usage reason'],
    ['a drawer opened without a reason', () => openDrawer(counter, ''), 'usage reason'],
  ])('refuses %s', (_, work, fault) => {
    openShift(counter, 0);
    expect(faultOf(work)).toBe(fault);
  });

  it('is not closed over cash that waits for its card, unless somebody says so', async () => {
    const card = world.card('classic-1k');
    openShift(counter, 0);
    await tapped(counter, card, topup(20_000));
    const torn = await tapped(counter, card, topup(50_000), { tear: { atExchange: 12, when: 'half' } });
    expect(torn.outcome).toBe('unresolved');
    expect(faultOf(() => closeShift(counter, 50_000))).toBe('usage shift-unfinished');
    const closed = closeShift(counter, 70_000, {}, { leaveUnfinished: true });
    expect(closed).toMatchObject({ expectedRupiah: 20_000, countedRupiah: 70_000 });
    openShift(counter, 0);
    expect(await tapped(counter, card, topup(50_000))).toMatchObject({ outcome: 'posted', resumed: true });
    expect(shiftReport(counter.ledger, shiftByNumber(counter.ledger, 2)!).expectedRupiah).toBe(50_000);
    expect(prove(counter).findings).toEqual([]);
  });

  it('is needed for money once cashiers are registered', async () => {
    expect(onDuty(counter)).toEqual({});
    await addCashier(counter, { id: 'siti', name: 'Siti', role: 'supervisor' }, '246810');
    expect(faultOf(() => onDuty(counter))).toBe('not-permitted shift-needed');
    openShift(counter, 0, { cashier: 'siti' });
    expect(onDuty(counter, 'budi')).toEqual({ cashier: 'budi', shift: 1 });
  });

  it('sends cash from the safe to the bank', () => {
    openShift(counter, 0);
    closeShift(counter, 75_000);
    bankDeposit(counter, 70_000, 'BRI 0231');
    expect(['safe', 'bank-clearing'].map((code) => booked(counter, code))).toEqual([5_000, 70_000]);
    expect(faultOf(() => bankDeposit(counter, 0, 'BRI'))).toBe('amount-invalid');
  });
});

describe('the audit trail', () => {
  it('tells of refusals and of the drawer in a shift, never of a balance inquiry', async () => {
    const card = world.card('ntag215');
    openShift(counter, 0, { cashier: 'siti' });
    const signedOff = { ...counter, duty: onDuty(counter) };
    await tapped(signedOff, card, { kind: 'balance' });
    await tapped(signedOff, card, sale(12_500));
    openDrawer(counter, 'change', { cashier: 'siti' });
    expect(auditTrail(counter.ledger)).toMatchObject([
      { what: 'drawer-open', cashier: 'siti', shift: 1, details: { reason: 'change' } },
      { what: 'refusal', cashier: 'siti', details: { reason: 'balance-too-low', amountRupiah: 12_500 } },
    ]);
    expect(auditTrail(counter.ledger, 1)).toHaveLength(1);
  });
});

describe('verify finds in the day’s books', () => {
  it.each([
    ['a count that was changed', 'UPDATE shift_close SET counted_rupiah = 1'],
    ['a float that was changed', 'UPDATE shift SET float_rupiah = 1'],
    ['a closing that was taken out', 'DELETE FROM shift_close'],
    ['a cashier made a supervisor', "UPDATE cashier SET role = 'supervisor' WHERE id = 'budi'"],
    ['cash that moved without a word', 'DELETE FROM entry WHERE journal = (SELECT journal FROM shift_close)'],
  ])('%s', async (_, statement) => {
    await addCashier(counter, { id: 'siti', name: 'Siti', role: 'supervisor' }, '246810');
    await addCashier(counter, { id: 'budi', name: 'Budi', role: 'cashier' }, '246810');
    openShift(counter, 100, { cashier: 'siti' });
    closeShift(counter, 200);
    expect(prove(counter).findings).toEqual([]);
    for (const table of ['shift', 'shift_close', 'cashier', 'entry']) {
      counter.ledger.database.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`);
    }
    counter.ledger.database.prepare(statement).run();
    expect(prove(counter).findings).not.toEqual([]);
  });

  it('is append-only and in order: constraints of the database', () => {
    openShift(counter, 0);
    const run = (sql: string) => () => counter.ledger.database.exec(sql);
    expect(run('UPDATE shift SET float_rupiah = 1')).toThrow('append only');
    expect(run('INSERT INTO shift VALUES (2, 1, NULL, 0)')).toThrow('still open');
    expect(run('INSERT INTO shift_close VALUES (2, 1, 0, 0)')).toThrow('out of order');
    closeShift(counter, 0);
    expect(run('INSERT INTO shift VALUES (3, 1, NULL, 0)')).toThrow('not the next number');
  });
});
