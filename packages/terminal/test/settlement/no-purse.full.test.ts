import { createChip, type NtagState, type VirtualReader } from '@kartukita/card-core/virtual';
import { describe, expect, it } from 'vitest';
import { closeCase } from '../../../issuer-cli/src/settlement/close-case.ts';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import { prove } from '../world.ts';
import { cloneOf, sale, type TwoSides, topup, twoSides } from './two-sides.ts';

const HOUR_MS = 3_600_000;

/** What somebody with a card writer makes of a programmable tag: everything copied, the counter as he likes. */
function copyOf(card: VirtualReader, counter: (value: number) => number): VirtualReader {
  const copy = cloneOf(card);
  const state = copy.chip!.snapshot() as NtagState;
  copy.swap(createChip({ ...state, counter: counter(state.counter) }));
  return copy;
}

/** A card without a purse, with Rp20.000 at the first counter and Rp30.000 at the second. */
async function paidIn() {
  const sides = await twoSides();
  const [a, b] = await sides.pair();
  const card = await sides.card('ntag213');
  await topup(a, card, 20_000);
  await topup(b, card, 30_000);
  return { sides, a, b, card };
}

const chipCases = ({ registry }: TwoSides) => registry.cases.list().map(({ kind, card }) => [kind, card]);

describe('a card without a purse', () => {
  it('spends at a counter what was paid in there and no more, so that a copy takes nothing from the organisation', async () => {
    const { sides, a, b, card } = await paidIn();
    const copy = copyOf(card, (value) => value);
    expect(await sale(a, card, 20_000)).toMatchObject({ outcome: 'posted', balanceRupiah: 0 });
    expect(await sale(a, copy, 1_000)).toMatchObject({ outcome: 'refused' });
    expect(await sale(b, copy, 30_000)).toMatchObject({ outcome: 'posted', balanceRupiah: 0 });
    expect(await sale(b, copy, 1)).toMatchObject({ outcome: 'refused' });
    for (const counter of [a, b]) await sides.import(await sides.export(counter));
    expect(sides.registry.books.balance('purse:1')).toBe(0);
    expect(verifySettlement(sides.registry).unexplained).toEqual([]);
  });

  it('that shows one value of its counter at two counters is a case with both records, and frozen, in any order', async () => {
    for (const order of [0, 1]) {
      const { sides, a, b, card } = await paidIn();
      const copy = copyOf(card, (value) => value);
      await sale(a, card, 1_000);
      await sale(b, copy, 1_000); // the very next value as well
      const files = [await sides.export(a), await sides.export(b)];
      for (const file of order === 0 ? files : files.reverse()) await sides.import(file);
      expect(chipCases(sides)).toEqual([['chip-changed', 1]]);
      const evidence = sides.registry.cases.evidence(1);
      expect(evidence.map(({ terminal }) => terminal).sort()).toEqual([1, 2]);
      expect(evidence.every(({ record }) => record?.length === 96)).toBe(true);
      sides.clock.nowMs += HOUR_MS;
      for (const counter of [a, b]) await sides.settle(counter);
      expect(await sale(b, card, 1_000)).toMatchObject({ outcome: 'refused', reason: 'card-blocked' });
      closeCase(sides.registry, 1, { reason: 'the copy was found', by: 'Ani', unfreeze: true });
      await sides.import(await sides.export(a), await sides.export(b));
      expect(chipCases(sides)).toEqual([]);
    }
  });

  it('whose lower value comes days after a higher one at another counter is a case too', async () => {
    const { sides, a, b, card } = await paidIn();
    const copy = copyOf(card, (value) => value + 1);
    for (let tap = 0; tap < 3; tap++) await sale(a, card, 1_000);
    sides.clock.nowMs += 30 * HOUR_MS;
    expect(await sale(b, copy, 1_000)).toMatchObject({ outcome: 'posted' });
    // The first counter's taps have the values in between; this one lies below them all.
    const lower = copyOf(copy, (value) => value - 2);
    const c = await sides.counter();
    await topup(c, lower, 1_000);
    await sides.import(await sides.export(a), await sides.export(b), await sides.export(c));
    expect(chipCases(sides)).toEqual([['chip-changed', 1]]);
  });

  it('that is honest has none, whatever hours clocks are apart and however often a phone taps it', async () => {
    const { sides, a, b, card } = await paidIn();
    for (let turn = 0; turn < 4; turn++) {
      const counter = turn % 2 === 0 ? a : b;
      sides.clock.nowMs += turn % 2 === 0 ? 9 * HOUR_MS : -8 * HOUR_MS;
      expect(await sale(counter, card, 500)).toMatchObject({ outcome: 'posted' });
      const phone = card.chip!.snapshot() as NtagState;
      card.swap(createChip({ ...phone, counter: phone.counter + 3 }));
    }
    await sides.import(await sides.export(b), await sides.export(a));
    expect(chipCases(sides)).toEqual([]);
    for (const counter of [a, b]) expect(prove(counter).findings).toEqual([]);
  });
});
