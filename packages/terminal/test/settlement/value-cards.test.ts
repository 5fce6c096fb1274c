import type { VirtualReader } from '@kartukita/card-core/virtual';
import { describe, expect, it } from 'vitest';
import { endAndReorder } from '../../../issuer-cli/src/cards/desk.ts';
import { issueCard } from '../../../issuer-cli/src/index.ts';
import { closeCase } from '../../../issuer-cli/src/settlement/close-case.ts';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import { heldValue, payOut, releaseValue } from '../../../issuer-cli/src/value/holds.ts';
import { closeAsNotDone } from '../../src/index.ts';
import { settleInterrupted } from '../../src/sale/recovery.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { errorOf } from '../counter/organisation.ts';
import { prove, tapOnce, tapped } from '../world.ts';
import { salary, transit } from './payroll.ts';
import { blankReader, sale, type TwoSides, topup, twoSides } from './two-sides.ts';

const look = { kind: 'resolve' } as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The card is reported lost, an hour later a new one is issued. Its serial is 2. */
async function lose(sides: TwoSides): Promise<VirtualReader> {
  sides.clock.nowMs += HOUR_MS;
  endAndReorder(sides.registry, 1, 'lost', 'on the bus');
  sides.clock.nowMs += HOUR_MS;
  const reader = blankReader();
  const { memberNumber } = sides.registry.cards.lives.get(1);
  await issueCard(sides.registry, sides.keys, reader, { memberNumber, theme: { id: 'sawah', number: 1 } });
  return reader;
}

/** Two counters, a card with Rp100.000 that both know, and nothing left to report. */
async function pairWithCard() {
  const sides = await twoSides();
  const [a, b] = await sides.pair();
  const card = await sides.card();
  await topup(a, card, 100_000);
  await sides.settle(a);
  return { sides, a, b, card };
}

