import { cpSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { CommandLine } from './cli.ts';
import { databaseOf, organisationFolder, temporaryFolder } from './helpers.ts';

describe('the books as typed', () => {
  it('show a fee from its payment to its refund, as table, JSON and CSV, in both languages', async () => {
    const cli = new CommandLine(temporaryFolder());
    cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
    const registry = openRegistry(cli.path('data'));
    addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
    // Sales of two days, so that ranges can be told apart
    const sale = [{ debit: 'purse:17', credit: 'sales:3', amountRupiah: 12_500 }];
    const day = (text: string) => Date.parse(`${text}T23:59:59.999+07:00`);
    registry.books.post({ source: 'sale:1', atMs: day('2026-11-19'), memo: '=SUM(A1)' }, sale);
    registry.books.post({ source: 'sale:2', atMs: day('2026-11-20') }, sale);
    registry.close();

    expect((await cli.run(['books', 'show', '--account', 'cash'])).status).toBe(2);
    const who = ['--operator', 'Sari'];
    await cli.json('number', 'request', '89.00000001', '00000777', ...who);
    await cli.json('number', 'pay', '89.00000001', '--amount', '600.000', '--receipt', 'K-1', ...who);
    await cli.json('number', 'cancel', '89.00000001', ...who);
    const refund = ['number', 'refund', '89.00000001', '--receipt', 'R-1', '--tender', 'bank', ...who];
    expect(await cli.json(...refund)).toMatchObject({ number: '00000777', refundDueRupiah: 600_000 });
    expect(await cli.run(refund)).toMatchObject({ status: 2 });

    const trial = await cli.json('books', 'trial-balance');
    expect(trial).toMatchObject({ isBalanced: true, debitRupiah: 1_825_000, creditRupiah: 1_825_000 });
    const early = await cli.json('books', 'trial-balance', '--until', '2026-11-19');
    expect(early).toMatchObject({ debitRupiah: 12_500 });
    const codes = async (...more: string[]) => {
      const { accounts } = await cli.json<{ accounts: { code: string }[] }>(
        'books',
        'trial-balance',
        ...more,
      );
      return accounts.map(({ code }) => code).filter((code) => code.startsWith('purse:'));
    };
    expect([await codes(), await codes('--each')]).toEqual([['purse:*'], ['purse:17']]);
    const table = (await cli.run(['--lang', 'id', 'books', 'trial-balance'])).stdout;
    expect(table).toMatch(/income:number-fees +pendapatan +Rp600\.000 +Rp600\.000 +Rp0\n/);
    expect(table).toMatch(/cash +aset +Rp600\.000 +Rp0 +Rp600\.000\n/);

    const csv = await cli.run(['books', 'show', '--csv', '--until', '2026-11-19']);
    expect(csv.stdout).toBe(
      '\uFEFFposting,line,at,debit,credit,amount_rupiah,source,memo,operator\r\n' +
        `1,1,2026-11-19T16:59:59.999Z,purse:17,sales:3,12500,sale:1,'=SUM(A1),${registry.audit.actor}\r\n`,
    );
    const own = await cli.json<{ entries: unknown[]; isWhole: boolean; balanceRupiah: number }>(
      ...['books', 'show', '--account', 'sales:3', '--since', '2026-11-20', '--limit', '1'],
    );
    expect(own).toMatchObject({ entries: [{ source: 'sale:2' }], isWhole: true, balanceRupiah: 25_000 });
    const half = openRegistry(cli.path('data'));
    const next = half.books.entries().length + 1;
    databaseOf(half).exec(`INSERT INTO posting VALUES (${next}, 'torn', 0, '', 'x', 1)`);
    half.close();
    expect(await cli.run(['books', 'trial-balance'])).toMatchObject({
      status: 7,
      stdout: '',
      stderr: expect.stringContaining('posting torn: a line is missing'),
    });
    const cut = await cli.run(['books', 'show', '--limit', '1']);
    expect(cut.stderr).toContain('Only the first 1 lines');
  });

  it('are put right by a second posting, with a reason and a second person', async () => {
    const cli = new CommandLine(temporaryFolder());
    cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
    const registry = openRegistry(cli.path('data'));
    registry.books.post({ source: 'x:1' }, [{ debit: 'cash', credit: 'fees', amountRupiah: 600_000 }]);
    registry.close();
    const correct = ['books', 'correct', '1', '--reason', 'was a transfer'];
    const move = ['--debit', 'bank', '--credit', 'cash', '--amount', '600.000'];
    const alone = await cli.run([...correct, ...move, '--operator', 'Sari']);
    expect([alone.status, alone.stderr]).toEqual([
      3,
      expect.stringContaining('Nobody corrects the books alone'),
    ]);
    expect((await cli.run([...correct, '--operator', 'Sari', '--approved-by', 'sari'])).status).toBe(3);
    expect((await cli.run([...correct, '--debit', 'bank', '--operator', 'Sari'])).status).toBe(2);
    const two = ['--operator', 'Sari', '--approved-by', 'Hadi'];
    expect(await cli.json(...correct, ...move, ...two)).toMatchObject({
      ...{ number: 1, corrects: 1, isWhole: false, source: 'correction:1', approvedBy: 'Hadi' },
      accounts: [
        { code: 'bank', balanceRupiah: 600_000 },
        { code: 'cash', balanceRupiah: 0 },
      ],
    });
    const whole = await cli.run(['--lang', 'id', ...correct, ...two]);
    expect([whole.status, whole.stdout]).toEqual([0, expect.stringContaining('Koreksi 2 dibukukan')]);
    expect((await cli.run(['books', 'show'])).stdout).toMatch(/ 3 .* fees +cash +Rp600\.000 +correction:2/);
    expect(await cli.json('books', 'trial-balance')).toMatchObject({ isBalanced: true });
  });

  it.each([
    ['a day that is none', ['books', 'trial-balance', '--until', '2026-02-30'], '"2026-02-30" is not a day'],
    ['no account', ['books', 'show', '--account', 'Cash'], '"Cash" is not an account'],
    ['CSV and JSON at once', ['--json', 'books', 'trial-balance', '--csv'], 'not both'],
    [
      'another tender',
      ['number', 'pay', '1', '--amount', '1', '--receipt', 'x', '--operator', 'x', '--tender', 'gold'],
      'Allowed choices are cash, bank',
    ],
  ])('refuse %s', async (_what, args, said) => {
    const cli = new CommandLine(temporaryFolder());
    cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
    const { status, stderr } = await cli.run(args);
    expect(stderr).toContain(said);
    expect(status).toBe(2);
  });
});
