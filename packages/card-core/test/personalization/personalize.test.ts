import { describe, expect, test } from 'vitest';
import { concat, fromHex } from '../../src/bytes.ts';
import type { ChipKind } from '../../src/card-kind.ts';
import { CHIP_KINDS, isNtagKind, NTAG_SPECS } from '../../src/card-kind.ts';
import { CARD_PROFILE } from '../../src/drivers/layout.ts';
import { encodeMad1, encodeMad2 } from '../../src/drivers/mad.ts';
import { encodeUriTlv } from '../../src/drivers/ndef.ts';
import { openDriver } from '../../src/drivers/open.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { examineForIssue, personalize, verifyPersonalized } from '../../src/personalization/index.ts';
import { ACR122U, TRANSPARENT } from '../../src/readers/profile.ts';
import type { ChipState } from '../../src/virtual/index.ts';
import { copyState, createChip, isNtagState, newCard, VirtualReader } from '../../src/virtual/index.ts';
import { areasOf, memoryOffsets, testKeys, UIDS } from '../drivers/personalized-card.ts';
import { headInUse, issuedCard, liftedAfter, place, TEST_URI, TestJournal, testData } from './issue.ts';
import { exchangesOfIssue } from './tear.ts';

function blank(kind: ChipKind, change: (memory: Uint8Array) => void = () => undefined): ChipState {
  const state = newCard(kind, { uid: UIDS[kind] });
  change(state.memory);
  return state;
}

const examine = async (card: ChipState) => {
  const { connection } = await place(card, ACR122U);
  return examineForIssue(connection, { keys: testKeys(card.kind), ndefUri: TEST_URI });
};

describe.each([ACR122U, TRANSPARENT])('through $id', (profile) => {
  test.each(CHIP_KINDS)('a blank %s is examined, issued, examined again, verified and read', async (kind) => {
    const data = testData(kind);
    const { connection } = await place(blank(kind), profile);
    const look = () => examineForIssue(connection, { keys: data.keys, ndefUri: TEST_URI });
    expect(await look()).toMatchObject({ state: 'blank', identityBytes: undefined, isPurseInUse: false });
    expect(await personalize(connection, data, new TestJournal())).toMatchObject({ kind, uid: UIDS[kind] });
    expect(await look()).toMatchObject({ state: 'own', identityBytes: data.identity });
    await verifyPersonalized(connection, data);
    const driver = await openDriver(connection);
    await driver.unlock(data.keys);
    const content = await driver.read(...areasOf(kind));
    expect(content.identity).toEqual(data.identity);
    if (CARD_PROFILE[kind] === 'purse') {
      expect(content.head0).toEqual(data.openingHead);
      expect(content.tail0).toEqual(data.openingTail);
      expect(concat(content.head1, content.tail1, content.history).every((byte) => byte === 0)).toBe(true);
    }
  });
});

