import { describe, expect, it } from 'vitest';
import { BREAKS, type Break } from '../simulate/breaks.ts';
import { runPlan, runSeed } from '../simulate/run.ts';
import { shrink } from '../simulate/shrink.ts';
import type { Step } from '../simulate/steps.ts';
import type { Invariant } from '../simulate/violation.ts';

const WORLD = { counters: 3, cards: 6 };

describe('the fixed set of seeds', () => {
  it.each(Array.from({ length: 20 }, (_, i) => 101 + i))('seed %i is in order', async (seed) => {
    const { failure } = await runSeed({ ...WORLD, seed, steps: 250 });
    expect(failure && [failure.violation.message, failure.steps.at(-1)]).toBeUndefined();
  });

  /** Worlds in which something was wrong once, each as long as it has to be; docs/simulation.md says what. */
  it.each([50028, 60096, 61025])('seed %i is in order now', async (seed) => {
    const { failure } = await runSeed({ ...WORLD, seed, steps: 300 });
    expect(failure && [failure.violation.message, failure.steps.at(-1)]).toBeUndefined();
  });

  it('a reservation whose sync failed is not found after a crash', async () => {
    const plan: Step[] = [
      { do: 'sale', at: 0, card: 0, amount: 1000 },
      {
        do: 'topup',
        at: 0,
        card: 0,
        amount: 12_500,
        fault: { kind: 'disk', commit: 1, how: 'sync-durable' },
      },
      { do: 'sale', at: 0, card: 0, amount: 1000, named: true, fault: { kind: 'kill-step', step: 0 } },
      { do: 'resolve', at: 0, card: 0 },
    ];
    const { failure } = await runPlan(plan, { ...WORLD, seed: 63046, steps: 300 });
    expect(failure?.violation.message).toBeUndefined();
  });

  it('holds with more counters and cards than usual, and with one card', async () => {
    for (const size of [
      { counters: 6, cards: 15, seed: 201, steps: 200 },
      { counters: 2, cards: 1, seed: 202, steps: 200 },
    ]) {
      const { failure } = await runSeed(size);
      expect(failure && [size, failure.violation.message]).toBeUndefined();
    }
  });
});

/**
 * A simulation that finds nothing may be blind: each of these has to be seen, and not without the fault. The seed is one
 * at which it shows today; when the code changes, what strikes where changes too, and one of the next ones has to show it.
 */
describe('one part made unsound on purpose', () => {
  const seen: readonly (readonly [Break, number, Invariant])[] = [
    ['no-read-back', 1, 'charged'],
    ['late-reserve', 3, 'charged'],
    ['no-uniqueness-counter', 11, 'fraud'],
    ['no-uniqueness-issuer', 18, 'fraud'],
    ['closed-for-good', 88, 'charged'],
    ['nothing-untold', 10, 'charged'],
    ['credit-twice', 3, 'charged'],
    ['reply-twice', 4, 'chain'],
  ];
  const SEEDS = 40;
  it.each(seen)(
    '%s is noticed, in the world of seed %i or a later one, as a fault of %s',
    async (name, first, what) => {
      const { failure, world } = await firstFailure(name, first, what);
      expect([name, failure?.violation.invariant]).toEqual([name, what]);
      expect((await runSeed(world)).failure?.violation.message).toBeUndefined();
    },
  );

  async function firstFailure(name: Break, first: number, what: Invariant) {
    for (let seed = first; ; seed++) {
      const world = { ...WORLD, seed, steps: 150 };
      const { failure } = await runSeed({ ...world, sabotage: BREAKS[name] });
      if (failure?.violation.invariant === what || seed === first + SEEDS) return { failure, world };
    }
  }

  it('leaves none of them out', () => {
    expect([...new Set(seen.map(([name]) => name))].sort()).toEqual(Object.keys(BREAKS).sort());
  });

  it('shrinks to a plan that goes wrong by itself, and does not without the fault', async () => {
    const { failure, world } = await firstFailure('late-reserve', 3, 'charged');
    const { steps } = await shrink(failure!, { ...world, sabotage: BREAKS['late-reserve'] }, 40);
    expect(steps.length).toBeLessThan(failure!.steps.length);
    const again = await runPlan(steps, { ...world, sabotage: BREAKS['late-reserve'] });
    expect(again.failure?.violation.invariant).toBe('charged');
    expect((await runPlan(steps, world)).failure).toBeUndefined();
  });
});
