import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Asked, Told } from './screen-child.ts';
import { ListeningWindow } from './screen-window.ts';

const CHILD = fileURLToPath(new URL('./screen-child.ts', import.meta.url));

/**
 * As every start of `serve` but the first: with what Node compiled the last time (tools/with-node.mjs and the service
 * file see to it), and so without the 20 MB of what strips types.
 */
export function compiledBefore(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir() ?? join(tmpdir(), 'kartukita-bench-compiled');
  return { ...process.env, NODE_COMPILE_CACHE: folder };
}

export interface ScreenRun {
  /** From the card on the reader to the event in the window, a card at modelled speed. */
  readonly tapMs: readonly number[];
  /** The same with a card that takes no time: what is ours. */
  readonly ownMs: readonly number[];
  /** Resident memory of the server's process after the first tenth of the taps, and after all. */
  readonly earlyBytes: number;
  readonly lateBytes: number;
}

/** Serves, sells so often with each kind of card, then counts taps. */
export async function runScreen(sales: number, taps: number): Promise<ScreenRun> {
  const server = await ServerChild.start();
  try {
    await server.serve(true);
    const tapMs = await timedSales(server, sales);
    await server.serve(false);
    const ownMs = await timedSales(server, sales);
    let earlyBytes = 0;
    for (let i = 0; i < taps; i++) {
      server.ask({ is: 'lay' });
      await server.window.until(({ card }) => card?.history !== undefined);
      server.ask({ is: 'take' });
      await server.window.until(({ card }) => card === null);
      if (i === Math.floor(taps / 10)) earlyBytes = await server.bytes();
    }
    return { tapMs, ownMs, earlyBytes, lateBytes: await server.bytes() };
  } finally {
    await server.end();
  }
}

async function timedSales(server: ServerChild, sales: number): Promise<number[]> {
  const { window } = server;
  const ms: number[] = [];
  for (let i = 0; i < sales; i++) {
    const id = crypto.randomUUID();
    await window.post('/api/order', { id, kind: 'sale', amountRupiah: 100, card: null });
    const start = performance.now();
    server.ask({ is: 'lay' });
    const { order } = await window.until(
      (state) => state.order?.id === id && state.order.phase !== 'working' && state.order.phase !== 'waiting',
    );
    ms.push(performance.now() - start);
    if (order?.result?.outcome !== 'posted') throw new Error(`a sale ended ${JSON.stringify(order)}`);
    await window.until(({ card: there }) => there?.mustLeave === true);
    server.ask({ is: 'take' });
    await window.until(({ card: there }) => there === null);
    await window.post('/api/order/withdraw', { id });
  }
  return ms;
}

/** screen-child.ts, and a window that listens to what it serves. */
class ServerChild {
  readonly #child: ChildProcess;
  #window: ListeningWindow | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(): Promise<ServerChild> {
    const stdio: ('ignore' | 'inherit' | 'ipc')[] = ['ignore', 'inherit', 'inherit', 'ipc'];
    const server = new ServerChild(fork(CHILD, { env: compiledBefore(), execArgv: [], stdio }));
    await server.#answer();
    return server;
  }

  get window(): ListeningWindow {
    return this.#window!;
  }

  async serve(realTime: boolean): Promise<void> {
    this.#window?.close();
    this.ask({ is: 'serve', realTime });
    const told = await this.#answer();
    if (!('url' in told)) throw new Error('the server said something else than where it is');
    this.#window = await ListeningWindow.open(told.url);
  }

  async bytes(): Promise<number> {
    this.ask({ is: 'memory' });
    const told = await this.#answer();
    if (!('bytes' in told)) throw new Error('the server said something else than how large it is');
    return told.bytes;
  }

  ask(asked: Asked): void {
    this.#child.send(asked);
  }

  async end(): Promise<void> {
    this.#window?.close();
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.connected) this.ask({ is: 'end' });
    await ended;
  }

  #answer(): Promise<Told> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error('the server ended too early'));
      this.#child.once('exit', fail);
      this.#child.once('message', (told) => {
        this.#child.off('exit', fail);
        resolve(told as Told);
      });
    });
  }
}