describe('what an issued card holds, byte by byte (card-format §2)', () => {
  test('MIFARE Classic 1K: directory, open page, trailers', async () => {
    const { memory } = await issuedCard('classic-1k');
    const block = (number: number) => memory.slice(number * 16, number * 16 + 16);
    const { keyA, keyB } = testKeys('classic-1k');
    expect(block(1).subarray(1)).toEqual(fromHex('00 03E1 4B38 4B38 4B38 4B38 4B38 4B38'));
    expect(block(2)).toEqual(fromHex('4B38 4B38 4B38 0000 0000 0000 0000 0000'));
    expect(block(3)).toEqual(concat(fromHex('A0A1A2A3A4A5 787788 C1'), keyB));
    expect(memory.slice(64, 112)).toEqual(encodeUriTlv(TEST_URI));
    expect(block(7)).toEqual(concat(fromHex('D3F7D3F7D3F7 787788 43'), keyB));
    for (let sector = 2; sector <= 10; sector++) {
      expect(block(sector * 4 + 3)).toEqual(concat(keyA, fromHex('787788 00'), keyB));
    }
    // What is not ours stays as the factory made it.
    expect(memory.slice(44 * 16)).toEqual(blank('classic-1k').memory.slice(44 * 16));
  });

  test('MIFARE Classic 4K: both directories', async () => {
    const { memory } = await issuedCard('classic-4k');
    const aids = new Map([
      [1, 0xe103],
      [32, 0x384b],
      [33, 0x384b],
    ]);
    const { keyB } = testKeys('classic-4k');
    expect(memory.slice(16, 48)).toEqual(encodeMad1({ publisherSector: 0, aids }));
    expect(memory.slice(1024, 1072)).toEqual(encodeMad2({ publisherSector: 0, aids }));
    expect(memory.slice(48, 64)).toEqual(concat(fromHex('A0A1A2A3A4A5 787788 C2'), keyB));
    expect(memory.slice(67 * 16, 68 * 16)).toEqual(concat(fromHex('A0A1A2A3A4A5 787788 00'), keyB));
  });

  test.each(['ntag213', 'ntag215', 'ntag216'] as const)(
    '%s: open page, directory, configuration, locks',
    async (kind) => {
      const { memory } = await issuedCard(kind);
      const spec = NTAG_SPECS[kind];
      const page = (number: number, count = 1) => memory.slice(number * 4, (number + count) * 4);
      const { password, passwordAcknowledge } = testKeys(kind);
      expect(page(2).subarray(2)).toEqual(fromHex('F8FF'));
      expect(page(3)).toEqual(spec.capabilityContainer.with(3, 0x0f));
      expect(page(4, 12)).toEqual(encodeUriTlv(TEST_URI));
      expect(page(spec.cfg0Page, 4)).toEqual(
        concat(fromHex('04000010 98050000'), password, passwordAcknowledge, fromHex('0000')),
      );
      if (kind !== 'ntag213') {
        const entries = kind === 'ntag215' ? 10 : 20;
        const length = (4 + entries * 16).toString(16).padStart(4, '0');
        expect(page(86, 2)).toEqual(fromHex(`FDFF${length}384D0100`));
        expect(page(88 + entries * 4)).toEqual(fromHex('FE000000'));
      }
    },
  );
});

describe('the same command again', () => {
  test.each(CHIP_KINDS)('%s: nothing is written to a card that is finished', async (kind) => {
    const card = await issuedCard(kind);
    const { reader, connection } = await place(copyState(card), ACR122U);
    await personalize(connection, testData(kind), new TestJournal());
    expect(reader.chip!.snapshot().memory).toEqual(card.memory);
    expect(reader.firmware.stats().writes).toBe(0);
  });

  test.each(CHIP_KINDS.filter((kind) => CARD_PROFILE[kind] === 'purse'))(
    '%s: a purse that holds value is not written, whatever the journal says',
    async (kind) => {
      const card = await issuedCard(kind);
      const head1 = memoryOffsets(kind, 'head1');
      for (const [i, byte] of headInUse().entries()) card.memory[head1[i]!] = byte;
      const before = card.memory.slice();
      const { connection, reader } = await place(card, ACR122U);
      const journal = Object.assign(new TestJournal(), { notes: ['before open page'] });
      await personalize(connection, testData(kind), journal);
      expect(reader.chip!.snapshot().memory).toEqual(before);
      expect(await examine(card)).toMatchObject({ state: 'own', isPurseInUse: true });
    },
  );

  test.each(CHIP_KINDS)('%s: a card of another member is refused before the first write', async (kind) => {
    for (const notes of [[], ['before open page']]) {
      const card = await issuedCard(kind);
      const { connection, reader } = await place(copyState(card), ACR122U);
      const journal = Object.assign(new TestJournal(), { notes: [...notes] });
      const issue = personalize(connection, testData(kind, '8900009999'), journal);
      await expect(issue).rejects.toMatchObject({ code: 'card-of-other-member' });
      expect(reader.chip!.snapshot().memory).toEqual(card.memory);
      expect(journal.notes).toEqual(notes);
    }
  });
});

const STRANGER = fromHex('112233445566');
const trailerAt =
  (sector: number, keyA: Uint8Array, access: string, keyB: Uint8Array) => (memory: Uint8Array) =>
    memory.set(concat(keyA, fromHex(access), keyB), (sector * 4 + 3) * 16);
const strangersDirectory = (sectors: number) => (memory: Uint8Array) => {
  const aids = new Map(Array.from({ length: sectors }, (_, i) => [i + 1, 0x4811] as [number, number]));
  memory.set(encodeMad1({ publisherSector: 1, aids }), 16);
  trailerAt(0, fromHex('A0A1A2A3A4A5'), '787788C1', STRANGER)(memory);
};
const ntagPage = (page: number, hex: string) => (memory: Uint8Array) => memory.set(fromHex(hex), page * 4);
const both =
  (...changes: ((memory: Uint8Array) => void)[]) =>
  (memory: Uint8Array) => {
    for (const change of changes) change(memory);
  };

