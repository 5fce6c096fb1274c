import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CommandLine, resultOf } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

describe('kartu-issuer apdu', () => {
  it('sends commands as they are and says what their status means', async () => {
    const cli = new CommandLine(temporaryFolder());
    await cli.run(['card', 'new', 'ntag215', '-o', 'card.nfc', '--uid', '04A1B2C3D4E5F6']);
    const reader = ['--reader', 'virtual:card.nfc'];
    expect(await cli.json('apdu', 'ffca000000', 'FF:B0:00:00:04', 'FFB000FF10', ...reader)).toEqual({
      exchanges: [
        { command: 'FFCA000000', response: '04A1B2C3D4E5F6', status: '9000', meaning: 'success' },
        expect.objectContaining({ command: 'FFB0000004', status: '9000' }),
        expect.objectContaining({
          command: 'FFB000FF10',
          response: '',
          status: '6300',
          meaning: 'the operation failed',
        }),
      ],
    });
  });

  it('takes keys from a file only, and repeats them nowhere', async () => {
    const cli = new CommandLine(temporaryFolder());
    await cli.run(['card', 'new', 'classic-1k', '-o', 'card.nfc']);
    const [key, reader] = ['A0A1A2A3A4A5', ['--reader', 'virtual:card.nfc']];
    const refused = await cli.run(['apdu', `FF82000006${key}`, ...reader]);
    expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--file') });
    writeFileSync(cli.path('commands'), `# a key, then a sector\nFF82000006${key}\n\nFFCA000000 # the UID\n`);
    const sent = await cli.run(['apdu', '--file', 'commands', '--trace', 'trace', ...reader]);
    expect(sent).toMatchObject({ status: 0, stdout: expect.stringContaining('FF82000006…') });
    const spoilt = await cli.run(['apdu', `FF8200000${key}`, ...reader]);
    expect(spoilt.status).toBe(2);
    const said = [refused, sent, spoilt].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    for (const text of [...said, readFileSync(cli.path('trace'), 'utf8')]) expect(text).not.toContain(key);
  });

  it.each([[[]], [['FF']], [['hello']], [['F'.repeat(600)]]])('refuses %j', async (words) => {
    const cli = new CommandLine(temporaryFolder());
    expect((await cli.run(['apdu', ...words, '--reader', 'virtual:card.nfc'])).status).toBe(2);
  });
});

it('--trace goes with every command that reads a card', async () => {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  await cli.run(['member', 'add', '--name', 'Ani Lestari', '--cohort', '1989']);
  await cli.run(['card', 'new', 'classic-1k', '-o', 'card.nfc']);
  const on = (name: string) => ['--reader', 'virtual:card.nfc', '--trace', name];
  const issued = await cli.run(['card', 'issue', '89.00000001', '--theme', 'sawah', ...on('issue.txt')]);
  expect(issued.status).toBe(0);
  for (const command of ['verify', 'recover', 'inspect']) {
    expect(await cli.run(['card', command, ...on(`${command}.txt`)])).toMatchObject({ status: 0 });
    expect(readFileSync(cli.path(`${command}.txt`), 'utf8')).toMatch(/ > FF/);
  }
  expect(readFileSync(cli.path('issue.txt'), 'utf8')).toMatch(/ > FF82\w{4}06(··){6}\n/);
  expect(await cli.run(['card', 'verify', ...on('issue.txt')])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('give --trace another name'),
  });
});

it('diagnose writes one file without a name, a number, a key or the user', async () => {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  await cli.run(['member', 'add', '--name', 'Ani Lestari', '--cohort', '1989']);
  expect((await cli.run(['member', 'show', '89.00000777'])).status).toBe(2);
  expect(await cli.run(['diagnose', '-o', 'help.json'])).toMatchObject({ status: 0 });
  const text = readFileSync(cli.path('help.json'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    format: 'kartukita-diagnosis',
    data: { rows: { members: 1, cards: 0 }, sequences: { 'member-number': 1 }, lastBackupAt: null },
    lastErrors: [{ command: 'member show', code: 'not-found', what: 'member' }],
  });
  for (const personal of ['Ani', 'Lestari', '8900000', '89.0000', '777', homedir()]) {
    if (personal !== '/')
      expect(text.replaceAll(/"(uv|v8|modules|at|madeAt|release)": "[^"]*"/g, '')).not.toContain(personal);
  }
  expect((await cli.run(['diagnose', '-o', 'help.json'])).status).toBe(2);

  writeFileSync(cli.path('data/issuer.sqlite'), 'not a database'.repeat(500));
  expect(await cli.run(['--lang', 'id', 'doctor'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('✗ registri tidak terbuka atau rusak (data-damaged)'),
  });
  expect(await cli.run(['diagnose', '-o', 'help.json', '--force'])).toMatchObject({ status: 0 });
  expect(JSON.parse(readFileSync(cli.path('help.json'), 'utf8'))).toMatchObject({ data: null });
});

describe('kartu-issuer completion', () => {
  it.each([
    ['a command', ['keys', 'rev'], ['revoke']],
    ['commands of a group', ['--data', 'x', 'theme', ''], ['list']],
    ['an option', ['keys', 'restore', '--skip'], ['--skip-numbers']],
    ['choices', ['--lang', ''], ['en', 'id']],
    ['nothing', ['keys', 'nonsense'], []],
  ])('knows %s', async (_what, words, expected) => {
    const cli = new CommandLine(temporaryFolder());
    const { status, stdout } = await resultOf(cli.startWithoutData(['complete', '--', ...words]));
    const suggested = stdout.split('\n').flatMap((line) => (/^(:|$)/.test(line) ? [] : line.split('\t')[0]!));
    expect({ status, suggested }).toEqual({ status: 0, suggested: expect.arrayContaining(expected) });
    if (expected.length === 0) expect(suggested).toEqual([]);
  });

  it('gives bash a script that it can run, and that asks this program', async () => {
    const cli = new CommandLine(temporaryFolder());
    const { stdout } = await resultOf(cli.startWithoutData(['completion', 'bash']));
    writeFileSync(cli.path('completion'), stdout);
    // The two functions stand for the package bash-completion and for the program in the path.
    const script = `
      _get_comp_words_by_ref() { words=(kartu-issuer keys rev); cur=rev; prev=keys; cword=2; }
      kartu-issuer() { "$NODE" "$MAIN" "$@"; }
      compopt() { :; }
      . ./completion && __kartu_issuer_complete && echo "\${COMPREPLY[@]}"`;
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const env = { ...process.env, NODE: process.execPath, MAIN: main };
    expect(execFileSync('bash', ['-c', script], { cwd: cli.folder, env }).toString()).toBe('revoke\n');
  });

  it.each(['zsh', 'fish'])('has a script for %s', async (shell) => {
    const cli = new CommandLine(temporaryFolder());
    const { status, stdout } = await resultOf(cli.startWithoutData(['completion', shell]));
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining('kartu-issuer complete --'),
    });
  });

  it('has none for other shells', async () => {
    const cli = new CommandLine(temporaryFolder());
    expect((await resultOf(cli.startWithoutData(['completion', 'tcsh']))).status).toBe(2);
  });
});
