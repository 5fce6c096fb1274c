import { spawnSync } from 'node:child_process';
import {
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
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../demo/locales/en.ts';
import { id } from '../demo/locales/id.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CHAPTERS = [
  'keys',
  'members',
  'cards',
  'faces',
  'counters',
  'taps',
  'away',
  'torn',
  'copy',
  'books',
  'next',
];

// A space in the path: the printed commands have to be right about it.
const base = mkdtempSync(join(tmpdir(), 'kartukita demo '));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const environment = (more: NodeJS.ProcessEnv = {}) => ({
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: process.env.HOME,
  LANG: 'C.UTF-8',
  ...more,
});

function runDemo(to: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const main = join('tools', 'demo', 'main.ts');
  const options = { cwd: ROOT, env: environment(env), encoding: 'utf8', timeout: 240_000 } as const;
  return spawnSync(process.execPath, [main, '--to', to, ...args], options);
}

type Run = ReturnType<typeof runDemo>;
type Catalogue = Readonly<Record<keyof typeof en, string>>;

/** The told chapters by their headings, in the order told. */
function headings({ stdout }: Run): string[] {
  return [...stdout.matchAll(/^\d+\. .+$/gm)].map(([line]) => line);
}

function expectWholeStory(run: Run, words: Catalogue): void {
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  expect(headings(run)).toEqual(
    CHAPTERS.map((name, index) => `${index + 1}. ${words[`demo.${name}.head` as keyof typeof en]}`),
  );
  expect(run.stdout).not.toMatch(/demo\.\w+\.|\{\{|undefined|NaN|\[object/); // a saying or a gap left unfilled
  expect(run.stdout).not.toContain('\x1b'); // a pipe is not coloured
}

/** Paragraphs stay within the window, and within what an eye can follow; tables are as wide as what they hold. */
function expectWrapped({ stdout }: Run, columns: number): void {
  const prose = stdout.split('\n').filter((line) => /^\S/.test(line));
  expect(Math.max(...prose.map((line) => line.length))).toBeGreaterThan(columns - 10);
  expect(prose.filter((line) => line.length > columns)).toEqual([]);
}

/** The commands of the last chapter, each as a shell is given it, with the lines that set its environment. */
function printedCommands({ stdout }: Run): { setUp: string; commands: string[] } {
  const lastChapter = stdout.slice(stdout.search(/^11\. /m)).replaceAll(/ \\\n */g, ' ');
  const lines = [...lastChapter.matchAll(/^ {2}(?!#)(\S.*)$/gm)].map(([, line]) => line!);
  const commands = lines.filter((line) => line.startsWith('npm '));
  const setUp = lines.filter((line) => line.startsWith('export '));
  expect(commands.length + setUp.length).toBe(lines.length);
  return { setUp: setUp.join('\n'), commands };
}

function expectPages(file: string, pages: number): void {
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  const { status, stdout } = spawnSync('pdfinfo', [file], { encoding: 'utf8' });
  if (status === null) return; // not installed: tools/with-node.mjs has said so
  expect(stdout).toMatch(new RegExp(`^Pages: +${pages}$`, 'm'));
}

describe('npm start', () => {
  const folder = join(base, 'my demo');
  let first: Run;
  let second: Run;
  beforeAll(() => {
    first = runDemo(folder, [], { COLUMNS: '80' });
    writeFileSync(join(folder, 'notes.txt'), 'written by whoever plays here');
    second = runDemo(folder, ['--lang', 'id'], { COLUMNS: '120' });
  }, 300_000);

  it('tells the whole story in English, and then in Indonesian', () => {
    expectWholeStory(first, en);
    expectWrapped(first, 80);
    expectWholeStory(second, id);
    expectWrapped(second, 100);
  });

  it('starts from nothing each time, and leaves alone what it did not make', () => {
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('written by whoever plays here');
    // The chips of the second run have other numbers: nothing of the first one is left.
    const uids = ({ stdout }: Run) => [...stdout.matchAll(/\b04[0-9A-F]{12}\b/g)].map(([uid]) => uid);
    expect(uids(first)).toHaveLength(4);
    expect(uids(first).filter((uid) => uids(second).includes(uid))).toEqual([]);
  });

  it('leaves six cards and the faces of all of them', () => {
    expect(readdirSync(join(folder, 'cards')).sort()).toEqual(
      ['kawung', 'langit', 'samudra', 'sawah', 'songket', 'tegel'].map((theme) => `${theme}.nfc`),
    );
    expectPages(join(folder, 'faces.pdf'), 12);
    expectPages(join(folder, 'faces-a4.pdf'), 2);
  });

  it('pays once for a card that was pulled away, and refuses an older copy', () => {
    expect(first.stdout).toMatch(/NOT FINISHED YET[^▸]*▸ PAID[^▸]*it was not\s+charged again/);
    expect(first.stdout).toMatch(/REFUSED: The card shows an older balance/);
    expect(second.stdout).toMatch(/BELUM SELESAI[^▸]*▸ LUNAS/);
  });

  it('prints commands that work as printed', () => {
    const { setUp, commands } = printedCommands(second);
    expect(commands.length).toBeGreaterThan(8);
    expect(commands.join('\n')).toMatch(/balance[\s\S]*sale[\s\S]*history[\s\S]*tear=[\s\S]*verify/);
    expect(commands.join('\n')).toContain(' serve --virtual-tray ');
    // The screen goes on until somebody ends it; packages/terminal/test/web starts it.
    for (const command of commands.filter((line) => !line.includes(' serve '))) {
      const options = { cwd: ROOT, env: environment(), encoding: 'utf8', timeout: 120_000 } as const;
      const { status, stdout, stderr } = spawnSync('sh', ['-c', `${setUp}\n${command}`], options);
      // The one that pulls the card away says by its status that it is not finished.
      expect({ command, status, stderr }).toEqual({
        command,
        status: command.includes('tear=') ? 4 : 0,
        stderr: expect.any(String),
      });
      expect(stdout).not.toBe('');
    }
  }, 300_000);
});

describe('the folder of the demo', () => {
  it.each([
    ['a folder with somebody’s files', (path: string) => mkdirSync(join(path, 'cards'), { recursive: true })],
    ['a file', (path: string) => writeFileSync(path, 'mine')],
    [
      'a link to somewhere else',
      (path: string) => {
        mkdirSync(`${path}.target`);
        symlinkSync(`${path}.target`, path);
      },
    ],
    [
      'a folder whose marker is not ours',
      (path: string) => {
        mkdirSync(path);
        writeFileSync(join(path, '.made-by-the-kartukita-demo'), 'no');
      },
    ],
  ])('is not %s', (name, make) => {
    const path = join(base, name);
    make(path);
    const { status, stdout, stderr } = runDemo(path);
    expect({ status, stdout }).toEqual({ status: 7, stdout: '' });
    expect(stderr).toContain(path);
    expect(existsSync(path)).toBe(true);
    expect(existsSync(join(path, 'organisation'))).toBe(false);
  });
});

describe('options', () => {
  it.each([[['--lang', 'jv']], [['--colour']], [['surplus']]])('refuses %s', (args) => {
    const { status, stdout, stderr } = runDemo(join(base, 'never made'), args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(existsSync(join(base, 'never made'))).toBe(false);
  });
  it('explains itself', () => {
    const { status, stdout } = runDemo(join(base, 'never made'), ['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/npm start -- --lang id/);
  });
});

describe('the two languages of the story', () => {
  const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

  it('have the same sayings', () => {
    expect(Object.keys(id).sort()).toEqual(Object.keys(en).sort());
  });
  it.each(Object.keys(en) as (keyof typeof en)[])('%s has the same gaps and is translated', (key) => {
    expect(new Set(gaps(id[key]))).toEqual(new Set(gaps(en[key])));
    if (en[key].length > 12) expect(id[key]).not.toBe(en[key]);
  });
});
