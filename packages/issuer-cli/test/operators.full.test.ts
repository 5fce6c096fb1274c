import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, type CommandResult } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

const PEOPLE = ['hadi', 'sari', 'budi', 'wati'] as const;
type Person = (typeof PEOPLE)[number];

/** A data folder without operators, and a file with a passphrase of each person's. */
async function newOffice() {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  for (const name of PEOPLE) writeFileSync(cli.path(name), `TEST passphrase of ${name}\n`);
  const as = (who: Person, ...args: string[]) =>
    cli.run(['--operator', who, '--operator-passphrase-file', who, ...args]);
  const must = async (result: Promise<CommandResult>) => {
    const { status, stderr, stdout } = await result;
    expect([stderr, status]).toEqual([expect.anything(), 0]);
    return stdout;
  };
  const add = (name: string, ...roles: string[]) => [
    ...['operator', 'add', name, '--role', ...roles, '--new-passphrase-file', name.toLowerCase()],
  ];
  return { cli, as, must, add };
}

/** Hadi is the chair, Sari the secretariat, Budi the treasurer. */
async function staffed() {
  const office = await newOffice();
  const { cli, as, must, add } = office;
  await must(cli.run(add('Hadi', 'chair')));
  await must(as('hadi', ...add('Sari', 'secretariat')));
  await must(as('hadi', ...add('Budi', 'treasurer')));
  return office;
}

