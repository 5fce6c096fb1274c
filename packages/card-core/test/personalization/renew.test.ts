import { describe, expect, test } from 'vitest';
import { CHIP_KINDS, isNtagKind, NTAG_SPECS } from '../../src/card-kind.ts';
import { isKartuError } from '../../src/errors.ts';
import { renewAccess, verifyPersonalized } from '../../src/personalization/index.ts';
import { ACR122U, TRANSPARENT } from '../../src/readers/profile.ts';
import { testKeys } from '../drivers/personalized-card.ts';
import { blankChip, place, TestJournal, testData } from './issue.ts';
import {
  cardInUse,
  contentOf,
  exchangesOfRenewal,
  newKeys,
  renewalOf,
  sameData,
  tearRenewal,
} from './renew.ts';
import { tearsAt } from './tear.ts';

// One in so many of the tears of renew-sweep.full.test.ts, spread evenly over all of them.
const EVERY = 47;

describe.each(CHIP_KINDS)('%s', (kind) => {
  test.each([ACR122U, TRANSPARENT])(
    'opens with the new keys alone afterwards, and holds what it held: $id',
    async (profile) => {
      const before = await cardInUse(kind);
      const { connection } = await place(before, profile);
      const held = await contentOf(connection, kind, testKeys(kind));
      const journal = new TestJournal();
      const { reader, connection: fresh } = await place(before, profile);
      await renewAccess(fresh, renewalOf(kind), journal);
      const after = reader.chip!.snapshot();
      expect(sameData(kind, before, after)).toBe(true);
      const { connection: again } = await place(after, profile);
      expect(await contentOf(again, kind, newKeys(kind))).toEqual(held);
      const { openingHead: _head, openingTail: _tail, ...data } = testData(kind);
      const { connection: checked } = await place(after, profile);
      await verifyPersonalized(checked, { ...data, keys: newKeys(kind) });
      const { connection: old } = await place(after, profile);
      await expect(contentOf(old, kind, testKeys(kind))).rejects.toMatchObject({
        code: 'card-authentication-failed',
      });
      expect(journal.notes.length).toBeGreaterThanOrEqual(6);
    },
  );

  test('a renewed card is left as it is', async () => {
    const { reader, connection } = await place(await cardInUse(kind), ACR122U);
    await renewAccess(connection, renewalOf(kind), new TestJournal());
    const once = reader.chip!.snapshot();
    const second = await place(once, ACR122U);
    await renewAccess(second.connection, renewalOf(kind), new TestJournal());
    expect(second.reader.chip!.snapshot().memory).toEqual(once.memory);
  });

  test('another identity, other keys and a blank card are refused, and nothing is written', async () => {
    const before = await cardInUse(kind);
    const attempts = [
      { card: before, renewal: { ...renewalOf(kind), identity: testData(kind, '8900009999').identity } },
      { card: before, renewal: { ...renewalOf(kind), formerKeys: newKeys(kind) } },
      { card: blankChip(kind).snapshot(), renewal: renewalOf(kind) },
    ];
    for (const { card, renewal } of attempts) {
      const { reader, connection } = await place(card, ACR122U);
      const journal = new TestJournal();
      const error = await renewAccess(connection, renewal, journal).catch((each: unknown) => each);
      expect(isKartuError(error)).toBe(true);
      expect(journal.notes).toEqual([]);
      expect(reader.chip!.snapshot().memory).toEqual(card.memory);
    }
  });

  test('torn, it is finished by the same command; only a torn trailer may cost a MIFARE Classic', async () => {
    const before = await cardInUse(kind);
    for (const profile of [ACR122U, TRANSPARENT]) {
      const exchanges = await exchangesOfRenewal(kind, profile);
      const all = exchanges.flatMap((exchange, index) =>
        tearsAt(index, exchange).map((tear) => ({ exchange, tear })),
      );
      const some = all.filter((_, i) => i % EVERY === 0);
      expect(some.length).toBeGreaterThan(3);
      for (const { exchange, tear } of some) {
        const outcome = await tearRenewal(kind, profile, before, tear);
        const isExpected = outcome === 'finished' || (exchange === 'writes trailer' && tear.when === 'half');
        expect(isExpected, `${profile.id} ${exchange} ${JSON.stringify(tear)}`).toBe(true);
      }
    }
  });
});

test.each(CHIP_KINDS.filter(isNtagKind))(
  '%s: AUTH0 torn to any page is set right, whichever password holds',
  async (kind) => {
    const chip = await cardInUse(kind);
    const configuration = NTAG_SPECS[kind].cfg0Page * 4;
    const renewed = await place(chip, ACR122U);
    await renewAccess(renewed.connection, renewalOf(kind), new TestJournal());
    for (const state of [chip, renewed.reader.chip!.snapshot()]) {
      for (const auth0 of [0x00, 0x03, 0x05, 0x0f, 0x11, 0x80]) {
        state.memory[configuration + 3] = auth0;
        const { reader, connection } = await place(state, ACR122U);
        await renewAccess(connection, renewalOf(kind), new TestJournal());
        const { openingHead: _head, openingTail: _tail, ...data } = testData(kind);
        const { connection: checked } = await place(reader.chip!.snapshot(), ACR122U);
        await verifyPersonalized(checked, { ...data, keys: newKeys(kind) });
      }
    }
  },
);
