import { describe, expect, test } from 'vitest';
import { NTAG_SPECS } from '../../src/card-kind.ts';
import { newCard } from '../../src/virtual/index.ts';
import { hexByte, NTAG_KINDS, ntag } from './support.ts';

/** User and container pages that refuse a write now. */
function lockedPages(tag: ReturnType<typeof ntag>, last: number): number[] {
  const locked = [];
  for (let page = 3; page <= last; page++) {
    if (tag.send(`A2${hexByte(page)}00000000`) === 'NAK0') locked.push(page);
  }
  return locked;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('static locks (page 2, bytes 2 and 3)', () => {
  test.each(range(3, 15))('bit %i locks page %i', (page) => {
    const tag = ntag(newCard('ntag213'));
    const bits = 1 << page;
    expect(tag.send(`A2020000${hexByte(bits & 0xff)}${hexByte(bits >> 8)}`)).toBe('ACK');
    expect(lockedPages(tag, 0x27)).toEqual([page]);
  });

  test('lock bits and container gain bits and never lose them; bytes 0 and 1 stay', () => {
    const tag = ntag(newCard('ntag213'));
    tag.send('A202FFFF1001');
    tag.send('A20200002002');
    expect(tag.send('3A0202').slice(4)).toBe('3003');
    tag.send('A203000000FF');
    tag.send('A20300000000');
    expect(tag.send('3A0303')).toBe('E11012FF');
  });

  test.each([
    { name: 'bit 0 freezes the lock of the container', freeze: 0x01, frozen: [3] },
    { name: 'bit 1 freezes the locks of pages 4 to 9', freeze: 0x02, frozen: range(4, 9) },
    { name: 'bit 2 freezes the locks of pages 10 to 15', freeze: 0x04, frozen: range(10, 15) },
  ])('$name', ({ freeze, frozen }) => {
    const tag = ntag(newCard('ntag213'));
    tag.send(`A2020000${hexByte(freeze)}00`);
    tag.send('A2020000F8FF');
    expect(lockedPages(tag, 15)).toEqual(range(3, 15).filter((page) => !frozen.includes(page)));
  });

  test('a freeze in the same write does not hold back its own lock bits', () => {
    const tag = ntag(newCard('ntag213'));
    tag.send('A2020000FFFF');
    expect(lockedPages(tag, 15)).toEqual(range(3, 15));
  });
});

describe.each(NTAG_KINDS)('dynamic locks of %s', (kind) => {
  const spec = NTAG_SPECS[kind];
  const lock = hexByte(spec.dynamicLockPage);
  const bitCount = Math.ceil((spec.userLastPage - 15) / spec.dynamicLockGranularity);
  const pagesOf = (bit: number) => {
    const first = 16 + bit * spec.dynamicLockGranularity;
    return range(first, Math.min(first + spec.dynamicLockGranularity - 1, spec.userLastPage));
  };

  test('each bit locks its pages', () => {
    for (let bit = 0; bit < bitCount; bit++) {
      const tag = ntag(newCard(kind));
      const bits = 1 << bit;
      expect(tag.send(`A2${lock}${hexByte(bits & 0xff)}${hexByte(bits >> 8)}0000`)).toBe('ACK');
      expect(lockedPages(tag, spec.userLastPage)).toEqual(pagesOf(bit));
    }
  });

  test('each bit of byte 2 freezes the two lock bits of its area', () => {
    for (let freeze = 0; freeze < Math.ceil(bitCount / 2); freeze++) {
      const tag = ntag(newCard(kind));
      tag.send(`A2${lock}0000${hexByte(1 << freeze)}00`);
      tag.send(`A2${lock}FFFF0000`);
      const frozen = [...pagesOf(freeze * 2), ...pagesOf(freeze * 2 + 1)];
      const expected = range(16, spec.userLastPage).filter((page) => !frozen.includes(page));
      expect(lockedPages(tag, spec.userLastPage)).toEqual(expected);
    }
  });

  test('bits are never lost, byte 3 reads BD', () => {
    const tag = ntag(newCard(kind));
    tag.send(`A2${lock}01000100`);
    tag.send(`A2${lock}00000000`);
    expect(tag.send(`3A${lock}${lock}`)).toBe('010001BD');
  });
});
