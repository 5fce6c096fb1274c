import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverText, openFontFace } from '../../src/card-face/fonts.ts';
import { contains, overlaps, SAFE_ZONE } from '../../src/card-face/geometry.ts';
import { type FaceData, layoutSide, type SideName } from '../../src/card-face/layout.ts';
import { type FitSpec, fitName } from '../../src/card-face/text-fit.ts';
import { FONTS_FOLDER, face, sixThemes } from './support.ts';

const sans = openFontFace(readFileSync(join(FONTS_FOLDER, 'PlusJakartaSans-Bold.ttf')));
const serif = openFontFace(readFileSync(join(FONTS_FOLDER, 'Marcellus-Regular.ttf')));

const SPEC: FitSpec = {
  widthMm: 45,
  heightMm: 15,
  sizePt: 15,
  minSizePt: 8,
  maxLines: 2,
  leadingEm: 1.1,
  trackingEm: 0,
};

describe('a name is fitted', () => {
  test.each([
    ['Ida', ['Ida'], 15, undefined],
    ['Ayu Lestari', ['Ayu Lestari'], 15, undefined],
    ['Nyoman Ayu Lestari', ['Nyoman Ayu Lestari'], 13.25, undefined],
    ['Raden Ajeng Siti Nurhaliza', ['Raden Ajeng', 'Siti Nurhaliza'], 15, undefined],
    [
      'Raden Ajeng Siti Nurhaliza Kusumawardhani binti Suryadiningrat',
      ['Raden Ajeng Siti Nurhaliza', 'K. binti Suryadiningrat'],
      10,
      'abbreviated',
    ],
    ["Ma'ruf D'Müller", ["Ma'ruf D'Müller"], 15, undefined],
    ['Suryadiningratkusumawardhani', ['Suryadiningratkusumawardhani'], 8.25, undefined],
  ] as const)('%s', (name, lines, sizePt, shortening) => {
    const fitted = fitName(name, SPEC, sans);
    expect(fitted.lines).toEqual(lines);
    expect(fitted.shortening).toBe(shortening);
    expect(fitted.sizePt).toBe(sizePt);
  });

  test('middle names become initials from the last one on, never first or last names or binti', () => {
    const narrow = { ...SPEC, widthMm: 26, heightMm: 9 };
    const { lines, shortening } = fitName(
      'Putri Anggraini Maharani Wulandari binti Hadikusumo',
      narrow,
      sans,
    );
    expect(shortening).toBe('abbreviated');
    expect(lines.join(' ')).toMatch(/^Putri .*W\. binti Hadikusumo$/);
  });

  test('one word of sixty letters is shrunk to the smallest size, then broken with a hyphen, never lost silently', () => {
    const word = 'Abcdefghij'.repeat(6);
    const fitted = fitName(word, { ...SPEC, widthMm: 30 }, sans);
    expect(fitted).toMatchObject({ shortening: 'hyphenated', sizePt: 4.5 });
    expect(fitted.lines.join('').replace('-', '')).toBe(word);
    expect(fitName(word, { ...SPEC, widthMm: 12 }, sans)).toMatchObject({ shortening: 'cut' });
  });
});

describe('letters that a font lacks', () => {
  test.each([
    ['René D’Müller – Çağlar', 'René D’Müller – Çağlar', []],
    ['e\u0301', 'é', []],
    ['Wahyu\u00a0 \t Adi\u202e\u0000', 'Wahyu Adi', []],
    ['Maʼruf', 'Ma’ruf', ['ʼ']],
    ['Ḥasan', 'Hasan', ['Ḥ']],
    ['ꦮꦪꦤ꧀ Made', '???? Made', ['ꦮ', 'ꦪ', 'ꦤ', '꧀']],
    ['山田 🙂', '?? ?', ['山', '田', '🙂']],
  ])('%j is shown as %j', (text, shown, replaced) => {
    expect(coverText(text, serif)).toEqual({ text: shown, replaced });
  });

  test('are told to the secretariat with their code points', async () => {
    const [theme] = await sixThemes();
    const { warnings } = layoutSide(theme!, 'front', face({ name: 'Yamada 山' }));
    expect(warnings).toEqual([
      { code: 'letter-replaced', memberNumber: '89.00000001', detail: 'name: 山 (U+5C71)' },
    ]);
  });
});

const SIDES: SideName[] = ['front', 'frontWithPhoto', 'back'];
const nameLike = fc
  .array(fc.stringMatching(/^[A-ZÉÜa-zéüçğ'’.-]{1,14}$/), { minLength: 1, maxLength: 9 })
  .map((words) => words.join(' '));
const anyName = fc.oneof(
  nameLike,
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.stringMatching(/^[A-Za-z]{20,60}$/),
);

describe('a side of a card', () => {
  test('whatever the name: every text stays in its field and the safe zone, and nothing touches', async () => {
    const themes = await sixThemes();
    fc.assert(
      fc.property(
        fc.constantFrom(...themes),
        fc.constantFrom(...SIDES),
        anyName,
        anyName,
        (theme, side, name, organisation) => {
          const layout = layoutSide(theme, side, face({ name, organisation }));
          const boxes = layout.texts.map((text) => {
            expect(contains(text.room, text.box)).toBe(true);
            expect(text.sizePt).toBeGreaterThanOrEqual(4.5);
            return text.box;
          });
          const { qr, photo } = layout;
          if (qr !== undefined) boxes.push({ x: qr.x, y: qr.y, width: qr.size, height: qr.size });
          if (photo !== undefined) boxes.push(photo);
          for (const [index, box] of boxes.entries()) {
            expect(contains(SAFE_ZONE, box)).toBe(true);
            for (const other of boxes.slice(index + 1)) expect(overlaps(box, other)).toBe(false);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the number stands whole on every front, in the largest size that fits', async () => {
    for (const theme of await sixThemes()) {
      for (const memberNumber of ['89.00000001', '09.17081945', '1234567890123456']) {
        const { texts } = layoutSide(theme, 'front', face({ memberNumber }));
        expect(texts.find((text) => text.field === 'memberNumber')?.lines.map((line) => line.text)).toEqual([
          memberNumber,
        ]);
      }
    }
  });

  test('the name is the largest text', async () => {
    for (const theme of await sixThemes()) {
      const { texts } = layoutSide(theme, 'front', face());
      const sizes = texts.filter((text) => text.field !== 'name').map((text) => text.sizePt);
      expect(texts.find((text) => text.field === 'name')!.sizePt).toBeGreaterThan(Math.max(...sizes));
    }
  });

  test('a text whose gap nothing fills is left out; the language is that asked for', async () => {
    const [theme] = await sixThemes();
    const words = (data: FaceData, language: 'en' | 'id') =>
      [
        ...layoutSide(theme!, 'front', data, language).texts,
        ...layoutSide(theme!, 'back', data, language).texts,
      ]
        .flatMap((text) => text.lines.map((line) => line.text))
        .join(' | ');
    expect(words(face(), 'id')).toMatch(/Angkatan 1989.*Berlaku s\.d\. 12\/2031/);
    expect(words(face(), 'en')).toMatch(/Class of 1989.*Valid until 12\/2031/);
    expect(words(face({ cohort: undefined, validUntil: undefined }), 'id')).not.toMatch(/Angkatan|Berlaku s/);
  });
});
