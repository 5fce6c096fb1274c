import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { prove, tapped } from '../world.ts';
import { salary, transit } from './payroll.ts';
import { topup, twoSides } from './two-sides.ts';

/** What may happen, in any order: files may be lost, come late, or twice. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('salary' as const), amount: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({ kind: fc.constantFrom('tap', 'export', 'lose', 'reply', 'late'), at: fc.constantFrom(0, 1) }),
);

it.each(['ntag215', 'ntag213'] as const)(
  'every credit reaches a %s once, in whatever order taps, files and replies come',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const sides = await twoSides();
        const counters = await sides.pair();
        const card = await sides.card(kind);
        await topup(counters[0], card, 1_000);
        await sides.settle(counters[0]); // from here on it is known where a card without a purse is used
        let [promised, lists] = [0, 0];
        const late: (() => Promise<unknown>)[] = [];
        for (const each of steps) {
          if (each.kind === 'salary') {
            promised += each.amount;
            lists += 1;
            await salary(sides, `list ${lists}`, { 1: each.amount });
            continue;
          }
          const counter = counters[each.at]!;
          if (each.kind === 'tap') await tapped(counter, card, { kind: 'resolve' });
          if (each.kind === 'export' || each.kind === 'lose') {
            const file = await sides.export(counter).catch(() => undefined);
            if (file && each.kind === 'export') await sides.import(file, file);
            if (file && each.kind === 'lose') late.push(() => sides.import(file));
          }
          if (each.kind === 'reply') await applyReply(counter, await sides.reply(counter));
          if (each.kind === 'late') await late.shift()?.();
        }
        for (const come of late) await come();
        for (let round = 0; round < 2; round++) {
          for (const counter of counters) {
            await applyReply(counter, await sides.reply(counter));
            await tapped(counter, card, { kind: 'resolve' });
            await sides.settle(counter);
          }
        }
        const { registry } = sides;
        expect(registry.books.balance('purse:1')).toBe(1_000 + promised);
        expect(registry.books.balance('salary-clearing')).toBe(promised);
        expect(transit(sides)).toEqual({ promisedRupiah: 0, openRupiah: 0 });
        expect(registry.credits.ofCard(1).every(({ state }) => state === 'given')).toBe(true);
        expect(registry.cases.list()).toEqual([]);
        expect(verifySettlement(registry).unexplained).toEqual([]);
        for (const counter of counters) expect(prove(counter).findings).toEqual([]);
      }),
      { numRuns: 12, seed: 20_261_121 },
    );
  },
);
