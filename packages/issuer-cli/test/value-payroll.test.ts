import { describe, expect, it } from 'vitest';
import { issueCard } from '../src/issue/issue.ts';
import { addMember } from '../src/members/add.ts';
import type { Registry } from '../src/registry/registry.ts';
import { approveList } from '../src/value/approve.ts';
import { type Payroll, type PayrollOptions, readPayroll } from '../src/value/payroll.ts';
import { blankChip, readerWith, SAWAH, SONGKET } from './cards.ts';
import { databaseOf, errorOf, newOrganisation, office } from './helpers.ts';

const read = (registry: Registry, text: string, options: Partial<PayrollOptions> = {}): Promise<Payroll> =>
  readPayroll(registry, 'payroll.csv', Buffer.from(text), { period: '2026-11', ...options });

/** Ani (89.00000001) and Budi (89.00000002) have a card with a purse each. */
async function staff(): Promise<Registry> {
  const { registry, keys } = await office();
  for (const memberNumber of ['8900000001', '8900000002']) {
    await issueCard(registry, keys, readerWith(blankChip('ntag215')), { memberNumber, theme: SAWAH });
  }
  return registry;
}

const GOOD = 'nomor anggota;jumlah;keterangan\n89.00000001;250.000;lembur\n8900000002;100000;\n';

async function proposed(registry: Registry, text = GOOD, options: Partial<PayrollOptions> = {}) {
  const { list } = await read(registry, text, options);
  return registry.credits.propose({ ...list, proposedBy: 'Sari' });
}

const BAD_ROWS: readonly (readonly [row: string, what: string])[] = [
  ['89.00000001,-50000', 'credit-row-negative'],
  ['89.00000001,(50000)', 'credit-row-negative'],
  ['89.00000001,0', 'credit-row-zero'],
  ['89.00000001,Rp0', 'credit-row-zero'],
  ['89.00000001,100000.50', 'credit-row-fraction'],
  ['89.00000001,"100000,50"', 'credit-row-fraction'],
  ['89.00000001,1.5', 'credit-row-fraction'],
  ['89.00000001,1E+05', 'credit-row-excel'],
  ['89.00000001,"1,2E+06"', 'credit-row-excel'],
  ['89.00000001,2000001', 'credit-row-huge'],
  ['89.00000001,99999999999999', 'credit-row-digits'],
  ['89.00000001,lima ratus ribu', 'credit-row-amount'],
  ['89.00000001,', 'credit-row-no-amount'],
  ['8.9E+09,50000', 'credit-row-excel'],
  ['90000001,50000', 'credit-row-lost-zero'],
  ['Ani,50000', 'credit-row-number'],
  [',50000', 'credit-row-number'],
  ['89.00000099,50000', 'credit-row-unknown'],
  ['89.00000001,50000,x,y', 'row-columns'],
  [`89.00000001,50000,${'x'.repeat(81)}`, 'credit-row-reason'],
];

