import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import type { ChipKind } from '../../src/card-kind.ts';
import { CHIP_KINDS } from '../../src/card-kind.ts';
import type { InspectOptions } from '../../src/drivers/inspect.ts';
import { inspectCard } from '../../src/drivers/inspect.ts';
import { encodeUriTlv } from '../../src/drivers/ndef.ts';
import { isOriginalNtag } from '../../src/drivers/originality.ts';
import { ACR122U, PLAIN, TRANSPARENT } from '../../src/readers/profile.ts';
import type { ChipState } from '../../src/virtual/index.ts';
import { copyState, isNtagState, newCard, VirtualReader } from '../../src/virtual/index.ts';
import { personalizedCard, testKeys, UIDS } from './personalized-card.ts';

const URI = 'https://koperasi.example/kartu';

// NXP chips, protocol-facts §3.
const ORIGINAL: readonly [string, string][] = [
  ['04E10CDA993C80', '8B76052EE42F5567BEB53238B3E3F9950707C0DCC956B5C5EFCFDB709B2D82B3'],
  ['04DB0BDA993C80', '6048EFD9417CD10F6B7F1818D471A7FE5B46868D2EABDC6307A1E0AAE139D8D0'],
];

describe("the maker's signature (AN11350)", () => {
  test.each(ORIGINAL)('%s is genuine, and only with its own', (uid, signature) => {
    expect(isOriginalNtag(fromHex(uid), fromHex(signature))).toBe(true);
    for (const [otherUid] of ORIGINAL.filter(([other]) => other !== uid)) {
      expect(isOriginalNtag(fromHex(otherUid), fromHex(signature))).toBe(false);
    }
    for (const bit of [0, 100, 127, 128, 255]) {
      const bytes = fromHex(signature);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(isOriginalNtag(fromHex(uid), bytes)).toBe(false);
    }
  });

  test.each([
    ['zeros', '00'.repeat(32)],
    ['s = 0', `${'11'.repeat(16)}${'00'.repeat(16)}`],
    ['r = n', `FFFFFFFE0000000075A30D1B9038A115${'11'.repeat(16)}`],
    ['all ones', 'FF'.repeat(32)],
    ['a byte short', '11'.repeat(31)],
    ['nothing', ''],
  ])('%s is none', (_, signature) => {
    expect(isOriginalNtag(fromHex('04E10CDA993C80'), fromHex(signature))).toBe(false);
  });
});

async function inspect(card: ChipState, options: InspectOptions = {}) {
  const reader = new VirtualReader({ profile: options.profile ?? ACR122U, card });
  const facts = await inspectCard(await reader.waitForCard(), options);
  return { facts, reader };
}

/** The organisation's own tools: they derive the keys of any UID. */
function own(kind: ChipKind): InspectOptions {
  return { keys: () => testKeys(kind), ndefUri: URI };
}

