import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { CommandLine, resultOf } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** An office with members of 1989 and of 2003, and so many blank cards in `cards`. */
async function newOffice(
  of1989: readonly string[],
  of2003: readonly string[],
  cards = 0,
): Promise<CommandLine> {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  const registry = openRegistry(cli.path('data'));
  for (const name of of1989) addMember(registry, { name, cohort: '1989' });
  for (const name of of2003) addMember(registry, { name, cohort: '2003' });
  registry.close();
  if (cards > 0) mkdirSync(cli.path('cards'));
  for (let i = 1; i <= cards; i++) await cli.json('card', 'new', 'ntag215', '-o', `cards/${i}.nfc`);
  return cli;
}

interface Position {
  position: number;
  cardSerial: number;
  uid: string | null;
  state: string;
}

describe('a batch on the command line', () => {
  it('is killed at any step and goes on, with one card a position and none twice', async () => {
    const cli = await newOffice(['Ani', 'Budi', 'Citra'], [], 3);
    await cli.json('batch', 'create', '--theme', 'sawah');
    const database = new Sqlite(cli.path('data/issuer.sqlite'), { readonly: true });
    const noted = () => database.prepare('SELECT count(*) FROM card_journal').pluck().get() as number;
    // In the time that real chips take, so that the signal finds the command at its step.
    const slowly = [1, 2, 3].flatMap((card) => ['--reader', `virtual:cards/${card}.nfc,realtime`]);
    for (const steps of [1, 8, 17, 26, 39]) {
      const child = cli.start(['batch', 'encode', '1', ...slowly]);
      const ended = resultOf(child);
      const watch = setInterval(() => noted() >= steps && child.kill('SIGKILL'), 2);
      expect((await ended).status).toBe(null);
      clearInterval(watch);
    }
    database.close();
    const run = await cli.json<{ ended: string; positions: Position[] }>(
      'batch',
      'encode',
      '1',
      '--reader',
      'virtual:cards',
    );
    expect(run.ended).toBe('complete');
    expect(run.positions.map(({ state }) => state)).toEqual(['encoded', 'encoded', 'encoded']);
    expect(run.positions.map(({ cardSerial }) => cardSerial)).toEqual([1, 2, 3]);
    expect(new Set(run.positions.map(({ uid }) => uid)).size).toBe(3);
    for (const card of [1, 2, 3]) {
      expect(await cli.json('card', 'verify', '--reader', `virtual:cards/${card}.nfc`)).toMatchObject({
        ok: true,
      });
    }
  });

  it('is worked at by two desks at once, and each position gets one card', async () => {
    const cli = await newOffice(['Ani', 'Budi', 'Citra', 'Dewi'], [], 6);
    await cli.json('batch', 'create', '--theme', 'sawah');
    const desk = (...cards: number[]) =>
      cli.run([
        'batch',
        'encode',
        '1',
        ...cards.flatMap((card) => ['--reader', `virtual:cards/${card}.nfc`]),
      ]);
    const runs = await Promise.all([desk(1, 2, 3), desk(4, 5, 6)]);
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    const { ended, positions } = await cli.json<{ ended: string; positions: Position[] }>(
      ...['batch', 'encode', '1', '--reader', 'virtual:cards'],
    );
    expect(ended).toBe('complete');
    expect(positions.map(({ state }) => state)).toEqual(Array(4).fill('encoded'));
    expect(new Set(positions.map(({ uid }) => uid)).size).toBe(4);
    expect(await cli.json('card', 'list')).toMatchObject({ cards: { length: 4 } });
  });

  it('is printed, torn, set aside, reprinted and reported', async () => {
    const cli = await newOffice(['Ani', 'Budi'], [], 4);
    await cli.json('card', 'issue', '89.00000001', '--theme', 'songket', '--reader', 'virtual:cards/4.nfc');
    await cli.json('batch', 'create', '--theme', 'sawah', '--layout', 'a4');
    expect(await cli.json('batch', 'print', '1', '-o', 'faces.pdf')).toMatchObject({
      pages: 2,
      positions: [1, 2],
    });
    expect(readFileSync(cli.path('faces.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    const first = await cli.json(
      ...['batch', 'encode', '1', '--reader', 'virtual:cards/4.nfc'],
      ...['--reader', 'virtual:cards/1.nfc,tear=60', '--reader', 'virtual:cards/2.nfc'],
    );
    expect(first).toMatchObject({
      ended: 'no-more-cards',
      taps: [
        { outcome: 'set-aside', position: 1, code: 'already-exists' },
        { outcome: 'torn', position: 1 },
        { outcome: 'encoded', position: 2 },
      ],
      counts: { begun: 1, encoded: 1 },
    });
    expect(await cli.json('batch', 'encode', '1', '--reader', 'virtual:cards/1.nfc')).toMatchObject({
      ended: 'complete',
      taps: [{ outcome: 'finished', position: 1 }],
    });
    expect((await cli.run(['batch', 'print', '1', '-o', 'twice.pdf'])).status).toBe(2);
    expect((await cli.run(['batch', 'reprint', '1', '--position', '1', '-o', 'faces.pdf'])).status).toBe(2);
    expect(await cli.json('batch', 'reprint', '1', '--position', '1', '-o', 'again.pdf')).toMatchObject({
      positions: [1],
    });
    expect(await cli.json('batch', 'report', '1', '--csv', 'report.csv')).toMatchObject({
      counts: { printed: 1, encoded: 1 },
      positions: [
        { position: 1, sheet: 1, place: 1, state: 'printed', uid: null },
        { position: 2, sheet: 1, place: 2, state: 'encoded' },
      ],
      setAside: [{ position: 1, code: 'already-exists', what: 'card-of-elsewhere' }],
    });
    expect(readFileSync(cli.path('report.csv'), 'utf8')).toContain('set-aside,1,');
    const closed = await cli.run(['--lang', 'id', 'batch', 'close', '1']);
    expect([closed.status, closed.stderr]).toEqual([
      2,
      expect.stringContaining('1 posisi gelombang 1 masih terbuka'),
    ]);
    expect(await cli.json('batch', 'close', '1', '--reason', 'sheet lost')).toMatchObject({ givenUp: 1 });
  });
});

describe('a replacement at the desk', () => {
  it('blocks the old card although there is no card, no reader and no passphrase', async () => {
    const cli = await newOffice(['Ani'], [], 2);
    await cli.json('card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'virtual:cards/1.nfc');
    const replace = ['card', 'replace', '1', '--reason', 'lost', '--reader'];
    const wrong = cli.path('wrong');
    writeFileSync(wrong, 'another passphrase\n');
    const attempts: [string, NodeJS.ProcessEnv?][] = [
      ['virtual:absent.nfc'],
      ['virtual:cards/2.nfc', { KARTU_PASSPHRASE_FILE: wrong }],
      ['virtual:cards/1.nfc'],
    ];
    for (const [reader, env] of attempts) {
      expect((await cli.run([...replace, reader], env)).status).not.toBe(0);
      expect(await cli.json('card', 'life', '1')).toMatchObject({ life: 'lost', replacedBy: 2 });
    }
    expect(await cli.json(...replace, 'virtual:cards/2.nfc')).toMatchObject({
      old: { cardSerial: 1, life: 'lost' },
      new: { cardSerial: 2, life: 'encoded' },
    });
  });
});

describe("a partner's number", () => {
  it('is read from a file or a pipe and comes out nowhere in full', async () => {
    const NUMBER = '6032981234567890';
    const cli = await newOffice(['Ani'], [], 1);
    await cli.json('card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'virtual:cards/1.nfc');
    writeFileSync(cli.path('number.txt'), `6032 9812 3456 7890\n`);
    writeFileSync(cli.path('bad.txt'), `${NUMBER}12345\n`);
    const partner = ['card', 'partner', '1', '--partner', 'Bank Contoh'];
    const runs = [
      await cli.run([...partner, '--number-file', 'bad.txt']),
      await cli.run(['--json', ...partner, '--number-file', 'number.txt']),
      await cli.run(partner), // standard input is empty
      await cli.run(['card', 'life', '1']),
      await cli.run(['--json', 'audit', 'show']),
      await cli.run(['diagnose', '-o', 'help.json']),
    ];
    expect(runs.map(({ status }) => status)).toEqual([2, 0, 2, 0, 0, 0]);
    expect(JSON.parse(runs[1]!.stdout)).toEqual({
      cardSerial: 1,
      partner: 'Bank Contoh',
      number: '•••• 7890',
    });
    const said = runs.map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(said + readFileSync(cli.path('help.json'), 'utf8')).not.toMatch(/6032.?9812/);
    const piped = promisify(execFile)(
      process.execPath,
      [MAIN, '--data', 'data', ...partner, '--number-file', '-', '--reason', 'misread'],
      { cwd: cli.folder, env: { ...process.env, KARTU_PASSPHRASE_FILE: cli.path('passphrase') } },
    );
    piped.child.stdin!.end('6032981234561111\n');
    expect((await piped).stdout).toContain('•••• 1111');
  });
});