describe('the first operator', () => {
  it('switches the rule on, and needs the passphrase of the data folder', async () => {
    const { cli, as, must, add } = await newOffice();
    await must(cli.run(['member', 'add', '--name', 'Ani Lestari', '--cohort', '1989']));
    expect(await cli.run(['operator', 'login', 'Hadi'])).toMatchObject({ status: 2 });
    expect(await cli.run(add('Hadi', 'chair'), { KARTU_PASSPHRASE_FILE: cli.path('sari') })).toMatchObject({
      status: 8,
      stderr: expect.stringContaining('passphrase is wrong'),
    });
    expect(await cli.run(add('Sari', 'secretariat'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('must be a chair'),
    });
    await must(cli.run(['member', 'list'])); // nothing has changed so far
    expect(await must(cli.run(add('Hadi', 'chair')))).toContain('Hadi is the first operator (chair)');
    for (const args of [
      ['member', 'list'],
      ['member', 'add', '--name', 'Budi Santoso', '--cohort', '1990'],
      add('Wati', 'chair'),
    ]) {
      expect(await cli.run(args)).toMatchObject({
        status: 8,
        stderr: expect.stringContaining('operator login NAME'),
      });
    }
    for (const args of [['doctor'], ['theme', 'list'], ['card', 'new', 'ntag213', '-o', cli.path('x.nfc')]]) {
      expect((await cli.run(args)).stderr).not.toContain('operator login');
    }
    expect(await must(as('hadi', 'member', 'list'))).toContain('Ani Lestari');
  });
});

describe('whoever gives a command', () => {
  it('does what the roles allow, and each change is theirs', async () => {
    const { as, must } = await staffed();
    const ani = ['member', 'add', '--name', 'Ani Lestari', '--cohort', '1989'];
    for (const who of ['hadi', 'budi'] as const) {
      expect(await as(who, ...ani)).toMatchObject({
        status: 3,
        stderr: expect.stringContaining('has none of the roles for this (secretariat)'),
      });
    }
    await must(as('sari', ...ani));
    await must(as('sari', 'number', 'request', '89.00000001', '00000777'));
    expect((await as('sari', 'number', 'approve', '89.00000001')).status).toBe(3);
    await must(as('budi', 'number', 'pay', '89.00000001', '--amount', '600000', '--receipt', 'K-1'));
    expect(await as('hadi', 'number', 'approve', '89.00000001', '--approved-by', 'Sari')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('Hadi is working here'),
    });
    await must(as('hadi', 'number', 'approve', '89.00000001', '--approved-by', ' HADI'));
    const { stdout } = await as('budi', '--json', 'audit', 'show', '--kind', 'number');
    const { entries } = JSON.parse(stdout) as { entries: Record<string, unknown>[] };
    expect(entries.map(({ action, operator, role }) => [action, operator, role])).toEqual([
      ['number-approved', 'Hadi', 'chair'],
      ['number-paid', 'Budi', 'treasurer'],
      ['number-requested', 'Sari', 'secretariat'],
    ]);
    const csv = await must(as('budi', 'audit', 'show', '--by', 'sari', '--kind', 'member', '--csv'));
    expect(csv.split('\r\n')[0]).toBe(
      '\uFEFFid,at,user,operator,role,approver,action,subject,reason,details',
    );
    expect(csv.split('\r\n')[1]).toMatch(/,Sari,secretariat,,member-added,8900000001,,/);
    expect(await must(as('budi', '--lang', 'id', 'audit', 'show', '--limit', '1'))).toContain('Hadi (ketua)');
    for (const [args, sentence] of [
      [['--kind', 'Member*'], 'no kind of change'],
      [['--since', '2026-02-30'], 'no time'],
      [['--by', 'Nobody'], 'no operator Nobody'],
    ] as const) {
      expect(await as('budi', 'audit', 'show', ...args)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(sentence),
      });
    }
    expect(await must(as('budi', 'audit', 'show', '--since', '2999-01-01'))).toContain('Nothing');
  });

  it('is asked once for a while after a login, in this window and by this data folder', async () => {
    const { cli, as, must } = await staffed();
    expect(await must(as('sari', 'operator', 'login', '--minutes', '5'))).toContain('Sari works here now');
    await must(cli.run(['member', 'add', '--name', 'Ani Lestari', '--cohort', '1989']));
    // Somebody else for one command: the session stays Sari's.
    expect((await as('budi', 'member', 'add', '--name', 'Umar', '--cohort', '1990')).status).toBe(3);
    expect(await cli.run(['--operator', 'Budi', 'member', 'list'])).toMatchObject({ status: 8 });
    await must(cli.run(['--operator', 'SARI', 'member', 'list']));
    const file = readdirSync(cli.path('data')).find((name) => name.startsWith('.session-'))!;
    const token = readFileSync(join(cli.path('data'), file), 'utf8').trim();
    expect(readFileSync(cli.path('data/issuer.sqlite')).includes(token)).toBe(false);
    await must(cli.run(['operator', 'logout']));
    expect(await cli.run(['member', 'list'])).toMatchObject({ status: 8 });
    writeFileSync(join(cli.path('data'), file), `${token}\n`, { mode: 0o600 }); // the old token opens nothing
    expect(await cli.run(['member', 'list'])).toMatchObject({ status: 8 });
  });

  it('gives no secret away, and is locked out by guesses, also by many at once', async () => {
    const { cli, as } = await staffed();
    const guess = () =>
      cli.run(['--operator', 'Sari', '--operator-passphrase-file', 'budi', 'member', 'list']);
    const guesses = await Promise.all(Array.from({ length: 5 }, guess));
    expect(guesses.map(({ status }) => status)).toEqual([8, 8, 8, 8, 8]);
    expect(guesses.filter(({ stderr }) => stderr.includes('name or passphrase is wrong'))).toHaveLength(2);
    expect((await as('sari', 'member', 'list')).stderr).toContain('Too many wrong passphrases');
    const told = guesses.map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(told).not.toContain('TEST passphrase');
    const { stdout } = await as('hadi', 'audit', 'show', '--kind', 'operator-refused');
    expect(stdout.match(/operator-refused/g)).toHaveLength(3);
    expect(stdout).toContain('wrong passphrase, 3 in a row');
  });
});

