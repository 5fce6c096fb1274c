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
import { fromHex } from '../../src/bytes.ts';
import type { ChipKind } from '../../src/card-kind.ts';
import { CHIP_KINDS, isNtagKind, NTAG_SPECS } from '../../src/card-kind.ts';
import type { ChipState, ClassicState, NtagState } from '../../src/virtual/index.ts';
import {
  convertImage,
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
