import { describe, expect, it } from 'vitest';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import { withdrawCredit } from '../../../issuer-cli/src/value/withdraw.ts';
import { addCredits } from '../../src/ledger/credits.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { errorOf } from '../counter/organisation.ts';
import { prove, tapped } from '../world.ts';
import { salary, transit } from './payroll.ts';
import { sale, topup, twoSides } from './two-sides.ts';

const look = { kind: 'resolve' } as const;

describe('salary', () => {
  it('reaches a card once, whichever of two offline counters it comes to first', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card();
    await salary(sides, '2026-11', { 1: 250_000 });
    expect(transit(sides)).toEqual({ promisedRupiah: 250_000, openRupiah: 250_000 });
    // Both counters hold it, and neither hears of the other.
    for (const counter of [a, b]) await applyReply(counter, await sides.reply(counter));
    expect(await sale(a, card, 40_000)).toMatchObject({ creditedRupiah: 250_000, balanceRupiah: 210_000 });
    expect(await tapped(b, card, look)).toMatchObject({ balanceRupiah: 210_000 });
    expect(await sale(b, card, 10_000)).toMatchObject({ balanceRupiah: 200_000 });
    // Their files come in the wrong order, one of them twice.
    const [fromA, fromB] = [await sides.export(a), await sides.export(b)];
    await sides.import(fromB);
    await sides.import(fromA, fromB);
    const [credit] = sides.registry.credits.ofCard(1);
    expect(credit).toMatchObject({ number: 1, state: 'given', givenBy: 1, kind: 'salary' });
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    const { books } = sides.registry;
    expect([books.balance('purse:1'), books.balance('salary-clearing')]).toEqual([200_000, 250_000]);
    expect(verifySettlement(sides.registry)).toMatchObject({ settled: 1, unexplained: [] });
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
    // What is given is told to nobody any more.
    expect(await applyReply(a, await sides.reply(a))).toMatchObject({ credits: 0 });
  });

  it('of two months that was given by two counters is numbered without gaps', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card();
    await salary(sides, '2026-11', { 1: 100_000 });
    await applyReply(a, await sides.reply(a));
    await tapped(a, card, look);
    await sides.settle(a);
    await salary(sides, '2026-12', { 1: 50_000 });
    // This counter never heard of the first one; the card says that it was given.
    expect(await applyReply(b, await sides.reply(b))).toMatchObject({ credits: 1 });
    expect(await tapped(b, card, look)).toMatchObject({ creditedRupiah: 50_000, balanceRupiah: 150_000 });
    await sides.settle(b);
    const given = sides.registry.credits.ofCard(1).map(({ number, givenBy }) => [number, givenBy]);
    expect(given).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    expect(prove(b).findings).toEqual([]);
  });

  it('that a lost reply held comes with the next one', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await salary(sides, '2026-11', { 1: 100_000 });
    await sides.reply(counter); // never arrives
    expect(await applyReply(counter, await sides.reply(counter))).toMatchObject({ credits: 1 });
    // Known, and told no more, though it still waits for its card.
    await sides.import(await sides.export(counter));
    expect(await applyReply(counter, await sides.reply(counter))).toMatchObject({ credits: 0 });
    expect(await tapped(counter, card, look)).toMatchObject({ creditedRupiah: 100_000 });
  });

  it('for a card without a purse goes to one counter alone: the one that settled it last, or the one named', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card('ntag213');
    await topup(b, card, 20_000);
    await sides.settle(b);
    await salary(sides, '2026-11', { 1: 100_000 });
    await salary(sides, '2026-12', { 1: 30_000 }, 1);
    expect(await applyReply(a, await sides.reply(a))).toMatchObject({ credits: 1 });
    expect(await applyReply(b, await sides.reply(b))).toMatchObject({ credits: 1 });
    expect(await tapped(a, card, look)).toMatchObject({ creditedRupiah: 30_000, balanceRupiah: 30_000 });
    expect(await tapped(b, card, look)).toMatchObject({ creditedRupiah: 100_000, balanceRupiah: 120_000 });
    for (const counter of [a, b]) await sides.settle(counter);
    const given = sides.registry.credits.ofCard(1).map(({ number, givenBy }) => [number, givenBy]);
    expect(given).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(sides.registry.books.balance('purse:1')).toBe(150_000);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
  });

  it('of a card without a purse goes to another counter only after its own has said that it gave it not', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card('ntag213');
    await salary(sides, '2026-11', { 1: 100_000 }, 1);
    await salary(sides, '2026-12', { 1: 30_000 }, 1);
    await applyReply(a, await sides.reply(a));
    expect(withdrawCredit(sides.registry, 1, 1, 2)).toBe(false);
    expect((await errorOf(() => withdrawCredit(sides.registry, 1, 1, 2))).code).toBe('already-exists');
    // Not told to the other one before the answer is here, and not given by both.
    expect(await applyReply(b, await sides.reply(b))).toMatchObject({ credits: 0 });
    await applyReply(a, await sides.reply(a));
    expect(await tapped(a, card, look)).toMatchObject({ creditedRupiah: 30_000, balanceRupiah: 30_000 });
    await sides.settle(a);
    expect(await applyReply(b, await sides.reply(b))).toMatchObject({ credits: 1 });
    expect(await tapped(b, card, look)).toMatchObject({ creditedRupiah: 100_000, balanceRupiah: 100_000 });
    await sides.settle(b);
    const states = sides.registry.credits
      .ofCard(1)
      .map(({ number, state, givenBy }) => [number, state, givenBy]);
    expect(states).toEqual([
      [1, 'moved', null],
      [2, 'given', 1],
      [3, 'given', 2],
    ]);
    expect(transit(sides).openRupiah).toBe(0);
    expect(sides.registry.books.balance('value-in-transit')).toBe(0);
    expect(sides.registry.cases.list()).toEqual([]);
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
  });

  it('that its counter gave before it was asked stays there', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card('ntag213');
    await salary(sides, '2026-11', { 1: 100_000 }, 1);
    await applyReply(a, await sides.reply(a));
    withdrawCredit(sides.registry, 1, 1, 2);
    const asks = await sides.reply(a);
    expect(await tapped(a, card, look)).toMatchObject({ creditedRupiah: 100_000 });
    await applyReply(a, asks);
    await sides.settle(a);
    expect(await applyReply(b, await sides.reply(b))).toMatchObject({ credits: 0 });
    expect(sides.registry.credits.ofCard(1)).toMatchObject([{ state: 'given', givenBy: 1 }]);
    expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
  });

  it('that nobody promised is a case', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    addCredits(counter.ledger, [{ card: 1, number: 1, amountRupiah: 500_000, reason: 'by hand' }]);
    expect(await tapped(counter, card, look)).toMatchObject({ creditedRupiah: 500_000 });
    await sides.settle(counter);
    expect(sides.registry.cases.list()).toMatchObject([{ kind: 'unexplained-balance', card: 1 }]);
    const [evidence] = sides.registry.cases.evidence(1);
    expect(evidence!.note).toBe('record 1 by counter 1 gave 500000, promised were 0');
  });
});
