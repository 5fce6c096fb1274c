import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../../packages/card-core/src/console/index.ts';
import { openRegistry } from '../../packages/issuer-cli/src/index.ts';
import { composeNumber } from '../../packages/issuer-cli/src/numbering/scheme.ts';
import { RegistryDatabase } from '../../packages/issuer-cli/src/registry/database.ts';
import { takeRegular } from '../../packages/issuer-cli/src/registry/number-rules.ts';
import type { Figure, Section, Target } from './figures.ts';
import { figure, spreadOf, verdict, whole } from './figures.ts';
import { type CommandRun, makeSecretariat, runCommand } from './registry-data.ts';

const MEMBERS = 250_000;
const CARDS = 300_000;
/** Too few to say anything of large numbers: only that all of it runs. */
const QUICK = 40;
const RUNS = 5;
const COMMAND_TARGET = { atMost: 500 };
const SEARCH_TARGET = { atMost: 50 };

/** What a person types letter by letter, as the screen asks after each. */
const TYPED = [
  'A',
  'An',
  'Ani',
  'Ani L',
  'Ani Lest',
  'santo',
  'muham',
  '8900',
  '0800',
  'Siti A',
  'zulkarnain',
];

/** A secretariat of 250,000 members and 300,000 cards: import, single commands, search, regular numbers. */
export async function registrySection(quick: boolean): Promise<Section> {
  const [members, cards] = quick ? [QUICK, QUICK + 8] : [MEMBERS, CARDS];
  const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-registry-'));
  try {
    const imported = await makeSecretariat(folder, members, cards);
    const numbers = assignRegular(folder, members);
    const searchMs = searchTimes(folder, quick ? 1 : 20);
    const commands = commandTimes(folder, quick ? 1 : RUNS);
    const of = <T extends Target>(target: T) => (quick ? undefined : target);
    const search = spreadOf(searchMs);
    const figures: Figure[] = [
      figure('registry.import.seconds', imported.elapsedMs / 1000, 's', of({ atMost: 60 })),
      figure('registry.import.cpu', imported.cpuMs / 1000, 's of CPU'),
      figure('registry.import.peak-memory', imported.peakBytes / 1e6, 'MB', of({ atMost: 500 })),
      figure('registry.regular-numbers', numbers.elapsedMs / 1000, 's', of({ atMost: 30 })),
      figure('registry.regular-numbers.cpu', numbers.cpuMs / 1000, 's of CPU'),
      figure('registry.search.slowest', search.max, 'ms', of(SEARCH_TARGET)),
      figure('registry.search.median', search.median, 'ms'),
      ...commands.flatMap(([name, runs]) => {
        const id = `registry.command.${name.replaceAll(' ', '-')}`;
        const median = (of: keyof CommandRun) => spreadOf(runs.map((run) => run[of])).median;
        return [
          figure(id, median('elapsedMs'), 'ms', of(COMMAND_TARGET)),
          figure(`${id}.cpu`, median('cpuMs'), 'ms of CPU'),
        ];
      }),
    ];
    return {
      id: 'registry',
      title: `${whole(members)} members, ${whole(cards)} cards`,
      figures,
      ...words(figures),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function words(figures: readonly Figure[]): Pick<Section, 'text' | 'notes'> {
  const named = (name: string) => figures.find((each) => each.name === name);
  const rows = figures
    .filter(({ name }) => !name.endsWith('.cpu'))
    .map(({ name, value, unit, target }) => {
      const cpu = named(`${name.replace(/\.seconds$/, '')}.cpu`);
      return [
        name.replace('registry.', ''),
        `${value} ${unit}`,
        cpu ? String(cpu.value) : '',
        target && value !== null ? verdict(value, target) : '',
      ];
    });
  return {
    text: table(['what', 'seen', 'of it CPU', 'target'], rows, [1, 2]),
    notes: [
      'The import is the command, from the start of Node to its end, with its memory at the peak. A command is timed ' +
        `from the start of Node to its end; the figure is the median of ${RUNS}. CPU time is what it takes on a machine ` +
        'with nothing else to do. Exporting all members and making bundles or backups are long work, and not among them.',
    ],
  };
}

/** Every member is given a next regular number in one batch, which is then taken back. */
function assignRegular(folder: string, members: number): Pick<CommandRun, 'elapsedMs' | 'cpuMs'> {
  const database = RegistryDatabase.open(join(folder, 'data', 'issuer.sqlite'));
  const registry = openRegistry(join(folder, 'data'));
  const { scheme } = registry.organisation();
  registry.close();
  const started = performance.now();
  const before = process.cpuUsage();
  let [elapsedMs, cpuMs] = [0, 0];
  try {
    database.immediate(() => {
      for (let id = 1; id <= members; id++) {
        const unique = takeRegular(database, scheme, '');
        const number = composeNumber(scheme, 1989, unique);
        database.run(
          'UPDATE members SET member_number = ?, unique_number = ? WHERE id = ?',
          number,
          unique,
          id,
        );
      }
      elapsedMs = performance.now() - started;
      const { user, system } = process.cpuUsage(before);
      cpuMs = (user + system) / 1000;
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  } finally {
    database.close();
  }
  return { elapsedMs, cpuMs };
}

class TakenBack extends Error {}

function searchTimes(folder: string, rounds: number): number[] {
  const registry = openRegistry(join(folder, 'data'));
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const text of TYPED) {
      const started = performance.now();
      registry.members.search(text, 20);
      times.push(performance.now() - started);
    }
  }
  registry.close();
  return times;
}

function commandTimes(folder: string, runs: number): [string, CommandRun[]][] {
  const registry = openRegistry(join(folder, 'data'));
  const { memberNumber } = registry.members.page(0, 1)[0]!;
  registry.close();
  let added = 0;
  const commands: [string, () => string[]][] = [
    ['member show', () => ['member', 'show', memberNumber]],
    ['member list', () => ['member', 'list', '--limit', '50']],
    ['member search', () => ['member', 'search', 'Ani Lest']],
    [
      'member edit',
      () => ['member', 'edit', memberNumber, '--address', `Jl. ${++added}`, '--reason', 'pindah'],
    ],
    [
      'member add',
      () => ['member', 'add', '--name', `Anggota Baru ${'ABCDEFG'[++added % 7]}`, '--cohort', '1989'],
    ],
    ['member duplicates', () => ['member', 'duplicates']],
    ['card list', () => ['card', 'list', '--limit', '50']],
    ['card list of a member', () => ['card', 'list', memberNumber]],
    ['number quote', () => ['number', 'quote', '00000777']],
    ['number history', () => ['number', 'history', memberNumber]],
    ['number potential', () => ['number', 'potential']],
    ['audit show', () => ['audit', 'show']],
    ['audit show of a member', () => ['audit', 'show', memberNumber]],
    ['auction show', () => ['auction', 'show']],
    ['books trial-balance', () => ['books', 'trial-balance']],
  ];
  return commands.map(([name, args]) => [
    name,
    Array.from({ length: runs }, () => runCommand(folder, args())),
  ]);
}
