import { VirtualReader } from '@kartukita/card-core/virtual';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wantedProofOf } from '../../screen/src/proof-address.ts';
import type { Counter } from '../../src/counter/counter.ts';
import { runReader } from '../../src/web/reader-loop.ts';
import { makeWorld, tapped, type World } from '../world.ts';
import { type Served, served, Window } from './window.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const OTHER_ID = '11111111-2222-4333-8444-666666666666';
const ASKED = { id: ID, audience: 'https://belajar.example', nonce: '6Jq2tPxR', card: null };
const PIN = '246813';

let world: World;
let counter: Counter;
let own: Served;
let screen: Window;
let card: VirtualReader;
let stopping: AbortController;
let loop: Promise<void>;

beforeEach(async () => {
  world = await makeWorld();
  counter = world.counter(1);
  card = world.card('ntag215');
  await tapped(counter, card, { kind: 'topup', amountRupiah: 5000 });
  own = served(counter);
  screen = new Window(own);
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort();
  await loop;
  world.close();
});

/** Lays the card on the reader, until its order has come to an end. */
async function tap({ chip }: VirtualReader, phase: 'done' | 'refused' = 'done'): Promise<void> {
  const reader = new VirtualReader();
  loop = runReader(
    counter,
    own.till,
    { openReader: async () => reader, onFault: (error) => own.faults.push(error) },
    stopping.signal,
  );
  reader.insert(chip);
  await new Promise<void>((resolve) => {
    const look = () => own.till.state.order?.phase === phase && resolve();
    own.till.watch(look);
    look();
  });
}

describe('a proof of membership at the screen', () => {
  it('is made at the tap, for the window that asks, as long as it is good', async () => {
    await screen.done('/api/assertion', ASKED);
    expect(await screen.refused('/api/assertion/token', { id: ID })).toEqual([404, 'not-found']);
    await tap(card);
    const { token, audience, secondsLeft } = await screen.done('/api/assertion/token', { id: ID });
    expect([audience, secondsLeft]).toEqual([ASKED.audience, 60]);
    expect(decodeProtectedHeader(String(token))).toMatchObject({ alg: 'EdDSA', kid: 'terminal-1' });
    expect(decodeJwt(String(token))).toMatchObject({
      ...{ aud: ASKED.audience, nonce: ASKED.nonce, sub: '8900000001', terminal: 1 },
      iat: counter.now() / 1000,
    });
    // No window learns it by the events, and no money moved.
    expect(JSON.stringify(own.till.state)).not.toContain(String(token).slice(0, 20));
    expect(counter.ledger.openTransfers()).toEqual([]);
    expect(await screen.refused('/api/assertion/token', { id: OTHER_ID })).toEqual([404, 'not-found']);
    world.clock.nowMs += 60_000;
    expect(await screen.refused('/api/assertion/token', { id: ID })).toEqual([404, 'not-found']);
  });

  it('is none for a card that is refused', async () => {
    const blocked = world.card('classic-1k');
    await tapped(counter, blocked, { kind: 'topup', amountRupiah: 5000 });
    counter.ledger.statements.run(
      "INSERT INTO card_standing (card, state) SELECT max(serial), 'suspended' FROM card",
    );
    await screen.done('/api/assertion', ASKED);
    await tap(blocked, 'refused');
    expect(await screen.refused('/api/assertion/token', { id: ID })).toEqual([404, 'not-found']);
  });

  it('needs somebody who is signed in, and no shift; another order is not pushed aside', async () => {
    await screen.done('/api/cashiers/first', { id: 'siti', name: 'Siti', pin: PIN });
    expect(await new Window(own).refused('/api/assertion', ASKED)).toEqual([401, 'not-signed-in']);
    await screen.done('/api/assertion', ASKED);
    expect(await screen.refused('/api/assertion', { ...ASKED, id: OTHER_ID })).toEqual([409, 'conflict']);
  });

  it.each([
    ['no audience', { audience: '' }],
    ['an audience with blanks', { audience: 'belajar example' }],
    ['a nonce that can be guessed', { nonce: '1234567' }],
    ['a lifetime of its own', { lifetimeSeconds: 86_400 }],
  ])('is not made for %s', async (_what, change) => {
    expect((await screen.post('/api/assertion', { ...ASKED, ...change })).status).toBe(400);
    expect(own.till.state.order).toBeNull();
  });
});

describe('a link by which another system’s page asks', () => {
  const at = (search: string, pathname = '/assert') => wantedProofOf({ pathname, search });
  const asked = 'audience=https://belajar.example&nonce=6Jq2tPxR';
  it.each([
    ['https://belajar.example/login', 'https://belajar.example/login'],
    ['https://belajar.example', 'https://belajar.example/'],
    ['https://evil.example/login', null],
    ['https://belajar.example.evil.example/', null],
    ['https://belajar.example:8443/', null],
    ['http://belajar.example/', null],
    ['https://belajar.example@evil.example/', null],
    ['javascript:alert(1)', null],
    ['//evil.example', null],
    ['', null],
  ])('to be answered at %j: %j', (address, returnTo) => {
    expect(at(`?${asked}&return=${encodeURIComponent(address)}`)).toEqual({
      ...{ audience: 'https://belajar.example', nonce: '6Jq2tPxR', returnTo },
    });
  });

  it('may be of this computer without https, and of no other', () => {
    const local = 'audience=http://127.0.0.1:8500&nonce=6Jq2tPxR&return=http://127.0.0.1:8500/';
    expect(at(`?${local}`)?.returnTo).toBe('http://127.0.0.1:8500/');
    expect(at('?audience=name&nonce=6Jq2tPxR&return=https://belajar.example')?.returnTo).toBeNull();
  });

  it('is nothing at any other address, and nothing without audience and nonce', () => {
    expect([at(`?${asked}`, '/'), at('?audience=x'), at('')]).toEqual([null, null, null]);
  });
});
