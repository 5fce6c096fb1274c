import { createServer, type Server } from 'node:net';
import type { VirtualReader } from '@kartukita/card-core/virtual';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { takeBackTopup } from '../../src/day/refunds.ts';
import { topupByTransfer } from '../../src/day/tenders.ts';
import type { MoneyRequest } from '../../src/sale/request.ts';
import { setPrinter } from '../../src/slips/printer-setting.ts';
import { openDrawerForCash } from '../../src/web/cash-drawer.ts';
import type { OrderRequest } from '../../src/web/orders.ts';
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
const nextId = () => `00000000-0000-4000-8000-${String(++orders).padStart(12, '0')}`;
async function done(kind: 'sale' | 'topup') {
  await carriedOut({ kind, amountRupiah: 5000, reference: nextId() });
}
/** Until the card has left again; the number of the transfer. */
async function carriedOut(request: MoneyRequest): Promise<number> {
  const [id, kind] = [request.reference!, request.kind as OrderRequest['kind']];
  rig.till.place({ id, kind, amountRupiah: request.amountRupiah, card: null, request, duty: {} });
  await rig.lay(card);
  const { order } = await rig.phase('done');
  rig.till.withdraw(id);
  rig.take();
  await rig.until(({ card: left }) => left === null);
  return order!.result!.transfer!;
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

  it('opens when cash is handed back, and stays closed for bank transfers', async () => {
    hasDrawer(true);
    const back = (topup: number) =>
      takeBackTopup(counter, topup, { reason: 'too much' }, { reference: nextId() });
    const cash = await carriedOut({ kind: 'topup', amountRupiah: 5000, reference: nextId() });
    const transfer = await carriedOut(topupByTransfer(counter.ledger, 7000, 'BCA 123', nextId()));
    await carriedOut(back(transfer));
    await carriedOut(back(cash));
    await expect.poll(() => pulses).toBe(2);
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
