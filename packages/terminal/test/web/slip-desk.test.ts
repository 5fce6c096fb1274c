import { createServer, type Server } from 'node:net';
import type { VirtualReader } from '@kartukita/card-core/virtual';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { setPrinter } from '../../src/slips/printer-setting.ts';
import { setSlipTime } from '../../src/slips/slip-setting.ts';
import { SlipDesk } from '../../src/web/slip-desk.ts';
import { readEscPos } from '../slips/escpos-reader.ts';
import { makeWorld, tapped, type World } from '../world.ts';
import { Rig } from './counter-rig.ts';

let world: World;
let counter: Counter;
let rig: Rig;
let desk: SlipDesk;
let card: VirtualReader;
let printer: Server;
let slips: string[];
let faults: unknown[];

beforeEach(async () => {
  world = await makeWorld();
  counter = world.counter(1);
  card = world.card('ntag215');
  await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
  [slips, faults] = [[], []];
  printer = createServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => slips.push(readEscPos(Buffer.concat(chunks)).lines.join('\n')));
  });
  await new Promise<void>((resolve) => printer.listen(0, '127.0.0.1', resolve));
  const { port } = printer.address() as { port: number };
  setPrinter(counter.ledger, {
    target: { kind: 'tcp', host: '127.0.0.1', port },
    columns: 42,
    drawer: false,
  });
  rig = new Rig(counter);
  await rig.until(({ reader }) => reader.phase === 'ready');
  desk = new SlipDesk(counter, rig.till);
  desk.printByItself('en', (error) => faults.push(error));
});
afterEach(async () => {
  printer.close();
  await rig.close();
  world.close();
});

let orders = 0;
/** Sells, and leaves the result on the screen; the number of the transfer. */
async function sold(): Promise<number> {
  const id = `00000000-0000-4000-8000-${String(++orders).padStart(12, '0')}`;
  rig.place({ id, kind: 'sale', amountRupiah: 5000 });
  await rig.lay(card);
  const { order } = await rig.phase('done');
  return order!.result!.transfer!;
}
const isCopy = (slip: string | undefined) => /COPY/i.test(slip ?? '');

describe('a slip by itself', () => {
  it('comes once for each sale, where the counter is set so', async () => {
    setSlipTime(counter.ledger, 'always');
    const transfer = await sold();
    await expect.poll(() => slips.length).toBe(1);
    expect(slips[0]).toContain('Rp5.000');
    expect(isCopy(slips[0])).toBe(false);
    const { slip } = await rig.until((state) => state.slip?.phase === 'printed');
    expect(slip).toEqual({ transfer, phase: 'printed' });
    rig.till.refresh(); // every state is told again
    await desk.print(transfer, 'en');
    expect(slips.map(isCopy)).toEqual([false, true]);
    expect(faults).toEqual([]);
  });

  it.each(['ask', 'off'] as const)('comes not where it is set to %s', async (time) => {
    setSlipTime(counter.ledger, time);
    const transfer = await sold();
    expect([slips, rig.till.state.slip]).toEqual([[], undefined]);
    // Two clicks at once: one slip and its copy.
    await Promise.all([desk.print(transfer, 'en'), desk.print(transfer, 'en')]);
    await expect.poll(() => slips.map(isCopy).sort()).toEqual([false, true]);
  });

  it('that cannot be printed is said, stops no sale, and is no copy when it comes later', async () => {
    setSlipTime(counter.ledger, 'always');
    const { port } = printer.address() as { port: number };
    printer.close();
    const transfer = await sold();
    const { slip, order } = await rig.until((state) => state.slip?.phase === 'failed');
    expect(slip).toEqual({ transfer, phase: 'failed', problem: 'printer-unreachable' });
    expect(order).toMatchObject({ phase: 'done', result: { outcome: 'posted' } });
    await new Promise<void>((resolve) => printer.listen(port, '127.0.0.1', resolve));
    await desk.print(transfer, 'en');
    expect(slips.map(isCopy)).toEqual([false]);
    setPrinter(counter.ledger, undefined);
    rig.till.withdraw(order!.id);
    rig.take();
    await rig.until((state) => state.card === null);
    await sold();
    const unset = await rig.until((state) => state.slip?.problem === 'printer-none');
    expect(unset.order?.result?.outcome).toBe('posted');
  });
});
