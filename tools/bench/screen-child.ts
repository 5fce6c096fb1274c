/**
 * The counter's server in a process of its own, with one window that listens to its live events, and taps on a virtual
 * reader: `node screen-child.ts SALES TAPS`. Started by screen.ts; the ledger is a file, every commit on disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACR122U, type Reader } from '../../packages/card-core/src/index.ts';
import { VirtualReader } from '../../packages/card-core/src/virtual/index.ts';
import { Ledger } from '../../packages/terminal/src/ledger/ledger.ts';
import { giveMemoryBack, keepMemorySmall } from '../../packages/terminal/src/web/memory.ts';
import { serveCounter } from '../../packages/terminal/src/web/server.ts';
import { makeWorld, tapped } from '../../packages/terminal/test/world.ts';
import { ListeningWindow } from './screen-window.ts';

export interface ScreenRun {
  /** From the card on the reader to the event in the window, a card at modelled speed. */
  readonly tapMs: readonly number[];
  /** The same with a card that takes no time: what is ours. */
  readonly ownMs: readonly number[];
  /** Resident memory after the first tenth of the taps, and after all. */
  readonly earlyBytes: number;
  readonly lateBytes: number;
  readonly taps: number;
}

const [sales, taps] = [Number(process.argv[2]), Number(process.argv[3])];
keepMemorySmall(); // as `serve` does
const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-screen-'));
const world = await makeWorld();
const ledger = new Ledger(join(folder, 'ledger.sqlite'), () => world.clock.nowMs);
const counter = { ...world.counter(1, { policy: { maxSpentPerDayRupiah: 2_000_000 } }), ledger };
try {
  const card = world.card('ntag215');
  await tapped(counter, card, { kind: 'topup', amountRupiah: 1_000_000 });
  const chip = () => card.chip!.snapshot();
  giveMemoryBack();
  const timed = await measured(new VirtualReader({ profile: ACR122U, card: chip(), realTime: true }), sales);
  // The chip of the run before goes on: its purse is the one that the books know.
  const run = await measured(new VirtualReader({ profile: ACR122U, card: timed.chip }), sales, taps);
  const answer: ScreenRun = { tapMs: timed.ms, ownMs: run.ms, ...run.memory, taps };
  process.stdout.write(JSON.stringify(answer));
} finally {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Serves the reader's card: sales that are timed, then taps that are only counted. */
async function measured(reader: VirtualReader, timedSales: number, counted = 0) {
  reader.remove();
  const own: Reader = {
    name: reader.name,
    waitForCard: (options) => reader.waitForCard(options),
    waitForRemoval: (options) => reader.waitForRemoval(options),
    close: async () => {},
  };
  const onFault = (error: unknown) => {
    throw error;
  };
  const server = await serveCounter(counter, {
    port: 0,
    openReader: async () => own,
    screen: new Map(),
    language: 'en',
    onFault,
  });
  const window = await ListeningWindow.open(server.url);
  const ms: number[] = [];
  for (let i = 0; i < timedSales; i++) {
    const id = crypto.randomUUID();
    await window.post('/api/order', { id, kind: 'sale', amountRupiah: 100, card: null });
    const start = performance.now();
    reader.insert();
    const { order } = await window.until(
      (state) => state.order?.id === id && state.order.phase !== 'working' && state.order.phase !== 'waiting',
    );
    ms.push(performance.now() - start);
    if (order?.result?.outcome !== 'posted') throw new Error(`a sale ended ${JSON.stringify(order)}`);
    await window.until(({ card: there }) => there?.mustLeave === true);
    reader.remove();
    await window.until(({ card: there }) => there === null);
    await window.post('/api/order/withdraw', { id });
  }
  let earlyBytes = 0;
  for (let i = 0; i < counted; i++) {
    reader.insert();
    await window.until(({ card: there }) => there?.history !== undefined);
    reader.remove();
    await window.until(({ card: there }) => there === null);
    if (i === Math.floor(counted / 10)) earlyBytes = process.memoryUsage.rss();
  }
  const memory = { earlyBytes, lateBytes: process.memoryUsage.rss() };
  window.close();
  await server.stop();
  return { ms, memory, chip: reader.chip! };
}
