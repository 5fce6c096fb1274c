import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTheme } from '../src/theme-folder/check-theme.ts';
import { installTheme } from '../src/theme-folder/install-theme.ts';
import { organisationThemes, SHIPPED_THEMES, themesByOrigin } from '../src/themes.ts';
import { CommandLine } from './cli.ts';
import { errorOf, newOrganisation, organisationFolder, temporaryFolder } from './helpers.ts';
import { newTheme } from './new-theme.ts';

describe('a seventh theme, installed', () => {
  it('is used like those that come along, with no code', async () => {
    const registry = await newOrganisation();
    const { theme, replaced } = await installTheme(registry, newTheme());
    expect([theme.id, replaced]).toEqual(['ombak-biru', false]);
    const themes = await themesByOrigin(registry.folder);
    expect(themes.map(({ theme: { number, id }, origin }) => [number, id, origin]).at(-1)).toEqual([
      7,
      'ombak-biru',
      'own',
    ]);
    const files = readdirSync(join(registry.folder, 'themes', 'ombak-biru')).sort();
    expect(files).toEqual(['back.png', 'front.png', 'theme.json']);
    expect(readdirSync(join(registry.folder, 'themes'))).toEqual(['ombak-biru']);
  });

  it('is replaced only when told to, and keeps its number, which cards carry', async () => {
    const registry = await newOrganisation();
    await installTheme(registry, newTheme());
    const again = newTheme({ 'name.en': 'Blue wave' });
    expect((await errorOf(() => installTheme(registry, again))).details.what).toBe('theme-exists');
    expect(await installTheme(registry, again, { replace: true })).toMatchObject({ replaced: true });
    expect((await organisationThemes(registry.folder)).at(-1)?.name.en).toBe('Blue wave');
    const renumbered = newTheme({ number: 8 });
    const error = await errorOf(() => installTheme(registry, renumbered, { replace: true }));
    expect(error.details).toMatchObject({ what: 'theme-number-kept', number: 7, given: 8 });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['with an error', { 'fonts.name': 'Absent.ttf' }, 'theme-font-missing'],
    ['with the number of another', { number: 3 }, 'theme-number-taken'],
  ])('%s is refused, and nothing is left of it', async (_what, changes, what) => {
    const registry = await newOrganisation();
    const error = await errorOf(() => installTheme(registry, newTheme(changes)));
    expect([error.code, error.details.what]).toEqual(['theme-invalid', what]);
    expect(existsSync(join(registry.folder, 'themes'))).toBe(false);
  });

  it('whose files were taken away later is told as such by whoever needs it', async () => {
    const registry = await newOrganisation();
    const { folder } = await installTheme(registry, newTheme());
    rmSync(join(folder, 'front.png'));
    const error = await errorOf(() => organisationThemes(registry.folder));
    expect(error.details).toMatchObject({ what: 'theme-picture-missing', file: 'front.png' });
  });
});

/** The theme `tegel` with another front, `shapes` over a white ground. */
function tegelWith(shapes: readonly object[], ground = [-3, -3, 91.6, 59.98]): string {
  const folder = join(temporaryFolder(), 'tegel');
  cpSync(join(SHIPPED_THEMES, 'tegel'), folder, { recursive: true });
  const white = { type: 'rect', at: ground, fill: '#ffffff' };
  writeFileSync(join(folder, 'front.json'), JSON.stringify({ shapes: [white, ...shapes] }));
  return folder;
}

async function seenOf(folder: string): Promise<string[]> {
  const { findings } = await checkTheme(folder);
  return findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ severity, code, where }) => `${severity} ${code} ${where}`);
}

