import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import type { ChipKind } from '../../src/card-kind.ts';
import { CHIP_KINDS } from '../../src/card-kind.ts';
import type { CardDriver } from '../../src/drivers/driver.ts';
import { CARD_PROFILE, CLASSIC_LAYOUTS } from '../../src/drivers/layout.ts';
import { encodeMad1 } from '../../src/drivers/mad.ts';
import type { OpenOptions } from '../../src/drivers/open.ts';
import { openDriver } from '../../src/drivers/open.ts';
import { deriveAccessKeys } from '../../src/keys/diversify.ts';
import type { Connection } from '../../src/readers/connection.ts';
import type { ReaderProfile } from '../../src/readers/profile.ts';
import { ACR122U, PLAIN, TRANSPARENT } from '../../src/readers/profile.ts';
import type { ChipState } from '../../src/virtual/index.ts';
import { VirtualReader } from '../../src/virtual/index.ts';
import { liftedAfter } from '../personalization/issue.ts';
import {
  areaLength,
  areasOf,
  fillOf,
  memoryOffsets,
  personalizedCard,
  TEST_KEY_SET,
  testKeys,
} from './personalized-card.ts';

const PURSE_KINDS = CHIP_KINDS.filter((kind) => CARD_PROFILE[kind] === 'purse');

/** What a terminal remembers of a card that it has met before. */
function knownCard(kind: ChipKind): OpenOptions {
  const location = kind.startsWith('classic')
    ? CLASSIC_LAYOUTS[kind as 'classic-1k'].defaultSectors
    : undefined;
  return { knownKind: () => kind, knownLocation: () => location };
}

async function onReader(profile: ReaderProfile, card: ChipState, options: OpenOptions = {}) {
  const reader = new VirtualReader({ profile, card });
  const connection = await reader.waitForCard();
  const driver = await openDriver(connection, { profile, ...options });
  return { reader, connection, driver };
}

function memoryOf(reader: VirtualReader): Uint8Array {
  return reader.chip!.snapshot().memory;
}

/** Read both heads, write the idle slot: everything that a debit asks of a card. */
async function debit(driver: CardDriver, kind: ChipKind): Promise<void> {
  await driver.unlock(testKeys(kind));
  await driver.read('head0', 'head1');
  await driver.readCounter();
  await driver.writeVerified('tail1', new Uint8Array(80).fill(0x51));
  await driver.writeVerified('head1', new Uint8Array(16).fill(0x52));
}

describe.each([ACR122U, TRANSPARENT])('areas through $id', (profile) => {
  test.each(CHIP_KINDS)('%s: every area is read as it lies on the card', async (kind) => {
    const { driver } = await onReader(profile, personalizedCard(kind));
    await driver.unlock(testKeys(kind));
    const areas = areasOf(kind);
    const content = await driver.read(...areas);
    for (const area of areas) expect(content[area]).toEqual(fillOf(area, areaLength(kind, area)));
    expect(driver.kind).toBe(kind);
  });

  test.each(CHIP_KINDS)('%s: a write changes its area and nothing else', async (kind) => {
    for (const area of areasOf(kind)) {
      const card = personalizedCard(kind);
      const { reader, driver } = await onReader(profile, card);
      await driver.unlock(testKeys(kind));
      const content = new Uint8Array(areaLength(kind, area)).fill(0xa7);
      await driver.writeVerified(area, content);
      const expected = card.memory.slice();
      for (const offset of memoryOffsets(kind, area).slice(0, content.length)) expected[offset] = 0xa7;
      expect(memoryOf(reader)).toEqual(expected);
    }
  });

  test.each(PURSE_KINDS)('%s: one entry of the history is written in its place', async (kind) => {
    const { reader, driver } = await onReader(profile, personalizedCard(kind));
    await driver.unlock(testKeys(kind));
    await driver.writeVerified('history', new Uint8Array(16).fill(0x77), 32);
    const history = memoryOffsets(kind, 'history').map((offset) => memoryOf(reader)[offset]!);
    expect(history.slice(32, 48)).toEqual(new Array(16).fill(0x77));
    expect(history.slice(0, 32)).toEqual([...fillOf('history', 32)]);
    expect(history.slice(48)).toEqual([...fillOf('history', history.length).subarray(48)]);
  });
});