describe('who works here', () => {
  it('is decided by a chair alone, but for who is a chair: by two', async () => {
    const { as, must, add } = await staffed();
    const byHadi = ['--approved-by', 'Hadi', '--approver-passphrase-file', 'hadi'];
    expect(await as('hadi', ...add('Wati', 'chair'))).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('takes two people'),
    });
    expect((await as('hadi', ...add('Wati', 'chair'), ...byHadi)).status).toBe(3);
    expect((await as('sari', ...add('Wati', 'auditor'))).status).toBe(3);
    expect((await as('budi', ...add('Wati', 'auditor'), ...byHadi)).status).toBe(3);
    const byBudi = ['--approved-by', 'Budi', '--approver-passphrase-file', 'budi'];
    expect((await as('sari', ...add('Wati', 'chair'), ...byBudi)).status).toBe(3);
    await must(as('sari', ...add('Wati', 'chair'), ...byHadi));
    const away = ['operator', 'disable', 'Hadi', '--reason', 'end of term'];
    const byWati = ['--approved-by', 'Wati', '--approver-passphrase-file', 'wati'];
    expect((await as('hadi', ...away)).status).toBe(3);
    await must(as('sari', ...away, ...byWati));
    expect((await as('hadi', 'member', 'list')).status).toBe(8);
    const list = JSON.parse(await must(as('wati', '--json', 'operator', 'list'))) as {
      operators: { operator: string; state: string }[];
    };
    expect(list.operators.map(({ operator, state }) => `${operator} ${state}`)).toEqual([
      'Hadi disabled',
      'Sari working',
      'Budi working',
      'Wati working',
    ]);
    const { stdout } = await as('wati', 'audit', 'show', '--limit', '1');
    expect(stdout).toMatch(
      /Sari \(secretariat\)\s+operator-disabled\s+Hadi\s+approved by Wati\n.*end of term/,
    );
    expect(await as('wati', 'operator', 'disable', 'Sari', '--reason', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the last one of the secretariat'),
    });
    await must(
      as('wati', 'operator', 'edit', 'Budi', '--role', 'treasurer', 'secretariat', '--reason', 'help'),
    );
    await must(as('wati', 'operator', 'disable', 'Sari', '--reason', 'left'));
    await must(as('wati', 'operator', 'enable', 'Sari', '--reason', 'back', '--new-passphrase-file', 'hadi'));
    await must(as('wati', 'operator', 'reset', 'Budi', '--new-passphrase-file', 'sari'));
    expect((await as('budi', 'member', 'list')).status).toBe(8);
  });

  it('change their own passphrase with the old one, and end their sessions by it', async () => {
    const { cli, as, must } = await staffed();
    await must(as('sari', 'operator', 'login'));
    expect(await cli.run(['operator', 'passphrase', '--new-passphrase-file', 'wati'])).toMatchObject({
      status: 8,
      stderr: expect.stringContaining('passphrase of the operator Sari'),
    });
    writeFileSync(cli.path('short'), 'short\n');
    expect((await as('sari', 'operator', 'passphrase', '--new-passphrase-file', 'short')).status).toBe(2);
    await must(as('sari', 'operator', 'passphrase', '--new-passphrase-file', 'wati'));
    expect((await cli.run(['member', 'list'])).status).toBe(8);
    expect((await as('sari', 'member', 'list')).status).toBe(8);
    await must(cli.run(['--operator', 'sari', '--operator-passphrase-file', 'wati', 'member', 'list']));
  });

  it("come back by the organisation's key when nobody can log in any more", async () => {
    const { cli, as, must } = await staffed();
    const safe = ['--organisation-passphrase-file', 'wati'];
    await must(as('hadi', 'keys', 'export-organisation', '-o', 'org.p12', '--remove', ...safe));
    const recover = ['operator', 'recover', 'Hadi', '--new-passphrase-file', 'wati'];
    expect(await cli.run(recover)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--organisation-key'),
    });
    await must(cli.run([...recover, '--organisation-key', 'org.p12', ...safe]));
    await must(cli.run(['--operator', 'hadi', '--operator-passphrase-file', 'wati', 'member', 'list']));
    const { stdout } = await as('sari', 'audit', 'show', '--kind', 'operator-recovered');
    expect(stdout).toContain('Hadi');
  });
});
