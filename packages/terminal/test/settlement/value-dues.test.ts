import { describe, expect, it } from 'vitest';
import { duesOf, duesPayment } from '../../src/day/dues.ts';
import { eventById, eventRegistration, isRegistered } from '../../src/day/events.ts';
import { refundSale } from '../../src/day/refunds.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { prove, tapped } from '../world.ts';
import { transit } from './payroll.ts';
import { topup, twoSides } from './two-sides.ts';

const look = { kind: 'resolve' } as const;
const MEMBER = '8900000001';

/** Two counters that know the period 2026-11 (Rp25.000) and the event rat-2026 (Rp40.000), and a card with Rp100.000. */
async function opened() {
  const sides = await twoSides();
  const [a, b] = await sides.pair();
  const card = await sides.card();
  await topup(a, card, 100_000);
  const period = { period: '2026-11', title: 'Iuran November', amountRupiah: 25_000, due: '2026-11-30' };
  sides.registry.dues.open(period);
  sides.registry.dues.putEvent({
    event: 'rat-2026',
    title: 'Rapat anggota',
    feeRupiah: 40_000,
    open: true,
  });
  for (const counter of [a, b]) await applyReply(counter, await sides.reply(counter));
  const pay = (counter: typeof a) =>
    tapped(counter, card, duesPayment(counter, MEMBER, [{ period: '2026-11' }]));
  return { sides, a, b, card, pay };
}

describe('dues', () => {
  it('that were opened at the office are paid at a counter, and known to be paid at the other', async () => {
    const { sides, a, b, pay } = await opened();
    expect(duesOf(b.ledger, MEMBER)).toEqual([
      { period: '2026-11', amountRupiah: 25_000, due: '2026-11-30', paid: false, transfer: null },
    ]);
    expect(sides.registry.dues.arrears('2026-12-01')).toEqual([]);
    expect(await pay(a)).toMatchObject({ outcome: 'posted', balanceRupiah: 75_000 });
    await sides.settle(a);
    expect(sides.registry.dues.periods()).toMatchObject([{ paid: 1, paidRupiah: 25_000 }]);
    await applyReply(b, await sides.reply(b));
    expect(duesOf(b.ledger, MEMBER)).toMatchObject([{ paid: true, transfer: null }]);
    expect(await pay(b)).toMatchObject({ outcome: 'refused', reason: 'dues-paid' });
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
    b.ledger.database.exec('DROP TRIGGER paid_elsewhere_no_update; UPDATE paid_elsewhere SET paid = 0');
    expect(prove(b).findings).not.toEqual([]);
  });

  it('paid at two counters that did not know of each other are owed back for the second one', async () => {
    const { sides, a, b, card, pay } = await opened();
    expect(await pay(a)).toMatchObject({ outcome: 'posted' });
    expect(await pay(b)).toMatchObject({ outcome: 'posted', balanceRupiah: 50_000 });
    const [fromA, fromB] = [await sides.export(a), await sides.export(b)];
    await sides.import(fromB, fromA, fromB);
    const { books, dues, credits } = sides.registry;
    expect(dues.periods()).toMatchObject([{ paid: 1, paidRupiah: 25_000 }]);
    expect(credits.ofCard(1)).toMatchObject([{ kind: 'dues', amountRupiah: 25_000, state: 'waiting' }]);
    expect(books.balance('dues:counter-1') + books.balance('dues:counter-2')).toBe(25_000);
    await applyReply(a, await sides.reply(a));
    expect(await tapped(a, card, look)).toMatchObject({ creditedRupiah: 25_000, balanceRupiah: 75_000 });
    for (const counter of [a, b]) await sides.settle(counter);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    expect(books.balance('purse:1')).toBe(75_000);
    expect(books.balance('salary-clearing')).toBe(0);
  });

  it('that were given back are unpaid everywhere, and can be paid again', async () => {
    const { sides, a, b, pay } = await opened();
    const { transfer } = await pay(a);
    for (const counter of [a, b]) await sides.settle(counter);
    refundSale(a, transfer!, { reason: 'wrong member' }, {});
    await sides.settle(a);
    expect(sides.registry.dues.periods()).toMatchObject([{ paid: 0 }]);
    await applyReply(b, await sides.reply(b));
    expect(duesOf(b.ledger, MEMBER)).toMatchObject([{ paid: false }]);
    expect(await pay(b)).toMatchObject({ outcome: 'posted' });
    expect(sides.registry.cases.list()).toEqual([]);
    expect(prove(b).findings).toEqual([]);
  });
});

describe('an event', () => {
  it('that was set at the office is registered for once, wherever; and closed everywhere', async () => {
    const { sides, a, b, card } = await opened();
    expect(eventById(b.ledger, 'rat-2026')).toMatchObject({ name: 'Rapat anggota', feeRupiah: 40_000 });
    expect(await tapped(a, card, eventRegistration(a, 'rat-2026'))).toMatchObject({ outcome: 'posted' });
    await sides.settle(a);
    expect(sides.registry.dues.registrations('rat-2026')).toBe(1);
    const event = { event: 'rat-2026', title: 'Rapat anggota', feeRupiah: 40_000, open: false };
    sides.registry.dues.putEvent(event);
    await applyReply(b, await sides.reply(b));
    expect(isRegistered(b.ledger, 'rat-2026', MEMBER)).toBe(true);
    expect(eventById(b.ledger, 'rat-2026')).toMatchObject({ active: false });
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
  });
});