const REFUSALS: readonly [string, ChipKind, (memory: Uint8Array) => void, ErrorCode, RegExp][] = [
  [
    'a sector under another key',
    'classic-1k',
    trailerAt(5, STRANGER, 'FF078069', STRANGER),
    'card-foreign',
    /sector 5/,
  ],
  [
    'sector 0 under another key',
    'classic-1k',
    trailerAt(0, STRANGER, '787788C1', STRANGER),
    'card-foreign',
    /sector 0/,
  ],
  [
    'data under the factory key',
    'classic-1k',
    (m) => m.fill(0x42, 8 * 64, 8 * 64 + 16),
    'card-foreign',
    /sector 8/,
  ],
  ['data in place of the directory', 'classic-1k', (m) => m.fill(0x42, 16, 20), 'card-foreign', /sector 0/],
  ["another organisation's directory", 'classic-1k', strangersDirectory(3), 'card-foreign', /directory/],
  ['a directory without room', 'classic-1k', strangersDirectory(10), 'card-full', /too few sectors/],
  [
    'a sector that is read-only',
    'classic-1k',
    trailerAt(6, fromHex('FFFFFFFFFFFF'), '0F078F69', fromHex('FFFFFFFFFFFF')),
    'card-locked',
    /sector 6/,
  ],
  [
    '4K: data in our sector',
    'classic-4k',
    (m) => m.fill(0x42, 128 * 16, 129 * 16),
    'card-foreign',
    /sector 32/,
  ],
  [
    'another open page',
    'ntag215',
    (m) => m.set(encodeUriTlv('https://else.example/'), 16),
    'card-foreign',
    /data/,
  ],
  ['data further in', 'ntag216', ntagPage(200, '00000001'), 'card-foreign', /data/],
  [
    'a password for reading',
    'ntag215',
    both(ntagPage(0x83, '04000004 80050000 11223344')),
    'card-foreign',
    /password/,
  ],
  [
    'a password for writing',
    'ntag213',
    both(ntagPage(0x29, '04000020 00050000 11223344')),
    'card-foreign',
    /password/,
  ],
  ['read-only first pages', 'ntag215', (m) => m.set([0x10, 0x00], 10), 'card-locked', /read-only/],
  ['frozen lock bits', 'ntag215', (m) => m.set([0x02, 0x00], 10), 'card-locked', /frozen/],
  ['read-only memory', 'ntag216', ntagPage(0xe2, '010000BD'), 'card-locked', /read-only/],
  ['a read-only container', 'ntag213', ntagPage(3, 'E110120F'), 'card-locked', /container/],
  ['a frozen configuration', 'ntag215', ntagPage(0x84, '40050000'), 'card-locked', /configuration/],
];

describe('refused before the first write, with the reason', () => {
  test.each(REFUSALS)('%s (%s)', async (_, kind, change, code, reason) => {
    const card = blank(kind, change);
    const before = copyState(card);
    await expect(examine(card)).rejects.toMatchObject({ code, message: expect.stringMatching(reason) });
    const { connection, reader } = await place(card, ACR122U);
    const journal = new TestJournal();
    await expect(personalize(connection, testData(kind), journal)).rejects.toMatchObject({
      code,
      details: { reason: expect.stringMatching(reason) },
    });
    expect(reader.chip!.snapshot()).toEqual(before);
    expect(journal.notes).toEqual([]);
  });

  test("a stranger's tag that counts wrong passwords is not tried", async () => {
    const card = blank('ntag215', both(ntagPage(0x83, '04000004 81050000 11223344')));
    const { connection, reader } = await place(card, ACR122U);
    await expect(personalize(connection, testData('ntag215'), new TestJournal())).rejects.toMatchObject({
      code: 'card-foreign',
    });
    const after = reader.chip!.snapshot();
    expect(isNtagState(after) && after.failedAuthentications).toBe(0);
    expect(reader.firmware.stats().authentications).toBe(0);
  });
});

