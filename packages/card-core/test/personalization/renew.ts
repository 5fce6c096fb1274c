import { equalBytes, toHex } from '../../src/bytes.ts';
import { type ChipKind, isNtagKind } from '../../src/card-kind.ts';
import { openDriver } from '../../src/drivers/open.ts';
import { isKartuError } from '../../src/errors.ts';
import { type CardAccessKeys, deriveAccessKeys } from '../../src/keys/diversify.ts';
import { type Renewal, renewAccess, verifyPersonalized } from '../../src/personalization/index.ts';
import type { Connection } from '../../src/readers/connection.ts';
import type { ReaderProfile } from '../../src/readers/profile.ts';
import { ACR122U } from '../../src/readers/profile.ts';
import type { ChipState, Tear } from '../../src/virtual/index.ts';
import { createChip } from '../../src/virtual/index.ts';
import { testKeys, UIDS } from '../drivers/personalized-card.ts';
import { headInUse, issuedCard, place, TEST_URI, TestJournal, testData } from './issue.ts';
import type { Exchange } from './tear.ts';

export function newKeys(kind: ChipKind): CardAccessKeys {
  return deriveAccessKeys({ version: 2, masterKey: new Uint8Array(16).fill(0x42) }, UIDS[kind]);
}

export function renewalOf(kind: ChipKind): Renewal {
  return {
    identity: testData(kind).identity,
    keys: newKeys(kind),
    formerKeys: testKeys(kind),
    ndefUri: TEST_URI,
  };
}

/** An issued card whose purse holds a transaction, where it has a purse. */
export async function cardInUse(kind: ChipKind): Promise<ChipState> {
  const state = await issuedCard(kind);
  if (testData(kind).openingHead === undefined) return state;
  const { reader, connection } = await place(state, ACR122U);
  const driver = await openDriver(connection);
  await driver.unlock(testKeys(kind));
  await driver.read('head0', 'head1');
  await driver.writeVerified('head1', headInUse());
  await driver.close();
  return reader.chip!.snapshot();
}

/** What the protected part holds; throws where these keys do not open it. */
export async function contentOf(connection: Connection, kind: ChipKind, keys: CardAccessKeys) {
  const driver = await openDriver(connection);
  await driver.unlock(keys);
  const areas =
    testData(kind).openingHead === undefined
      ? await driver.read('identity')
      : await driver.read('identity', 'head0', 'tail0', 'head1', 'tail1');
  await driver.close();
  return Object.entries(areas).map(([area, bytes]) => `${area} ${toHex(bytes)}`);
}

/** The exchanges of an undisturbed renewal, in order. */
export async function exchangesOfRenewal(kind: ChipKind, profile: ReaderProfile): Promise<Exchange[]> {
  const { connection } = await place(await cardInUse(kind), profile);
  const exchanges: Exchange[] = [];
  const watched: Connection = {
    readerName: connection.readerName,
    atr: connection.atr,
    transmit(command) {
      const writes = command[1] === 0xd6 || /^FFC20001089506A2/.test(toHex(command));
      exchanges.push(!writes ? 'reads' : isNtagKind(kind) ? 'writes configuration' : 'writes trailer');
      return connection.transmit(command);
    },
    reselect: () => connection.reselect(),
    close: () => connection.close(),
  };
  await renewAccess(watched, renewalOf(kind), new TestJournal());
  return exchanges;
}

/**
 * Tears a renewal, lays the card down again and gives the same command. The card then has the new keys and holds what
 * it held; or it is set aside by name. Anything else is thrown.
 */
export async function tearRenewal(
  kind: ChipKind,
  profile: ReaderProfile,
  before: ChipState,
  ...tears: readonly Tear[]
): Promise<'finished' | 'set aside'> {
  const chip = createChip(before);
  const journal = new TestJournal();
  const { connection: whole } = await place(createChip(before), profile);
  const held = await contentOf(whole, kind, testKeys(kind));
  try {
    for (const tear of tears) {
      const { connection } = await place(chip, profile, tear);
      await renewAccess(connection, renewalOf(kind), journal).catch((error: unknown) => {
        if (!isKartuError(error, 'card-removed')) throw error;
      });
    }
    const { connection } = await place(chip, profile);
    await renewAccess(connection, renewalOf(kind), journal);
    const { openingHead: _head, openingTail: _tail, ...data } = testData(kind);
    await verifyPersonalized(connection, { ...data, keys: newKeys(kind) });
    const { connection: again } = await place(chip, profile);
    const holds = await contentOf(again, kind, newKeys(kind));
    if (holds.join() !== held.join()) throw new Error('a renewed card holds something else');
    return 'finished';
  } catch (error) {
    if (isKartuError(error, 'card-damaged')) return 'set aside';
    throw error;
  }
}

/** Nothing but keys, locks and counters may differ: the data blocks are those of before. */
export function sameData(kind: ChipKind, a: ChipState, b: ChipState): boolean {
  if (isNtagKind(kind)) return equalBytes(a.memory.subarray(0, 16), b.memory.subarray(0, 16));
  const data = (memory: Uint8Array) =>
    Array.from({ length: memory.length / 16 }, (_, block) => block)
      .filter((block) => (block < 128 ? block % 4 !== 3 : block % 16 !== 15))
      .map((block) => toHex(memory.subarray(block * 16, block * 16 + 16)))
      .join();
  return data(a.memory) === data(b.memory);
}
