import { execFileSync } from 'node:child_process';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { code128Bars } from '../../src/card-face/code128.ts';
import { contrast, luminance, rgbOf } from '../../src/card-face/colour.ts';
import { coverFrame } from '../../src/card-face/cover.ts';
import { PT_PER_MM, type Rect } from '../../src/card-face/geometry.ts';
import { type FaceData, layoutSide, type SideName } from '../../src/card-face/layout.ts';
import { qrMatrix } from '../../src/card-face/qr.ts';
import { type RenderOptions, renderFaces } from '../../src/card-face/render.ts';
import { backSlot, frontSlot } from '../../src/card-face/sheet.ts';
import { specimenCards } from '../../src/card-face/specimen.ts';
import { colourOf, type Theme } from '../../src/card-face/theme.ts';
import {
  type Bitmap,
  face,
  PORTRAIT,
  PORTRAITS_FOLDER,
  rasterize,
  sixThemes,
  temporaryFolder,
  withOrientation,
} from './support.ts';

let themes: Theme[];
beforeAll(async () => {
  themes = await sixThemes();
});

async function print(cards: Iterable<FaceData>, options: Partial<RenderOptions> = {}) {
  const pdf = join(temporaryFolder(), 'faces.pdf');
  const full: RenderOptions = { layout: 'card', photoFolder: PORTRAITS_FOLDER, ...options };
  return { pdf, ...(await renderFaces(cards, themes, full, createWriteStream(pdf))) };
}

function lowestContrast(bitmap: Bitmap, rect: Rect, colour: string, dpi: number): number {
  const text = luminance(rgbOf(colour));
  const perMm = dpi / 25.4;
  let lowest = 21;
  for (let y = Math.ceil(rect.y * perMm); y < Math.floor((rect.y + rect.height) * perMm); y += 1) {
    for (let x = Math.ceil(rect.x * perMm); x < Math.floor((rect.x + rect.width) * perMm); x += 1) {
      lowest = Math.min(lowest, contrast(text, luminance(bitmap.at(x, y))));
    }
  }
  return lowest;
}

describe('the six themes, printed', () => {
  test('text has a contrast of 4.5:1 with every point of its field, wherever it may stand (WCAG 2.2, 1.4.3)', async () => {
    const dpi = 254;
    const cards = themes.flatMap((theme) => [
      face({ themeId: theme.id }),
      face({ themeId: theme.id, photoPath: PORTRAIT }),
    ]);
    const { pdf, pages } = await print(cards, { artworkOnly: true });
    const bitmaps = rasterize(pdf, dpi, pages);
    const failures: string[] = [];
    for (const [index, theme] of themes.entries()) {
      const sides: [SideName, number][] = [
        ['front', 0],
        ['back', 1],
        ['frontWithPhoto', 2],
      ];
      for (const [side, offset] of sides) {
        const texts = specimenCards(theme).flatMap((card) => layoutSide(theme, side, card).texts);
        for (const text of texts) {
          const found = lowestContrast(
            bitmaps[index * 4 + offset]!,
            text.box,
            colourOf(theme.colours, text.colour),
            dpi,
          );
          if (found < 4.5) failures.push(`${theme.id} ${side} ${text.field}: ${found.toFixed(2)}`);
        }
      }
    }
    expect(failures).toEqual([]);
  });

  test('every QR code, sampled from the printed page, is the symbol of the text, with its quiet zone', async () => {
    const dpi = 600;
    const text = 'https://example.org/k/89.17081945';
    const matrix = qrMatrix(text);
    const { pdf, pages } = await print(themes.map((theme) => face({ themeId: theme.id, qrText: text })));
    const bitmaps = rasterize(pdf, dpi, pages);
    for (const [index, theme] of themes.entries()) {
      const qr = theme.sides.back.fields.qr!;
      const quiet = qr.quietModules ?? 4;
      const moduleMm = qr.size / (matrix.size + 2 * quiet);
      const bitmap = bitmaps[index * 2 + 1]!;
      const darkAt = (row: number, column: number) => {
        const mm = (start: number, step: number) => ((start + (step + quiet + 0.5) * moduleMm) * dpi) / 25.4;
        return luminance(bitmap.at(Math.floor(mm(qr.x, column)), Math.floor(mm(qr.y, row)))) < 0.2;
      };
      for (let row = -2; row < matrix.size + 2; row += 1) {
        for (let column = -2; column < matrix.size + 2; column += 1) {
          const inside = row >= 0 && column >= 0 && row < matrix.size && column < matrix.size;
          const wanted = inside && matrix.dark[row * matrix.size + column]!;
          expect(darkAt(row, column), `${theme.id} row ${row} column ${column}`).toBe(wanted);
        }
      }
    }
  });

  test('a photo fills its frame', async () => {
    const { pdf, pages, warnings } = await print(
      themes.map((theme) => face({ themeId: theme.id, photoPath: PORTRAIT })),
    );
    expect(warnings).toEqual([]);
    const bitmaps = rasterize(pdf, 100, pages);
    for (const [index, theme] of themes.entries()) {
      const frame = theme.sides.frontWithPhoto!.fields.photo!;
      const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height * 0.45].map((mm) =>
        Math.round((mm * 100) / 25.4),
      );
      // The skin of the placeholder, in the middle of the frame.
      const [red, green, blue] = bitmaps[index * 2]!.at(x!, y!);
      expect([red > 180, green > 130 && green < 190, blue > 90 && blue < 160]).toEqual([true, true, true]);
    }
  });
});

