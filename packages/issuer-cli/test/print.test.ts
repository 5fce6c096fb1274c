import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { issueCard } from '../src/issue/issue.ts';
import { printFaces } from '../src/print/print-faces.ts';
import { chooseTheme, organisationThemes } from '../src/themes.ts';
import { blankChip, readerWith, SAWAH, SONGKET } from './cards.ts';
import { errorOf, office, temporaryFolder } from './helpers.ts';

const ANI = '89.00000001';
const SHIPPED = fileURLToPath(new URL('../../../fixtures/themes', import.meta.url));

describe('printing', () => {
  it('draws every card that a member has, each in its theme', async () => {
    const { registry, keys } = await office();
    for (const theme of [SAWAH, SONGKET]) {
      await issueCard(registry, keys, readerWith(blankChip('ntag213')), { memberNumber: ANI, theme });
    }
    const file = join(temporaryFolder(), 'faces.pdf');
    const result = await printFaces(registry, { memberNumbers: [ANI], file, layout: 'card', language: 'en' });
    expect(result).toMatchObject({ pages: 4, faces: 4, warnings: [] });
    expect(readFileSync(file, 'latin1').startsWith('%PDF-')).toBe(true);
  });

  it('draws a theme for members who have no card yet', async () => {
    const { registry } = await office();
    const file = join(temporaryFolder(), 'faces.pdf');
    const order = { memberNumbers: [ANI, '89.00000002'], file, layout: 'a4', language: 'id' } as const;
    expect(await printFaces(registry, { ...order, themeId: 'kawung' })).toMatchObject({ pages: 2, faces: 4 });
  });

  it.each([
    ['an unknown member', { memberNumbers: ['89.00000009'], themeId: 'sawah' }, 'not-found'],
    ['an unknown theme', { memberNumbers: [ANI], themeId: 'none' }, 'not-found'],
    ['no theme and no card', { memberNumbers: [ANI] }, 'usage'],
    ['no member', { memberNumbers: [], themeId: 'sawah' }, 'usage'],
  ])('of %s leaves no file', async (_what, asked, code) => {
    const { registry } = await office();
    const folder = temporaryFolder();
    const order = { file: join(folder, 'faces.pdf'), layout: 'card', language: 'id', ...asked } as const;
    expect((await errorOf(() => printFaces(registry, order))).code).toBe(code);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces a file only when told to', async () => {
    const { registry } = await office();
    const file = join(temporaryFolder(), 'faces.pdf');
    writeFileSync(file, 'before');
    const order = { memberNumbers: [ANI], themeId: 'sawah', file, layout: 'card', language: 'id' } as const;
    expect((await errorOf(() => printFaces(registry, order))).code).toBe('already-exists');
    expect(readFileSync(file, 'utf8')).toBe('before');
    await printFaces(registry, { ...order, overwrite: true });
    expect(readFileSync(file, 'latin1').startsWith('%PDF-')).toBe(true);
  });
});

describe('themes', () => {
  it('are the six that come along, by number', async () => {
    const themes = await organisationThemes();
    expect(themes.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(chooseTheme(themes, 'sawah').number).toBe(1);
    expect((await errorOf(() => chooseTheme(themes, 'SAWAH'))).code).toBe('not-found');
  });

  it('a seventh is a folder in the data folder, with no code; one of the same id replaces a shipped one', async () => {
    const data = temporaryFolder();
    const lay = (folder: string, change: object) => {
      const target = join(data, 'themes', folder);
      mkdirSync(join(data, 'themes'), { recursive: true });
      cpSync(join(SHIPPED, 'sawah'), target, { recursive: true });
      const file = join(target, 'theme.json');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
    };
    lay('senja', { id: 'senja', number: 7 });
    lay('sawah', { name: { en: 'Our fields', id: 'Sawah kita' } });
    const themes = await organisationThemes(data);
    expect(themes.map(({ id }) => id)).toHaveLength(7);
    expect(chooseTheme(themes, 'senja').number).toBe(7);
    expect(chooseTheme(themes, 'sawah').name.en).toBe('Our fields');
    lay('fajar', { id: 'fajar', number: 2 });
    expect((await errorOf(() => organisationThemes(data))).code).toBe('theme-invalid');
  });
});
