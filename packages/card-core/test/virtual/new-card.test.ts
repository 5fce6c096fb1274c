import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { CHIP_KINDS, chipBytes } from '../../src/card-kind.ts';
import { chipUid, createChip, newCard } from '../../src/virtual/index.ts';

describe.each(CHIP_KINDS)('a new %s', (kind) => {
  test('is whole, runs, and has a UID of its own', () => {
    const card = newCard(kind);
    expect(card.memory).toHaveLength(chipBytes(kind));
    expect(createChip(card).snapshot()).toEqual(card);
    expect(toHex(chipUid(card))).not.toBe(toHex(chipUid(newCard(kind))));
  });
});

test.each([
  ['ntag213', '04E10CDA993C80', '04E10C61DA993C80FF480000E11012000103A00C340300FE'],
  ['ntag215', '04DB0BDA993C80', '04DB0B5CDA993C80FF480000E1103E000300FE0000000000'],
  ['ntag216', '0485928AA06181', '0485929B8AA06181CA480000E1106D000300FE0000000000'],
  ['classic-1k', 'A1B2C3D4', 'A1B2C3D4040804000000000000000000'],
  ['classic-4k', 'BAE27C9D', 'BAE27C9DB91802000000000000000000'],
  ['classic-1k', '04A1B2C3D4E5F6', '04A1B2C3D4E5F6084400000000000000'],
] as const)('%s with UID %s begins with %s', (kind, uid, start) => {
  const card = newCard(kind, { uid: fromHex(uid) });
  expect(toHex(chipUid(card))).toBe(uid);
  expect(toHex(card.memory.subarray(0, start.length / 2))).toBe(start);
});

test('every trailer of a new Classic is the transport one', () => {
  for (const [kind, trailers] of [
    ['classic-1k', 16],
    ['classic-4k', 40],
  ] as const) {
    const found = toHex(newCard(kind).memory)
      .match(/.{32}/g)!
      .filter((block) => block.startsWith('FFFF'));
    expect(found).toEqual(Array(trailers).fill('FFFFFFFFFFFFFF078069FFFFFFFFFFFF'));
  }
});

test.each([
  ['ntag215', '05E10CDA993C80', 'uid-ntag'],
  ['ntag215', '04E10CDA', 'uid-ntag'],
  ['classic-1k', '88B2C3D4', 'uid-classic-start'],
  ['classic-1k', '08B2C3D4', 'uid-classic-start'],
  ['classic-1k', 'A1B2C3D4E5', 'uid-classic'],
] as const)('%s cannot have UID %s: %s', (kind, uid, what) => {
  expect(() => newCard(kind, { uid: fromHex(uid) })).toThrowError(
    expect.objectContaining({ code: 'usage', details: { what } }),
  );
});
