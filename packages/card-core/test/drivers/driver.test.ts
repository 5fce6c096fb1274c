import { describe, expect, test } from 'vitest';
import type { ChipKind } from '../../src/card-kind.ts';
import { CHIP_KINDS } from '../../src/card-kind.ts';
import type { CardDriver } from '../../src/drivers/driver.ts';
import { CARD_PROFILE, CLASSIC_LAYOUTS } from '../../src/drivers/layout.ts';
import type { OpenOptions } from '../../src/drivers/open.ts';
import { openDriver } from '../../src/drivers/open.ts';
import type { ReaderProfile } from '../../src/readers/profile.ts';
import { ACR122U, PLAIN, TRANSPARENT } from '../../src/readers/profile.ts';
import type { ChipState } from '../../src/virtual/index.ts';
import { VirtualReader } from '../../src/virtual/index.ts';
import {
  areaLength,
  areasOf,
  fillOf,
  memoryOffsets,
  personalizedCard,
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
