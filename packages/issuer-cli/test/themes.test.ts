import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { surveyTheme } from '../src/card-face/theme.ts';
import { judgeTheme } from '../src/card-face/theme-check.ts';
import { faces } from '../src/locales/faces.ts';
import { makeTheme } from '../src/theme-folder/new-theme.ts';
import { SHIPPED_FONTS, SHIPPED_THEMES, themesByOrigin } from '../src/themes.ts';
import { tinyPng } from './card-face/support.ts';
import { errorOf, temporaryFolder } from './helpers.ts';
import { kept, made, newTheme } from './new-theme.ts';

/** `severity code where` of all that is found without looking at the artwork. */
async function findingsOf(folder: string): Promise<string[]> {
  const { theme, faults, pictures } = await surveyTheme(folder, { fontFolder: SHIPPED_FONTS });
  if (theme === undefined) return faults.map(({ code, field }) => `error ${code} ${field}`);
  return judgeTheme(theme, pictures).map(({ severity, code, where }) => `${severity} ${code} ${where}`);
}

describe('a new theme', () => {
  it('is a folder with all that a designer needs, and the next free number', () => {
    expect(made).toMatchObject({ id: 'ombak-biru', number: 7 });
    expect(readdirSync(kept).sort()).toEqual([
      'README.md',
      'back.png',
      'front.png',
      'guide-back.svg',
      'guide-front-photo.svg',
      'guide-front.svg',
      'theme.json',
    ]);
    const readme = readFileSync(join(kept, 'README.md'), 'utf8');
    expect(readme).toContain('# Ombak Biru');
    expect(readme).toContain('theme check ombak-biru');
    expect(readme).not.toContain('{{');
  });

  it('is in order as it is', async () => {
    const findings = await findingsOf(newTheme());
    expect(findings.filter((each) => !each.startsWith('note'))).toEqual([]);
  });

  it('takes the first number that is free', () => {
    const folder = join(temporaryFolder(), 'x');
    const { number } = makeTheme({ name: 'X', folder, language: 'id', takenNumbers: [1, 2, 4] });
    expect(number).toBe(3);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('Sebuah tema muka kartu');
  });

  it.each([
    ['', 'usage'],
    ['  ', 'usage'],
    ['123', 'usage'],
    ['山', 'usage'],
    ['x'.repeat(41), 'usage'],
    ['Bad\u0007bell', 'usage'],
  ])('of the name %j is refused', async (name, code) => {
    const order = { name, folder: join(temporaryFolder(), 'x'), language: 'en', takenNumbers: [] } as const;
    expect((await errorOf(() => makeTheme(order))).code).toBe(code);
    expect(existsSync(order.folder)).toBe(false);
  });

  it('never overwrites a folder', async () => {
    const folder = temporaryFolder();
    const order = { name: 'X', folder, language: 'en', takenNumbers: [] } as const;
    expect((await errorOf(() => makeTheme(order))).code).toBe('already-exists');
    expect(readdirSync(folder)).toEqual([]);
  });
});

const QR = { x: 6, y: 14, size: 25, colour: 'ink', panel: 'paper' };
const CODE128 = { x: 6, y: 14, width: 46, height: 9, colour: 'ink', panel: 'paper' };

