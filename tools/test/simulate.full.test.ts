import { describe, expect, it } from 'vitest';
import { BREAKS, type Break } from '../simulate/breaks.ts';
import { runPlan, runSeed } from '../simulate/run.ts';
import { shrink } from '../simulate/shrink.ts';
import type { Invariant } from '../simulate/violation.ts';

const WORLD = { counters: 3, cards: 6 };

describe('the fixed set of seeds', () => {
  it.each(Array.from({ length: 20 }, (_, i) => 101 + i))('seed %i is in order', async (seed) => {
    const { failure } = await runSeed({ ...WORLD, seed, steps: 250 });
    expect(failure && [failure.violation.message, failure.steps.at(-1)]).toBeUndefined();
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

/** A simulation that finds nothing may be blind: each of these has to be seen, and not without the fault. */
describe('one part made unsound on purpose', () => {
  const seen: readonly (readonly [Break, number, Invariant])[] = [
    ['no-read-back', 4, 'charged'],
    ['late-reserve', 10, 'charged'],
    ['late-reserve', 3, 'money'],
    ['no-uniqueness-counter', 4, 'fraud'],
    ['no-uniqueness-issuer', 4, 'fraud'],
    ['closed-for-good', 5, 'charged'],
    ['nothing-untold', 5, 'charged'],
  ];
  it.each(seen)('%s is noticed in the world of seed %i, as a fault of %s', async (name, seed, invariant) => {
    const world = { ...WORLD, seed, steps: 200 };
    const broken = await runSeed({ ...world, sabotage: BREAKS[name] });
    expect(broken.failure?.violation.invariant).toBe(invariant);
    expect((await runSeed(world)).failure?.violation.message).toBeUndefined();
  });

  it('leaves none of them out', () => {
    expect([...new Set(seen.map(([name]) => name))].sort()).toEqual(Object.keys(BREAKS).sort());
  });

  it('shrinks what went wrong to a plan that goes wrong by itself', async () => {
    const world = { ...WORLD, seed: 10, steps: 60, sabotage: BREAKS['late-reserve'] };
    const { failure } = await runSeed(world);
    expect(failure?.violation.invariant).toBe('charged');
    const { steps } = await shrink(failure!, world, 40);
    expect(steps.length).toBeLessThan(failure!.steps.length);
    expect((await runPlan(steps, world)).failure?.violation.invariant).toBe('charged');
    const { sabotage: _, ...sound } = world;
    expect((await runPlan(steps, sound)).failure).toBeUndefined();
  });
});