describe('looking at the artwork finds', () => {
  it.each(['sawah', 'songket', 'samudra', 'langit', 'kawung', 'tegel'])(
    'nothing wrong with %s',
    async (id) => {
      expect(await seenOf(join(SHIPPED_THEMES, id))).toEqual([]);
    },
  );

  it.each<[string, readonly object[], readonly number[] | undefined, string]>([
    [
      'a dark thing behind dark text',
      [{ type: 'rect', at: [0, 0, 86, 30], fill: '#222222' }],
      undefined,
      'error contrast front.fields.name',
    ],
    [
      'a grey that is nearly too dark',
      [{ type: 'rect', at: [0, 0, 86, 54], fill: '#777777' }],
      undefined,
      'warning contrast front.fields.name',
    ],
    ['card that stays bare', [], [-3, -3, 60, 59.98], 'warning artwork-gap front'],
    ['artwork that ends at the cut', [], [0, 0, 85.6, 53.98], 'warning artwork-bleed front'],
  ])('%s', async (_what, shapes, ground, expected) => {
    expect(await seenOf(tegelWith(shapes, ground === undefined ? undefined : [...ground]))).toContain(
      expected,
    );
  });

  it('a quiet zone that the artwork darkens', async () => {
    const folder = tegelWith([{ type: 'rect', at: [54, 10, 32, 40], fill: '#101010' }]);
    const path = join(folder, 'theme.json');
    const theme = JSON.parse(readFileSync(path, 'utf8'));
    const qr = { x: 58, y: 14, size: 20, colour: '#000000', panel: '#ffffff', quietModules: 2 };
    delete theme.back.fields.qr;
    delete theme.frontWithPhoto;
    theme.front.fields.qr = qr;
    writeFileSync(path, JSON.stringify(theme));
    expect(await seenOf(folder)).toContain('warning quiet-zone front.fields.qr');
  });
});