describe('exchanges of a debit of a card that the terminal knows', () => {
  test.each([
    [ACR122U, 'classic-1k', 20],
    [ACR122U, 'classic-4k', 17],
    [ACR122U, 'ntag215', 31],
    [ACR122U, 'ntag216', 31],
    [TRANSPARENT, 'classic-1k', 13],
    [TRANSPARENT, 'classic-4k', 8],
    [TRANSPARENT, 'ntag215', 31],
    [TRANSPARENT, 'ntag216', 31],
  ] as const)('$0.id, %s: %i', async (profile, kind, exchanges) => {
    const { reader, driver } = await onReader(profile, personalizedCard(kind), knownCard(kind));
    await debit(driver, kind);
    expect(reader.firmware.stats().exchanges).toBe(exchanges);
    // Design §3: 300 ms modelled on every card, 150 ms on Classic.
    expect(reader.firmware.stats().modelledMs).toBeLessThanOrEqual(kind.startsWith('classic') ? 150 : 300);
  });
});

describe('a card that is seen for the first time', () => {
  test.each([
    [ACR122U, 'classic-1k', 3],
    [ACR122U, 'classic-4k', 4],
    [TRANSPARENT, 'classic-1k', 2],
    [TRANSPARENT, 'classic-4k', 2],
    [ACR122U, 'ntag215', 1], // GET_VERSION
  ] as const)('$0.id, %s: costs %i exchanges more', async (profile, kind, more) => {
    const first = await onReader(profile, personalizedCard(kind));
    await debit(first.driver, kind);
    const again = await onReader(profile, personalizedCard(kind), knownCard(kind));
    await debit(again.driver, kind);
    const exchanges = ({ reader }: { reader: VirtualReader }) => reader.firmware.stats().exchanges;
    expect(exchanges(first) - exchanges(again)).toBe(more);
  });

  test('tells what to remember', async () => {
    const { driver } = await onReader(ACR122U, personalizedCard('classic-1k'));
    await driver.unlock(testKeys('classic-1k'));
    expect(driver.location).toBeUndefined();
    await driver.read('head0');
    expect(driver.location).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('a MIFARE Classic with a replaced sector', () => {
  const sectors = [2, 3, 5, 6, 7, 8, 9, 10, 11];

  test('is found by its directory', async () => {
    const { driver, reader } = await onReader(ACR122U, personalizedCard('classic-1k', sectors));
    await driver.unlock(testKeys('classic-1k'));
    expect((await driver.read('tail1')).tail1).toEqual(fillOf('tail1', 80));
    expect(driver.location).toEqual(sectors);
    await driver.writeVerified('tail0', new Uint8Array(80).fill(0x99));
    const written = memoryOffsets('classic-1k', 'tail0', sectors).map((at) => memoryOf(reader)[at]);
    expect(written).toEqual(new Array(80).fill(0x99));
  });

  test('is found again when the remembered sector does not open', async () => {
    const card = personalizedCard('classic-1k', sectors);
    const { driver } = await onReader(ACR122U, card, knownCard('classic-1k'));
    await driver.unlock(testKeys('classic-1k'));
    const { tail0 } = await driver.read('tail0'); // roles 1 and 2: sector 4 is under the factory's key
    expect(tail0).toEqual(fillOf('tail0', 80));
    expect(driver.location).toEqual(sectors);
  });

  test.each([
    ['too short', [2, 3]],
    ['not ascending', [3, 2, 4, 5, 6, 7, 8, 9, 10]],
    ['sectors that cannot be ours', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ])('a remembered list that is %s is not believed', async (_, location) => {
    const card = personalizedCard('classic-1k');
    const { driver } = await onReader(ACR122U, card, { knownLocation: () => location });
    await driver.unlock(testKeys('classic-1k'));
    expect((await driver.read('head0')).head0).toEqual(fillOf('head0', 16));
  });

  test.each([
    ['a checksum that is wrong', (m: Uint8Array) => m.set([0x00], 16)],
    [
      'a sector too few',
      (m: Uint8Array) => m.set(encodeMad1({ publisherSector: 0, aids: new Map([[2, 0x384b]]) }), 16),
    ],
  ])('a directory with %s is a damaged card', async (_, change) => {
    const card = personalizedCard('classic-1k');
    change(card.memory);
    const { driver } = await onReader(ACR122U, card);
    await driver.unlock(testKeys('classic-1k'));
    await expect(driver.read('head0')).rejects.toMatchObject({ code: 'card-damaged' });
  });
});

describe('keys', () => {
  test.each(CHIP_KINDS)('%s: with the keys of another card nothing opens', async (kind) => {
    const { driver } = await onReader(ACR122U, personalizedCard(kind), knownCard(kind));
    const other = deriveAccessKeys(TEST_KEY_SET, fromHex('04FFFFFFFFFFFF'));
    const opening = driver.unlock(other).then(() => driver.read('identity'));
    await expect(opening).rejects.toMatchObject({ code: 'card-authentication-failed' });
  });

  test('NTAG: a right password with another PACK is not our tag', async () => {
    const { driver } = await onReader(ACR122U, personalizedCard('ntag215'));
    const keys = { ...testKeys('ntag215'), passwordAcknowledge: fromHex('0000') };
    await expect(driver.unlock(keys)).rejects.toMatchObject({ code: 'card-authentication-failed' });
  });

  test('NTAG: AUTHLIM is 0, so a hundred wrong passwords lock nobody out', async () => {
    const { driver } = await onReader(ACR122U, personalizedCard('ntag215'));
    const wrong = deriveAccessKeys(TEST_KEY_SET, fromHex('04FFFFFFFFFFFF'));
    for (let i = 0; i < 100; i++) await driver.unlock(wrong).catch(() => undefined);
    await driver.unlock(testKeys('ntag215'));
    expect((await driver.read('head0')).head0).toEqual(fillOf('head0', 16));
  });
});

describe('a write that goes wrong', () => {
  test.each(['ntag215', 'ntag216'] as const)(
    '%s: a torn head keeps its old sequence number until everything else is new',
    async (kind) => {
      for (const profile of [ACR122U, TRANSPARENT]) {
        const whole = await onReader(profile, personalizedCard(kind), knownCard(kind));
        await whole.driver.unlock(testKeys(kind));
        const before = whole.reader.firmware.stats().exchanges;
        for (let exchange = before + 1; exchange <= before + 4; exchange++) {
          const card = personalizedCard(kind);
          const tear = { atExchange: exchange, when: 'after' } as const;
          const reader = new VirtualReader({ profile, card, tear });
          const driver = await openDriver(await reader.waitForCard(), { profile, ...knownCard(kind) });
          await driver.unlock(testKeys(kind));
          await expect(driver.writeVerified('head1', new Uint8Array(16).fill(0x52))).rejects.toMatchObject({
            code: 'card-removed',
          });
          const head = memoryOffsets(kind, 'head1').map((at) => memoryOf(reader)[at]);
          const isFirstPageNew = head[0] === 0x52;
          expect(isFirstPageNew).toBe(exchange === before + 4);
          expect(head.slice(4).every((byte) => byte === 0x52)).toBe(exchange >= before + 3);
        }
      }
    },
  );

  test('NTAG: pages known to hold it already are not written again', async () => {
    const { driver, reader } = await onReader(ACR122U, personalizedCard('ntag215'));
    await driver.unlock(testKeys('ntag215'));
    const { head0 } = await driver.read('head0');
    await driver.writeVerified('head0', head0);
    expect(reader.firmware.stats().writes).toBe(0);
    const changed = head0.slice();
    changed[5] = 0xff;
    await driver.writeVerified('head0', changed);
    expect(reader.firmware.stats().writes).toBe(1);
  });

  test.each(CHIP_KINDS)('%s: a card that keeps something else is noticed', async (kind) => {
    const { connection } = await onReader(ACR122U, personalizedCard(kind));
    const lying: Connection = {
      ...connection,
      readerName: connection.readerName,
      atr: connection.atr,
      close: () => connection.close(),
      // Says 9000 to every write of a block or page and does nothing.
      transmit: async (command) =>
        command[1] === 0xd6 ? { data: new Uint8Array(0), sw: 0x9000 } : connection.transmit(command),
    };
    const driver = await openDriver(lying, { profile: ACR122U });
    await driver.unlock(testKeys(kind));
    const writing = driver.writeVerified('identity', new Uint8Array(88).fill(0x31));
    await expect(writing).rejects.toMatchObject({ code: 'card-write-failed' });
  });

  test('offsets and lengths that do not fit are our own fault', async () => {
    for (const kind of CHIP_KINDS) {
      const { driver } = await onReader(ACR122U, personalizedCard(kind));
      await driver.unlock(testKeys(kind));
      for (const [length, offset] of [
        [16, 8],
        [112, 0],
      ] as const) {
        const writing = driver.writeVerified('identity', new Uint8Array(length), offset);
        await expect(writing).rejects.toMatchObject({ code: 'internal-error' });
      }
    }
  });
});

describe('a card that is lifted before the reader notices', () => {
  test.each(PURSE_KINDS)('%s: every exchange of a debit ends in card-removed', async (kind) => {
    const whole = await onReader(ACR122U, personalizedCard(kind), knownCard(kind));
    await debit(whole.driver, kind);
    // Before anything has opened, a MIFARE Classic under another key looks the same.
    const first = kind.startsWith('classic') ? 3 : 1;
    for (let after = first; after < whole.reader.firmware.stats().exchanges; after++) {
      const { connection } = await onReader(ACR122U, personalizedCard(kind));
      const options = { profile: ACR122U, ...knownCard(kind) };
      const driver = await openDriver(liftedAfter(connection, after), options);
      await expect(debit(driver, kind), `after ${after}`).rejects.toMatchObject({ code: 'card-removed' });
    }
  });
});

describe('a reader that is not known', () => {
  test.each(['pn532', 'transparent'] as const)('with %s inside serves an NTAG', async (passThrough) => {
    const reader = new VirtualReader({ profile: PLAIN, passThrough, card: personalizedCard('ntag215') });
    const driver = await openDriver(await reader.waitForCard());
    await driver.unlock(testKeys('ntag215'));
    await driver.writeVerified('head1', new Uint8Array(16).fill(0x66));
    expect((await driver.read('head1')).head1).toEqual(new Uint8Array(16).fill(0x66));
    await driver.close();
  });

  test('without a pass-through names the card and cannot unlock it', async () => {
    for (const kind of ['ntag213', 'ntag215', 'ntag216'] as const) {
      const { driver } = await onReader(PLAIN, personalizedCard(kind));
      expect(driver.kind).toBe(kind);
      await expect(driver.unlock(testKeys(kind))).rejects.toMatchObject({ code: 'reader-unsupported' });
    }
  });

  test('serves a MIFARE Classic like any other', async () => {
    const { driver } = await onReader(PLAIN, personalizedCard('classic-1k'));
    await driver.unlock(testKeys('classic-1k'));
    expect((await driver.read('head0')).head0).toEqual(fillOf('head0', 16));
  });
});