interface Word {
  page: number;
  text: string;
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

function wordsOf(pdf: string): Word[] {
  const html = execFileSync('pdftotext', ['-bbox', pdf, '-'], { encoding: 'utf8' });
  let page = 0;
  return html.split('\n').flatMap((line): Word[] => {
    if (line.includes('<page')) page += 1;
    const match = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)<\/word>/.exec(line);
    if (match === null) return [];
    const [xMin, yMin, xMax, yMax] = match.slice(1, 5).map((value) => Number(value) / PT_PER_MM) as [
      number,
      number,
      number,
      number,
    ];
    return [{ page, text: match[5]!, xMin, xMax, yMin, yMax }];
  });
}

describe('as other programs read the PDF', () => {
  test('card pages have the size of the card, and all words lie in the safe zone', async () => {
    const { pdf, pages } = await print(
      themes.flatMap((theme) => specimenCards(theme, { photoPath: PORTRAIT })),
    );
    const boxes = execFileSync('pdfinfo', ['-box', '-f', '1', '-l', String(pages), pdf], {
      encoding: 'utf8',
    });
    const media = [...boxes.matchAll(/MediaBox:\s+0\.00\s+0\.00\s+([\d.]+)\s+([\d.]+)/g)];
    expect(media).toHaveLength(pages);
    for (const [, width, height] of media) expect([width, height]).toEqual(['242.65', '153.01']);
    for (const { xMin, xMax, yMin, yMax, text } of wordsOf(pdf)) {
      expect(xMin, text).toBeGreaterThan(2.9);
      expect(xMax, text).toBeLessThan(82.7);
      expect((yMin + yMax) / 2, text).toBeGreaterThan(3);
      expect((yMin + yMax) / 2, text).toBeLessThan(50.98);
    }
  });

  test('names can be copied out of the PDF letter by letter', async () => {
    const name = 'René D’Müller – Çağlar';
    const { pdf } = await print([face({ name, themeId: 'songket' })]);
    const text = execFileSync('pdftotext', ['-raw', '-f', '1', '-l', '1', pdf, '-'], { encoding: 'utf8' });
    expect(text.normalize('NFC')).toContain(name);
    expect(text).toContain('89.00000001');
  });

  test.each(['long', 'short'] as const)(
    'on A4 each number stands in its slot, front and back (%s edge)',
    async (flip) => {
      const numbers = Array.from({ length: 8 }, (_, index) => `89.0000000${index + 1}`);
      const cards = numbers.map((memberNumber) => face({ memberNumber, themeId: 'samudra' }));
      const { pdf } = await print(cards, { layout: 'a4', flip });
      const words = wordsOf(pdf);
      for (const [index, number] of numbers.entries()) {
        for (const [page, slot] of [[1, frontSlot(index)] as const, [2, backSlot(index, flip)] as const]) {
          const word = words.find((candidate) => candidate.page === page && candidate.text === number);
          const centre = [(word!.xMin + word!.xMax) / 2, (word!.yMin + word!.yMax) / 2] as const;
          expect(centre[0]).toBeGreaterThan(slot.trim.x);
          expect(centre[0]).toBeLessThan(slot.trim.x + slot.trim.width);
          expect(centre[1]).toBeGreaterThan(slot.trim.y);
          expect(centre[1]).toBeLessThan(slot.trim.y + slot.trim.height);
        }
      }
    },
  );

  test('artwork bleeds 2 mm past the cut, and no further', async () => {
    const { pdf, pages } = await print([face({ themeId: 'songket' })], { layout: 'a4' });
    const [front] = rasterize(pdf, 254, pages);
    const { x, y, height } = frontSlot(0).trim;
    const middle = Math.round((y + height / 2) * 10);
    const at = (mm: number) => luminance(front!.at(Math.round((x + mm) * 10), middle));
    expect(at(-1.7)).toBeLessThan(0.5);
    expect(at(-2.3)).toBe(1);
  });
});

