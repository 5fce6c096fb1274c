import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import type { ClassicState, NtagState } from '../../src/virtual/index.ts';
import { chipUid, createChip, formatFlipper, newCard, parseFlipper } from '../../src/virtual/index.ts';

const invalid = (text: string | RegExp) =>
  expect.objectContaining({ code: 'image-invalid', message: expect.stringMatching(text) });

// The example of NfcFileFormats.md, shortened there; the middle pages are made up.
function flipperExample(change: (lines: string[]) => string[] = (lines) => lines): string {
  const pages = Array.from({ length: 231 }, (_, i) => `Page ${i}: 00 00 00 00`);
  pages.splice(
    0,
    4,
    'Page 0: 04 85 92 9B',
    'Page 1: 8A A0 61 81',
    'Page 2: CA 48 0F 00',
    'Page 3: E1 10 6D 00',
  );
  pages.splice(226, 3, 'Page 226: 00 00 7F BD', 'Page 227: 04 00 00 E2', 'Page 228: 00 05 00 00');
  return change([
    'Filetype: Flipper NFC device',
    'Version: 4',
    '# UID is common for all formats',
    'Device type: NTAG/Ultralight',
    'UID: 04 85 92 8A A0 61 81',
    'ATQA: 00 44',
    'SAK: 00',
    'Data format version: 2',
    'NTAG/Ultralight type: NTAG216',
    'Signature: 1B 84 EB 70 BD 4C BD 1B 1D E4 98 0B 18 58 BD 7C 72 85 B4 E4 7B 38 8E 96 CF 88 6B EE A3 43 AD 90',
    'Mifare version: 00 04 04 02 01 00 13 03',
    'Counter 0: 0',
    'Counter 2: 7',
    'Pages total: 231',
    'Pages read: 231',
    ...pages,
    'Failed authentication attempts: 3',
  ]).join('\n');
}

const replaceLine = (name: string, line: string | undefined) => (lines: string[]) =>
  lines.flatMap((old) => (old.startsWith(`${name}:`) ? (line === undefined ? [] : [line]) : [old]));

describe('Flipper files of others', () => {
  test('the documented example', () => {
    const state = parseFlipper(flipperExample()) as NtagState;
    expect(state).toMatchObject({ kind: 'ntag216', counter: 7, failedAuthentications: 3 });
    expect(toHex(chipUid(state))).toBe('0485928AA06181');
    expect(toHex(state.signature.subarray(0, 4))).toBe('1B84EB70');
    expect(toHex(state.memory.subarray(227 * 4, 228 * 4))).toBe('040000E2');
  });

  test('Windows line ends and a byte order mark', () => {
    expect(parseFlipper(`\uFEFF${flipperExample().replaceAll('\n', '\r\n')}`).kind).toBe('ntag216');
  });

  test('version 2: the chip in the device type, ATQA least significant byte first', () => {
    const old = flipperExample((lines) =>
      [
        replaceLine('Version', 'Version: 2'),
        replaceLine('Device type', 'Device type: NTAG216'),
        replaceLine('NTAG/Ultralight type', undefined),
        replaceLine('Data format version', undefined),
        replaceLine('ATQA', 'ATQA: 44 00'),
        replaceLine('Failed authentication attempts', undefined),
      ].reduce((text, change) => change(text), lines),
    );
    expect(parseFlipper(old)).toMatchObject({ kind: 'ntag216', failedAuthentications: 0 });
  });

  test.each([
    [2, '04 00'],
    [3, '00 04'],
    [4, '00 04'],
  ])('Classic, version %i: ATQA %s', (version, atqa) => {
    const text = formatFlipper(newCard('classic-1k'))
      .replace('Version: 4', `Version: ${version}`)
      .replace('ATQA: 00 04', `ATQA: ${atqa}`);
    expect(toHex((parseFlipper(text) as ClassicState).atqa)).toBe('0400');
  });

  test('Classic, data format 1: key maps instead of ??', () => {
    const text = formatFlipper(newCard('classic-1k')).replace(
      'Data format version: 2',
      'Data format version: 1\nKey A map: 000000000000FFFE\nKey B map: 0000000000007FFF',
    );
    const hidden = [0, 1, 2, 3, 4, 5].flatMap((i) => [48 + i, 63 * 16 + 10 + i]);
    expect([...parseFlipper(text).unknown].sort((a, b) => a - b)).toEqual(hidden.sort((a, b) => a - b));
  });

  test('pages that were not read are unknown: no password matches', () => {
    const state = parseFlipper(flipperExample(replaceLine('Pages read', 'Pages read: 229'))) as NtagState;
    expect(state.unknown.size).toBe(8);
    const chip = createChip(state);
    chip.powerOn();
    expect('command' in chip && chip.command(fromHex('1B00000000'))).toEqual({ kind: 'nak', code: 0 });
  });

  test.each([
    ['Filetype', 'Filetype: Flipper SubGhz', 'Filetype'],
    ['Version', 'Version: 5', 'Version'],
    ['Version', 'Version: four', 'Version'],
    ['Device type', 'Device type: Mifare DESFire', 'Device type'],
    ['NTAG/Ultralight type', 'NTAG/Ultralight type: NTAG203', 'NTAG203'],
    ['UID', 'UID: 04 85 92 8A A0 61 82', 'UID'],
    ['UID', undefined, 'UID: is missing'],
    ['Pages total', 'Pages total: 45', 'Pages total'],
    ['Page 17', 'Page 17: 00 00 00', 'Page 17'],
    ['Page 17', 'Page 17: 00 00 00 0G', 'Page 17'],
    ['Page 17', 'Page 18: 00 00 00 00', 'line 34: "Page 18" occurs twice'],
    ['Page 17', 'Page 17', 'line 33'],
    ['Page 0', 'Page 0: 04 85 92 9C', 'Page 0: check byte'],
    ['Page 2', 'Page 2: CB 48 0F 00', 'Page 2: check byte'],
    ['Counter 2', 'Counter 2: 16777216', 'Counter 2'],
    ['Counter 2', 'Counter 2: -1', 'Counter 2'],
    ['Signature', 'Signature: 00', 'Signature'],
    ['Pages read', 'Pages read: 232', 'Pages read'],
  ])('with "%s" as "%s" the error names it', (name, line, named) => {
    expect(() => parseFlipper(flipperExample(replaceLine(name, line)))).toThrowError(invalid(named));
  });

  test.each([
    ['Mifare Classic type: 1K', 'Mifare Classic type: MINI', 'Mifare Classic type'],
    ['Mifare Classic type: 1K', 'Mifare Classic type: 4K', 'Block 64'],
    ['Data format version: 2', 'Data format version: 3', 'Data format version'],
    ['Block 9: 00', 'Block 9: ?', 'Block 9'],
    ['Block 9: 00 00', 'Block 9: 00', 'Block 9'],
    ['Block 0: A1', 'Block 0: A2', 'UID'],
    ['Block 0: A1 B2 C3 D4 04', 'Block 0: A1 B2 C3 D4 05', 'Block 0'],
    ['UID: A1 B2 C3 D4', 'UID: A1 B2 C3', 'UID'],
  ])('Classic with "%s" as "%s"', (from, to, named) => {
    const text = formatFlipper(newCard('classic-1k', { uid: fromHex('A1B2C3D4') }));
    expect(text).toContain(from);
    expect(() => parseFlipper(text.replace(from, to))).toThrowError(invalid(named));
  });
});
