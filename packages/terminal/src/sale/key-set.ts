import {
  type Area,
  type CardAccessKeys,
  type CardDriver,
  deriveAccessKeys,
  equalBytes,
  IDENTITY_BYTES,
  isKartuError,
  isNtagKind,
  isOpenTag,
  type KeySet,
  renewAtTap,
  verifyIdentity,
} from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { dutyOf } from '../ledger/audit.ts';
import { keySetHintOf, setKeySetHint } from '../ledger/hints.ts';
import type { KnownCard } from '../ledger/transfer.ts';
import type { TapResult } from './request.ts';

/** What was read, and the key set by which the card opened. */
export interface Opened<A extends Area> {
  readonly areas: Record<A, Uint8Array>;
  readonly keySet: number;
}

/**
 * Opens the organisation's part and reads; undefined when the card accepts no key set that this counter holds. First
 * come the keys that the card had here the last time, then those that it was issued with, then the newest. A tag whose
 * renewal was torn and that needs no password just now is given one before anything else is done with it.
 *
 * @param issuedWith the version that the identity of a known card names
 */
export async function openAndRead<A extends Area>(
  counter: Counter,
  driver: CardDriver,
  known: KnownCard | undefined,
  issuedWith: number | undefined,
  areas: readonly A[],
): Promise<Opened<A> | undefined> {
  const isChoice = counter.bundle.keySets.length > 1;
  const first = (known && isChoice && keySetHintOf(counter.ledger, known.serial)) || issuedWith;
  const keySets = [...counter.bundle.keySets].sort(
    (a, b) => Number(b.version === first) - Number(a.version === first) || b.version - a.version,
  );
  const keys = keySets.map((keySet) => deriveAccessKeys(keySet, driver.uid));
  // Sectors of a MIFARE Classic may have keys of several sets: its driver tries them where one does not open.
  const attempts = isNtagKind(driver.kind) ? keySets : keySets.slice(0, 1);
  for (const [i, { version }] of attempts.entries()) {
    try {
      await driver.unlock(keys[i]!, keys.slice(1));
      return { areas: await driver.read(...areas), keySet: version };
    } catch (error) {
      if (!isKartuError(error, 'card-authentication-failed')) throw error;
    }
  }
  if (!isChoice || !(await isOpenTag(driver))) return undefined;
  return closeAndRead(counter, driver, known, areas);
}

/** A tag that lies open: nothing is written before its identity is proved. */
async function closeAndRead<A extends Area>(
  counter: Counter,
  driver: CardDriver,
  known: KnownCard | undefined,
  areas: readonly A[],
): Promise<Opened<A> | undefined> {
  const identity = (await driver.read('identity')).identity.subarray(0, IDENTITY_BYTES);
  const isOurs = known
    ? equalBytes(identity, known.identity)
    : verifyIdentity(identity, driver.uid, counter.bundle.trust).ok;
  if (!isOurs) return undefined;
  const keySet = newest(counter.bundle.keySets);
  const keys = deriveAccessKeys(keySet, driver.uid);
  await renewAtTap(driver, { keys, formerKeys: [], hasKeys: false });
  await driver.unlock(keys);
  return { areas: await driver.read(...areas), keySet: keySet.version };
}

/** What a tap found out about the card that it served. */
export interface Served {
  readonly driver: CardDriver;
  readonly card: KnownCard;
  readonly identity: { readonly keySetVersion: number };
  /** The key set by which it opened. */
  readonly keySet: number;
}

/**
 * After the answer: gives the card the access keys of the newest key set, once the organisation's counters hold it, or
 * finishes what another counter began. Not while a transfer is open: then the next thing that the card needs is its end.
 * A card that leaves meanwhile goes on at the next tap. Never throws for the card's or the reader's sake: the tap is
 * done. True when the card has the newest keys now.
 */
export async function renewAfterTap(
  counter: Counter,
  served: Served,
  { outcome, unfinished }: Pick<TapResult, 'outcome' | 'unfinished'>,
): Promise<boolean> {
  if (!['posted', 'read', 'resolved'].includes(outcome) || unfinished) return false;
  const { ledger, bundle, duty } = counter;
  const { driver, card, identity, keySet } = served;
  const target = bundle.keySets.find(({ version }) => version === bundle.renewTo);
  if (!target || !isWanted(counter, driver)) return false;
  const remembered = keySetHintOf(ledger, card.serial);
  if (keySet > target.version || (remembered ?? identity.keySetVersion) === target.version) return false;
  const derived = (each: KeySet): CardAccessKeys => deriveAccessKeys(each, driver.uid);
  const others = bundle.keySets.filter((each) => each !== target);
  // The one by which it opened is the likeliest.
  others.sort((a, b) => Number(b.version === keySet) - Number(a.version === keySet) || b.version - a.version);
  try {
    const isWritten = await renewAtTap(driver, {
      keys: derived(target),
      formerKeys: others.map(derived),
      hasKeys: keySet === target.version,
    });
    if (isWritten) {
      const details = { card: card.serial, keySet: target.version };
      ledger.book('card-renewed', { ...details, ...dutyOf(duty ?? {}) });
    }
    setKeySetHint(ledger, card.serial, target.version);
    return true;
  } catch (error) {
    if (isKartuError(error)) return false;
    throw error;
  }
}

function isWanted({ bundle }: Counter, driver: CardDriver): boolean {
  const which = bundle.policy.renewCards ?? 'tags';
  return which === 'all' || (which === 'tags' && isNtagKind(driver.kind));
}

function newest(keySets: readonly KeySet[]): KeySet {
  return keySets.reduce((best, each) => (each.version > best.version ? each : best));
}
