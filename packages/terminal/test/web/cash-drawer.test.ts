import { createServer, type Server } from 'node:net';
import type { VirtualReader } from '@kartukita/card-core/virtual';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { setPrinter } from '../../src/slips/printer-setting.ts';
import { openDrawerForCash } from '../../src/web/cash-drawer.ts';
import { readEscPos } from '../slips/escpos-reader.ts';
import { makeWorld, tapped, type World } from '../world.ts';
import { Rig } from './counter-rig.ts';

let world: World;
let counter: Counter;
let rig: Rig;
let card: VirtualReader;
let printer: Server;
let pulses: number;
let faults: unknown[];

beforeEach(async () => {
  world = await makeWorld();
  counter = world.counter(1);
  card = world.card('ntag215');
  await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
  [pulses, faults] = [0, []];
  printer = createServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => (pulses += readEscPos(Buffer.concat(chunks)).drawerPulses));
  });
  await new Promise<void>((resolve) => printer.listen(0, '127.0.0.1', resolve));
  rig = new Rig(counter);
  await rig.until(({ reader }) => reader.phase === 'ready');
  openDrawerForCash(counter, rig.till, (error) => faults.push(error));
});
afterEach(async () => {
  printer.close();
  await rig.close();
  world.close();
});

const hasDrawer = (drawer: boolean) => {
  const { port } = printer.address() as { port: number };
  setPrinter(counter.ledger, { target: { kind: 'tcp', host: '127.0.0.1', port }, columns: 42, drawer });
};
let orders = 0;
async function done(kind: 'sale' | 'topup') {
  const id = `00000000-0000-4000-8000-${String(++orders).padStart(12, '0')}`;
  rig.place({ id, kind, amountRupiah: 5000 });
  await rig.lay(card);
  await rig.phase('done');
  rig.till.withdraw(id);
  rig.take();
  await rig.until(({ card: left }) => left === null);
}

describe('the cash drawer', () => {
  it('opens once for cash that is paid in, and not for a sale by card', async () => {
    hasDrawer(true);
    await done('topup');
    await expect.poll(() => pulses).toBe(1);
    await done('sale');
    await done('topup');
    await expect.poll(() => pulses).toBe(2);
    expect(faults).toEqual([]);
  });

  it('stays closed where none hangs on the printer', async () => {
    hasDrawer(false);
    await done('topup');
    expect([pulses, faults]).toEqual([0, []]);
  });

  it('that does not answer stops nothing', async () => {
    hasDrawer(true);
    printer.close();
    await done('topup');
    await done('sale');
    await expect.poll(() => faults).toEqual([expect.objectContaining({ code: 'printer-unreachable' })]);
  });
});
