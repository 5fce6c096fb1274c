import {
  ACR122U,
  type ChipKind,
  deriveAccessKeys,
  isKartuError,
  isNtagKind,
  type Policy,
  type ReaderProfile,
  verifyPersonalized,
} from '@kartukita/card-core';
import { isNtagState, type Tear, type VirtualReader } from '@kartukita/card-core/virtual';
import { expect } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import type { Request } from '../../src/sale/tap.ts';
import { prove, tapOnce, tapped, type World } from '../world.ts';

const NEW_MASTER_KEY = new Uint8Array(16).fill(7);
export const SALE: Request = { kind: 'sale', amountRupiah: 12_500 };
export const BALANCE: Request = { kind: 'balance' };
export const LOADED_RUPIAH = 50_000;
export const LEFT_RUPIAH = 37_500;

/** The counter after `keys rotate set` and a fresh bundle, as every counter has it by now. */
export function rotated(world: World, counter: Counter, renewCards?: Policy['renewCards']): Counter {
  const { bundle } = counter;
  const keySets = [
    { version: 1, masterKey: world.masterKey },
    { version: 2, masterKey: NEW_MASTER_KEY },
  ];
  const policy = { ...bundle.policy, ...(renewCards && { renewCards }) };
  return { ...counter, bundle: { ...bundle, keySets, renewTo: 2, policy } };
}

/** A card with money on it, and two counters: one that gave it the money, and one that never saw it. */
export interface Scene {
  readonly card: VirtualReader;
  readonly counter: Counter;
  readonly other: Counter;
}

export async function scene(
  world: World,
  kind: ChipKind,
  renewCards?: Policy['renewCards'],
  profile: ReaderProfile = ACR122U,
): Promise<Scene> {
  const card = world.card(kind, { profile });
  const counter = world.counter(1);
  await tapped(counter, card, { kind: 'topup', amountRupiah: LOADED_RUPIAH });
  return {
    card,
    counter: rotated(world, counter, renewCards),
    other: rotated(world, world.counter(2), renewCards),
  };
}

/** By which key sets a card opens, and whether all of it is as an issue with the newest would have left it. */
export async function expectKeySet(world: World, { card, counter }: Scene, version: 1 | 2): Promise<void> {
  card.remove();
  card.insert();
  const connection = await card.waitForCard();
  const masterKey = version === 1 ? world.masterKey : NEW_MASTER_KEY;
  const { uid } = card.chip!;
  const { identity } = counter.ledger.cardByUid(uid)!;
  const keys = deriveAccessKeys({ version, masterKey }, uid);
  await verifyPersonalized(connection, { identity, keys, ndefUri: 'https://kartu.example/k' });
  await connection.close();
  card.remove();
}

/** The first exchange of a renewal and the last, when nothing goes wrong: what comes before is an ordinary tap. */
export async function exchangesOf(
  world: World,
  kind: ChipKind,
  renewCards: Policy['renewCards'],
  profile: ReaderProfile,
): Promise<{ first: number; last: number }> {
  const count = async (choice: Policy['renewCards']) => {
    const { card, counter } = await scene(world, kind, choice, profile);
    card.resetStats();
    await tapped(counter, card, SALE);
    return card.stats().exchanges;
  };
  // The session of a transparent reader is ended last, which the shorter tap counts too.
  return { first: await count('never'), last: await count(renewCards) };
}

export type Fate = 'renewed' | 'lost';

/**
 * Pulls the card away at one exchange of a sale that renews it, and lays it down again: at the counter that never saw
 * it when `elsewhere`, and then at the one that knows it. No rupiah is lost or made, and it ends with the new keys.
 * `lost`: a sector of a MIFARE Classic is gone, with it mostly the card; its value is in the books.
 */
export async function tearAndComeBack(
  world: World,
  kind: ChipKind,
  renewCards: Policy['renewCards'],
  profile: ReaderProfile,
  tear: Tear,
  elsewhere: boolean,
): Promise<Fate> {
  const all = await scene(world, kind, renewCards, profile);
  const { card, counter, other } = all;
  const first = await tapOnce(counter, card, SALE, { tear });
  const isPaid = first.result?.outcome === 'posted';
  if (isPaid && elsewhere) {
    const there = await tapOnce(other, card, BALANCE);
    if (there.error && !isNtagKind(kind)) return lost(counter, card);
    if (there.error) {
      // Its open page cannot be read, because AUTH0 itself was torn to a page of it. Whoever knows the card goes on.
      expect([there.error.code, auth0(card) < 8]).toEqual(['card-foreign', true]);
    } else if (there.result.outcome === 'refused') return lost(counter, card);
    else expect(there.result.balanceRupiah).toBe(kind === 'ntag213' ? 0 : LEFT_RUPIAH);
  }
  const second = await tapOnce(counter, card, isPaid ? BALANCE : SALE);
  if (second.error ?? second.result?.outcome === 'refused') return lost(counter, card);
  expect(second.result).toMatchObject({ outcome: isPaid ? 'read' : 'posted', balanceRupiah: LEFT_RUPIAH });
  const third = await tapOnce(counter, card, BALANCE);
  if (third.error ?? third.result?.outcome === 'refused') return lost(counter, card);
  expect(third.result).toMatchObject({ outcome: 'read', balanceRupiah: LEFT_RUPIAH });
  const fourth = await tapOnce(other, card, BALANCE);
  if (fourth.error ?? fourth.result?.outcome === 'refused') return lost(counter, card);
  expect(prove(counter).findings).toEqual([]);
  expect(counter.ledger.accountBalance('sales')).toBe(LEFT_RUPIAH - LOADED_RUPIAH);
  try {
    await expectKeySet(world, all, 2);
    return 'renewed';
  } catch (error) {
    // A sector that no sale needs was lost: the card goes on, and cannot be renewed any more.
    if (isKartuError(error, 'card-not-as-issued') && !isNtagKind(kind)) return 'lost';
    throw error;
  }
}

/** What the card cannot say any more, the books say: the sale that was told, and what is left for a new card. */
function lost(counter: Counter, card: VirtualReader): Fate {
  const { serial } = counter.ledger.cardByUid(card.chip!.uid)!;
  expect(prove(counter).findings).toEqual([]);
  expect(counter.ledger.accountBalance(`purse:${serial}`)).toBe(-LEFT_RUPIAH);
  return 'lost';
}

function auth0(card: VirtualReader): number {
  const state = card.chip!.snapshot();
  if (!isNtagState(state)) return 255;
  return state.memory[state.memory.length - 16 + 3]!;
}

/** Every trailer of a MIFARE Classic, as the chip holds it; nothing of an NTAG. */
export function trailersOf({ card }: Scene): string[] {
  const { memory, kind } = card.chip!.snapshot();
  if (isNtagKind(kind)) return [];
  const isTrailer = (block: number) => (block < 128 ? block % 4 === 3 : block % 16 === 15);
  return Array.from({ length: memory.length / 16 }, (_, block) => block)
    .filter(isTrailer)
    .map((block) => Buffer.from(memory.subarray(block * 16, block * 16 + 16)).toString('hex'));
}