describe('for the print shop', () => {
  test('artwork reaches the end of the bleed on every side of every theme, also where it has to be mirrored', async () => {
    const cards = themes.flatMap((theme) => [
      face({ themeId: theme.id }),
      face({ themeId: theme.id, photoPath: PORTRAIT }),
    ]);
    const { pdf, pages } = await print(cards, { artworkOnly: true, bleedMm: 5 });
    const dpi = 254;
    const bare: string[] = [];
    for (const [page, bitmap] of rasterize(pdf, dpi, pages).entries()) {
      // 0.3 mm within the page's edge, all the way round: paper shows as white, no theme's artwork is white there.
      const near = 3;
      const [right, bottom] = [bitmap.width - 1 - near, bitmap.height - 1 - near];
      const ring = [
        ...Array.from({ length: right - near }, (_, x) => [near + x, near, near + x, bottom]),
        ...Array.from({ length: bottom - near }, (_, y) => [near, near + y, right, near + y]),
      ];
      const isWhite = (x: number, y: number) => luminance(bitmap.at(x, y)) === 1;
      if (ring.some(([x1, y1, x2, y2]) => isWhite(x1!, y1!) || isWhite(x2!, y2!)))
        bare.push(`page ${page + 1}`);
    }
    expect(bare).toEqual([]);
  });

  test('the mirrored bleed goes on with the pattern: what is at the edge is beyond it, too', async () => {
    const { pdf, pages } = await print([face({ themeId: 'tegel' })], { artworkOnly: true, bleedMm: 5 });
    const [front] = rasterize(pdf, 254, pages);
    const at = (x: number, y: number) => front!.at(Math.round((x + 5) * 10), Math.round((y + 5) * 10));
    // The artwork ends 2 mm past the cut; a point 1 mm beyond that is the one 1 mm before it (less twice the seam).
    for (let y = 4; y < 50; y += 3.1) {
      const [inside, outside] = [at(85.6 + 1, y), at(85.6 + 2.9, y)];
      expect(contrast(luminance(inside), luminance(outside))).toBeLessThan(1.1);
    }
  });

  test('offsets move each side on its page, and the bleed keeps the edge covered', async () => {
    const offsets = { front: { xMm: 1, yMm: -0.5 }, back: { xMm: -2, yMm: 0 } };
    const plain = wordsOf((await print([face()])).pdf);
    const moved = await print([face()], { offsets });
    const found = wordsOf(moved.pdf);
    expect(found).toHaveLength(plain.length);
    for (const [index, word] of plain.entries()) {
      const { xMm, yMm } = word.page === 1 ? offsets.front : offsets.back;
      expect(found[index]!.xMin - word.xMin).toBeCloseTo(xMm, 2);
      expect(found[index]!.yMin - word.yMin).toBeCloseTo(yMm, 2);
    }
    const [front] = rasterize(moved.pdf, 254, moved.pages);
    expect(luminance(front!.at(3, 100))).toBeLessThan(1);
    expect(luminance(front!.at(400, front!.height - 3))).toBeLessThan(1);
  });
});

