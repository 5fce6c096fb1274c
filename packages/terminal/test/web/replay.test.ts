import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeWorld, prove, tapped, type World } from '../world.ts';
import { type Served, served, Window } from './window.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const PIN = '246813';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

let counter: ReturnType<World['counter']>;
let server: Served;
let siti: Window;
beforeEach(async () => {
  counter = world.counter(1);
  server = served(counter);
  siti = new Window(server);
  await siti.done('/api/cashiers/first', { id: 'siti', name: 'Siti', pin: PIN });
  await siti.done('/api/shift/open', { floatRupiah: 100_000 });
});

/** Everything that money ever did at this counter. */
const moved = () =>
  counter.ledger.database
    .prepare('SELECT kind, body FROM journal WHERE number IN (SELECT journal FROM entry) ORDER BY number')
    .all();
const entries = () => counter.ledger.database.prepare('SELECT count(*) FROM journal').pluck().get();
const drawer = () => counter.ledger.accountBalance('drawer');

// A second click, an answer that was lost on its way, a window that was reloaded and sends its request once more.
describe('asked for again, it is booked once', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['cash in', '/api/shift/cash', { id: ID, amountRupiah: 25_000, direction: 'in', reason: 'tukar' }],
    ['cash out', '/api/shift/cash', { id: ID, amountRupiah: 25_000, direction: 'out', reason: 'galon' }],
    ['a deposit', '/api/shift/deposit', { id: ID, amountRupiah: 25_000, reference: 'BRI 1' }],
    ['the drawer opened', '/api/shift/drawer', { id: ID, reason: 'tukar' }],
    ['the shift closed', '/api/shift/close', { shift: 1, countedRupiah: 100_000 }],
  ])('%s', async (_what, path, body) => {
    const before = moved();
    const first = await siti.done(path, body);
    const after = moved();
    const written = entries();
    expect(await siti.done(path, body)).toEqual(first);
    const other = new Window(server);
    other.cookie = siti.cookie;
    await Promise.all([siti.done(path, body), other.done(path, body)]);
    expect(moved()).toEqual(after);
    expect(entries()).toBe(written);
    if (!path.endsWith('/drawer')) expect(after.length).toBe(before.length + 1);
    expect(prove(counter).findings).toEqual([]);
  });

  it('a shift that was closed before, and not the one that was opened meanwhile', async () => {
    const close = { shift: 1, countedRupiah: 100_000 };
    await siti.done('/api/shift/close', close);
    await siti.done('/api/shift/open', { floatRupiah: 50_000 });
    expect(await siti.done('/api/shift/close', close)).toMatchObject({ shift: { number: 1 } });
    expect(server.till.state.shift).toBe(2);
    expect(drawer()).toBe(50_000);
    expect(await siti.refused('/api/shift/open', { floatRupiah: 50_000 })).toEqual([400, 'already-exists']);
    expect(drawer()).toBe(50_000);
  });

  it('a refund, also after what was shown of it was ended', async () => {
    const ani = world.card('ntag215');
    await tapped(counter, ani, { kind: 'topup', amountRupiah: 50_000 });
    const { transfer } = await tapped(counter, ani, { kind: 'sale', amountRupiah: 7500 });
    const ask = { id: ID, transfer, amountRupiah: 2500, reason: 'salah', supervisor: 'siti', pin: PIN };
    await siti.done('/api/refund', ask);
    const after = moved();
    await siti.done('/api/refund', ask);
    await siti.done('/api/order/withdraw', { id: ID });
    await siti.done('/api/refund', ask);
    await siti.done('/api/order/withdraw', { id: ID });
    await Promise.all([siti.done('/api/refund', ask), siti.done('/api/refund', ask)]);
    expect(moved()).toEqual(after);
    expect(prove(counter).findings).toEqual([]);
  });
});

it('a refund whose PIN is looked at while another window begins a sale books nothing', async () => {
  const ani = world.card('ntag215');
  await tapped(counter, ani, { kind: 'topup', amountRupiah: 50_000 });
  const { transfer } = await tapped(counter, ani, { kind: 'sale', amountRupiah: 7500 });
  const before = moved();
  const sale = { id: crypto.randomUUID(), kind: 'sale', amountRupiah: 100, card: null };
  const ask = { id: ID, transfer, amountRupiah: 2500, reason: 'salah', supervisor: 'siti', pin: PIN };
  const [refund] = await Promise.all([siti.refused('/api/refund', ask), siti.done('/api/order', sale)]);
  expect(refund).toEqual([409, 'conflict']);
  expect(moved()).toEqual(before);
});

it('a shift is not closed over a sale that waits for its card: it would be paid in none', async () => {
  const close = { shift: 1, countedRupiah: 100_000 };
  const sale = { id: ID, kind: 'sale', amountRupiah: 100, card: null };
  await siti.done('/api/order', sale);
  expect(await siti.refused('/api/shift/close', close)).toEqual([409, 'conflict']);
  expect(server.till.state.shift).toBe(1);
  await siti.done('/api/order/withdraw', { id: ID });
  expect(await siti.done('/api/shift/close', close)).toMatchObject({ shift: { number: 1 } });
});

it('the same name with something else in it is refused: what was meant is for a person to say', async () => {
  const cash = { id: ID, amountRupiah: 25_000, direction: 'in', reason: 'tukar' };
  await siti.done('/api/shift/cash', cash);
  for (const [path, body] of [
    ['/api/shift/cash', { ...cash, amountRupiah: 26_000 }],
    ['/api/shift/cash', { ...cash, direction: 'out' }],
    ['/api/shift/cash', { ...cash, reason: 'lain' }],
    ['/api/shift/deposit', { id: ID, amountRupiah: 25_000, reference: 'tukar' }],
    ['/api/shift/drawer', { id: ID, reason: 'tukar' }],
  ] as const) {
    expect([path, body, await siti.refused(path, body)]).toEqual([path, body, [400, 'already-exists']]);
  }
  expect(drawer()).toBe(125_000);
});

it('a name that was put under another entry by hand is found', async () => {
  await siti.done('/api/shift/cash', { id: ID, amountRupiah: 25_000, direction: 'in', reason: 'tukar' });
  counter.ledger.database.exec('DROP TRIGGER desk_request_no_update; UPDATE desk_request SET id = 1');
  expect(prove(counter).findings.length).toBeGreaterThan(0);
});
