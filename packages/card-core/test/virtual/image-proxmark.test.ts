import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import type { ClassicState } from '../../src/virtual/index.ts';
import { formatProxmark, newCard, parseProxmark } from '../../src/virtual/index.ts';

const invalid = (text: string | RegExp) =>
  expect.objectContaining({ code: 'image-invalid', message: expect.stringMatching(text) });

describe('Proxmark3 files of others', () => {
  const classicDump = () => JSON.parse(formatProxmark(newCard('classic-1k', { uid: fromHex('A1B2C3D4') })));
  const ntagDump = () => JSON.parse(formatProxmark(newCard('ntag213', { uid: fromHex('04E10CDA993C80') })));

  test('what we write has the names of the real client', () => {
    expect(classicDump()).toMatchObject({
      Created: 'proxmark3',
      FileType: 'mfc v2',
      Card: { UID: 'A1B2C3D4', ATQA: '0400', SAK: '08' },
      blocks: { 0: 'A1B2C3D4040804000000000000000000', 3: 'FFFFFFFFFFFFFF078069FFFFFFFFFFFF' },
      SectorKeys: { 0: { KeyA: 'FFFFFFFFFFFF', KeyB: 'FFFFFFFFFFFF', AccessConditions: 'FF078069' } },
    });
    expect(ntagDump()).toMatchObject({
      Created: 'proxmark3',
      FileType: 'mfu',
      Card: {
        UID: '04E10CDA993C80',
        Version: '0004040201000F03',
        TBO_0: '0000',
        TBO_1: '00',
        Counter2: '000000',
      },
      blocks: { 0: '04E10C61', 43: 'FFFFFFFF' },
    });
  });

  test.each(['mfcard', 'mfc v1', 'mfc v2', 'mfc v3'])('FileType %s', (FileType) => {
    expect(parseProxmark(JSON.stringify({ ...classicDump(), FileType })).kind).toBe('classic-1k');
  });

  test('a dump without the card fields takes them from block 0 and the type', () => {
    const { blocks, FileType } = classicDump();
    expect(parseProxmark(JSON.stringify({ FileType, blocks }))).toEqual(
      newCard('classic-1k', { uid: fromHex('A1B2C3D4') }),
    );
  });

  test('ATQA most significant byte first, as other tools write it', () => {
    const dump = classicDump();
    dump.Card.ATQA = '0004';
    expect(toHex((parseProxmark(JSON.stringify(dump)) as ClassicState).atqa)).toBe('0400');
  });

  test('the counter stands least significant byte first', () => {
    const dump = ntagDump();
    dump.Card.Counter2 = '563412';
    expect(parseProxmark(JSON.stringify(dump))).toMatchObject({ counter: 0x123456 });
  });

  /** The dump with one field of the path replaced, or taken out with undefined. */
  function changed(path: string, value: unknown): string {
    const dump = classicDump();
    const names = path.split('/');
    const last = names.pop()!;
    const holder = names.reduce((object, name) => object[name], dump);
    holder[last] = value;
    return JSON.stringify(dump); // leaves out what is undefined
  }

  test.each([
    ['FileType', 'hitag', 'FileType'],
    ['FileType', undefined, 'FileType'],
    ['blocks', undefined, 'blocks'],
    ['blocks/9', undefined, 'blocks'],
    ['blocks/9', '00', 'blocks.9'],
    ['blocks/9', 9, 'blocks.9'],
    ['blocks/9', 'x'.repeat(32), 'blocks.9'],
    ['Card/UID', 'A1B2C3D5', 'UID'],
    ['Card/UID', 1, 'Card.UID'],
    ['Card/SAK', '0800', 'Card.SAK'],
  ])('%s as %o: the error names it', (path, value, named) => {
    expect(() => parseProxmark(changed(path, value))).toThrowError(invalid(named));
  });

  test('a block under another name is missing', () => {
    const text = formatProxmark(newCard('classic-1k')).replace('"9": "', '"x": "');
    expect(() => parseProxmark(text)).toThrowError(invalid('blocks.9'));
  });
});
