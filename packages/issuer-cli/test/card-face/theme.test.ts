import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKartuError } from '@kartukita/card-core';
import { describe, expect, test } from 'vitest';
import { loadTheme, loadThemes } from '../../src/card-face/theme.ts';
import { FONTS_FOLDER, sixThemes, THEMES_FOLDER, temporaryFolder } from './support.ts';

type Json = Record<string, unknown>;

/** A copy of the theme `tegel` with changes to its files. */
function changedTheme(
  change: (theme: Json, artwork: Json) => void,
  folder = join(temporaryFolder(), 'mine'),
): string {
  cpSync(join(THEMES_FOLDER, 'tegel'), folder, { recursive: true });
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json;
  const [theme, artwork] = [read('theme.json'), read('front.json')];
  change(theme, artwork);
  writeFileSync(join(folder, 'theme.json'), JSON.stringify(theme));
  writeFileSync(join(folder, 'front.json'), JSON.stringify(artwork));
  return folder;
}

/** Sets `front.fields.name.x` and the like. */
function set(root: Json, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce((node, key) => node[key] as Json, root);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

async function problemOf(folder: string): Promise<string> {
  const error = await loadTheme(folder, { fontFolder: FONTS_FOLDER }).catch((reason: unknown) => reason);
  if (!isKartuError(error, 'theme-invalid')) throw new Error('the theme was not refused', { cause: error });
  return `${error.details.field}: ${error.details.reason}`;
}

describe('the themes of the fixtures', () => {
  test('are six, with ids, numbers and names of their own, and a composition for photos each', async () => {
    const themes = await sixThemes();
    expect(themes.map((theme) => [theme.number, theme.id])).toEqual([
      [1, 'sawah'],
      [2, 'songket'],
      [3, 'samudra'],
      [4, 'langit'],
      [5, 'kawung'],
      [6, 'tegel'],
    ]);
    for (const theme of themes) expect(theme.sides.frontWithPhoto?.fields.photo).toBeDefined();
  });

  test('a seventh needs nothing but a folder', async () => {
    const folder = temporaryFolder();
    cpSync(join(THEMES_FOLDER, 'sawah'), join(folder, 'sawah'), { recursive: true });
    changedTheme((theme) => Object.assign(theme, { id: 'baru', number: 7 }), join(folder, 'baru'));
    const themes = await loadThemes(folder, { fontFolder: FONTS_FOLDER });
    expect(themes.map((theme) => theme.id)).toEqual(['sawah', 'baru']);
  });

  test.each([
    ['id', { number: 9 }],
    ['number', { id: 'other' }],
  ])('two themes may not share their %s', async (field, change) => {
    const folder = temporaryFolder();
    changedTheme(() => undefined, join(folder, 'a'));
    changedTheme((theme) => Object.assign(theme, change), join(folder, 'b'));
    await expect(loadThemes(folder, { fontFolder: FONTS_FOLDER })).rejects.toMatchObject({
      code: 'theme-invalid',
      details: { field },
    });
  });

  test('every font file has its licence beside it', () => {
    const files = readdirSync(FONTS_FOLDER);
    for (const font of files.filter((file) => /\.(ttf|otf|woff)$/.test(file))) {
      const licence = readFileSync(join(FONTS_FOLDER, `${font.split('-')[0]}-OFL.txt`), 'utf8');
      expect(licence).toContain('SIL Open Font License, Version 1.1');
    }
  });
});

describe('a bad theme.json', () => {
  test.each<[string, unknown, string]>([
    ['format', 2, 'format: '],
    ['id', 'Tegel!', 'id: must be a slug'],
    ['number', 0, 'number: '],
    ['number', 256, 'number: '],
    ['number', 1.5, 'number: '],
    ['name.id', undefined, 'name.id: '],
    ['surprise', true, 'theme.json: Unrecognized key: "surprise"'],
    ['front.fields.name.colour', 'mauve', 'front.fields.name.colour: there is no colour mauve'],
    ['front.fields.name.colour', 'rgb(1,2,3)', 'front.fields.name.colour: must be #rrggbb'],
    ['front.fields.name.font', 'comic', 'front.fields.name.font: there is no font comic'],
    ['front.fields.name.size', 2, 'front.fields.name.size: '],
    ['front.fields.name.minSize', 30, 'front.fields.name.minSize: is larger than size'],
    ['front.fields.name.weight', 7, 'front.fields.name: Unrecognized key: "weight"'],
    ['front.fields.name', undefined, 'front.fields.name: is missing'],
    ['front.fields.memberNumber', undefined, 'front.fields.memberNumber: is missing'],
    ['front.fields.name.x', 2, 'front.fields.name: reaches out of the safe zone'],
    ['front.fields.memberNumber.width', 80, 'front.fields.memberNumber: reaches out of the safe zone'],
    ['front.fields.cohort.y', 43, 'overlaps'],
    [
      'front.fields.photo',
      { x: 60, y: 10, width: 10, height: 10 },
      'front.fields.photo: belongs into frontWithPhoto',
    ],
    ['frontWithPhoto.fields.photo', undefined, 'frontWithPhoto.fields.photo: is missing'],
    [
      'back.fields.qr',
      undefined,
      'fields.qr: is missing (nor is there code128), and the back has none either',
    ],
    ['back.fields.qr.size', 9, 'back.fields.qr.size: '],
    ['fonts.name', '../fonts/Outfit-Regular.ttf', 'fonts.name: must be a file name'],
    ['fonts.name', 'Absent.ttf', 'fonts.name: Absent.ttf cannot be read'],
    ['front.artwork', '../../secret.json', '../../secret.json: ../../secret.json lies outside the theme'],
    ['front.artwork', '/etc/passwd', 'lies outside'],
    ['front.artwork', 'absent.json', 'cannot be read'],
    ['front.artwork', 'theme.json', 'theme.json.shapes: '],
  ])('%s = %j is refused', async (path, value, problem) => {
    const found = await problemOf(changedTheme((theme) => set(theme, path, value)));
    expect(found).toContain(problem);
  });

  test.each([
    ['no JSON', '{', 'theme.json: is no JSON'],
    ['a list', '[]', 'theme.json: '],
    ['nested beyond measure', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'theme.json: '],
  ])('%s is refused', async (_what, text, problem) => {
    const folder = changedTheme(() => undefined);
    writeFileSync(join(folder, 'theme.json'), text);
    expect(await problemOf(folder)).toContain(problem);
  });

  test('a font that is no font is refused', async () => {
    const folder = changedTheme((theme) => set(theme, 'fonts.name', 'Broken.ttf'));
    writeFileSync(join(folder, 'Broken.ttf'), 'no font');
    expect(await problemOf(folder)).toBe('fonts.name: Broken.ttf is no font that can be used');
  });
});

describe('bad artwork', () => {
  test.each<[string, unknown[], string]>([
    ['an unknown shape', [{ type: 'star' }], 'front.json.shapes.0.type: '],
    ['an unknown key', [{ type: 'circle', at: [1, 1, 1], filter: 'blur' }], 'Unrecognized key: "filter"'],
    [
      'a path that cannot be drawn',
      [{ type: 'path', d: 'M0 0L1' }],
      'front.json.shapes.0.d: path L has 1 numbers',
    ],
    [
      'a colour that is not there',
      [{ type: 'circle', at: [1, 1, 1], fill: 'mauve' }],
      'there is no colour mauve',
    ],
    [
      'such a colour in a gradient',
      [
        {
          type: 'circle',
          at: [1, 1, 1],
          fill: {
            radial: [1, 1, 1],
            stops: [
              [0, 'mauve'],
              [1, 'ink'],
            ],
          },
        },
      ],
      'there is no colour mauve',
    ],
    ['an unknown symbol', [{ type: 'use', symbol: 'bird' }], 'symbol bird is not defined before its use'],
    ['a picture outside', [{ type: 'picture', file: '../../x.png', at: [0, 0, 1, 1] }], 'lies outside'],
    ['a picture by a link', [{ type: 'picture', file: 'link.png', at: [0, 0, 1, 1] }], 'lies outside'],
    [
      'a picture that is none',
      [{ type: 'picture', file: 'theme.json', at: [0, 0, 1, 1] }],
      'neither JPEG nor PNG',
    ],
    [
      'more than a printer can draw',
      [
        {
          type: 'repeat',
          columns: 400,
          rows: 400,
          step: [1, 1],
          shapes: [{ type: 'circle', at: [0, 0, 1] }],
        },
      ],
      'more than 60000 shapes',
    ],
  ])('%s is refused', async (_what, shapes, problem) => {
    const folder = changedTheme((_theme, artwork) => set(artwork, 'shapes', shapes));
    symlinkSync(join(THEMES_FOLDER, '../members/portrait-placeholder.png'), join(folder, 'link.png'));
    expect(await problemOf(folder)).toContain(problem);
  });

  test('symbols within symbols cannot be made to multiply without end', async () => {
    const symbols = Array.from({ length: 12 }, (_, level) => ({
      id: `s${level}`,
      shapes: Array.from({ length: 10 }, () =>
        level === 0 ? { type: 'circle', at: [0, 0, 1] } : { type: 'use', symbol: `s${level - 1}` },
      ),
    }));
    const folder = changedTheme((_theme, artwork) => Object.assign(artwork, { symbols, shapes: [] }));
    expect(await problemOf(folder)).toContain('more than 60000 shapes');
  });

  test('a missing folder is told as such', async () => {
    await expect(loadThemes(join(temporaryFolder(), 'absent'))).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    const empty = join(temporaryFolder(), 'empty');
    mkdirSync(empty);
    expect(await problemOf(empty)).toBe('theme.json: theme.json cannot be read');
  });
});
