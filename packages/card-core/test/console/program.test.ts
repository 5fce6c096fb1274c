import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Language, makeProgram, runProgram } from '../../src/console/index.ts';

let [out, err] = ['', ''];

beforeEach(() => {
  [out, err] = ['', ''];
  vi.stubEnv('KARTU_LANG', undefined);
  vi.spyOn(process.stdout, 'on').mockReturnValue(process.stdout);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

/** Runs a program with the group `tree` of one command `grow NAME --to <high|low>`. */
async function run(...argv: string[]): Promise<typeof process.exitCode> {
  const program = makeProgram('kartu-try', 'for the test', '1.0.0');
  const grow = program.command('tree').command('grow').argument('<name>').option('--by <metres>');
  grow.addOption(grow.createOption('--to <height>').choices(['high', 'low']));
  grow.requiredOption('--in <garden>').action(() => undefined);
  await runProgram(program, argv);
  return process.exitCode;
}

const GROW = ['tree', 'grow', 'oak', '--in', 'park'];

describe('what is wrong with a command line', () => {
  test.each<[string, string[], string, string]>([
    [
      'an option that is not known',
      [...GROW, '--up'],
      "unknown option '--up'",
      "pilihan '--up' tidak dikenal",
    ],
    [
      'a slip in an option',
      [...GROW, '--bye'],
      "unknown option '--bye' (did you mean --by?)",
      "pilihan '--bye' tidak dikenal (maksudnya --by?)",
    ],
    ['a command that is not known', ['prune'], "unknown command 'prune'", "perintah 'prune' tidak dikenal"],
    [
      'a slip in a command',
      ['tree', 'grwo'],
      "unknown command 'grwo' (did you mean grow?)",
      "perintah 'grwo' tidak dikenal (maksudnya grow?)",
    ],
    [
      'a missing word',
      ['tree', 'grow', '--in', 'x'],
      "missing required argument 'name'",
      "'name' belum disebutkan",
    ],
    [
      'a word too many',
      [...GROW, 'elm'],
      'too many arguments. Expected 1 but got 2.',
      'terlalu banyak kata. Yang diperlukan 1, yang ditulis 2.',
    ],
    [
      'an option without its value',
      [...GROW, '--by'],
      "option '--by <metres>' argument missing",
      "pilihan '--by <metres>' belum diberi isi",
    ],
    [
      'an option that is needed',
      ['tree', 'grow', 'oak'],
      "required option '--in <garden>' not specified",
      "pilihan '--in <garden>' harus diberikan",
    ],
    [
      'a value that is no choice',
      [...GROW, '--to', 'wide'],
      "option '--to <height>' argument 'wide' is invalid. Allowed choices are high, low.",
      "isi 'wide' untuk pilihan '--to <height>' tidak sah. Pilihannya high, low.",
    ],
  ])('%s', async (_what, argv, english, indonesian) => {
    for (const [language, sentence] of [
      ['en', english],
      ['id', indonesian],
    ] as [Language, string][]) {
      [out, err] = ['', ''];
      expect(await run('--lang', language, ...argv)).toBe(2);
      expect(out).toBe('');
      expect(err).toContain(`: ${sentence}\n`);
      expect(await run(...argv, '--lang', language, '--json')).toBe(2);
      expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage', message: sentence } });
    }
  });

  test('a group without a command: its help, and a document for scripts', async () => {
    expect(await run('tree', '--json')).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage', details: { what: 'command-help' } } });
    expect(err).toContain('Usage: kartu-try tree');
  });

  test('a language from the environment that there is not', async () => {
    vi.stubEnv('KARTU_LANG', 'fr');
    vi.stubEnv('LC_ALL', 'id_ID.UTF-8');
    expect(await run(...GROW, '--json')).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { details: { name: '--lang <language>', other: 'fr' } } });
  });

  test('help and a good command line are no errors', async () => {
    expect(await run('tree', 'grow', '--help')).toBe(0);
    expect(out).toContain('Usage: kartu-try tree grow');
    process.exitCode = undefined;
    expect(await run(...GROW)).toBeUndefined();
    expect(err).toBe('');
  });
});