describe('the value of a lost card', () => {
  it('waits for every counter to report with the blocklist, then goes to the new card once', async () => {
    const { sides, a, b, card } = await pairWithCard();
    await sale(b, card, 10_000); // nobody at the office knows of it yet
    const fresh = await lose(sides);
    const { registry } = sides;
    expect(heldValue(registry, 1)).toMatchObject({
      heldRupiah: 100_000,
      waitsFor: [{ terminal: 1 }, { terminal: 2 }],
      isReady: false,
      to: 2,
    });
    await sides.settle(a); // gets the blocklist with this reply, and has not reported with it
    expect(heldValue(registry, 1).waitsFor).toHaveLength(2);
    await sides.settle(b);
    expect(heldValue(registry, 1)).toMatchObject({ heldRupiah: 90_000, isReady: false });
    await sides.settle(a);
    expect(heldValue(registry, 1).waitsFor.map(({ terminal }) => terminal)).toEqual([2]);
    expect(await sale(b, card, 1_000)).toMatchObject({ outcome: 'refused', reason: 'card-blocked' });
    await sides.settle(b);
    expect(heldValue(registry, 1)).toMatchObject({ heldRupiah: 0, isReady: true, releases: [{ toCard: 2 }] });
    expect(transit(sides)).toEqual({ promisedRupiah: 90_000, openRupiah: 90_000 });
    await sides.settle(a);
    expect(await sale(a, fresh, 5_000)).toMatchObject({ creditedRupiah: 90_000, balanceRupiah: 85_000 });
    expect(await tapped(b, fresh, look)).toMatchObject({ balanceRupiah: 85_000 });
    for (const counter of [a, b]) await sides.settle(counter);
    const { books } = registry;
    expect([books.balance('purse:1'), books.balance('purse:2')]).toEqual([0, 85_000]);
    expect(books.balance('salary-clearing')).toBe(0);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    expect(verifySettlement(registry)).toMatchObject({ settled: 2, unexplained: [] });
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
  });

  it('follows less what its holder owes for a top-up that was closed as not done and stands on the card', async () => {
    const { sides, a, b, card } = await pairWithCard();
    const kill = (step: string) => {
      if (step === 'head-written') throw new Error('killed');
    };
    const again = { kind: 'topup', amountRupiah: 30_000 } as const;
    await expect(tapOnce(a, card, again, { onStep: kill })).rejects.toThrow('killed');
    settleInterrupted(a.ledger);
    closeAsNotDone(a.ledger, a.ledger.openTransfer(1)!.id); // the cash goes back
    await sale(b, card, 1_000);
    const fresh = await lose(sides);
    for (const counter of [b, a, a, b, a, b]) await sides.settle(counter);
    const { books } = sides.registry;
    expect(heldValue(sides.registry, 1)).toMatchObject({ heldRupiah: 0, owesRupiah: 0, isReady: true });
    expect(await tapped(a, fresh, look)).toMatchObject({ creditedRupiah: 99_000, balanceRupiah: 99_000 });
    for (const counter of [a, b]) await sides.settle(counter);
    expect([books.balance('purse:1'), books.balance('owed:1'), books.balance('purse:2')]).toEqual([
      0, 0, 99_000,
    ]);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    expect(sides.registry.cases.list()).toEqual([]);
    expect(verifySettlement(sides.registry).unexplained).toEqual([]);
  });

  it('takes along salary that the old card was never given', async () => {
    const { sides, a, b } = await pairWithCard();
    await salary(sides, '2026-11', { 1: 30_000 });
    const fresh = await lose(sides);
    // One that has done nothing yet has nothing to report, but that it got its reply.
    await applyReply(b, await sides.reply(b));
    for (const counter of [a, b, a]) await sides.settle(counter);
    expect(sides.registry.credits.ofCard(1)).toMatchObject([{ state: 'moved' }]);
    expect(transit(sides)).toEqual({ promisedRupiah: 130_000, openRupiah: 130_000 });
    await sides.settle(a);
    expect(await tapped(a, fresh, look)).toMatchObject({ creditedRupiah: 130_000, balanceRupiah: 130_000 });
    await sides.settle(a);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    expect(sides.registry.books.balance('salary-clearing')).toBe(30_000);
  });

  it('waits no longer than a set time; what a late report shows then is a case with the difference', async () => {
    const { sides, a, b, card } = await pairWithCard();
    sides.registry.holds.setDays(10, 1);
    await salary(sides, '2026-11', { 1: 20_000 });
    await applyReply(b, await sides.reply(b));
    // Counter 2 has no network: there the old card goes on, with the salary too.
    const fresh = await lose(sides);
    expect(await sale(b, card, 15_000)).toMatchObject({ creditedRupiah: 20_000, balanceRupiah: 105_000 });
    sides.clock.nowMs += 11 * DAY_MS;
    await sides.settle(a);
    const { registry } = sides;
    expect(heldValue(registry, 1)).toMatchObject({ heldRupiah: 0, isOver: true });
    expect(await tapped(a, fresh, look)).toMatchObject({ creditedRupiah: 120_000, balanceRupiah: 120_000 });
    await sides.settle(a);
    await sides.settle(b);
    const [late] = registry.cases.list();
    expect(late).toMatchObject({ kind: 'used-after-release', card: 1 });
    expect(heldValue(registry, 1).heldRupiah).toBe(-15_000);
    expect(registry.books.balance('purse:1')).toBe(-15_000);
    // Promised twice, given twice: the books hold what was lost, and nothing else is off.
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    closeCase(registry, late!.id, { reason: 'thief', by: 'Sari', approvedBy: 'Hadi', writeOff: true });
    const { books } = registry;
    expect([books.balance('purse:1'), books.balance('fraud-loss')]).toEqual([0, 15_000]);
    await sides.settle(b);
    expect(registry.cases.list()).toEqual([]);
    expect(verifySettlement(registry)).toMatchObject({ unexplained: [], damaged: [] });
  });

  it('counts a revoked counter as reported', async () => {
    const { sides, a } = await pairWithCard();
    await lose(sides);
    const { registry } = sides;
    const at = new Date(sides.clock.nowMs).toISOString();
    const revocation = { terminal: 2, since: at, records: 'earlier', reason: 'stolen' } as const;
    registry.keys.revoke(revocation, () => {});
    for (const counter of [a, a]) await sides.settle(counter);
    expect(heldValue(registry, 1)).toMatchObject({ heldRupiah: 0, waitsFor: [], releases: [{ toCard: 2 }] });
  });

  it('goes before all have reported on a second person’s word, once', async () => {
    const { sides, a } = await pairWithCard();
    await lose(sides);
    const { registry } = sides;
    expect(heldValue(registry, 1)).toMatchObject({ mayBeLostRupiah: 200_000 });
    const order = { by: 'Sari', approvedBy: 'Hadi' };
    expect(releaseValue(registry, 1, order)).toMatchObject({ heldRupiah: 0 });
    expect((await errorOf(() => releaseValue(registry, 1, order))).details.what).toBe('value-nothing');
    expect((await errorOf(() => payOut(registry, 1, 'cash', order))).details.what).toBe('value-nothing');
    await sides.settle(a);
    expect(registry.credits.ofCard(2)).toHaveLength(1);
    expect(transit(sides)).toEqual({ promisedRupiah: 100_000, openRupiah: 100_000 });
  });

  it('is in doubt while a case keeps the card frozen', async () => {
    const { sides } = await pairWithCard();
    sides.registry.cases.report('fork', 1, { terminal: 0, entry: 0, note: 'two cards' });
    await lose(sides);
    sides.clock.nowMs += 60 * DAY_MS;
    expect(heldValue(sides.registry, 1)).toMatchObject({ isOver: true, isReady: false });
    const order = { by: 'Sari', approvedBy: 'Hadi' };
    const error = await errorOf(() => releaseValue(sides.registry, 1, order));
    expect(error.details.what).toBe('value-case');
  });

  it('of one that was paid out is not on it any more: it is not found again, and a late sale is a case', async () => {
    const { sides, b, card } = await pairWithCard();
    const { registry } = sides;
    sides.clock.nowMs += HOUR_MS;
    registry.cards.lives.move(1, 'lost', { reason: 'on the bus' });
    expect(payOut(registry, 1, 'cash', { by: 'Sari', approvedBy: 'Hadi' })).toEqual({ paidRupiah: 100_000 });
    const found = () => registry.cards.lives.move(1, 'active', { reason: 'in the other bag' });
    expect((await errorOf(found)).code).toBe('usage');
    await sale(b, card, 7_000); // has not heard of it
    await sides.settle(b);
    expect(registry.cases.list()).toMatchObject([{ kind: 'used-after-release', card: 1 }]);
    expect(registry.books.balance('purse:1')).toBe(-7_000);
  });

  it('of one that has expired is paid out with the salary that waits for it', async () => {
    const { sides, a, b } = await pairWithCard();
    await salary(sides, '2026-11', { 1: 30_000 });
    sides.clock.nowMs += 6 * 366 * DAY_MS;
    const { registry } = sides;
    registry.cards.lives.expire(20_000);
    expect(heldValue(registry, 1)).toMatchObject({ state: 'expired', heldRupiah: 100_000, to: null });
    expect(payOut(registry, 1, 'cash', { by: 'Sari', approvedBy: 'Hadi' })).toEqual({ paidRupiah: 130_000 });
    const { books } = registry;
    expect([books.balance('purse:1'), books.balance('cash')]).toEqual([0, -130_000]);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    expect([a, b]).toHaveLength(2);
    expect(books.faults()).toEqual([]);
  });
});

