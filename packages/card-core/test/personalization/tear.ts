import { concat, equalBytes, toHex } from '../../src/bytes.ts';
import type { ChipKind } from '../../src/card-kind.ts';
import { isNtagKind, NTAG_SPECS } from '../../src/card-kind.ts';
import { openDriver } from '../../src/drivers/open.ts';
import { isKartuError } from '../../src/errors.ts';
import type { PersonalizationData } from '../../src/personalization/index.ts';
import { personalize, verifyPersonalized } from '../../src/personalization/index.ts';
import type { Connection } from '../../src/readers/connection.ts';
import type { ReaderProfile } from '../../src/readers/profile.ts';
import type { Tear, VirtualChip } from '../../src/virtual/index.ts';
import { blankChip, place, TestJournal, testData } from './issue.ts';

/** What one exchange of an issue does to the card. */
export type Exchange = 'reads' | 'writes data' | 'writes trailer' | 'writes configuration';

/** The exchanges of an undisturbed issue, in order: every later run up to its tear makes the same ones. */
export async function exchangesOfIssue(kind: ChipKind, profile: ReaderProfile): Promise<Exchange[]> {
  const { connection } = await place(blankChip(kind), profile);
  const exchanges: Exchange[] = [];
  const watched: Connection = {
    readerName: connection.readerName,
    atr: connection.atr,
    transmit(command) {
      exchanges.push(meaningOf(kind, command));
      return connection.transmit(command);
    },
    reselect: () => connection.reselect(),
    close: () => connection.close(),
  };
  await personalize(watched, testData(kind), new TestJournal());
  return exchanges;
}

/** FFD6 block, or the WRITE A2 page inside a transparent exchange. */
function meaningOf(kind: ChipKind, command: Uint8Array): Exchange {
  const raw = /^FFC20001089506A2(..)/.exec(toHex(command))?.[1];
  const at = raw === undefined ? (command[1] === 0xd6 ? command[3]! : undefined) : Number.parseInt(raw, 16);
  if (at === undefined) return 'reads';
  if (isNtagKind(kind)) return at === NTAG_SPECS[kind].cfg1Page ? 'writes configuration' : 'writes data';
  const isTrailer = at < 128 ? at % 4 === 3 : at % 16 === 15;
  return isTrailer ? 'writes trailer' : 'writes data';
}

export type Outcome = 'finished' | 'set aside';

/**
 * Tears an issue, lays the card down again and gives the same command. The card is finished and verified, or set
 * aside by name; anything else is thrown. A tear in the second attempt may be given as well.
 */
export async function tearAndResume(
  kind: ChipKind,
  profile: ReaderProfile,
  ...tears: readonly Tear[]
): Promise<{ outcome: Outcome; chip: VirtualChip }> {
  const chip = blankChip(kind);
  const data = testData(kind);
  const journal = new TestJournal();
  try {
    for (const tear of tears) {
      const { connection } = await place(chip, profile, tear);
      await expectRemoved(personalize(connection, data, journal));
    }
    const { connection } = await place(chip, profile);
    await personalize(connection, data, journal);
    await verifyPersonalized(connection, data);
    await expectReadable(connection, data);
    return { outcome: 'finished', chip };
  } catch (error) {
    if (isKartuError(error, 'card-damaged')) return { outcome: 'set aside', chip };
    throw error;
  }
}

/** A terminal that has never seen the card finds its way, also where a spare sector took over. */
async function expectReadable(connection: Connection, data: PersonalizationData): Promise<void> {
  const driver = await openDriver(connection);
  await driver.unlock(data.keys);
  const identity = (await driver.read('identity')).identity;
  const heads = data.openingHead === undefined ? [] : Object.values(await driver.read('head0', 'head1'));
  await driver.close();
  const expected = data.openingHead === undefined ? [] : [data.openingHead, new Uint8Array(16)];
  if (!equalBytes(identity, data.identity) || !equalBytes(concat(...heads), concat(...expected))) {
    throw new Error('a finished card is not read as it was issued');
  }
}

/** A second attempt may be through before its tear comes. */
async function expectRemoved(issue: Promise<unknown>): Promise<void> {
  try {
    await issue;
  } catch (error) {
    if (isKartuError(error, 'card-removed')) return;
    throw error;
  }
}

/**
 * Tears of one exchange: before, after, and in the middle of what it writes, in as many ways as there is something
 * to tell apart: a trailer has 16 places to stop at and garbage or none, a configuration bits that freeze it.
 */
export function tearsAt(index: number, exchange: Exchange): Tear[] {
  const atExchange = index + 1;
  const tears: Tear[] = [
    { atExchange, when: 'before' },
    { atExchange, when: 'after' },
  ];
  if (exchange === 'reads') return tears;
  tears.push({ atExchange, when: 'half' });
  const seeds = exchange === 'writes data' ? 4 : 32;
  for (let seed = 1; seed <= seeds; seed++) tears.push({ atExchange, when: 'half', seed });
  return tears;
}

/** Whether a torn write may cost the card: a MIFARE Classic trailer, or an NTAG whose configuration froze itself. */
export function mayBeSetAside(kind: ChipKind, exchange: Exchange, chip: VirtualChip): boolean {
  if (!isNtagKind(kind)) return exchange === 'writes trailer';
  const access = chip.snapshot().memory[NTAG_SPECS[kind].cfg1Page * 4]!;
  return exchange === 'writes configuration' && (access & 0x40) !== 0;
}
