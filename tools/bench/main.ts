/**
 * The benchmark: `npm run --silent bench`, with `-- --json` as one document, `-- --quick` with fewer rounds, and
 * `-- --only registry` for one section, or `--without registry` for all others.
 * Card costs are counts and the same on every machine; everything else is measured here and now.
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { cardSection } from './cards.ts';
import { cpuSection } from './cpu.ts';
import { facesSection } from './faces.ts';
import type { Section } from './figures.ts';
import { round } from './figures.ts';
import { ledgerSection } from './ledger-rate.ts';
import { ledgerSizeSection } from './ledger-size.ts';
import { Command } from './libraries.ts';
import { registrySection } from './registry.ts';
import { screenSection } from './screen.ts';
import { settlementSection } from './settlement.ts';
import { signatureSection } from './signatures.ts';

const program = new Command('bench')
  .description('What a tap costs, and how fast the books, the signatures and the card faces are.')
  .option('--json', 'one JSON document on standard output')
  .option('--quick', 'fewer rounds: the same figures, less settled')
  .option('--only <section>', 'only this section')
  .option('--without <section>', 'all but this section')
  .option('--transactions <number>', 'of the section settlement', '1000000')
  .showHelpAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
program.parse();
interface Options {
  json?: boolean;
  quick?: boolean;
  only?: string;
  without?: string;
  transactions: string;
}
const { json = false, quick = false, only, without, ...options } = program.opts<Options>();
const transactions = Number(options.transactions);
if (!/^[1-9]\d{0,3}0000$/.test(options.transactions)) program.error('--transactions takes tens of thousands');

const all: Readonly<Record<Section['id'], () => Section | Promise<Section>>> = {
  cards: () => cardSection(),
  cpu: () => cpuSection(quick),
  ledger: () => ledgerSection(quick),
  size: () => ledgerSizeSection(quick),
  signatures: () => signatureSection(quick),
  faces: () => facesSection(quick),
  registry: () => registrySection(quick),
  settlement: () => settlementSection(quick, transactions),
  screen: () => screenSection(quick),
};
for (const named of [only, without]) {
  if (named !== undefined && !Object.hasOwn(all, named)) {
    program.error(`no section "${named}"; there are: ${Object.keys(all).join(', ')}`);
  }
}
const steps = Object.entries(all).filter(([id]) => id !== without && (only === undefined || id === only));
const load = loadavg()[0]!;
const sections: Section[] = [];
for (const [name, run] of steps) {
  process.stderr.write(`measuring: ${name}\n`);
  sections.push(await run());
}

const machine = {
  cpu: cpuModel(),
  cores: cpus().length,
  node: process.version,
  platform: process.platform,
  loadAtStart: round(load, 2),
};
if (json) {
  const documents = sections.map(({ id, title, figures, notes }) => ({ id, title, figures, notes }));
  process.stdout.write(`${JSON.stringify({ quick, machine, sections: documents }, null, 2)}\n`);
} else {
  process.stdout.write(`${forPeople()}\n`);
}

function forPeople(): string {
  const { cpu, cores, node, platform, loadAtStart } = machine;
  // With other programs on its heels a processor does less in the same time, and a disk is shared.
  const isBusy = platform !== 'win32' && loadAtStart > cores / 2;
  const busy = isBusy
    ? `; other programs were running (load ${loadAtStart}), so measured figures are worse`
    : '';
  const parts = sections.map(({ title, text, notes }) => {
    const line = '═'.repeat(title.length);
    return [`${title}\n${line}`, text, ...notes.map((note) => wrap(`· ${note}`, 118))].join('\n\n');
  });
  const missed = sections.flatMap(({ figures }) => figures).filter(({ ok }) => ok === false);
  const names = missed.map(({ name, value, unit }) => `  ${name}: ${value} ${unit}`);
  const summary =
    missed.length === 0
      ? 'Every target was reached.'
      : [`${missed.length} figures missed their target:`, ...names].join('\n');
  const rounds = quick ? ', few rounds' : '';
  return [`${cpu}, ${cores} cores, Node ${node}, ${platform}${rounds}${busy}`, ...parts, summary].join(
    '\n\n',
  );
}

function wrap(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + word.length + 1 > width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** `os.cpus()` knows no name on some machines (arm64, containers). */
function cpuModel(): string {
  const model = cpus()[0]?.model.trim();
  if (model && model !== 'unknown') return model;
  try {
    return /^(?:model name|Model)\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
