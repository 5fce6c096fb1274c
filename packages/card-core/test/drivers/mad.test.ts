import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../src/bytes.ts';
import { decodeMad1, decodeMad2, encodeMad1, encodeMad2, madCrc, sectorsOf } from '../../src/drivers/mad.ts';

describe('CRC-8 of the directory (AN10787 §3.7, protocol-facts §4)', () => {
  test('"123456789" is 99', () => expect(madCrc(utf8('123456789'))).toBe(0x99));
  test('AN10787: 01 and fifteen times 03E1 is 14', () => {
    expect(madCrc(fromHex(`01${'03E1'.repeat(15)}`))).toBe(0x14);
  });
});

describe('the directory', () => {
  const aids = new Map([
    [1, 0x03e1],
    [2, 0x384b],
    [9, 0x1234],
  ]);

  test('MAD1 of a card, least significant byte first', () => {
    const bytes = encodeMad1({ publisherSector: 0, aids });
    expect(toHex(bytes.subarray(1))).toBe(`00E1034B38${'0000'.repeat(6)}3412${'0000'.repeat(6)}`);
    expect(bytes[0]).toBe(madCrc(bytes.subarray(1)));
    expect([...decodeMad1(bytes).aids].filter(([, aid]) => aid !== 0)).toEqual([...aids]);
  });

  test('AIDs that nobody knows come back as they were', () => {
    const aid = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(aid, { minLength: 23, maxLength: 23 }), (some) => {
        const mad1 = new Map(some.slice(0, 15).map((value, i) => [i + 1, value]));
        const mad2 = new Map(some.map((value, i) => [i + 17, value]));
        expect(decodeMad1(encodeMad1({ publisherSector: 3, aids: mad1 }))).toEqual({
          publisherSector: 3,
          aids: mad1,
        });
        expect(decodeMad2(encodeMad2({ publisherSector: 0, aids: mad2 })).aids).toEqual(mad2);
      }),
    );
  });

  test('any wrong bit is noticed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (bit) => {
        const bytes = encodeMad1({ publisherSector: 0, aids });
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => decodeMad1(bytes)).toThrow(expect.objectContaining({ code: 'record-invalid' }));
      }),
    );
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a blank card', new Uint8Array(32)],
    ['the other directory', encodeMad2({ publisherSector: 0, aids })],
    ['publisher sector 10h', withCrc(fromHex(`10${'00'.repeat(30)}`))],
    ['publisher sector 28h', withCrc(fromHex(`28${'00'.repeat(30)}`))],
  ])('%s is rejected', (_, bytes) => {
    expect(() => decodeMad1(bytes)).toThrow(expect.objectContaining({ code: 'record-invalid' }));
  });

  test('the sectors of an application are ascending', () => {
    const some = new Map([
      [7, 0x384b],
      [2, 0x384b],
      [3, 0x0001],
    ]);
    expect(sectorsOf({ publisherSector: 0, aids: some }, 0x384b)).toEqual([2, 7]);
  });
});

function withCrc(rest: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(madCrc(rest)), rest);
}
