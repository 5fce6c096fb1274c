import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import { CHIP_KINDS, isNtagKind, NTAG_SPECS } from '../../src/card-kind.ts';
import { openDriver } from '../../src/drivers/open.ts';
import { examineForIssue, personalize, verifyPersonalized } from '../../src/personalization/index.ts';
import { ACR122U, TRANSPARENT } from '../../src/readers/profile.ts';
import { newCard } from '../../src/virtual/index.ts';
import { areasOf, personalizedCard, testKeys, UIDS } from '../drivers/personalized-card.ts';
import { blankChip, place, TEST_URI, TestJournal, testData } from './issue.ts';

describe.each([ACR122U, TRANSPARENT])('through $id', (profile) => {
  test.each(CHIP_KINDS)('a blank %s is examined, issued, examined and verified', async (kind) => {
    const chip = blankChip(kind);
    const data = testData(kind);
    const { connection } = await place(chip, profile);
    const examine = () => examineForIssue(connection, { keys: data.keys, ndefUri: TEST_URI });
    expect(await examine()).toMatchObject({ state: 'blank', identityBytes: undefined, isPurseInUse: false });
    const journal = new TestJournal();
    const issued = await personalize(connection, data, journal);
    expect(issued).toMatchObject({ kind, uid: UIDS[kind] });
    expect(journal.notes.length).toBeGreaterThan(0);
    expect(await examine()).toMatchObject({ state: 'own', identityBytes: data.identity });
    await verifyPersonalized(connection, data);
    const driver = await openDriver(connection);
    await driver.unlock(data.keys);
    const content = await driver.read(...areasOf(kind));
    expect(content.identity).toEqual(data.identity);
    if (data.openingHead !== undefined) expect(content.head0).toEqual(data.openingHead);
  });
});
