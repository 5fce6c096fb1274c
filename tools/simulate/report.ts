import { table } from '../../packages/card-core/src/console/index.ts';
import type { Step } from './steps.ts';
import type { Tally } from './tally.ts';
import { INVARIANTS, type Violation } from './violation.ts';

export interface Report {
  readonly tally: Tally;
  readonly worlds: number;
  /** Seed of the first world. */
  readonly first: number;
  readonly seconds: number;
  readonly failure:
    | {
        readonly violation: Violation;
        readonly steps: readonly Step[];
        readonly runs: number;
        readonly world: { seed: number; steps: number; counters: number; cards: number };
      }
    | undefined;
}

/** What scripts read. */
export function document({ tally, worlds, first, seconds, failure }: Report) {
  return {
    ok: failure === undefined,
    firstSeed: first,
    worlds,
    steps: tally.steps,
    seconds: Math.round(seconds * 10) / 10,
    stepsPerSecond: Math.round(tally.steps / seconds),
    reckonings: tally.reckonings,
    mostTapsToRecover: tally.worstRecoveryTaps,
    done: Object.fromEntries(tally.done),
    outcomes: Object.fromEntries(tally.outcomes),
    faults: Object.fromEntries(tally.faults),
    frauds: Object.fromEntries(tally.frauds),
    ...(failure
      ? {
          violation: {
            invariant: failure.violation.invariant,
            what: failure.violation.message,
            world: failure.world,
            plan: failure.steps,
          },
        }
      : {}),
  };
}

export function forPeople(report: Report): string {
  const { tally, worlds, first, seconds, failure } = report;
  const rate = Math.round(tally.steps / seconds);
  const parts = [
    `${tally.steps} steps in ${worlds} worlds (seeds ${first} to ${first + worlds - 1}), ${seconds.toFixed(1)} s, ${rate} a second; ` +
      `counted and compared ${tally.reckonings} times; a card needed at most ${tally.worstRecoveryTaps} taps to be in order again`,
    columns([
      ['done', tally.done],
      ['what a tap came to', tally.outcomes],
      ['faults that struck', tally.faults],
    ]),
    table(
      ['fraud', 'tried', 'refused at once', 'found', 'dearest, Rp'],
      [...tally.frauds]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([kind, each]) => [kind, each.tried, each.refused, each.found, each.lossRupiah].map(String)),
    ),
  ];
  if (!failure) return [...parts, 'Nothing was lost, made or charged twice.'].join('\n\n');
  const { violation, steps, world, runs } = failure;
  const replay = `npm run simulate -- --seed ${world.seed} --steps ${world.steps} --world-steps ${world.steps} --counters ${world.counters} --cards ${world.cards}`;
  return [
    ...parts,
    `NOT IN ORDER: ${INVARIANTS[violation.invariant]}\n${violation.message}`,
    `Again: ${replay}`,
    `${steps.length} steps are enough${runs > 0 ? ` (found in ${runs} runs)` : ''}; as a file for --plan:`,
    `{"world": ${JSON.stringify(world)}, "plan": [\n${steps.map((step) => `  ${JSON.stringify(step)}`).join(',\n')}\n]}`,
  ].join('\n\n');
}

function columns(lists: readonly (readonly [string, ReadonlyMap<string, number>])[]): string {
  const sorted = lists.map(([, counts]) => [...counts].sort(([, a], [, b]) => b - a));
  const rows = Array.from({ length: Math.max(...sorted.map((list) => list.length)) }, (_, i) =>
    sorted.flatMap((list) => [list[i]?.[0] ?? '', list[i] ? String(list[i][1]) : '']),
  );
  return table(
    lists.flatMap(([title]) => [title, '']),
    rows,
  );
}
