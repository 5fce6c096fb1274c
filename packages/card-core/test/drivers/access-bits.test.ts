import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import type { AccessConditions } from '../../src/drivers/access-bits.ts';
import {
  areAccessBitsValid,
  decodeAccessBits,
  encodeAccessBits,
  encodeTrailer,
  keyOpens,
  mayReplaceTrailer,
  mayWriteData,
} from '../../src/drivers/access-bits.ts';
import {
  decodeConditions,
  isKeyBReadable,
  mayUseData,
  mayUseTrailer,
} from '../../src/virtual/classic-access.ts';

const condition = fc.integer({ min: 0, max: 7 });
const conditions = fc.tuple(condition, condition, condition, condition);

// MF1S50yyX/V1 §8.7.1; AN10787 §3.2; AN1305 §6.1; protocol-facts §4.
const VECTORS: readonly [string, string, AccessConditions][] = [
  ['transport configuration', 'FF0780', [0b000, 0b000, 0b000, 0b001]],
  ['MAD, and our sectors', '787788', [0b100, 0b100, 0b100, 0b011]],
  ['NDEF', '7F0788', [0b000, 0b000, 0b000, 0b011]],
  ['data 110, 100, 100, trailer 011', '687789', [0b110, 0b100, 0b100, 0b011]],
];

describe('access bits', () => {
  test.each(VECTORS)('%s: %s', (_, hex, decoded) => {
    expect(toHex(encodeAccessBits(decoded))).toBe(hex);
    expect(decodeAccessBits(fromHex(hex))).toEqual(decoded);
  });

  test.each(['000000', 'FFFFFF', 'FF0781', '787789', '7877', '78778800', ''])('%s is rejected', (hex) => {
    expect(areAccessBitsValid(fromHex(hex))).toBe(false);
    expect(() => decodeAccessBits(fromHex(hex))).toThrow(expect.objectContaining({ code: 'record-invalid' }));
  });

  test('every combination comes back', () => {
    fc.assert(
      fc.property(conditions, (some) => {
        expect(decodeAccessBits(encodeAccessBits(some))).toEqual(some);
      }),
    );
  });

  test('one wrong bit is always noticed', () => {
    fc.assert(
      fc.property(conditions, fc.integer({ min: 0, max: 23 }), (some, bit) => {
        const bytes = encodeAccessBits(some);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect(areAccessBitsValid(bytes)).toBe(false);
      }),
    );
  });

  // Two tables written apart from one data sheet check each other.
  test("says the same as the virtual chip's own table", () => {
    fc.assert(
      fc.property(conditions, fc.constantFrom('A' as const, 'B' as const), (some, key) => {
        expect(decodeConditions(encodeAccessBits(some))).toEqual(some);
        const trailer = some[3];
        const isOpen = key === 'A' || !isKeyBReadable(trailer);
        expect(keyOpens(some, key)).toBe(isOpen);
        const parts = ['keyAWrite', 'accessWrite', 'keyBWrite'] as const;
        expect(mayReplaceTrailer(some, key)).toBe(
          isOpen && parts.every((part) => mayUseTrailer(trailer, key, part)),
        );
        const groups = some.slice(0, 3);
        expect(mayWriteData(some, key)).toBe(
          isOpen &&
            groups.every((group) => mayUseData(group, key, 'write') && mayUseData(group, key, 'read')),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('a trailer', () => {
  const key = fromHex('112233445566');
  test('is key A, access bits, general purpose byte, key B', () => {
    expect(toHex(encodeTrailer(key, fromHex('787788'), 0xc1, fromHex('AABBCCDDEEFF')))).toBe(
      '112233445566787788C1AABBCCDDEEFF',
    );
  });
  test.each([
    ['inconsistent access bits', key, '787789', 0, key],
    ['a short key', key.subarray(1), '787788', 0, key],
    ['a byte that is none', key, '787788', 256, key],
  ] as const)('with %s is never made', (_, keyA, access, byte, keyB) => {
    expect(() => encodeTrailer(keyA, fromHex(access), byte, keyB)).toThrow(
      expect.objectContaining({ code: 'internal-error' }),
    );
  });
});