describe('checking a theme finds', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a font that is not there', { 'fonts.name': 'Absent.ttf' }, 'error font-missing fonts.name'],
    [
      'a font that nobody named',
      { 'front.fields.name.font': 'x' },
      'error font-unnamed front.fields.name.font',
    ],
    ['a word that nobody knows', { 'front.fields.name.weight': 7 }, 'error key-unknown front.fields.name'],
    ['something that is missing', { number: undefined }, 'error key-missing number'],
    ['a number beyond its limits', { number: 300 }, 'error value-range number'],
    ['a colour that is none', { 'colours.ink': 'red' }, 'error value-colour colours.ink'],
    [
      'a picture that is not there',
      { 'front.artwork': 'absent.png' },
      'error picture-missing absent.png.file',
    ],
    ['a box beyond the card', { 'front.fields.name.x': 40 }, 'error outside-card front.fields.name'],
    ['a box at the edge', { 'front.fields.name.x': 2 }, 'error outside-safe-zone front.fields.name'],
    ['boxes on each other', { 'front.fields.name.height': 18 }, 'error overlap front.fields.memberNumber'],
    ['no code at all', { 'back.fields.qr': undefined }, 'error code-missing front.fields.qr'],
    [
      'a code light on dark',
      { 'back.fields.qr': { ...QR, colour: 'paper', panel: 'ink' } },
      'error code-contrast back.fields.qr',
    ],
    ['a code in a pale colour', { 'back.fields.qr.colour': 'line' }, 'error code-contrast back.fields.qr'],
    [
      'bars too narrow for long numbers',
      { 'back.fields.qr': undefined, 'back.fields.code128': { ...CODE128, width: 28 } },
      'warning code128-narrow back.fields.code128',
    ],
    [
      'bars too low for scanners',
      { 'back.fields.qr': undefined, 'back.fields.code128': { ...CODE128, width: 28, height: 3 } },
      'warning code128-low back.fields.code128',
    ],
    [
      'a name that shrinks beyond reading',
      { 'front.fields.name.width': 14, 'front.fields.name.minSize': 4.5 },
      'warning name-small front.fields.name',
    ],
    [
      'a long organisation that is cut',
      { 'back.fields.organisation.width': 20 },
      'warning text-cut back.fields.organisation',
    ],
    ['that no photo is shown', { frontWithPhoto: undefined }, 'note no-photo frontWithPhoto'],
  ])('%s', async (_what, changes, expected) => {
    expect(await findingsOf(newTheme(changes))).toContain(expected);
  });

  it.each<[string, string, string | Buffer, string]>([
    ['JSON that is none', 'theme.json', '{"format": 1,\n"id": }', 'error file-json theme.json'],
    ['a broken picture', 'front.png', tinyPng({}).subarray(0, 40), 'error picture-broken front.png.file'],
    ['a picture that is text', 'back.png', 'no picture', 'error picture-broken back.png.file'],
    ['a picture of few pixels', 'back.png', tinyPng({}), 'warning picture-coarse back'],
    ['a picture of another shape', 'back.png', tinyPng({}), 'warning picture-stretched back'],
  ])('%s', async (_what, file, content, expected) => {
    const folder = newTheme();
    writeFileSync(join(folder, file), content);
    expect(await findingsOf(folder)).toContain(expected);
  });

  it('a broken font', async () => {
    const folder = newTheme({ 'fonts.name': 'Mine.ttf' });
    writeFileSync(join(folder, 'Mine.ttf'), 'no font');
    expect(await findingsOf(folder)).toContain('error font-broken fonts.name');
  });

  it('everything at once, not only the first', async () => {
    const changes = { 'fonts.name': 'Absent.ttf', 'front.fields.name.x': 2, 'back.artwork': 'absent.png' };
    const findings = await findingsOf(newTheme(changes));
    expect(findings).toEqual([
      'error font-missing fonts.name',
      'error outside-safe-zone front.fields.name',
      'error picture-missing absent.png.file',
    ]);
  });

  it('an empty folder, and none', async () => {
    expect(await findingsOf(temporaryFolder())).toEqual(['error file-missing theme.json']);
    expect(await findingsOf('/absent')).toEqual(['error file-missing theme.json']);
  });
});

it('themes of a folder on the command line come before all others', async () => {
  const given = temporaryFolder();
  cpSync(join(SHIPPED_THEMES, 'tegel'), join(given, 'tegel'), { recursive: true });
  mkdirSync(join(given, '.hidden'));
  const origins = (await themesByOrigin(undefined, given)).map(({ theme, origin }) => [theme.id, origin]);
  expect(origins).toHaveLength(6);
  expect(origins.at(-1)).toEqual(['tegel', 'given']);
});

it('every finding has its sentence', () => {
  const codes = [
    'src/card-face/theme-check.ts',
    'src/card-face/theme-fault.ts',
    'src/theme-folder/look-at-theme.ts',
  ]
    .map((path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'))
    .flatMap((text) => [
      ...[...text.matchAll(/code: '([a-z0-9-]+)'/g)].map(([, code]) => code),
      ...[...text.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code),
      ...[...text.matchAll(/add\('\w+', '([a-z0-9-]+)'/g)].map(([, code]) => code),
    ]);
  expect(codes.length).toBeGreaterThan(40);
  const unsaid = codes.filter((code) => !(`detail.theme-${code}` in faces.en));
  expect(unsaid).toEqual([]);
});

describe('both languages', () => {
  const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\{?\w+\}?\}/g))].sort();

  it('say the same things, with the same gaps', () => {
    expect(Object.keys(faces.id)).toEqual(Object.keys(faces.en));
    for (const [key, sentence] of Object.entries(faces.en)) {
      expect([key, gapsOf(faces.id[key as keyof typeof faces.id])]).toEqual([key, gapsOf(sentence)]);
    }
  });
});
