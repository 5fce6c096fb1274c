import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import type { ChipKind } from '../../src/card-kind.ts';
import { CHIP_KINDS, isNtagKind, NTAG_SPECS } from '../../src/card-kind.ts';
import type { ChipState, ClassicState, NtagState } from '../../src/virtual/index.ts';
import {
  chipUid,
  convertImage,
  createChip,
  formatFlipper,
  formatProxmark,
  formatRaw,
  isNtagState,
  newCard,
  parseFlipper,
  parseProxmark,
  parseRaw,
  readImage,
  writeImage,
} from '../../src/virtual/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kartu-image-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const invalid = (text: string | RegExp) =>
  expect.objectContaining({ code: 'image-invalid', message: expect.stringMatching(text) });

const FIRST_RANDOM_BYTE = { ntag: 12, classic: 16 }; // after the UID

/** A card of any kind with any content that its UID allows. */
const anyState = (unknown: boolean): fc.Arbitrary<ChipState> =>
  fc.constantFrom<ChipKind>(...CHIP_KINDS).chain((kind): fc.Arbitrary<ChipState> => {
    const fresh = newCard(kind);
    const start = isNtagKind(kind) ? FIRST_RANDOM_BYTE.ntag : FIRST_RANDOM_BYTE.classic;
    const content = fc.uint8Array({
      minLength: fresh.memory.length - start,
      maxLength: fresh.memory.length - start,
    });
    const withContent = (bytes: Uint8Array, hidden: readonly number[]) => {
      const memory = fresh.memory.slice();
      memory.set(bytes, start);
      for (const offset of hidden) memory[offset] = 0;
      return memory;
    };
    if (isNtagState(fresh)) {
      const pages = NTAG_SPECS[fresh.kind].pages;
      return fc
        .record({
          bytes: content,
          version: fc.uint8Array({ minLength: 8, maxLength: 8 }),
          signature: fc.uint8Array({ minLength: 32, maxLength: 32 }),
          counter: fc.integer({ min: 0, max: 0xffffff }),
          failedAuthentications: fc.integer({ min: 0, max: 7 }),
          pagesRead: unknown ? fc.integer({ min: 4, max: pages }) : fc.constant(pages),
        })
        .map(({ bytes, pagesRead, ...rest }): NtagState => {
          const hidden = Array.from({ length: (pages - pagesRead) * 4 }, (_, i) => pagesRead * 4 + i);
          return { kind: fresh.kind, ...rest, memory: withContent(bytes, hidden), unknown: new Set(hidden) };
        });
    }
    const hidden = unknown
      ? fc.uniqueArray(fc.integer({ min: start, max: fresh.memory.length - 1 }))
      : fc.constant<number[]>([]);
    return fc.record({ bytes: content, hidden }).map(
      ({ bytes, hidden: at }): ClassicState => ({
        ...fresh,
        memory: withContent(bytes, at),
        unknown: new Set(at.sort((a, b) => a - b)),
      }),
    );
  });

/** What a raw dump can carry of a state. */
function asRaw(state: ChipState): ChipState {
  if (!isNtagState(state)) return state;
  const version = NTAG_SPECS[state.kind].version;
  return { ...state, version, signature: new Uint8Array(32), counter: 0, failedAuthentications: 0 };
}