describe('a list of payroll', () => {
  it('is read in the ways in which offices write it', async () => {
    const registry = await staff();
    const { list, faults } = await read(registry, GOOD, { totalRupiah: 350_000 });
    expect(faults).toEqual([]);
    expect(list).toMatchObject({ members: 2, totalRupiah: 350_000 });
    expect(list.rows.map(({ amountRupiah, reason }) => [amountRupiah, reason])).toEqual([
      [250_000, 'lembur'],
      [100_000, '2026-11'],
    ]);
  });

  it('names the line and the reason of what is wrong', async () => {
    const registry = await staff();
    for (const [row, what] of BAD_ROWS) {
      const { faults } = await read(registry, `number,amount,note\n89.00000002,1000,\n${row}\n`);
      expect([row, faults.map((each) => [each.line, each.what])]).toEqual([row, [[3, what]]]);
    }
  });

  it('says everything that is wrong at once, line by line', async () => {
    const registry = await staff();
    const text = 'number,amount\n89.00000001,-1\n89.00000002,5000\n89.00000002,5000\n89.00000077,0\n';
    const { faults } = await read(registry, text);
    expect(faults.map(({ line, what }) => `${line} ${what}`)).toEqual([
      '2 credit-row-negative',
      '4 credit-row-twice',
      '5 credit-row-unknown',
      '5 credit-row-zero',
    ]);
  });

  it('looks at the check digit of a member number', async () => {
    const registry = await newOrganisation({ name: 'Koperasi', numberFormat: 'NNNNNNNC' });
    const { memberNumber } = addMember(registry, { name: 'Ani Lestari' });
    const wrong = memberNumber.slice(0, -1) + ((Number(memberNumber.at(-1)) + 1) % 10);
    const { faults } = await read(registry, `number,amount\n${wrong},1000\n`);
    expect(faults.map(({ what }) => what)).toEqual(['credit-row-check-digit']);
  });

  it('holds nobody who has left, was merged, or has no card that can be used', async () => {
    const registry = await staff();
    const third = addMember(registry, { name: 'Citra Dewi', cohort: '1989' }).memberNumber;
    for (const state of ['approved', 'active', 'left'] as const)
      registry.members.setState('8900000001', state, 'moved away');
    registry.cards.lives.move(2, 'blocked', { reason: 'asked by phone' });
    const { faults } = await read(registry, `number,amount\n8900000001,1\n8900000002,1\n${third},1\n`);
    expect(faults.map(({ what }) => what)).toEqual([
      'credit-row-left',
      'credit-row-no-card',
      'credit-row-no-card',
    ]);
  });

  it('prefers a card with a purse, and asks for a counter where there is none', async () => {
    const { registry, keys } = await office();
    const theme = { ...SAWAH };
    await issueCard(registry, keys, readerWith(blankChip('ntag213')), { memberNumber: '8900000001', theme });
    const text = 'number,amount\n8900000001,1000\n';
    expect((await read(registry, text)).faults.map(({ what }) => what)).toEqual(['credit-row-no-counter']);
    expect((await errorOf(() => read(registry, text, { terminal: 9 }))).code).toBe('not-found');
    const second = { memberNumber: '8900000001', theme: SONGKET };
    await issueCard(registry, keys, readerWith(blankChip('classic-1k')), second);
    const { id } = await proposed(registry, text);
    approveList(registry, id, 'Hadi');
    expect(registry.credits.ofList(id)).toMatchObject([{ card: 2, number: 1, terminal: null }]);
  });

  it('that is none is refused', async () => {
    const registry = await staff();
    for (const [text, what] of [
      ['number,amount\n', 'credit-list-empty'],
      ['nama,jumlah\nAni,5\n', 'credit-columns'],
      ['number,amount,jumlah\n8900000001,5,5\n', 'column-twice'],
      ['', 'credit-columns'],
      ['number,amount\n"8900000001,5\n', 'csv-broken'],
      ['number,amount\n8900000001\u0000,5\n', 'file-binary'],
    ] as const) {
      const error = await errorOf(() => read(registry, text));
      expect([text, error.details.what]).toEqual([text, what]);
    }
  });

  it('whose total does not match is not taken in', async () => {
    const registry = await staff();
    const { faults } = await read(registry, GOOD, { totalRupiah: 350_001 });
    expect(faults).toMatchObject([{ line: 0, what: 'credit-row-total' }]);
  });
});

