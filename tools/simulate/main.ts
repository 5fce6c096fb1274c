/**
 * The simulation: `npm run simulate -- --seed 1 --steps 100000`. A run is a row of worlds, each with a seed of its own;
 * one seed, or the plan that is printed, repeats what went wrong. docs/simulation.md says what is checked.
 */
import { readFileSync } from 'node:fs';
import { Command } from '../bench/libraries.ts';
import { planOf } from './plan.ts';
import { document, forPeople, type Report } from './report.ts';
import { type Outcome, runPlan } from './run.ts';
import { shrink } from './shrink.ts';
import type { Step } from './steps.ts';
import { Tally } from './tally.ts';

interface Options {
  readonly seed: string;
  readonly steps: string;
  readonly worldSteps: string;
  readonly minutes?: string;
  readonly counters: string;
  readonly cards: string;
  readonly plan?: string;
  readonly shrink: boolean;
  readonly json?: boolean;
}

const program = new Command('simulate')
  .description(
    'Counters, cards, a secretariat, faults and frauds at random: is any money lost, made or charged twice?',
  )
  .option('--seed <number>', 'the first world; the next ones count on from it', '1')
  .option('--steps <number>', 'steps in all worlds together', '3000')
  .option('--world-steps <number>', 'steps of one world', '300')
  .option('--minutes <number>', 'begin no world after so long, however many steps are left')
  .option('--counters <number>', 'counters in a world', '3')
  .option('--cards <number>', 'cards in a world, of all five kinds in turn', '6')
  .option('--plan <file>', 'run the plan of a failure again instead of a seed')
  .option('--no-shrink', 'do not look for a shorter plan when something fails')
  .option('--json', 'one JSON document on standard output')
  .addHelpText('after', '\nExample:\n  npm run simulate -- --seed 1 --steps 100000')
  .showHelpAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
program.parse();
const options = program.opts<Options>();

function whole(name: keyof Options, least: number): number {
  const text = String(options[name]);
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least) return value;
  process.stderr.write(`--${name} takes a whole number from ${least}, not "${text}"\n`);
  process.exit(2);
}

const size = { counters: whole('counters', 2), cards: whole('cards', 1) };
const started = performance.now();
let shown = 0;
const report = options.plan === undefined ? await runSeeds() : await runFile(options.plan);
process.stdout.write(
  options.json ? `${JSON.stringify(document(report), null, 2)}\n` : `${forPeople(report)}\n`,
);
process.exitCode = report.failure ? 1 : 0;

async function runSeeds(): Promise<Report> {
  const [first, steps, worldSteps] = [whole('seed', 0), whole('steps', 1), whole('worldSteps', 2)];
  const tally = new Tally();
  let worlds = 0;
  const mostSeconds = options.minutes === undefined ? Infinity : whole('minutes', 1) * 60;
  for (let seed = first; tally.steps < steps && seconds() < mostSeconds; seed++) {
    const world = { ...size, seed, steps: Math.max(2, Math.min(worldSteps, steps - tally.steps)) };
    const outcome = await runPlan(planOf(world), world);
    tally.merge(outcome.tally);
    worlds++;
    progress(worlds, tally, seed);
    if (outcome.failure)
      return { tally, worlds, first, seconds: seconds(), failure: await explain(outcome, world) };
  }
  return { tally, worlds, first, seconds: seconds(), failure: undefined };
}

/** A plan as a failure prints it: the world's size and seed, and its steps. */
async function runFile(path: string): Promise<Report> {
  const { world, plan } = JSON.parse(readFileSync(path, 'utf8')) as {
    world: { seed: number; steps: number; counters: number; cards: number };
    plan: Step[];
  };
  const outcome = await runPlan(plan, { ...world, proveEvery: 1 });
  const failure = outcome.failure && { ...outcome.failure, world, runs: 0 };
  return { tally: outcome.tally, worlds: 1, first: world.seed, seconds: seconds(), failure };
}

async function explain(
  { failure }: Outcome,
  world: { seed: number; steps: number; counters: number; cards: number },
): Promise<Report['failure']> {
  if (!failure) return undefined;
  if (!options.shrink) return { ...failure, world, runs: 0 };
  process.stderr.write(`\n${failure.violation.message}\nlooking for a shorter plan …\n`);
  return { ...(await shrink(failure, world)), world };
}

function seconds(): number {
  return (performance.now() - started) / 1000;
}

function progress(worlds: number, tally: Tally, seed: number): void {
  const now = performance.now();
  const isLive = process.stderr.isTTY === true;
  if (now - shown < (isLive ? 500 : 30_000)) return;
  shown = now;
  const rate = Math.round(tally.steps / seconds());
  const line = `${tally.steps} steps in ${worlds} worlds, up to seed ${seed}, ${rate} steps a second`;
  process.stderr.write(isLive ? `\r${line}  ` : `${line}\n`);
}