describe('photos', () => {
  /** Where a point of the stored picture is seen: EXIF 2.32 §4.6.5.1.6, table of orientations. */
  const SEEN: Readonly<Record<number, (u: number, v: number) => [number, number]>> = {
    1: (u, v) => [u, v],
    2: (u, v) => [1 - u, v],
    3: (u, v) => [1 - u, 1 - v],
    4: (u, v) => [u, 1 - v],
    5: (u, v) => [v, u],
    6: (u, v) => [1 - v, u],
    7: (u, v) => [1 - v, 1 - u],
    8: (u, v) => [v, 1 - u],
  };
  /** Of the placeholder: dark hair, skin, pale ground beside the head; as shares of the stored picture. */
  const POINTS = { hair: [0.5, 0.17], skin: [0.5, 0.5], ground: [0.22, 0.4] } as const;

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('of a camera that noted the turn %i are turned so', async (turn) => {
    const folder = temporaryFolder();
    const jpeg = readFileSync(join(PORTRAITS_FOLDER, PORTRAIT));
    writeFileSync(join(folder, 'turned.jpg'), withOrientation(jpeg, turn));
    const frame = themes[0]!.sides.frontWithPhoto!.fields.photo!;
    const size = turn >= 5 ? { width: 600, height: 480 } : { width: 480, height: 600 };
    for (const [part, [u, v]] of Object.entries(POINTS)) {
      const [x, y] = SEEN[turn]!(u, v);
      const { pdf, pages } = await print([face({ photoPath: 'turned.jpg', photoFocus: { x, y } })], {
        photoFolder: folder,
      });
      const { rect } = coverFrame(size, frame, { x, y });
      const [left, top] = [rect.x + x * rect.width, rect.y + y * rect.height];
      const [red, , blue] = rasterize(pdf, 254, pages)[0]!.at(Math.round(left * 10), Math.round(top * 10));
      const seen = red < 90 ? 'hair' : red > blue ? 'skin' : 'ground';
      expect([turn, seen]).toEqual([turn, part]);
    }
  });

  test('the focus brings another part of the photo into the frame', async () => {
    const theme = themes.find(({ id }) => id === 'langit')!;
    const { x, y, width, height } = theme.sides.frontWithPhoto!.fields.photo!;
    const cards = [0, 1].map((share) =>
      face({ themeId: 'langit', photoPath: PORTRAIT, photoFocus: { x: 0.5, y: share } }),
    );
    const { pdf, pages } = await print(cards);
    const bitmaps = rasterize(pdf, 254, pages);
    const crown = (bitmap: Bitmap) =>
      luminance(bitmap.at(Math.round((x + width / 2) * 10), Math.round((y + height * 0.1) * 10)));
    expect(Math.abs(crown(bitmaps[0]!) - crown(bitmaps[2]!))).toBeGreaterThan(0.1);
  });
});

describe('a bar code', () => {
  test('sampled from the printed page is the symbol of the text, with its quiet zones', async () => {
    const tegel = themes.find(({ id }) => id === 'tegel')!;
    const field = { x: 6, y: 30, width: 46, height: 9, colour: '#000000', panel: '#ffffff' };
    const { qr: _qr, ...fields } = tegel.sides.back.fields;
    const back = { ...tegel.sides.back, fields: { ...fields, code128: field } };
    const barred: Theme = { ...tegel, id: 'barred', sides: { ...tegel.sides, back } };
    const pdf = join(temporaryFolder(), 'faces.pdf');
    const text = '8917081945';
    const card = face({ themeId: 'barred', qrText: text });
    const { pages, warnings } = await renderFaces(
      [card],
      [barred],
      { layout: 'card' },
      createWriteStream(pdf),
    );
    expect(warnings).toEqual([]);
    const page = rasterize(pdf, 600, pages)[1]!;
    const { modules, dark } = code128Bars(text);
    const moduleMm = field.width / (modules + 20);
    const isDark = (module: number) => {
      const x = field.x + (10 + module + 0.5) * moduleMm;
      return (
        luminance(page.at(Math.floor((x * 600) / 25.4), Math.floor(((field.y + 4.5) * 600) / 25.4))) < 0.2
      );
    };
    const seen = Array.from({ length: modules + 20 }, (_, index) => isDark(index - 10));
    const wanted = seen.map((_, index) =>
      dark.some(([at, width]) => index - 10 >= at && index - 10 < at + width),
    );
    expect(seen).toEqual(wanted);
  });
});

describe('many cards', () => {
  test('3,000 with a photo each stream to disk: what stays in memory hardly grows with their number', () => {
    const script = fileURLToPath(new URL('./memory-probe.ts', import.meta.url));
    const file = join(temporaryFolder(), 'many.pdf');
    const output = execFileSync(process.execPath, ['--expose-gc', script, file], { encoding: 'utf8' });
    const { alive, peakBytes, fileBytes } = JSON.parse(output) as {
      alive: [number, number];
      peakBytes: number;
      fileBytes: number;
    };
    // Each page leaves its entry in the PDF's page tree: some 3 kB a card, of a file of 13 kB a card.
    expect(alive[1] - alive[0]).toBeLessThan(2_800 * 5_000);
    expect(fileBytes).toBeGreaterThan(3_000 * 10_000);
    expect(peakBytes).toBeLessThan(350_000_000);
    const pages = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
    expect(pages).toMatch(/^Pages: +6000$/m);
  });

  test('warnings are kept to a thousand, the rest counted', async () => {
    const cards = Array.from({ length: 1010 }, () => face({ name: '山', themeId: 'kawung' }));
    const { warnings, warningsOmitted } = await print(cards, { layout: 'a4' });
    expect([warnings.length, warningsOmitted]).toEqual([1000, 10]);
  });
});