describe('a list that was proposed', () => {
  it('comes once: neither its content under another name, nor its period with another content', async () => {
    const registry = await staff();
    const { id } = await proposed(registry);
    const turned = 'amount,number\n100000,8900000002\n250000,8900000001\n';
    for (const [text, period] of [
      [turned, '2026-12'],
      ['number,amount\n8900000001,1\n', '2026-11'],
    ] as const) {
      const error = await errorOf(() => proposed(registry, text, { period }));
      expect([error.code, error.details.what]).toEqual(['already-exists', 'credit-list-known']);
    }
    // Fixed amounts are the same every month: somebody has to say so, and a period still comes once.
    const fixed = { period: '2026-12', sameAmounts: true };
    expect(await proposed(registry, turned, fixed)).toMatchObject({ period: '2026-12' });
    expect((await errorOf(() => proposed(registry, turned, fixed))).code).toBe('already-exists');
    registry.credits.cancel(id, 'Sari');
    expect((await proposed(registry)).id).toBe(id + 2);
    const sql = databaseOf(registry);
    expect(() => sql.exec("UPDATE credit_list SET state = 'proposed'")).toThrow(/once/);
    expect(() =>
      sql.exec(`INSERT INTO credit_list (period, digest, file_name, members, total_rupiah, proposed_at, proposed_by)
        VALUES ('2026-11', zeroblob(32), '', 1, 1, '', '')`),
    ).toThrow(/UNIQUE/);
  });

  it('is approved once, and booked as owed by the employer and promised to members', async () => {
    const registry = await staff();
    const { id } = await proposed(registry);
    approveList(registry, id, 'Hadi');
    const { books, credits } = registry;
    expect([books.balance('salary-clearing'), books.balance('value-in-transit')]).toEqual([
      350_000, -350_000,
    ]);
    expect(credits.ofList(id).map(({ card, number, state }) => [card, number, state])).toEqual([
      [1, 1, 'waiting'],
      [2, 1, 'waiting'],
    ]);
    for (const again of [() => approveList(registry, id, 'Hadi'), () => credits.cancel(id, 'Sari')])
      expect((await errorOf(again)).details.what).toBe('credit-list-approved');
    expect(credits.open()).toEqual({ credits: 2, amountRupiah: 350_000 });
  });

  it('is not approved in part when a card was lost since', async () => {
    const registry = await staff();
    const { id } = await proposed(registry);
    registry.cards.lives.move(2, 'lost', { reason: 'on the bus' });
    const error = await errorOf(() => approveList(registry, id, 'Hadi'));
    expect(error.details).toMatchObject({ what: 'credit-list-changed', line: 3 });
    expect(registry.credits.open().credits).toBe(0);
    expect(registry.credits.list(id).state).toBe('proposed');
    expect(registry.books.balance('salary-clearing')).toBe(0);
  });

  it('gives each card the numbers 1, 2, … and the database holds them to that', async () => {
    const registry = await staff();
    for (const period of ['2026-10', '2026-11']) {
      const { id } = await proposed(
        registry,
        GOOD.replace('lembur', period).replace('250', period.slice(-2)),
        {
          period,
        },
      );
      approveList(registry, id, 'Hadi');
    }
    expect(registry.credits.ofCard(1).map(({ number }) => number)).toEqual([1, 2]);
    const insert = (number: number, source: string) => () =>
      databaseOf(registry).exec(
        `INSERT INTO credit (card, number, amount_rupiah, reason, kind, source, made_at)
         VALUES (1, ${number}, 1, 'x', 'salary', '${source}', '')`,
      );
    expect(insert(4, 'salary:9:1')).toThrow(/without gaps/);
    expect(insert(2, 'salary:9:1')).toThrow();
    expect(insert(3, 'salary:1:2')).toThrow(/UNIQUE/);
    expect(() => databaseOf(registry).exec('UPDATE credit SET amount_rupiah = 1')).toThrow(/append-only/);
  });
});

describe('what the employer pays over', () => {
  it('is held to its list by the database as well', async () => {
    const registry = await staff();
    const { id } = await proposed(registry);
    approveList(registry, id, 'Hadi');
    const payment = {
      ...{ list: id, amountRupiah: 100_000, reference: 'TRF-1', operator: 'Sari' },
      paidMs: registry.now().getTime(),
      tender: 'bank',
    } as const;
    expect(registry.salaryPayments.pay(payment)).toMatchObject({ receipt: 1 });
    expect([registry.salaryPayments.dueRupiah(), registry.books.balance('salary-clearing')]).toEqual([
      250_000, 250_000,
    ]);
    const insert = (receipt: number, amount: number, reference: string) => () =>
      databaseOf(registry).exec(
        `INSERT INTO salary_payment (receipt, list, amount_rupiah, tender, reference, paid_ms, at, operator)
         VALUES (${receipt}, ${id}, ${amount}, 'cash', '${reference}', 0, '', 'x')`,
      );
    expect(insert(2, 250_001, 'TRF-2')).toThrow(/no more is paid/);
    expect(insert(2, 1, 'trf-1')).toThrow(/UNIQUE/);
    expect(insert(3, 1, 'TRF-2')).toThrow(/without gaps/);
    expect(() => databaseOf(registry).exec('DELETE FROM salary_payment')).toThrow(/append-only/);
  });
});
