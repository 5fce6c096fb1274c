import { describe, expect, it } from 'vitest';
import { planOf } from '../simulate/plan.ts';
import { runSeed } from '../simulate/run.ts';

const WORLD = { counters: 3, cards: 6 };

/** A few small worlds at every check; simulate.full.test.ts runs more, CONTRIBUTING says what a long run saw. */
describe('the simulation', () => {
  it.each([10, 36, 45])('finds the world of seed %i in order after each of its steps', async (seed) => {
    const { failure, tally } = await runSeed({ ...WORLD, seed, steps: 80 });
    expect(failure && [failure.violation.message, failure.steps.at(-1)]).toBeUndefined();
    expect(tally.steps).toBe(80);
  });

  it('repeats from its seed, step by step and outcome by outcome', async () => {
    const world = { ...WORLD, seed: 5, steps: 40 };
    const once = await runSeed(world);
    const again = await runSeed(world);
    expect(again.tally).toEqual(once.tally);
    expect(planOf(world)).not.toEqual(planOf({ ...world, seed: 6 }));
  });
});