describe('properties: what is written is read back', () => {
  test('Flipper, with everything', () => {
    fc.assert(
      fc.property(anyState(true), (state) => {
        expect(parseFlipper(formatFlipper(state))).toEqual(state);
      }),
      { numRuns: 60 },
    );
  });

  test('Proxmark3, but for the failed authentications', () => {
    fc.assert(
      fc.property(anyState(false), (state) => {
        const expected = isNtagState(state) ? { ...state, failedAuthentications: 0 } : state;
        expect(parseProxmark(formatProxmark(state))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('raw, the memory', () => {
    fc.assert(
      fc.property(anyState(false), (state) => {
        expect(parseRaw(formatRaw(state))).toEqual(asRaw(state));
      }),
      { numRuns: 60 },
    );
  });

  test('any bytes: a card or image-invalid, never anything else', () => {
    const tolerant = (parse: () => unknown) => {
      try {
        parse();
      } catch (error) {
        expect(error).toMatchObject({ code: 'image-invalid' });
      }
    };
    const flipper = formatFlipper(newCard('ntag213'));
    const proxmark = formatProxmark(newCard('ntag213'));
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.json(), (text, at, json) => {
        const cut = (whole: string) =>
          whole.slice(0, at % whole.length) + text + whole.slice((at % whole.length) + 1);
        tolerant(() => parseFlipper(text));
        tolerant(() => parseFlipper(cut(flipper)));
        tolerant(() => parseProxmark(json));
        tolerant(() => parseProxmark(cut(proxmark)));
        tolerant(() => parseRaw(new TextEncoder().encode(text)));
      }),
      { numRuns: 200 },
    );
  });
});

describe.each([
  ['.nfc', 'ntag215'],
  ['.json', 'ntag215'],
  ['.bin', 'ntag215'],
  ['.nfc', 'classic-4k'],
  ['.json', 'classic-4k'],
  ['.bin', 'classic-4k'],
  ['.mfd', 'classic-1k'],
] as const)('%s file of a %s', (ending, kind) => {
  test('is written and read', () => {
    const path = join(folder, `card${ending}`);
    const state = newCard(kind);
    writeImage(path, state);
    expect(readImage(path)).toEqual(state);
    expect(readdirSync(folder)).toEqual([`card${ending}`]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('cut off anywhere it is image-invalid and names the file', () => {
    const path = join(folder, `card${ending}`);
    writeImage(path, newCard(kind));
    const whole = readFileSync(path);
    for (const part of [0, 0.1, 0.5, 0.9]) {
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length * part)));
      expect(() => readImage(path)).toThrowError(invalid(`card${ending}`));
    }
  });
});

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

describe('files', () => {
  test('conversion keeps memory, keys and passwords', () => {
    const state = newCard('ntag216');
    state.memory.set(fromHex('A1B2C3D4CAFE'), NTAG_SPECS.ntag216.pwdPage * 4);
    const path = (ending: string) => join(folder, `card.${ending}`);
    writeImage(path('nfc'), { ...state, counter: 5, signature: new Uint8Array(32).fill(7) });
    convertImage(path('nfc'), path('json'));
    expect(readImage(path('json'))).toMatchObject({ counter: 5, signature: new Uint8Array(32).fill(7) });
    convertImage(path('json'), path('bin'));
    expect(readImage(path('bin'))).toEqual(state);
  });

  // The fifth byte of the first looks like the check byte of a 4-byte UID.
  test.each(['04A1B2C3D4E5F6', '04A1B2C3D5E5F6'])(
    'a raw Classic with the UID %s is told by its block 0',
    (uid) => {
      const state = newCard('classic-1k', { uid: fromHex(uid) });
      expect(parseRaw(formatRaw(state))).toEqual(state);
    },
  );

  test('a raw file whose block 0 is no block 0', () => {
    expect(() => parseRaw(new Uint8Array(1024).fill(0x11))).toThrowError(invalid('Block 0'));
  });

  test.each([
    ['no such file', 'none.nfc', 'not-found'],
    ['a folder', 'folder.nfc', 'file-unreadable'],
    ['an unknown ending', 'card.txt', 'image-invalid'],
    ['far too big', 'big.nfc', 'image-invalid'],
    ['no text', 'binary.nfc', 'image-invalid'],
    ['raw of a size of no chip', 'odd.bin', 'image-invalid'],
  ])('%s: %s is %s', (_, name, code) => {
    mkdirSync(join(folder, 'folder.nfc'));
    writeFileSync(join(folder, 'big.nfc'), Buffer.alloc(2_000_000));
    writeFileSync(join(folder, 'binary.nfc'), Buffer.from([0xff, 0xfe, 0x00]));
    writeFileSync(join(folder, 'odd.bin'), Buffer.alloc(1000));
    expect(() => readImage(join(folder, name))).toThrowError(expect.objectContaining({ code }));
  });

  test('a file keeps its permissions when it is written again', () => {
    const path = join(folder, 'card.nfc');
    writeImage(path, newCard('ntag213'));
    chmodSync(path, 0o644);
    writeImage(path, newCard('ntag213'));
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  test('a failed write leaves the old file and no other behind', () => {
    const path = join(folder, 'card.nfc');
    const state = newCard('ntag213');
    writeImage(path, state);
    expect(() => writeImage(path, { ...state, memory: new Uint8Array(3) })).toThrowError(invalid('memory'));
    expect(() => writeImage(join(folder, 'none', 'card.nfc'), state)).toThrowError(
      expect.objectContaining({ code: 'file-unreadable' }),
    );
    expect(readImage(path)).toEqual(state);
    expect(readdirSync(folder)).toEqual(['card.nfc']);
  });

  test.runIf(process.platform === 'linux')('where nobody may write: data-read-only', () => {
    expect(() => writeImage('/sys/card.nfc', newCard('ntag213'))).toThrowError(
      expect.objectContaining({ code: 'data-read-only' }),
    );
  });
});
