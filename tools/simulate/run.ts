import { planOf } from './plan.ts';
import type { PlanOptions, Step } from './steps.ts';
import type { Tally } from './tally.ts';
import { Violation } from './violation.ts';
import { World, type WorldOptions } from './world.ts';

export interface Failure {
  readonly violation: Violation;
  /** The steps up to the one after which something did not hold. */
  readonly steps: readonly Step[];
}

export interface Outcome {
  readonly tally: Tally;
  readonly failure: Failure | undefined;
}

/** Runs a plan in a new world until its end or the first violation. */
export async function runPlan(plan: readonly Step[], options: WorldOptions): Promise<Outcome> {
  const world = await World.make(options);
  const taken: Step[] = [];
  try {
    for (const step of plan) {
      taken.push(step);
      await world.take(step);
    }
    return { tally: world.finalTally(), failure: undefined };
  } catch (error) {
    const violation =
      error instanceof Violation
        ? error
        : new Violation('crash', String((error as Error)?.stack ?? error), error);
    return { tally: world.finalTally(), failure: { violation, steps: taken } };
  } finally {
    world.close();
  }
}

export function runSeed(
  options: PlanOptions & Pick<WorldOptions, 'sabotage' | 'proveEvery'>,
): Promise<Outcome> {
  return runPlan(planOf(options), options);
}
