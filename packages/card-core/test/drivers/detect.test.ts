import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import { CHIP_KINDS, chipAtr } from '../../src/card-kind.ts';
import { detectCard, familyOfAtr, kindOfVersion } from '../../src/drivers/detect.ts';
import { ACR122U, PLAIN, TRANSPARENT } from '../../src/readers/profile.ts';
import { newCard, VirtualReader } from '../../src/virtual/index.ts';
import { UIDS } from './personalized-card.ts';
import { ATR, ScriptedConnection } from './scripted-connection.ts';

describe('the ATR (PC/SC part 3, protocol-facts §1)', () => {
  test.each([
    [ATR['classic-1k'], 'classic-1k'],
    [ATR['classic-4k'], 'classic-4k'],
    [ATR['type-2'], 'type-2'],
    ['3B8F8001804F0CA00000030603FF0800000000 00', 'classic-1k'],
    ['3B8F8001804F0CA00000030603FF1800000000 00', 'classic-4k'],
    ['3B8F8001804F0CA00000030603FF0000000000 00', 'type-2'],
  ])('%s is %s', (atr, family) => expect(familyOfAtr(fromHex(atr)).family).toBe(family));

  test.each([
    ['3B8F8001804F0CA000000306030026000000004D', /Mini/],
    ['3B8F8001804F0CA00000030603003A0000000051', /Ultralight C/],
    ['3B8F8001804F0CA00000030603003D0000000056', /Ultralight EV1/],
    ['3B8F8001804F0CA0000003060300360000000000', /Plus 2K/],
    ['3B8F8001804F0CA00000030603F004000000009F', /Topaz/],
    ['3B8F8001804F0CA00000030611003B0000000042', /FeliCa/],
    ['3B8F8001804F0CA0000003060312340000000000', /type 1234/],
    ['3B8180018080', /processor/],
    ['', /processor/],
    ['3B8F8001804F0CA000000306', /processor/],
  ])('%s is refused by name', (atr, name) => {
    expect(familyOfAtr(fromHex(atr))).toMatchObject({ family: 'other', name: expect.stringMatching(name) });
  });

  test.each(CHIP_KINDS)('%s: the ATR of the chip table', (kind) => {
    expect(familyOfAtr(chipAtr(kind)).family).toBe(kind.startsWith('ntag') ? 'type-2' : kind);
  });
});

describe('GET_VERSION (data sheet rev. 3.2 §10.1)', () => {
  test.each([
    ['0004040201000F03', 'ntag213'],
    ['0004040201001103', 'ntag215'],
    ['0004040201001303', 'ntag216'],
    ['0004040401000F03', 'ntag213'], // NTAG213F
    ['0053040201000F03', 'ntag213'], // a copy by another maker
  ])('%s is %s', (version, kind) => expect(kindOfVersion(fromHex(version))).toBe(kind));

  test.each([
    ['0004030101000B03', /Ultralight EV1/],
    ['0004040502021303', /NTAG I2C/],
    ['0004040201000B03', /version/], // NTAG210
    ['0004040201000E03', /version/], // NTAG212
    ['00', /version/],
    ['', /version/],
  ])('%s is none of ours', (version, name) => {
    expect(kindOfVersion(fromHex(version))).toEqual({ name: expect.stringMatching(name) });
  });
});

describe('detection', () => {
  test.each(CHIP_KINDS)('%s, through every kind of reader', async (kind) => {
    for (const profile of [ACR122U, TRANSPARENT, PLAIN]) {
      const reader = new VirtualReader({ profile, card: newCard(kind, { uid: UIDS[kind] }) });
      const detected = await detectCard(await reader.waitForCard(), { profile });
      expect(detected).toMatchObject({ kind, uid: UIDS[kind] });
    }
  });

  test('a known card is not asked for its version, but its ATR has to fit', async () => {
    const uid: [string, string] = ['FFCA000000', '04A1B2C3D4E502 9000'];
    const tag = new ScriptedConnection(ATR['type-2'], [uid], 'ACS ACR122U');
    expect(await detectCard(tag, { knownKind: () => 'ntag216' })).toMatchObject({ kind: 'ntag216' });
    const asked: [string, string] = ['FF00000003D44260', 'D543000004040201001103 9000'];
    const other = new ScriptedConnection(ATR['type-2'], [uid, asked], 'ACS ACR122U');
    expect(await detectCard(other, { knownKind: () => 'classic-1k' })).toMatchObject({ kind: 'ntag215' });
  });

  test.each([
    [
      'Ultralight',
      ATR['type-2'],
      [
        ['FFCA000000', '04A1B2C3D4E502 9000'],
        ['FF00000003D44260', 'D543029000'],
      ],
      /Ultralight/,
    ],
    ['a smart card', '3B8180018080', [], /processor/],
  ] as const)('%s is unsupported, and named', async (_, atr, script, name) => {
    const connection = new ScriptedConnection(atr, script, 'ACS ACR122U');
    await expect(detectCard(connection)).rejects.toMatchObject({
      code: 'card-unsupported',
      message: expect.stringMatching(name),
    });
    expect(connection.remaining).toBe(0);
  });
});
