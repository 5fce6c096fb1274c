import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type RenderOptions, renderFaces } from '../../src/card-face/render.ts';
import { renderSpecimen } from '../../src/card-face/specimen.ts';
import { loadTheme } from '../../src/card-face/theme.ts';
import {
  FONTS_FOLDER,
  face,
  PORTRAIT,
  PORTRAITS_FOLDER,
  sink,
  sixThemes,
  THEMES_FOLDER,
  temporaryFolder,
  tinyPng,
} from './support.ts';

const CREATED = new Date('2026-11-21T03:00:00Z');
const CARD: RenderOptions = { layout: 'card', createdAt: CREATED };

async function render(cards: Iterable<ReturnType<typeof face>>, options: RenderOptions = CARD) {
  const { stream, bytes } = sink();
  const result = await renderFaces(cards, await sixThemes(), options, stream);
  return { ...result, text: bytes().toString('latin1') };
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe('a PDF of card faces', () => {
  test.each([
    ['card', 1, 2],
    ['card', 3, 6],
    ['a4', 1, 2],
    ['a4', 8, 2],
    ['a4', 9, 4],
  ] as const)('%s: %i cards are on %i pages', async (layout, cards, pages) => {
    const result = await render(
      Array.from({ length: cards }, () => face()),
      { ...CARD, layout },
    );
    expect(result).toMatchObject({ pages, faces: 2 * cards, warnings: [], warningsOmitted: 0 });
    expect(count(result.text, /\/Type \/Page\n/g)).toBe(pages);
    // ISO/IEC 7810 ID-1 (85.60 × 53.98 mm) and A4 in points.
    const [width, height] = layout === 'card' ? [242.6457, 153.0142] : [595.2756, 841.8898];
    const boxes = [...result.text.matchAll(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    expect(boxes).toHaveLength(pages);
    for (const box of boxes) {
      expect(Number(box[1])).toBeCloseTo(width, 3);
      expect(Number(box[2])).toBeCloseTo(height, 3);
    }
  });

  test('the same cards make the same bytes', async () => {
    const cards = [face(), face({ themeId: 'tegel', photoPath: PORTRAIT })];
    const options = { ...CARD, photoFolder: PORTRAITS_FOLDER };
    expect((await render(cards, options)).text).toBe((await render(cards, options)).text);
  });

  test('the metadata name nobody', async () => {
    const { text } = await render([face({ name: 'Wayan Secret', memberNumber: '89.12345678' })]);
    expect(text).toContain('(Card faces)');
    expect(text).not.toMatch(/Wayan|Secret|12345678/);
  });

  test('artwork and fonts are written once, however many cards', async () => {
    const few = await render([face()]);
    const many = await render(Array.from({ length: 20 }, () => face()));
    for (const part of [/\/Subtype \/Form\n/g, /\/FontFile2/g]) {
      expect(count(few.text, part)).toBeGreaterThan(0);
      expect(count(many.text, part)).toBe(count(few.text, part));
    }
  });

  test('a photo is written once for the cards of a member', async () => {
    const cards = ['sawah', 'tegel', 'langit'].map((themeId) => face({ themeId, photoPath: PORTRAIT }));
    const { text, warnings } = await render(cards, { ...CARD, photoFolder: PORTRAITS_FOLDER });
    expect(count(text, /\/Subtype \/Image\n/g)).toBe(1);
    expect(warnings).toEqual([]);
  });

  test('progress is told after every card', async () => {
    const told: number[] = [];
    const onProgress = (cards: number) => told.push(cards);
    await render([face(), face(), face()], { ...CARD, onProgress });
    expect(told).toEqual([1, 2, 3]);
  });

  test('a specimen shows four names, with and without photo, on both sides', async () => {
    const [theme] = await sixThemes();
    const { stream } = sink();
    const photoPath = join(PORTRAITS_FOLDER, PORTRAIT);
    await expect(renderSpecimen(theme!, stream, { photoPath })).resolves.toMatchObject({ pages: 16 });
  });
});

describe('pictures', () => {
  const transparent = tinyPng({ type: 6, rows: '000102037f04050680'.repeat(2) });

  test('a transparent photo gets its mask, in the same bytes each time', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cut-out.png'), transparent);
    const cards = [face({ photoPath: 'cut-out.png' }), face({ themeId: 'tegel' })];
    const options = { ...CARD, photoFolder: folder, acceptLowResolution: true };
    const { text, warnings } = await render(cards, options);
    expect(warnings).toMatchObject([{ code: 'photo-soft', detail: '1 dpi' }]);
    expect(count(text, /\/SMask/g)).toBe(1);
    expect((await render(cards, options)).text).toBe(text);
  });

  test('a picture as artwork covers the card and its bleed, and is written once for the sides that share it', async () => {
    const folder = join(temporaryFolder(), 'mine');
    cpSync(join(THEMES_FOLDER, 'tegel'), folder, { recursive: true });
    writeFileSync(join(folder, 'art.png'), tinyPng({}));
    const file = join(folder, 'theme.json');
    const theme = JSON.parse(readFileSync(file, 'utf8'));
    for (const side of ['front', 'frontWithPhoto', 'back']) theme[side].artwork = 'art.png';
    writeFileSync(file, JSON.stringify({ ...theme, bleedMm: 3 }));
    const loaded = await loadTheme(folder, { fontFolder: FONTS_FOLDER });
    expect(loaded.sides.back.artwork).toEqual([
      { type: 'picture', file: 'art.png', at: [-3, -3, 91.6, expect.closeTo(59.98, 9)] },
    ]);
    const { stream, bytes } = sink();
    await renderFaces([face({ themeId: 'tegel' })], [loaded], CARD, stream);
    expect(count(bytes().toString('latin1'), /\/Subtype \/Image\n/g)).toBe(1);
  });

  test('artwork may hold pictures, clipped, turned and faded', async () => {
    const folder = join(temporaryFolder(), 'mine');
    cpSync(join(THEMES_FOLDER, 'tegel'), folder, { recursive: true });
    writeFileSync(join(folder, 'logo.png'), transparent);
    const picture = { type: 'picture', file: 'logo.png', at: [0, 0, 20, 20] };
    const group = {
      type: 'group',
      rotate: 30,
      opacity: 0.5,
      clip: { circle: [10, 10, 9] },
      shapes: [picture],
    };
    writeFileSync(join(folder, 'front.json'), JSON.stringify({ shapes: [picture, group] }));
    const theme = await loadTheme(folder, { fontFolder: FONTS_FOLDER });
    const { stream, bytes } = sink();
    await renderFaces([face({ themeId: 'tegel' })], [theme], CARD, stream);
    // The picture and its mask, once.
    expect(count(bytes().toString('latin1'), /\/Subtype \/Image\n/g)).toBe(2);
  });
});

describe('photos that cannot be used give a warning and the composition without photo', () => {
  test.each([
    ['absent.jpg', 'absent.jpg is not there'],
    ['broken.jpg', 'broken.jpg is cut off'],
    ['text.png', 'text.png is neither JPEG nor PNG'],
    ['../outside.jpg', 'lies outside the photo folder'],
    ['/etc/hostname', 'lies outside the photo folder'],
    ['.', 'lies outside the photo folder'],
  ])('%s', async (photoPath, detail) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '..', 'outside.jpg'), 'x');
    writeFileSync(join(folder, 'broken.jpg'), Buffer.from('ffd8ffe000104a464946', 'hex'));
    writeFileSync(join(folder, 'text.png'), 'no picture');
    const result = await render([face({ photoPath })], { ...CARD, photoFolder: folder });
    expect(result.warnings).toEqual([
      { code: 'photo-unusable', memberNumber: '89.00000001', detail: expect.stringContaining(detail) },
    ]);
    expect(result.text).not.toContain('/Subtype /Image\n');
  });
});