describe('later applications of others', () => {
  test('keep their entries in the directory of a MIFARE Classic', async () => {
    const card = await issuedCard('classic-1k');
    const aids = new Map([
      [1, 0xe103],
      ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((s) => [s, 0x384b] as const),
      [12, 0x1234],
    ] as [number, number][]);
    card.memory.set(encodeMad1({ publisherSector: 0, aids }), 16);
    const before = card.memory.slice();
    const { connection, reader } = await place(card, ACR122U);
    await personalize(connection, testData('classic-1k'), new TestJournal());
    expect(reader.chip!.snapshot().memory).toEqual(before);
    await verifyPersonalized(connection, testData('classic-1k'));
  });

  test('keep the sectors they use when one of ours is lost', async () => {
    const card = blank('classic-1k', trailerAt(4, STRANGER, '787788C1', STRANGER));
    card.memory.set(
      encodeMad1({
        publisherSector: 0,
        aids: new Map([
          [2, 0x384b],
          [11, 0x1234],
        ]),
      }),
      16,
    );
    const { connection, reader } = await place(card, ACR122U);
    const issued = await personalize(connection, testData('classic-1k'), new TestJournal());
    expect(issued.location).toEqual([2, 3, 5, 6, 7, 8, 9, 10, 12]);
    const block1 = reader.chip!.snapshot().memory.slice(16, 48);
    expect(block1.subarray(8, 10)).toEqual(fromHex('0100')); // sector 4: defect
    expect(block1.subarray(22, 24)).toEqual(fromHex('3412')); // sector 11: theirs
    await verifyPersonalized(connection, testData('classic-1k'));
  });

  test('keep their place behind the history of an NTAG', async () => {
    const card = await issuedCard('ntag215');
    card.memory.set(fromHex('FD02ABCD'), 128 * 4);
    const { connection, reader } = await place(card, ACR122U);
    await personalize(connection, testData('ntag215'), new TestJournal());
    expect(reader.chip!.snapshot().memory.slice(128 * 4, 129 * 4)).toEqual(fromHex('FD02ABCD'));
    await verifyPersonalized(connection, testData('ntag215'));
  });
});

test.each(CHIP_KINDS)(
  '%s: an unfinished card is known as ours although the journal was lost',
  async (kind) => {
    // The claim itself is the exception: half of it is nobody's in particular.
    const claim = isNtagKind(kind) ? 'before open page' : 'before directory';
    const exchanges = await exchangesOfIssue(kind, ACR122U);
    for (let atExchange = 1; atExchange <= exchanges.length; atExchange += 7) {
      const chip = createChip(blank(kind));
      const journal = new TestJournal();
      const torn = await place(chip, ACR122U, { atExchange, when: 'after' });
      await expect(personalize(torn.connection, testData(kind), journal)).rejects.toMatchObject({
        code: 'card-removed',
      });
      const { connection } = await place(chip, ACR122U);
      const again = personalize(connection, testData(kind), new TestJournal());
      if (journal.notes.at(-1) === claim)
        await again.catch((error) => expect(error.code).toBe('card-foreign'));
      else await again.then(() => verifyPersonalized(connection, testData(kind)));
    }
  },
);

describe('a card that is lifted before the reader notices', () => {
  test.each(CHIP_KINDS)('%s: is never called damaged or foreign, and is finished later', async (kind) => {
    const exchanges = await exchangesOfIssue(kind, ACR122U);
    // Up to the first sector that opens a lifted card cannot be told from one under a strange key.
    const first = isNtagKind(kind) ? 1 : 5;
    for (let after = first; after < exchanges.length; after += 9) {
      const chip = createChip(blank(kind));
      const journal = new TestJournal();
      const { connection } = await place(chip, ACR122U);
      const lifted = personalize(liftedAfter(connection, after), testData(kind), journal);
      await expect(lifted, `after ${after}`).rejects.toMatchObject({ code: 'card-removed' });
      const again = await place(chip, ACR122U);
      await personalize(again.connection, testData(kind), journal);
      await verifyPersonalized(again.connection, testData(kind));
    }
  });
});

// Whether readers select a card again after a refusal is not known (protocol-facts §8.9): a smooth issue needs none.
test.each(CHIP_KINDS)('%s: an issue without a tear provokes no refusal by the card', async (kind) => {
  for (const profile of [ACR122U, TRANSPARENT]) {
    const reader = new VirtualReader({ profile, card: blank(kind), reselects: false });
    const connection = await reader.waitForCard();
    await personalize(connection, testData(kind), new TestJournal());
    await verifyPersonalized(connection, testData(kind));
    const driver = await openDriver(connection);
    await driver.unlock(testKeys(kind));
    expect((await driver.read('identity')).identity).toEqual(testData(kind).identity);
  }
});
