import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRegistry } from '../src/registry/registry.ts';
import { CommandLine, resultOf } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

async function newOffice(): Promise<CommandLine> {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  return cli;
}

const LIST =
  'nama,angkatan,tanggal lahir,no. hp\nAni Lestari,1989,20/5/1971,81234567890\nBudi Santoso,1990,,\n';

describe('members on the command line', () => {
  it('go from a list to an export, with everything in the audit trail', async () => {
    const cli = await newOffice();
    writeFileSync(cli.path('members.csv'), LIST);
    expect(await cli.json('member', 'import', 'members.csv', '--dry-run')).toMatchObject({
      good: 2,
      added: 0,
    });
    const taken = await cli.json('member', 'import', 'members.csv', '--yes');
    expect(taken).toMatchObject({
      added: 2,
      importId: 1,
      repairs: [{ line: 2, what: 'lost-zero', message: expect.stringContaining('081234567890') }],
    });
    expect(await cli.json('member', 'imports')).toMatchObject({
      imports: [{ rowsDone: 2, membersAdded: 2 }],
    });
    const reason = ['--reason', 'board of 3 March'];
    for (const state of ['approved', 'active']) {
      expect(await cli.json('member', 'state', state, '--import', '1', ...reason)).toMatchObject({
        count: 2,
        state,
      });
    }
    const edited = await cli.json(
      'member',
      'edit',
      '89.00000001',
      '--branch',
      'Bima',
      '--clear',
      'phone',
      ...reason,
    );
    expect(edited).toMatchObject({ branch: 'Bima', phone: null, changed: ['phone', 'branch'] });
    expect(await cli.json('member', 'search', 'les')).toMatchObject({
      members: [{ memberNumber: '89.00000001', state: 'active' }],
      match: 'beginning',
      more: false,
    });
    expect(await cli.json('member', 'search', 'Boedi Santosso')).toMatchObject({
      members: [{ name: 'Budi Santoso' }],
      match: 'sound',
    });
    expect(await cli.json('audit', 'show', '89.00000001')).toMatchObject({
      entries: [
        {
          action: 'member-edited',
          details: { reason: 'board of 3 March' },
          changes: [
            { field: 'branch', before: null, after: 'Bima' },
            { field: 'phone', before: '+6281234567890', after: null },
          ],
        },
        { action: 'member-state', details: { to: 'active' } },
        { action: 'member-state', details: { to: 'approved' } },
        { action: 'member-added', details: { import: 1 } },
      ],
    });
    const preview = await cli.json('member', 'export', '--profile', 'ministry');
    expect(preview).toMatchObject({
      members: 2,
      rows: [
        expect.arrayContaining(['89.00000001', 'Ani Lestari', '1971', 'Bima', 'active']),
        expect.anything(),
      ],
    });
    await cli.json('member', 'export', '--profile', 'ministry', '--reason', 'yearly', '-o', 'out.csv');
    expect(readFileSync(cli.path('out.csv'), 'utf8')).toContain('90.00000002,Budi Santoso,,,active,');
    expect(await cli.json('member', 'exports')).toMatchObject({
      exports: [{ reason: 'yearly', members: 2 }],
    });
  });

  it('are refused as a whole for one bad row, which is written out to be put right', async () => {
    const cli = await newOffice();
    writeFileSync(cli.path('members.csv'), `${LIST}Citra,1991,31/2/1990,\n`);
    const refused = await cli.run([
      '--lang',
      'id',
      'member',
      'import',
      'members.csv',
      '--yes',
      '--rejects',
      'bad.csv',
    ]);
    expect(refused.status).toBe(9);
    expect(refused.stdout).toContain('Baris 4: tanggal lahir: Tidak ada tanggal 31/2/1990.');
    expect(refused.stdout).toContain('Tidak ada yang diubah: 1 dari 3 baris buruk.');
    expect(await cli.json('member', 'list')).toEqual({ members: [], more: false });
    const bad = readFileSync(cli.path('bad.csv'), 'utf8').split('\r\n');
    expect(bad).toEqual([
      '\uFEFFnama,angkatan,tanggal lahir,no. hp,Baris,Alasan',
      'Citra,1991,31/2/1990,,4,Tidak ada tanggal 31/2/1990. Hari ditulis lebih dulu: 20/5/1971.',
      '',
    ]);
    writeFileSync(cli.path('bad.csv'), bad.join('\r\n').replace('31/2/1990,,', '28/2/1990,,'));
    expect(
      await cli.json('member', 'import', 'members.csv', '--good-rows', '--dry-run').catch(String),
    ).toContain('9');
    expect(await cli.json('member', 'import', 'bad.csv', '--yes')).toMatchObject({ added: 1 });
  });

  it('found twice become one', async () => {
    const cli = await newOffice();
    const ani = ['--cohort', '1989', '--birth-date', '20/5/1971'];
    await cli.json('member', 'add', '--name', 'Muhammad Yusuf', ...ani);
    const twice = await cli.run(['member', 'add', '--name', 'Moh. Yusuf', ...ani]);
    expect(twice.status).toBe(2);
    expect(twice.stderr).toContain('89.00000001, Muhammad Yusuf');
    await cli.json('member', 'add', '--name', 'Moh. Yusuf', ...ani, '--allow-duplicate');
    const pair = { same: ['name', 'birth-date'], other: { memberNumber: '89.00000002' } };
    expect(await cli.json('member', 'duplicates')).toMatchObject({ pairs: [pair] });
    expect(await cli.json('member', 'duplicates', '89.00000001')).toMatchObject({ pairs: [pair] });
    const merge = ['member', 'merge', '89.00000001', '89.00000002', '--reason', 'twice'];
    expect(await cli.json(...merge)).toMatchObject({ memberNumber: '89.00000001', cardsOfOther: [] });
    expect(await cli.json('member', 'show', '89.00000002')).toMatchObject({ state: 'left', merged: true });
    const again = await cli.run(merge);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('merged into another')]);
  });

  it.each([
    ['nobody to ask', ['member', 'import', 'members.csv'], 2, '--yes'],
    ['no change', ['member', 'edit', '89.00000001', '--reason', 'x'], 2, 'Say what'],
    ['no reason for an export', ['member', 'export', '--profile', 'ministry', '-o', 'x.csv'], 2, '--reason'],
    ['an unknown profile', ['member', 'export', '--profile', 'tax-office'], 2, 'tax-office'],
    [
      'a step that there is not',
      ['member', 'state', 'active', '89.00000001', '--reason', 'x'],
      2,
      'cannot go',
    ],
    ['no such file', ['member', 'import', 'absent.csv', '--yes'], 9, 'absent.csv'],
    [
      'a field that cannot go',
      ['member', 'edit', '89.00000001', '--clear', 'name', '--reason', 'x'],
      2,
      'name',
    ],
  ])('say what to do about %s', async (_what, args, status, words) => {
    const cli = await newOffice();
    writeFileSync(cli.path('members.csv'), LIST);
    await cli.json('member', 'add', '--name', 'Ani', '--cohort', '1989');
    const result = await cli.run(args);
    expect(result.stderr).toContain(words);
    expect(result.status).toBe(status);
  });
});

