import {
  base64url,
  buildTrustStore,
  concat,
  decodeSlot,
  encodeSlot,
  generateKeyPair,
  NTAG_LAYOUTS,
  type PurseRecord,
  publicKeyBytes,
  purseMessage,
  recordHash,
  signEd25519,
} from '@kartukita/card-core';
import { type ChipState, createChip, type NtagState, type VirtualReader } from '@kartukita/card-core/virtual';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, tapped, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld(
    new Map([
      [3, { validFrom: '2025-01-01T00:00:00Z', validUntil: '2025-12-31T00:00:00Z' }],
      [4, { capabilities: ['sale'], limitsRupiah: { sale: 20_000 } }],
    ]),
  );
});
afterAll(() => world.close());

const LAYOUT = NTAG_LAYOUTS.ntag215.areas;
const areaOf = (area: keyof typeof LAYOUT) => ({
  from: LAYOUT[area]!.firstPage * 4,
  bytes: LAYOUT[area]!.pages * 4,
});

/** The stored state of the NTAG215 on a reader, to be kept or changed and laid back. */
function stateOf(card: VirtualReader): NtagState {
  return card.chip!.snapshot() as ChipState as NtagState;
}

function put(state: NtagState, area: keyof typeof LAYOUT, bytes: Uint8Array): void {
  state.memory.set(bytes, areaOf(area).from);
}

async function usedCard() {
  const counter = world.counter(1);
  const card = world.card('ntag215');
  await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 });
  await tapped(counter, card, { kind: 'sale', amountRupiah: 40_000 });
  return { counter, card };
}

describe('an older state brought back', () => {
  it('is refused and the card frozen, also when the right state comes back', async () => {
    const counter = world.counter(1);
    const card = world.card('ntag215');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 });
    const old = stateOf(card);
    await tapped(counter, card, { kind: 'sale', amountRupiah: 40_000 });
    const recent = stateOf(card);
    card.swap(createChip({ ...old, counter: recent.counter + 1 }));
    expect(await tapped(counter, card, { kind: 'sale', amountRupiah: 1_000 })).toMatchObject({
      outcome: 'refused',
      reason: 'card-behind',
    });
    card.swap(createChip({ ...recent, counter: recent.counter + 2 }));
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
      outcome: 'refused',
      reason: 'card-frozen',
    });
  });

  it('is told by the chip’s counter when it is another chip', async () => {
    const { counter, card } = await usedCard();
    card.swap(createChip({ ...stateOf(card), counter: 0 }));
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({ reason: 'chip-changed' });
  });
});

describe('a clone', () => {
  it('is found when both copies meet one counter', async () => {
    const { card } = await usedCard();
    const copy = stateOf(card);
    const [here, there] = [world.counter(1), world.counter(2)];
    await tapped(here, card, { kind: 'balance' });
    expect(await tapped(here, card, { kind: 'sale', amountRupiah: 1_000 })).toMatchObject({
      outcome: 'posted',
    });
    card.swap(createChip(copy));
    expect(await tapped(there, card, { kind: 'sale', amountRupiah: 2_000 })).toMatchObject({
      outcome: 'posted',
    });
    expect(await tapped(here, card, { kind: 'balance' })).toMatchObject({
      outcome: 'refused',
      reason: 'card-forked',
    });
  });

  it('that went on further is found by its link', async () => {
    const { card } = await usedCard();
    const copy = stateOf(card);
    const here = world.counter(1);
    await tapped(here, card, { kind: 'sale', amountRupiah: 1_000 });
    card.swap(createChip(copy));
    const there = world.counter(2);
    await tapped(there, card, { kind: 'sale', amountRupiah: 2_000 });
    await tapped(there, card, { kind: 'sale', amountRupiah: 3_000 });
    expect(await tapped(here, card, { kind: 'balance' })).toMatchObject({
      outcome: 'refused',
      reason: 'card-forked',
    });
  });
});