describe('bleed and offsets', () => {
  test('a page for the print shop is the card and its bleed, and says where to cut', async () => {
    const { text, pages } = await render([face()], { ...CARD, bleedMm: 3 });
    const boxes = (name: string) =>
      [...text.matchAll(new RegExp(`/${name} \\[([\\d. ]+)\\]`, 'g'))].map(([, box]) =>
        box!.split(' ').map((value) => Math.round(Number(value) * 100) / 100),
      );
    // 91.6 × 59.98 mm; 3 mm are 8.50 points.
    const page = [0, 0, 259.65, 170.02];
    expect(pages).toBe(2);
    expect(boxes('MediaBox')).toEqual([page, page]);
    expect(boxes('BleedBox')).toEqual([page, page]);
    expect(boxes('TrimBox')).toEqual([
      [8.5, 8.5, 251.15, 161.52],
      [8.5, 8.5, 251.15, 161.52],
    ]);
  });

  test('without bleed the page is the cut card and names no other box', async () => {
    expect((await render([face()])).text).not.toMatch(/TrimBox|BleedBox/);
  });

  test('artwork that ends early is mirrored once for all cards; one that reaches far enough is not', async () => {
    const forms = async (themeId: string, cards: number, bleedMm: number) => {
      const faces = Array.from({ length: cards }, () => face({ themeId }));
      return count((await render(faces, { ...CARD, bleedMm })).text, /\/Subtype \/Form\n/g);
    };
    const plain = await forms('tegel', 1, 0);
    expect(await forms('tegel', 1, 3)).toBe(plain + 2);
    expect(await forms('tegel', 5, 3)).toBe(plain + 2);
    expect(await forms('sawah', 1, 3)).toBe(await forms('sawah', 1, 0));
  });
});