describe('an import that is killed', () => {
  const ROWS = 6000;
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const letters = [...String(i).padStart(4, '0')].map((digit) => 'abcdefghij'[Number(digit)]);
    return `Anggota ${letters.join('')},1989,,`;
  });

  /** The write-ahead log has pages of this size or more when the import is in the middle of its rows. */
  const inTheMiddle = (cli: CommandLine) =>
    (statSync(cli.path('data/issuer.sqlite-wal'), { throwIfNoEntry: false })?.size ?? 0) > 500_000;

  async function killInTheMiddle(cli: CommandLine, args: readonly string[]): Promise<void> {
    const child = cli.start(args);
    const ended = resultOf(child);
    while (child.exitCode === null && !inTheMiddle(cli))
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
  }

  const stateOf = (cli: CommandLine) => {
    const registry = openRegistry(cli.path('data'));
    try {
      return {
        names: registry.members.list().map(({ name }) => name),
        imports: registry.members.files.imports(),
      };
    } finally {
      registry.close();
    }
  };

  it('goes on by the thousand to the same end, each member once', async () => {
    const cli = await newOffice();
    writeFileSync(cli.path('members.csv'), ['nama,angkatan,tanggal lahir,hp', ...rows].join('\n'));
    const args = ['member', 'import', 'members.csv', '--good-rows', '--yes'];
    await killInTheMiddle(cli, args);
    const stopped = stateOf(cli);
    const done = stopped.imports[0]?.rowsDone ?? 0;
    expect(done % 1000).toBe(0);
    expect(stopped.names).toEqual(rows.slice(0, done).map((row) => row.split(',')[0]));
    expect((await cli.run(args)).status).toBe(0);
    expect(stateOf(cli)).toMatchObject({
      names: rows.map((row) => row.split(',')[0]),
      imports: [{ rowsDone: ROWS, membersAdded: ROWS }],
    });
  });
});