describe('a forged or foreign record', () => {
  async function withRecord(change: Partial<PurseRecord>, key: 'issuer' | number | 'stranger') {
    const { card } = await usedCard();
    const state = stateOf(card);
    const slot = (area: 'head0' | 'tail0') =>
      state.memory.slice(areaOf(area).from, areaOf(area).from + areaOf(area).bytes);
    const before = decodeSlot(slot('head0'), slot('tail0'))!;
    const record: PurseRecord = {
      ...before.record,
      sequence: 3,
      kind: 'topup',
      amountRupiah: 10_000,
      balanceRupiah: 70_000,
      terminal: 2,
      previousHash: recordHash(before),
      ...change,
    };
    const uid = concat(state.memory.slice(0, 3), state.memory.slice(4, 8));
    const binding = {
      organisationId: world.organisationId,
      cardSerial: (await tapped(world.counter(2), card, { kind: 'balance' })).cardSerial!,
      uid,
    };
    const pair =
      key === 'issuer'
        ? world.keys.issuer
        : key === 'stranger'
          ? generateKeyPair()
          : world.keys.terminals.get(key)!;
    const forged = encodeSlot({
      record,
      signature: signEd25519(pair.privateKey, purseMessage(record, binding)),
    });
    const fresh = stateOf(card);
    put(fresh, 'head1', forged.head);
    put(fresh, 'tail1', forged.tail);
    card.swap(createChip(fresh));
    return card;
  }

  it.each([
    ['by a counter that is not known', { terminal: 9 }, 'stranger', 'record-terminal-unknown'],
    ['by a counter whose certificate had run out', { terminal: 3 }, 3, 'record-terminal-expired'],
    ['by a counter that may not top up', { terminal: 4 }, 4, 'record-terminal-incapable'],
    [
      'above its counter’s limit',
      { terminal: 4, kind: 'sale' as const, amountRupiah: 20_001, balanceRupiah: 39_999 },
      4,
      'record-terminal-incapable',
    ],
  ] as const)('%s is refused, and the older state does not count instead', async (_, change, key, reason) => {
    const card = await withRecord(change, key);
    expect(await tapped(world.counter(2), card, { kind: 'sale', amountRupiah: 1_000 })).toMatchObject({
      outcome: 'refused',
      reason,
    });
  });

  it('signed by nobody in particular is a torn write: the state before it counts', async () => {
    const card = await withRecord({}, 'stranger');
    expect(await tapped(world.counter(2), card, { kind: 'balance' })).toMatchObject({
      outcome: 'read',
      balanceRupiah: 60_000,
    });
  });

  it('moved from another card does not count', async () => {
    const { card: rich } = await usedCard();
    const poor = world.card('ntag215');
    const state = stateOf(poor);
    for (const area of ['head0', 'tail0', 'head1', 'tail1'] as const) {
      const { from, bytes } = areaOf(area);
      put(state, area, stateOf(rich).memory.slice(from, from + bytes));
    }
    poor.swap(createChip(state));
    expect(await tapped(world.counter(1), poor, { kind: 'sale', amountRupiah: 1_000 })).toMatchObject({
      outcome: 'refused',
      reason: 'record-not-genuine',
    });
  });

  it('a whole identity moved to another chip does not count', async () => {
    const { card } = await usedCard();
    const other = world.card('ntag215');
    const state = stateOf(other);
    const { from, bytes } = areaOf('identity');
    put(state, 'identity', stateOf(card).memory.slice(from, from + bytes));
    other.swap(createChip(state));
    expect(await tapped(world.counter(1), other, { kind: 'balance' })).toMatchObject({
      outcome: 'refused',
      reason: 'card-not-genuine',
    });
  });

  it('of another organisation is named as such', async () => {
    const stranger = generateKeyPair();
    const elsewhere = world.counter(1, { trust: await buildTrustStore(stranger.publicKey, [], []) });
    expect(base64url(publicKeyBytes(stranger.publicKey))).toHaveLength(43);
    const { card } = await usedCard();
    expect(await tapped(elsewhere, card, { kind: 'balance' })).toMatchObject({
      reason: 'card-other-organisation',
    });
  });
});

describe('every single bit of a card’s records, turned over', () => {
  it('leads to a refusal or to the state before, never to anything else', async () => {
    const { counter, card } = await usedCard();
    const good = stateOf(card);
    const seen = new Map<string, number>();
    for (const area of ['identity', 'head0', 'tail0', 'head1', 'tail1'] as const) {
      const { from, bytes } = areaOf(area);
      for (let bit = 0; bit < bytes * 8; bit += area.startsWith('tail') ? 7 : 3) {
        const state = { ...good, memory: good.memory.slice() };
        state.memory[from + (bit >> 3)]! ^= 1 << (bit & 7);
        card.swap(createChip(state));
        const shown = await tapped(counterThatNeverSawIt, card, { kind: 'balance' });
        const key = `${area}: ${shown.reason ?? shown.balanceRupiah}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        counterThatNeverSawIt = world.counter(2);
      }
    }
    const outcomes = [...seen.keys()].filter((key) => !/: (card-|record-)/.test(key)).sort();
    // Slot 0 holds the present state (60.000), slot 1 the one before (100.000).
    expect(outcomes).toEqual(['head0: 100000', 'head1: 60000', 'tail0: 100000', 'tail1: 60000']);
    expect([...seen.keys()].filter((key) => key.startsWith('identity') && !key.includes('card-'))).toEqual(
      [],
    );
    // Where it is known, a present record that does not verify is an older state come back.
    const state = { ...good, memory: good.memory.slice() };
    state.memory[areaOf('head0').from + 5]! ^= 1;
    card.swap(createChip(state));
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({ reason: 'card-behind' });
  });
  let counterThatNeverSawIt = undefined as unknown as ReturnType<World['counter']>;
  beforeAll(() => {
    counterThatNeverSawIt = world.counter(2);
  });
});
