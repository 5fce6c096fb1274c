import { describe, expect, it } from 'vitest';
import { runSeed } from '../simulate/run.ts';
import { planOf } from '../simulate/steps.ts';

const WORLD = { counters: 3, cards: 6 };

/** A few small worlds at every check; simulate.full.test.ts runs more, CONTRIBUTING says what a long run saw. */
describe('the simulation', () => {
  it.each([1, 2, 3, 14, 45, 116])(
    'finds the world of seed %i in order after each of its steps',
    async (seed) => {
      const { failure, tally } = await runSeed({ ...WORLD, seed, steps: 120 });
      expect(failure && [failure.violation.message, failure.steps.length]).toBeUndefined();
      expect(tally.steps).toBe(120);
    },
  );

  it('repeats from its seed, step by step and outcome by outcome', async () => {
    const once = await runSeed({ ...WORLD, seed: 7, steps: 80 });
    const again = await runSeed({ ...WORLD, seed: 7, steps: 80 });
    expect(again.tally).toEqual(once.tally);
    expect(planOf({ ...WORLD, seed: 7, steps: 80 })).not.toEqual(planOf({ ...WORLD, seed: 8, steps: 80 }));
  });
});
