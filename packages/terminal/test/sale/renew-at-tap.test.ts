import { ACR122U, type ChipKind, isNtagKind } from '@kartukita/card-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keySetHintOf } from '../../src/ledger/hints.ts';
import { Rig } from '../web/counter-rig.ts';
import { makeWorld, prove, tapOnce, tapped, type World } from '../world.ts';
import {
  BALANCE,
  exchangesOf,
  expectKeySet,
  LEFT_RUPIAH,
  LOADED_RUPIAH,
  rotated,
  SALE,
  scene,
  tearAndComeBack,
  trailersOf,
} from './renew-at-tap.ts';
import { tearsAt } from './tear.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const TAGS = ['ntag213', 'ntag215', 'ntag216'] as const satisfies ChipKind[];
const CLASSICS = ['classic-1k', 'classic-4k'] as const satisfies ChipKind[];

const kinds = (counter: Awaited<ReturnType<typeof scene>>['counter']) =>
  counter.ledger.statements
    .all<{ kind: string; body: string }>('SELECT kind, body FROM journal ORDER BY number')
    .filter(({ kind }) => kind === 'card-renewed')
    .map(({ body }) => JSON.parse(body));

describe('cards of an older key set, at a counter that holds both', () => {
  it.each([
    ...TAGS.map((kind) => [kind, undefined] as const),
    ...CLASSICS.map((kind) => [kind, 'all'] as const),
  ])('%s: is renewed by the next tap, after its answer', async (kind, renewCards) => {
    const all = await scene(world, kind, renewCards);
    const { card, counter, other } = all;
    expect(await tapped(counter, card, SALE)).toMatchObject({
      outcome: 'posted',
      balanceRupiah: LEFT_RUPIAH,
    });
    await expectKeySet(world, all, 2);
    const { serial } = counter.ledger.cardByUid(card.chip!.uid)!;
    expect(kinds(counter)).toEqual([{ card: serial, keySet: 2 }]);
    expect(prove(counter).findings).toEqual([]);
    // Known there as it was issued, and at first tried with those keys: once, and never again.
    expect(await tapped(other, card, BALANCE)).toMatchObject({ outcome: 'read' });
    const exchanges = [];
    for (let i = 0; i < 3; i++) {
      card.resetStats();
      await tapped(other, card, BALANCE);
      exchanges.push(card.stats().exchanges);
    }
    expect(new Set(exchanges).size).toBe(1);
    expect(keySetHintOf(other.ledger, serial)).toBe(2);
    expect(kinds(other)).toEqual([]);
  });

  it('a renewed card costs no exchange more than one that was issued with these keys', async () => {
    for (const kind of ['ntag213', 'classic-4k'] as const) {
      const { card, counter } = await scene(world, kind, 'all');
      const plain = world.counter(3);
      const untouched = world.card(kind);
      const pairs = [
        [counter, card],
        [plain, untouched],
      ] as const;
      for (const [each, one] of pairs) {
        await tapped(each, one, { kind: 'topup', amountRupiah: 1000 });
        await tapped(each, one, { kind: 'topup', amountRupiah: 1000 });
        one.resetStats();
        await tapped(each, one, { kind: 'sale', amountRupiah: 500 });
      }
      expect(card.stats().exchanges, kind).toBe(untouched.stats().exchanges);
    }
  });

  it.each([
    ['a MIFARE Classic where nothing was chosen: a torn trailer would cost it', 'classic-1k', undefined],
    ['a MIFARE Classic where tags alone are renewed', 'classic-4k', 'tags'],
    ['any card where the organisation chose never', 'ntag215', 'never'],
  ] as const)('not %s', async (_what, kind, renewCards) => {
    const all = await scene(world, kind, renewCards);
    const before = trailersOf(all);
    expect(await tapped(all.counter, all.card, SALE)).toMatchObject({ outcome: 'posted' });
    expect(trailersOf(all)).toEqual(before);
    await expectKeySet(world, all, 1);
  });

  it('not before the bundle says that the other counters hold the key set', async () => {
    const all = await scene(world, 'ntag215');
    const { renewTo: _renewTo, ...bundle } = all.counter.bundle;
    await tapped({ ...all.counter, bundle }, all.card, SALE);
    await expectKeySet(world, all, 1);
    await tapped(all.counter, all.card, BALANCE);
    await expectKeySet(world, all, 2);
  });

  it('by the screen too: the answer is shown first', async () => {
    const all = await scene(world, 'ntag215');
    const rig = new Rig(all.counter);
    await rig.until(({ reader }) => reader.phase === 'ready');
    const id = '00000000-0000-4000-8000-000000000001';
    rig.place({ id, amountRupiah: LOADED_RUPIAH - LEFT_RUPIAH });
    let keysWhenShown: number | undefined;
    const { serial } = all.counter.ledger.cardByUid(all.card.chip!.uid)!;
    const shown = rig.phase('done').then((state) => {
      keysWhenShown = keySetHintOf(all.counter.ledger, serial);
      return state;
    });
    await rig.lay(all.card);
    expect((await shown).order?.result).toMatchObject({ outcome: 'posted', balanceRupiah: LEFT_RUPIAH });
    await rig.close(); // never in the middle of a tap
    expect([keysWhenShown, keySetHintOf(all.counter.ledger, serial)]).toEqual([undefined, 2]);
    await expectKeySet(world, all, 2);
    expect(rig.faults).toEqual([]);
  });

  it('not a card that is refused', async () => {
    const all = await scene(world, 'ntag215');
    await tapped(all.counter, all.card, { kind: 'sale', amountRupiah: 60_000 });
    await expectKeySet(world, all, 1);
  });

  it('AUTH0 torn to a page that everybody reads: whoever knows the card sets it right, others wait for that', async () => {
    for (const auth0 of [0x00, 0x05, 0x0c]) {
      const all = await scene(world, 'ntag213');
      const state = all.card.chip!.snapshot();
      state.memory[state.memory.length - 16 + 3] = auth0;
      all.card.insert(state);
      const there = await tapOnce(all.other, all.card, BALANCE);
      expect(there.error?.code ?? there.result?.outcome).toBe(auth0 < 8 ? 'card-foreign' : 'read');
      expect(await tapped(all.counter, all.card, SALE)).toMatchObject({ outcome: 'posted' });
      await expectKeySet(world, all, 2);
      expect(await tapped(all.other, all.card, BALANCE)).toMatchObject({ outcome: 'read' });
    }
  });

  it('a tag that lies open with anything for a password is closed only when its identity is genuine', async () => {
    const { card, counter, other } = await scene(world, 'ntag215');
    const state = card.chip!.snapshot();
    const end = state.memory.length;
    state.memory.set([0xff], end - 16 + 3);
    state.memory.set([1, 2, 3, 4], end - 8);
    const forged = { ...state, memory: state.memory.slice() };
    forged.memory[24 * 4 + 20]! ^= 1;
    card.insert(forged);
    expect(await tapped(other, card, BALANCE)).toMatchObject({ outcome: 'refused', reason: 'card-foreign' });
    expect(await tapped(counter, card, BALANCE)).toMatchObject({
      outcome: 'refused',
      reason: 'card-not-read',
    });
    expect(card.chip!.snapshot().memory).toEqual(forged.memory);
    card.insert(state);
    expect(await tapped(rotated(world, world.counter(4)), card, BALANCE)).toMatchObject({ outcome: 'read' });
    expect(await tapped(counter, card, SALE)).toMatchObject({
      outcome: 'posted',
      balanceRupiah: LEFT_RUPIAH,
    });
  });
});

// One in so many of the tears of renew-at-tap-sweep.full.test.ts.
const EVERY = 89;

it.each([...TAGS, ...CLASSICS])('%s: pulled away while it is renewed, it comes back', async (kind) => {
  const { first, last } = await exchangesOf(world, kind, 'all', ACR122U);
  const exchanges = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const tears = exchanges.flatMap((exchange) => tearsAt(exchange, [undefined, 1, 2]));
  for (const tear of tears.filter((_, i) => i % EVERY === 0)) {
    const fate = await tearAndComeBack(world, kind, 'all', ACR122U, tear, tear.atExchange % 2 === 0);
    if (isNtagKind(kind) || tear.when !== 'half') expect(fate, JSON.stringify(tear)).toBe('renewed');
  }
});