describe('as typed', () => {
  let cli: CommandLine;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kartu-themes-typed-'));
    cpSync(await organisationFolder(), join(folder, 'data'), { recursive: true });
    cli = new CommandLine(folder);
  });
  afterAll(() => rmSync(cli.folder, { recursive: true, force: true }));

  it('a theme is made, checked, previewed and installed', async () => {
    const made = await cli.json<{ theme: string; number: number }>('theme', 'new', 'Senja Kala');
    expect(made).toMatchObject({ theme: 'senja-kala', number: 7 });
    const checked = await cli.json<{ errors: number; warnings: number }>('theme', 'check', 'senja-kala');
    expect(checked).toMatchObject({ errors: 0, warnings: 0 });
    const preview = await cli.json<{ pictures: string[] }>(
      'theme',
      'preview',
      'senja-kala',
      '-o',
      'look.pdf',
    );
    expect(preview).toMatchObject({ pages: 2, faces: 16, pictures: ['look-1.png', 'look-2.png'] });
    for (const picture of preview.pictures) {
      expect(readFileSync(cli.path(picture)).subarray(1, 4).toString()).toBe('PNG');
    }
    rmSync(cli.path('look.pdf'));
    const again = await cli.run(['theme', 'preview', 'senja-kala', '-o', 'look.pdf']);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('look-1.png already')]);
    expect(await cli.json('theme', 'install', 'senja-kala')).toMatchObject({
      theme: 'senja-kala',
      replaced: false,
    });
    const { themes } = await cli.json<{ themes: { id: string; origin: string }[] }>('theme', 'list');
    expect(themes.at(-1)).toMatchObject({ id: 'senja-kala', number: 7, origin: 'own' });
  });

  it('a printer keeps what is not said, however its name is written; prints go where it needs them', async () => {
    const set = ['printer', 'set'];
    await cli.json(...set, 'Epson L3210', '--layout', 'a4', '--offset-x', '0,5mm', '--back-offset-y', '-1');
    expect(await cli.json(...set, 'epson  l3210', '--offset-y', '2')).toEqual({
      printer: {
        name: 'Epson L3210',
        layout: 'a4',
        flip: 'long',
        front: { xMm: 0.5, yMm: 2 },
        back: { xMm: 0, yMm: -1 },
      },
    });
    const page = ['print', '--calibrate', '--printer', 'EPSON L3210', '--flip', 'short', '-o', 'page.pdf'];
    expect(await cli.json(...page)).toEqual({
      file: 'page.pdf',
      pages: 2,
      layout: 'a4',
      flip: 'short',
      offsets: { front: { xMm: 0.5, yMm: 2 }, back: { xMm: 0, yMm: -1 } },
    });
    await cli.json('printer', 'remove', 'Epson L3210');
    expect(await cli.json('printer', 'list')).toEqual({ printers: [] });
  });

  it('a card for the print shop, with a photo whose middle was given', async () => {
    const photo = join(SHIPPED_THEMES, '../members/portrait-placeholder.jpg');
    await cli.json('member', 'add', '--name', 'Ani Lestari', '--cohort', '1989', '--photo', photo);
    expect(await cli.json('member', 'photo', '89.00000001', '--focus', '50,35')).toMatchObject({
      width: 480,
      height: 600,
      focus: { x: 0.5, y: 0.35 },
    });
    const shop = ['print', '89.00000001', '--theme', 'tegel', '-o', 'shop.pdf', '--bleed', '3mm'];
    expect(await cli.json(...shop)).toMatchObject({ pages: 2, faces: 2, bleedMm: 3, warnings: [] });
    const audit = await cli.json<{ entries: { action: string }[] }>('audit', 'show', '89.00000001');
    expect(audit.entries.map(({ action }) => action)).toContain('photo-focus-set');
  });

  it('a faulty theme ends the check with status 9 and a sentence for each fault, in both languages', async () => {
    newTheme({ 'fonts.name': 'Absent.ttf', 'front.fields.name.x': 2 }, cli.path('faulty'));
    const english = await cli.run(['theme', 'check', 'faulty']);
    expect(english.status).toBe(9);
    expect(english.stdout).toBe(
      [
        'Error: fonts.name: there is no font Absent.ttf. Copy the file into the folder of the theme, or name one that comes along, such as PlusJakartaSans-Bold.ttf.',
        'Error: front.fields.name stands nearer than 3 mm to the edge, where the cut may take it. Move it inwards or make it smaller.',
        '2 errors, 0 warnings.',
        'The theme cannot be used yet. Put the errors right and check again.',
        '',
      ].join('\n'),
    );
    const indonesian = await cli.run(['--lang', 'id', 'theme', 'check', 'faulty']);
    expect(indonesian.stdout).toContain('Salah: fonts.name: fon Absent.ttf tidak ada.');
    const installed = await cli.run(['theme', 'install', 'faulty']);
    expect([installed.status, installed.stderr]).toEqual([
      9,
      expect.stringContaining('The theme cannot be used: fonts.name: there is no font Absent.ttf.'),
    ]);
  });

  it('without pdftoppm the preview says so, and the check that nobody looked', async () => {
    const bin = cli.path('bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const preview = await cli.run(['theme', 'preview', 'tegel', '-o', 'bare.pdf'], { PATH: bin });
    expect([preview.status, preview.stdout]).toEqual([
      0,
      expect.stringContaining('pdftoppm is not on this computer'),
    ]);
    expect(readdirSync(cli.folder).filter((name) => name.startsWith('bare'))).toEqual(['bare.pdf']);
    const check = await cli.run(['theme', 'check', 'tegel'], { PATH: bin });
    expect([check.status, check.stdout]).toEqual([
      0,
      expect.stringContaining('the artwork was not looked at'),
    ]);
  });

  it.each([
    ['a theme that is not there', ['theme', 'preview', 'absent', '-o', 'x.pdf'], 2],
    ['a preview over a file', ['theme', 'preview', 'tegel', '-o', 'passphrase'], 2],
    ['a bleed on sheets', ['print', '89.00000001', '-o', 'x.pdf', '--layout', 'a4', '--bleed', '3mm'], 2],
    ['an offset that is none', ['print', '89.00000001', '-o', 'x.pdf', '--offset-x', 'much'], 2],
    ['a printer that is not there', ['print', '89.00000001', '-o', 'x.pdf', '--printer', 'Canon'], 2],
    ['nobody', ['print', '-o', 'x.pdf'], 2],
    ['a page to calibrate by, with cards', ['print', '89.00000001', '--calibrate', '-o', 'x.pdf'], 2],
  ])('%s is refused and leaves nothing', async (_what, args, status) => {
    expect((await cli.run(args)).status).toBe(status);
    expect(existsSync(cli.path('x.pdf'))).toBe(false);
  });
});