describe('photos of few pixels', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'tiny.png'), tinyPng({}));
  const cards = [face(), face({ memberNumber: '89.00000002', photoPath: 'tiny.png' })];
  const options = { ...CARD, photoFolder: folder };

  test('end the print, after the last card, with the numbers of their members', async () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      face({ memberNumber: `89.${index}`, photoPath: 'tiny.png' }),
    );
    await expect(render(cards, options)).rejects.toMatchObject({
      code: 'file-invalid',
      details: { what: 'photos-coarse', count: 1, named: '89.00000002 (1 dpi)' },
    });
    await expect(render(many, options)).rejects.toMatchObject({
      details: { count: 25, named: expect.stringMatching(/^89\.0 .*89\.19 \(1 dpi\), …$/) },
    });
  });

  test('are drawn when that was allowed, with a word of warning', async () => {
    const { warnings } = await render(cards, { ...options, acceptLowResolution: true });
    expect(warnings).toEqual([{ code: 'photo-soft', memberNumber: '89.00000002', detail: '1 dpi' }]);
  });
});

describe('what cannot be printed', () => {
  test.each([
    ['no card', [], 'usage'],
    ['an unknown theme', [face({ themeId: 'absent' })], 'not-found'],
    ['an empty QR text', [face({ qrText: '' })], 'record-invalid'],
    ['a QR text that is too long', [face({ qrText: 'x'.repeat(301) })], 'record-invalid'],
  ])('%s is refused', async (_what, cards, code) => {
    await expect(render(cards)).rejects.toMatchObject({ code });
  });

  test('a QR code too dense for a card is told', async () => {
    const { warnings } = await render([face({ qrText: 'x'.repeat(290) })]);
    expect(warnings).toMatchObject([{ code: 'qr-dense' }]);
  });

  test('a full disk is told, and nothing hangs', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
    });
    await expect(renderFaces([face()], await sixThemes(), CARD, full)).rejects.toMatchObject({
      code: 'data-full',
    });
  });

  test('an output that closes early is an error, not a wait without end', async () => {
    const closing = new Writable({ highWaterMark: 1, write: () => closing.destroy() });
    const many = Array.from({ length: 5 }, () => face());
    await expect(renderFaces(many, await sixThemes(), CARD, closing)).rejects.toThrow(
      'closed before its end',
    );
  });

  test('a slow output is waited for: what is not yet taken stays small', async () => {
    let most = 0;
    const slow = new Writable({
      write(_chunk, _encoding, done) {
        most = Math.max(most, slow.writableLength);
        setImmediate(done);
      },
    });
    const cards = Array.from({ length: 60 }, () => face());
    await renderFaces(cards, await sixThemes(), CARD, slow);
    expect(most).toBeLessThan(600_000);
  });
});
