import { table } from '../../packages/card-core/src/console/index.ts';
import type { Figure, Section, Target } from './figures.ts';
import { figure, impossible, verdict, whole } from './figures.ts';
import { runScreen } from './screen-run.ts';
import { servedBytes } from './screen-serve.ts';

const MEGABYTE = 1_000_000;
const TAP_TARGET = { atMost: 500 };
const OWN_TARGET = { atMost: 20 };
const MEMORY_TARGET = { atMost: 150 };
/** What the garbage collector happens to leave lying, and no more. */
const GROWTH_TARGET = { atMost: 1.15 };
/** At modelled speed, so not many: they show that what is loaded with the first taps is in the figure. */
const SERVED_TAPS = 20;

/** The counter's server: from the card on the reader to the result in the window, and memory after many taps. */
export async function screenSection(quick: boolean): Promise<Section> {
  const [sales, taps] = quick ? [10, 200] : [200, 100_000];
  await runScreen(1, 10); // compiles what the run that counts then finds compiled
  const { tapMs, ownMs, earlyBytes, lateBytes } = await runScreen(sales, taps);
  const [tap, own] = [percentile(tapMs, 95), percentile(ownMs, 95)];
  const [memory, growth] = [lateBytes / MEGABYTE, lateBytes / earlyBytes];
  const growthTarget = quick ? undefined : GROWTH_TARGET;
  const isLinux = process.platform === 'linux';
  const served = isLinux ? (await servedBytes(SERVED_TAPS)) / MEGABYTE : undefined;
  const megabytes = (name: string, bytes: number, target?: Target) => [
    name,
    '',
    bytes.toFixed(name.startsWith('…') ? 2 : 0),
    target ? verdict(bytes, target) : '',
  ];
  return {
    id: 'screen',
    title: 'The counter’s screen',
    figures: [
      figure('screen.tap.p95', tap, 'ms', TAP_TARGET),
      figure('screen.tap.median', percentile(tapMs, 50), 'ms'),
      figure('screen.own.p95', own, 'ms', OWN_TARGET),
      figure('screen.own.median', percentile(ownMs, 50), 'ms'),
      figure('screen.memory', memory, 'MB', MEMORY_TARGET),
      figure('screen.memory-growth', growth, 'of the memory after a tenth of the taps', growthTarget),
      servedFigure(served),
    ],
    text: table(
      ['', 'median', '95 of 100', 'target'],
      [
        [
          'card on the reader → result in the window, ms',
          percentile(tapMs, 50).toFixed(1),
          tap.toFixed(1),
          verdict(tap, TAP_TARGET),
        ],
        ['of that our own, ms', percentile(ownMs, 50).toFixed(1), own.toFixed(1), verdict(own, OWN_TARGET)],
        megabytes(`memory after ${whole(taps)} taps, MB`, memory, MEMORY_TARGET),
        megabytes('… next to a tenth of them', growth, growthTarget),
        ...(served === undefined
          ? []
          : [megabytes(`kartu-terminal serve after ${SERVED_TAPS} taps, MB`, served, MEMORY_TARGET)]),
      ],
      [1, 2],
    ),
    notes: [
      'An NTAG215 that the ledger knows, on an ACR122U at modelled speed; the window is a client of the live events in ' +
        'another process. Our own is measured with a card that takes no time: reading, deciding, two commits on disk, ' +
        'the event, and the message by which the card is laid on. Memory is all that the server’s process holds, Node ' +
        'and the virtual card and reader included; it is a start that finds what an earlier one compiled.',
      '`kartu-terminal serve` is the program itself, started by tools/with-node.mjs on an enrolled folder: passphrase, ' +
        'sealed files, built screen and all.',
    ],
  };
}

function servedFigure(served: number | undefined): Figure {
  const name = 'screen.memory.serve';
  if (served === undefined) return impossible(name, 'MB', 'another process’s memory is read on Linux only');
  return figure(name, served, 'MB', MEMORY_TARGET);
}

function percentile(values: readonly number[], hundredths: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * hundredths) / 100) - 1)]!;
}
