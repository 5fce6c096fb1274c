import { type Failure, runPlan } from './run.ts';
import type { Step } from './steps.ts';
import type { WorldOptions } from './world.ts';

export interface Shrunk extends Failure {
  /** How many plans were tried for it. */
  readonly runs: number;
}

/**
 * A shorter plan that ends in the same kind of violation: delta debugging over the list of steps (Zeller and
 * Hildebrandt, 2002: leave out ever smaller parts as long as it still fails), then each step that is left is made
 * simpler. As a plan is data and a step without meaning does nothing, any part of it is a plan.
 */
export async function shrink(failure: Failure, options: WorldOptions, mostRuns = 400): Promise<Shrunk> {
  let best = failure;
  let runs = 0;
  const isWorse = async (steps: readonly Step[]): Promise<boolean> => {
    if (runs >= mostRuns) return false;
    runs++;
    const { failure: found } = await runPlan(steps, { ...options, proveEvery: 1 });
    if (found?.violation.invariant !== failure.violation.invariant) return false;
    best = found;
    return true;
  };
  for (let size = Math.ceil(best.steps.length / 2); ; size = Math.ceil(size / 2)) {
    for (let from = 0; from < best.steps.length; ) {
      const rest = [...best.steps.slice(0, from), ...best.steps.slice(from + size)];
      if (!(await isWorse(rest))) from += size;
    }
    if (size === 1 || runs >= mostRuns) break;
  }
  for (let i = 0; i < best.steps.length; i++) {
    for (const simpler of simplerThan(best.steps[i]!)) await isWorse(best.steps.with(i, simpler));
  }
  return { ...best, runs };
}

function simplerThan(step: Step): Step[] {
  const simpler: Step[] = [];
  if ('fault' in step && step.fault) {
    const { fault: _, ...whole } = step;
    simpler.push(whole as Step);
    if (step.fault.kind === 'tear' && step.fault.when === 'half') {
      simpler.push({ ...step, fault: { ...step.fault, when: 'after' } } as Step);
    }
  }
  if ('named' in step) {
    const { named: _, ...unnamed } = step;
    simpler.push(unnamed as Step);
  }
  if ('amount' in step && step.amount !== 1_000) simpler.push({ ...step, amount: 1_000 } as Step);
  if ('card' in step && step.card !== 0) simpler.push({ ...step, card: 0 } as Step);
  if ('at' in step && step.at !== 0) simpler.push({ ...step, at: 0 } as Step);
  return simpler;
}
