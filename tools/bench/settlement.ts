import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../../packages/card-core/src/console/index.ts';
import { planOf } from '../simulate/plan.ts';
import { runPlan } from '../simulate/run.ts';
import type { Figure, Section, Target } from './figures.ts';
import { figure, verdict, whole } from './figures.ts';
import { type CommandRun, runCommand } from './registry-data.ts';
import { type BareRun, bareCost } from './settlement-bare.ts';
import { makeJournals, type Volume } from './settlement-data.ts';
import { forkMicroseconds } from './settlement-fork.ts';

const TRANSACTIONS = 1_000_000;
const COUNTERS = 200;
/** As often is a card used, however many transactions there are. */
const USES_OF_A_CARD = 20;
/** Too few to say anything of large numbers: only that all of it runs. */
const QUICK: Volume = { transactions: 200, counters: 4, cards: 20 };
/** More would say nothing else, and take as long as the import. */
const MOST_BARE = 100_000;
const WORLD_STEPS = 300;

interface Run {
  readonly volume: Volume;
  readonly imported: CommandRun;
  readonly bare: BareRun;
  readonly forkUs: number;
}

/** Batches of 200 counters come in, a tenth of them first and then all; and the simulation's steps. */
export async function settlementSection(quick: boolean, transactions = TRANSACTIONS): Promise<Section> {
  const of = (count: number): Volume => ({
    transactions: count,
    counters: COUNTERS,
    cards: Math.max(COUNTERS, count / USES_OF_A_CARD),
  });
  const [small, large] = quick
    ? [{ ...QUICK, transactions: 100 }, QUICK]
    : [of(transactions / 10), of(transactions)];
  const runs = [await run(small, quick), await run(large, quick)] as const;
  const simulated = await simulate(quick ? 40 : 3000);
  const figures = figuresOf(runs, simulated, quick);
  return {
    id: 'settlement',
    title: `Settlement of ${whole(large.transactions)} transactions by ${large.counters} counters, and the simulation`,
    figures,
    text: tableOf(figures),
    notes: [
      `Signed journals of ${large.counters} counters with ${whole(large.cards)} cards, sealed; a tenth of the ` +
        'transactions are made at a counter that is not the card’s usual one. The import is the command from the start ' +
        'of Node to its end, in a process of its own. A transaction is two entries of the journal, a signed record, and ' +
        'a posting. CPU time is of all threads, so that two cores have twice as much of it as of time.',
      'Bare: the same signatures verified by the thread pool while the same rows go into tables with the same keys, ' +
        'a thousand transactions in a commit, without decryption, hash chains, or any rule.',
      'A fork is found with its case and the freeze; with ten times the history it should take as long.',
    ],
  };
}

async function run(volume: Volume, quick: boolean): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-settlement-'));
  try {
    const { files, passphraseFile } = await makeJournals(folder, volume);
    const imported = runCommand(folder, ['--passphrase-file', passphraseFile, 'settle', 'import', ...files]);
    const bare = await bareCost(folder, Math.min(MOST_BARE, volume.transactions));
    return { volume, imported, bare, forkUs: forkMicroseconds(folder, quick ? 5 : 400) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function simulate(steps: number) {
  const started = performance.now();
  const before = process.cpuUsage();
  let taken = 0;
  for (let seed = 1; taken < steps; seed++) {
    const world = { counters: 3, cards: 6, seed, steps: Math.max(2, Math.min(WORLD_STEPS, steps - taken)) };
    const { tally, failure } = await runPlan(planOf(world), world);
    if (failure) throw failure.violation;
    taken += tally.steps;
  }
  const { user, system } = process.cpuUsage(before);
  const elapsedMs = performance.now() - started;
  return { rate: (taken / elapsedMs) * 1000, cpuRate: (taken / (user + system)) * 1e6 };
}

function figuresOf(
  runs: readonly [Run, Run],
  simulated: Awaited<ReturnType<typeof simulate>>,
  quick: boolean,
): Figure[] {
  const of = <T extends Target>(target: T) => (quick ? undefined : target);
  const each = ({ volume, imported, bare, forkUs }: Run, isLarge: boolean): Figure[] => {
    const name = `settlement.${volume.transactions}`;
    const [rate, bareRate] = [perSecond(volume, imported), perSecond(bare, bare)];
    return [
      figure(`${name}.rate`, rate, 'transactions/s', isLarge ? of({ atLeast: 10_000 }) : undefined),
      figure(`${name}.cpu`, perTransaction(volume, imported.cpuMs), 'µs of CPU a transaction'),
      figure(`${name}.bare`, bareRate, 'transactions/s'),
      figure(`${name}.bare.cpu`, perTransaction(bare, bare.cpuMs), 'µs of CPU a transaction'),
      figure(`${name}.of-bare`, rate / bareRate, 'of the bare rate'),
      figure(`${name}.peak-memory`, imported.peakBytes / 1e6, 'MB', of({ atMost: 500 })),
      figure(`${name}.fork`, forkUs, 'µs until a fork is found'),
    ];
  };
  const [small, large] = runs;
  const growth = (of: (run: Run) => number) => of(large) / of(small);
  return [
    ...each(small, false),
    ...each(large, true),
    figure(
      'settlement.linear',
      growth(({ volume, imported }) => perTransaction(volume, imported.elapsedMs)),
      'time a transaction, many / few',
      of({ atMost: 1.3 }),
    ),
    figure(
      'settlement.linear.cpu',
      growth(({ volume, imported }) => perTransaction(volume, imported.cpuMs)),
      'CPU a transaction, many / few',
    ),
    figure(
      'settlement.fork-growth',
      growth(({ forkUs }) => forkUs),
      'time, many / few',
      of({ atMost: 1.3 }),
    ),
    figure('simulation.rate', simulated.rate, 'steps/s', of({ atLeast: 200 })),
    figure('simulation.cpu-rate', simulated.cpuRate, 'steps a second of CPU'),
  ];
}

const perSecond = (volume: { transactions: number }, { elapsedMs }: { elapsedMs: number }) =>
  (volume.transactions / elapsedMs) * 1000;
const perTransaction = ({ transactions }: { transactions: number }, ms: number) => (ms / transactions) * 1000;

function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, target }) => [
    name,
    String(value),
    unit,
    target && value !== null ? verdict(value, target) : '',
  ]);
  return table(['what', 'seen', '', 'target'], rows, [1]);
}
