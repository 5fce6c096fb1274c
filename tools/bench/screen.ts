import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { table } from '../../packages/card-core/src/console/index.ts';
import type { Section } from './figures.ts';
import { figure, verdict, whole } from './figures.ts';
import type { ScreenRun } from './screen-child.ts';

const CHILD = fileURLToPath(new URL('./screen-child.ts', import.meta.url));
const MEGABYTE = 1_000_000;
const TAP_TARGET = { atMost: 500 };
const OWN_TARGET = { atMost: 20 };
const MEMORY_TARGET = { atMost: 150 };
/** What the garbage collector happens to leave lying, and no more. */
const GROWTH_TARGET = { atMost: 1.15 };

/** The counter's server: from the card on the reader to the result in the window, and memory after many taps. */
export function screenSection(quick: boolean): Section {
  const [sales, taps] = quick ? [10, 200] : [200, 100_000];
  const answer = execFileSync(process.execPath, [CHILD, String(sales), String(taps)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { tapMs, ownMs, earlyBytes, lateBytes } = JSON.parse(answer) as ScreenRun;
  const [tap, own] = [percentile(tapMs, 95), percentile(ownMs, 95)];
  const [memory, growth] = [lateBytes / MEGABYTE, lateBytes / earlyBytes];
  const growthTarget = quick ? undefined : GROWTH_TARGET;
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
        [`memory after ${whole(taps)} taps, MB`, '', memory.toFixed(0), verdict(memory, MEMORY_TARGET)],
        [
          '… next to a tenth of them',
          '',
          growth.toFixed(2),
          growthTarget ? verdict(growth, growthTarget) : '',
        ],
      ],
      [1, 2],
    ),
    notes: [
      'An NTAG215 that the ledger knows, on an ACR122U at modelled speed; the window is a client of the live events in ' +
        'the server’s own process, so that its work is in the figures too. Our own is measured with a card that takes no ' +
        'time: reading, deciding, two commits on disk, and the event. Memory is that of the whole process, Node included.',
    ],
  };
}

function percentile(values: readonly number[], hundredths: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * hundredths) / 100) - 1)]!;
}