describe('inspection', () => {
  test.each(CHIP_KINDS)('%s: changes nothing, on a blank card and on one of ours', async (kind) => {
    for (const card of [newCard(kind, { uid: UIDS[kind] }), personalizedCard(kind)]) {
      for (const profile of [ACR122U, TRANSPARENT, PLAIN]) {
        const before = copyState(card);
        const { facts, reader } = await inspect(card, { ...own(kind), profile });
        expect(facts).toMatchObject({ kind, uid: UIDS[kind] });
        expect(reader.chip!.snapshot().memory).toEqual(before.memory);
        expect(reader.firmware.stats().writes).toBe(0);
      }
    }
  });

  test('a blank MIFARE Classic opens everywhere with the factory key', async () => {
    const { facts } = await inspect(newCard('classic-1k'));
    if (facts.kind !== 'classic-1k') throw new Error(facts.kind);
    expect(facts.directory).toBeUndefined();
    expect(facts.sectors).toHaveLength(16);
    for (const sector of facts.sectors) {
      expect(sector).toMatchObject({
        keyA: 'factory',
        access: 'FF0780',
        generalPurposeByte: 0x69,
        isEmpty: true,
      });
    }
  });

  test('one of ours, with and without our keys', async () => {
    const card = personalizedCard('classic-1k');
    card.memory.set(encodeUriTlv(URI), 64);
    const { facts } = await inspect(card, own('classic-1k'));
    if (facts.kind !== 'classic-1k') throw new Error(facts.kind);
    expect(facts.uri).toBe(URI);
    expect(facts.directory).toEqual([
      { sector: 1, aid: 0xe103 },
      ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((sector) => ({ sector, aid: 0x384b })),
    ]);
    expect(facts.sectors[0]).toMatchObject({
      keyA: 'MAD',
      keyB: 'own',
      access: '787788',
      generalPurposeByte: 0xc1,
    });
    expect(facts.sectors[2]).toMatchObject({ keyA: 'own', keyB: 'own', access: '787788', isEmpty: false });
    const stranger = (await inspect(card)).facts;
    if (stranger.kind !== 'classic-1k') throw new Error(stranger.kind);
    expect(stranger.uri).toBe(URI);
    expect(stranger.sectors[0]).toMatchObject({ keyA: 'MAD', keyB: undefined });
    expect(stranger.sectors[2]).toEqual({
      sector: 2,
      keyA: undefined,
      keyB: undefined,
      access: undefined,
      generalPurposeByte: undefined,
      isEmpty: undefined,
    });
  });

  test('keys of the caller are reported under their names', async () => {
    const card = newCard('classic-4k');
    card.memory.set(fromHex('112233445566 787788 00 665544332211'), (128 + 15) * 16);
    const keysToTry = [
      { name: 'bus', key: fromHex('112233445566') },
      { name: 'bus, writing', key: fromHex('665544332211') },
    ];
    const { facts } = await inspect(card, { keysToTry });
    if (facts.kind !== 'classic-4k') throw new Error(facts.kind);
    expect(facts.sectors[32]).toMatchObject({ keyA: 'bus', keyB: 'bus, writing', access: '787788' });
  });

  test('a blank NTAG', async () => {
    const { facts } = await inspect(newCard('ntag215'), own('ntag215'));
    expect(facts).toMatchObject({
      version: fromHex('0004040201001103'),
      uri: undefined,
      protectedFromPage: null,
      isReadProtected: false,
      attemptLimit: 0,
      isConfigurationFrozen: false,
      lockedPages: [],
      counter: undefined,
      opensWithOwnPassword: false,
      originality: 'not-genuine',
    });
  });

  test('one of ours, with and without the password', async () => {
    const card = personalizedCard('ntag216');
    card.memory.set(encodeUriTlv(URI), 16);
    card.memory.set([0xf8, 0xff], 10);
    const { facts } = await inspect(card, own('ntag216'));
    expect(facts).toMatchObject({
      uri: URI,
      opensWithOwnPassword: true,
      protectedFromPage: 16,
      isReadProtected: true,
      attemptLimit: 0,
      lockedPages: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
      counter: 2,
    });
    expect((await inspect(card)).facts).toMatchObject({
      uri: URI,
      opensWithOwnPassword: undefined,
      protectedFromPage: undefined,
      counter: undefined,
    });
  });

  test.each([
    ['a limit that can be read', '04000020 01050000 11223344', 'ntag213'],
    ['a limit that cannot be read', '04000004 81050000 11223344', 'ntag213'],
  ] as const)("a stranger's tag with %s is not tried", async (_, configuration, kind) => {
    const card = newCard(kind);
    card.memory.set(fromHex(configuration), 0x29 * 4);
    const { reader } = await inspect(card, own(kind));
    const after = reader.chip!.snapshot();
    expect(isNtagState(after) && after.failedAuthentications).toBe(0);
    expect(reader.firmware.stats().authentications).toBe(0);
  });

  test('a genuine chip', async () => {
    const [uid, signature] = ORIGINAL[0]!;
    const card = { ...newCard('ntag215', { uid: fromHex(uid) }), signature: fromHex(signature) };
    expect((await inspect(card)).facts).toMatchObject({ originality: 'genuine' });
  });
});
