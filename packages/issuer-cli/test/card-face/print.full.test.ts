import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
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

const luminance = ([red, green, blue]: [number, number, number]): number => {
  const [r, g, b] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG 2.2, definition of contrast ratio. */
const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

const rgb = (hex: string): [number, number, number] => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

function lowestContrast(bitmap: Bitmap, rect: Rect, colour: string, dpi: number): number {
  const text = luminance(rgb(colour));
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

describe('many cards', () => {
  test('what stays in memory does not grow with their number', () => {
    const script = fileURLToPath(new URL('./memory-probe.ts', import.meta.url));
    const output = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
    const [at200, at1000] = JSON.parse(output) as [number, number];
    // Each page leaves its entry in the PDF's page tree: about 1.3 kB a card.
    expect(at1000 - at200).toBeLessThan(8_000_000);
  });

  test('warnings are kept to a thousand, the rest counted', async () => {
    const cards = Array.from({ length: 1010 }, () => face({ name: '山', themeId: 'kawung' }));
    const { warnings, warningsOmitted } = await print(cards, { layout: 'a4' });
    expect([warnings.length, warningsOmitted]).toEqual([1000, 10]);
  });
});
