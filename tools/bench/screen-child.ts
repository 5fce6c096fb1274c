/**
 * The counter's server in a process of its own, with cards that are laid on a virtual reader when the parent says so:
 * forked by screen.ts, whose window is a client of the live events. The ledger is a file, every commit on disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACR122U, type Reader } from '../../packages/card-core/src/index.ts';
import { VirtualReader } from '../../packages/card-core/src/virtual/index.ts';
import { Ledger } from '../../packages/terminal/src/ledger/ledger.ts';
import { terminalProgram } from '../../packages/terminal/src/program.ts';
import { giveMemoryBack, keepMemorySmall } from '../../packages/terminal/src/web/memory.ts';
import { type CounterServer, serveCounter } from '../../packages/terminal/src/web/server.ts';
import { makeWorld, tapped } from '../../packages/terminal/test/world.ts';

/** What the parent asks for. `serve` takes the card that was there before, at modelled speed or in no time. */
export type Asked =
  | { readonly is: 'serve'; readonly realTime: boolean }
  | { readonly is: 'lay' | 'take' | 'memory' | 'end' };

/** `url` answers `serve`, `bytes` answers `memory`: all that the process holds, Node included. */
export type Told = { readonly url: string } | { readonly bytes: number };

terminalProgram(); // what `serve` has loaded before it serves
keepMemorySmall();
const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-screen-'));
const world = await makeWorld();
const ledger = new Ledger(join(folder, 'ledger.sqlite'), () => world.clock.nowMs);
const counter = { ...world.counter(1, { policy: { maxSpentPerDayRupiah: 2_000_000 } }), ledger };
const card = world.card('ntag215');
await tapped(counter, card, { kind: 'topup', amountRupiah: 1_000_000 });
giveMemoryBack();
// The chip of the run before goes on: its purse is the one that the books know.
let chip = card.chip!;
let reader: VirtualReader | undefined;
let server: CounterServer | undefined;

process.on('message', (asked: Asked) => {
  void answer(asked).catch((error: unknown) => {
    throw error;
  });
});
tell(undefined);

async function answer(asked: Asked): Promise<void> {
  switch (asked.is) {
    case 'serve':
      return tell({ url: await serve(asked.realTime) });
    case 'lay':
      return reader?.insert(chip);
    case 'take':
      return reader?.remove();
    case 'memory':
      return tell({ bytes: process.memoryUsage.rss() });
    case 'end':
      await server?.stop();
      ledger.close();
      rmSync(folder, { recursive: true, force: true });
      process.disconnect();
  }
}

async function serve(realTime: boolean): Promise<string> {
  await server?.stop();
  const own = new VirtualReader({ profile: ACR122U, card: chip.snapshot(), realTime });
  chip = own.chip!;
  own.remove();
  reader = own;
  server = await serveCounter(counter, {
    port: 0,
    openReader: async (): Promise<Reader> => ({
      name: own.name,
      waitForCard: (options) => own.waitForCard(options),
      waitForRemoval: (options) => own.waitForRemoval(options),
      close: async () => {},
    }),
    screen: new Map(),
    language: 'en',
    onFault: (error) => {
      throw error;
    },
  });
  return server.url;
}

/** The first word, without content, says that everything is ready. */
function tell(told: Told | undefined): void {
  process.send!(told ?? {});
}