describe('what a counter owes', () => {
  /** Counter 1 owes Rp10.000 to the holder of card 1, who buys at counter 2 now. */
  async function owing() {
    const { sides, a, b, card } = await pairWithCard();
    a.ledger.book('audit', { what: 'refusal' }, [{ debit: 'sales', credit: 'owed:1', amountRupiah: 10_000 }]);
    await sides.settle(a);
    expect(sides.registry.books.balance('owed:1')).toBe(10_000);
    await sale(b, card, 1_000);
    await sides.settle(b);
    return { sides, a, b, card };
  }

  it('to somebody who comes to another counter now is given there, once', async () => {
    const { sides, a, b, card } = await owing();
    const lost = await sides.reply(a); // its file is lost
    expect(await applyReply(a, await sides.reply(a))).toMatchObject({ handedOverRupiah: 10_000 });
    expect((await errorOf(() => applyReply(a, lost))).details.what).toBe('reply-older');
    const file = await sides.export(a);
    await sides.import(file, file);
    await sides.import(file);
    const { registry } = sides;
    expect(registry.books.balance('owed:1')).toBe(0);
    expect(transit(sides)).toEqual({ promisedRupiah: 10_000, openRupiah: 10_000 });
    await sides.settle(b);
    expect(await tapped(b, card, look)).toMatchObject({ creditedRupiah: 10_000, balanceRupiah: 109_000 });
    expect(await tapped(a, card, look)).toMatchObject({ balanceRupiah: 109_000, owedRupiah: 0 });
    for (const counter of [a, b]) await sides.settle(counter);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    expect(registry.books.balance('purse:1')).toBe(109_000);
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
  });

  it('and gave before it was asked, is answered with nothing', async () => {
    const { sides, a, b, card } = await owing();
    const asks = await sides.reply(a);
    expect(await tapped(a, card, look)).toMatchObject({ settledRupiah: 10_000 });
    expect(await applyReply(a, asks)).toMatchObject({ handedOverRupiah: 0 });
    for (const counter of [a, b, a]) await sides.settle(counter);
    expect(sides.registry.credits.ofCard(1)).toEqual([]);
    expect(sides.registry.books.balance('purse:1')).toBe(109_000);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
  });

  it('that nobody asked for is a malformed entry, and booked nowhere', async () => {
    const { sides, a } = await owing();
    a.ledger.book('owed-taken', { card: 1, handover: 77 }, [
      { debit: 'owed:1', credit: 'value-in-transit', amountRupiah: 10_000 },
    ]);
    await sides.import(await sides.export(a));
    expect(sides.registry.cases.list().map(({ kind }) => kind)).toEqual(['malformed-entry']);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
  });
});
