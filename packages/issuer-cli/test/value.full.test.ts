import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { issueCard } from '../src/issue/issue.ts';
import { unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { addMember } from '../src/members/add.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { blankChip, readerWith, SAWAH } from './cards.ts';
import { CommandLine } from './cli.ts';
import { OPTIONS, organisationFolder, TEST_PASSPHRASE } from './helpers.ts';

let office: CommandLine;

/** Ani and Budi with a card each, and Rp500.000 that counter 1 sold on behalf of Budi. */
beforeEach(async () => {
  const data = await organisationFolder();
  const registry = openRegistry(data, OPTIONS);
  const keys = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
  for (const name of ['Ani Lestari', 'Budi Santoso']) {
    const { memberNumber } = addMember(registry, { name, cohort: '1989' });
    registry.members.setState(memberNumber, 'approved', 'complete');
    await issueCard(registry, keys, readerWith(blankChip('ntag215')), { memberNumber, theme: SAWAH });
  }
  registry.books.post({ source: 'terminal:1:entry:5' }, [
    { debit: 'purse:1', credit: 'payable:8900000002', amountRupiah: 2_000_000 },
  ]);
  registry.close();
  office = new CommandLine(dirname(data));
});

const sari = ['--operator', 'Sari'];

describe('credit', () => {
  it('import shows every bad row and takes in nothing, then proposes, and a second person approves', async () => {
    const file = office.path('payroll.csv');
    writeFileSync(file, 'nomor anggota,jumlah\n89.00000001,-5\n89.00000009,1E+05\n');
    const asked = ['credit', 'import', file, '--period', '2026-11', ...sari];
    const bad = await office.run(asked);
    expect(bad.status).toBe(9);
    expect(bad.stdout).toContain('Line 2: "-5" is below zero');
    expect(bad.stdout).toContain('Line 3: There is no member 89.00000009');
    expect(bad.stdout).toContain('3 faults. Nothing was taken in');
    writeFileSync(file, 'nomor anggota,jumlah\n89.00000001,250.000\n89.00000002,100000\n');
    const off = await office.run([...asked, '--total', '350.001']);
    expect([off.status, off.stdout.includes('Rp350.000, payroll says Rp350.001')]).toEqual([9, true]);
    const looked = await office.json('credit', 'import', file, '--period', '2026-11', '--dry-run');
    expect(looked).toMatchObject({ list: null, members: 2, totalRupiah: 350_000, faults: [] });
    const good = await office.run([...asked, '--total', '350.000']);
    expect([good.status, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toContain('List 1 is proposed');
    const twice = await office.run(asked);
    expect([twice.status, twice.stderr.includes('This is list 1 of 2026-11 again')]).toEqual([2, true]);

    expect((await office.run(['credit', 'approve', '1', '--approved-by', 'sari'])).status).toBe(3);
    const approved = await office.json('credit', 'approve', '1', '--approved-by', 'Hadi');
    expect(approved).toMatchObject({ id: 1, state: 'approved', proposedBy: 'Sari', endedBy: 'Hadi' });
    expect((await office.run(['credit', 'cancel', '1', ...sari])).status).toBe(2);
    const shown = await office.json('credit', 'show', '1');
    expect(shown).toMatchObject({ waitingRupiah: 350_000, credits: [{ card: 1, number: 1 }, { card: 2 }] });
    expect((await office.run(['--lang', 'id', 'credit', 'show', '1'])).stdout).toContain('menunggu');
    const list = await office.run(['credit', 'list']);
    expect(list.stdout).toContain('On no card yet: 2 credits, Rp350.000 together.');
    const waits = 'On their way to cards: 2 credits, Rp350.000';
    for (const report of ['float', 'circulation'])
      expect((await office.run(['report', report])).stdout).toContain(waits);
  });
});

describe('credit, with registered operators', () => {
  it('is proposed by one who may and approved by another who may, each with a passphrase', async () => {
    const names = ['hadi', 'budi', 'sari'] as const;
    for (const name of names) writeFileSync(office.path(name), `TEST passphrase of ${name}\n`);
    const as = (who: (typeof names)[number], ...args: string[]) =>
      office.run(['--operator', who, '--operator-passphrase-file', office.path(who), ...args]);
    const add = (name: string, role: string) => [
      ...['operator', 'add', name, '--role', role, '--new-passphrase-file', office.path(name.toLowerCase())],
    ];
    expect((await office.run(add('Hadi', 'chair'))).status).toBe(0);
    for (const [name, role] of [
      ['Budi', 'treasurer'],
      ['Sari', 'secretariat'],
    ] as const)
      expect((await as('hadi', ...add(name, role))).status).toBe(0);
    const file = office.path('payroll.csv');
    writeFileSync(file, 'nomor anggota,jumlah\n89.00000001,900.000\n89.00000002,600.000\n');
    const asked = ['credit', 'import', file, '--period', '2026-11', '--total', '1.500.000'];
    expect((await office.run(asked)).status).toBe(8); // nobody is logged in
    expect((await as('sari', ...asked)).status).toBe(3); // not her business
    expect((await as('budi', ...asked)).status).toBe(0);
    const alone = await as('budi', 'credit', 'approve', '1');
    expect(alone.status).toBe(3);
    const posing = await as('budi', 'credit', 'approve', '1', '--approved-by', 'Hadi');
    expect(posing.status).toBe(3);
    const approved = await as('hadi', '--json', 'credit', 'approve', '1');
    expect(JSON.parse(approved.stdout)).toMatchObject({
      proposedBy: 'Budi',
      endedBy: 'Hadi',
      state: 'approved',
    });
    const paid = ['credit', 'paid', '1', '--amount', '1.500.000', '--tender', 'bank', '--reference', 'TRF-1'];
    expect((await as('budi', ...paid)).status).toBe(3);
    const second = ['--approved-by', 'Hadi', '--approver-passphrase-file', office.path('hadi')];
    expect((await as('budi', ...paid, ...second)).stdout).toContain('Receipt 1: Rp1.500.000');
    const { stdout } = await as('hadi', '--json', 'audit', 'show', '--kind', 'salary-paid');
    expect(JSON.parse(stdout)).toMatchObject({ entries: [{ operator: 'Budi', approver: 'Hadi' }] });
  });
});

describe('credit paid', () => {
  it('books what the employer paid over, with a second person, never beyond the list, each reference once', async () => {
    const file = office.path('payroll.csv');
    writeFileSync(file, 'nomor anggota,jumlah\n89.00000001,900.000\n89.00000002,600.000\n');
    await office.run(['credit', 'import', file, '--period', '2026-11', ...sari]);
    const pay = (amount: string, reference: string, ...more: string[]) =>
      office.run([
        ...['credit', 'paid', '1', '--amount', amount, '--tender', 'bank', '--reference', reference],
        ...more,
        ...sari,
      ]);
    const two = ['--approved-by', 'Hadi'];
    const early = await pay('1.000.000', 'TRF-1', ...two);
    expect([early.status, early.stderr.includes('not approved')]).toEqual([2, true]);
    await office.json('credit', 'approve', '1', '--approved-by', 'Hadi');
    expect((await pay('1.000.000', 'TRF-1')).status).toBe(3);
    const paid = await pay('1.000.000', 'TRF-1', ...two);
    expect(paid.stdout).toContain(
      'Receipt 1: Rp1.000.000 came for list 1. Still due from the employer: Rp500.000.',
    );
    const again = await pay('1.000.000', 'trf-1', ...two);
    expect([again.status, again.stderr.includes('Receipt 1 has this reference')]).toEqual([2, true]);
    const over = await pay('500.001', 'TRF-2');
    expect([over.status, over.stderr.includes('Rp500.000 is still due, not Rp500.001')]).toEqual([2, true]);
    expect((await pay('1', 'TRF-2', '--date', '2999-01-01')).status).toBe(2);
    expect((await office.run(['credit', 'list'])).stdout).toContain('Still due from employers: Rp500.000.');
    const rest = await office.json(
      ...['credit', 'paid', '1', '--amount', '500000', '--tender', 'cash', '--reference', 'K-9'],
      ...['--date', '2026-11-02', ...sari],
    );
    expect(rest).toMatchObject({ receipt: 2, list: 1, dueRupiah: 0, approvedBy: null });
    expect(await office.json('credit', 'show', '1')).toMatchObject({
      paidRupiah: 1_500_000,
      payments: [{ reference: 'TRF-1', approvedBy: 'Hadi' }, { reference: 'K-9' }],
    });
    const { accounts } = await office.json<{ accounts: { code: string; balanceRupiah: number }[] }>(
      ...['books', 'trial-balance'],
    );
    const balance = (code: string) => accounts.find((each) => each.code === code)?.balanceRupiah;
    expect([balance('salary-clearing'), balance('bank'), balance('cash')]).toEqual([0, 1_000_000, 500_000]);
    const indonesian = await office.run(['--lang', 'id', 'credit', 'list']);
    expect(indonesian.stdout).toContain('Belum dibayar');
  });
});

describe('merchant', () => {
  it('pay asks for a second person from a million on, and for never more than is owed', async () => {
    const pay = (...more: string[]) => office.run(['merchant', 'pay', '89.00000002', ...more, ...sari]);
    const alone = await pay('--amount', '1.000.000', '--tender', 'bank', '--reference', 'TRF-1');
    expect(alone.status).toBe(3);
    const two = ['--approved-by', 'Hadi'];
    const paid = await pay('--amount', '1.000.000', '--tender', 'bank', '--reference', 'TRF-1', ...two);
    expect(paid.stdout).toContain('Receipt 1: Rp1.000.000 paid to 89.00000002. Still owed: Rp1.000.000.');
    const again = await pay('--amount', '5.000', '--tender', 'bank', '--reference', 'TRF-1');
    expect([again.status, again.stderr.includes('Receipt 1')]).toEqual([2, true]);
    const over = await pay('--amount', '1.000.001', '--tender', 'cash', '--reference', 'K-2', ...two);
    expect([over.status, over.stderr.includes('Only Rp1.000.000 is owed')]).toEqual([2, true]);
    const statement = await office.json('merchant', 'statement', '89.00000002');
    expect(statement).toMatchObject({ beforeRupiah: 0, owedRupiah: 1_000_000 });
    expect(await office.json('merchant', 'list')).toMatchObject({ owedRupiah: 1_000_000 });
    expect(
      (
        await office.run([
          'merchant',
          'pay',
          '89.00000001',
          '--amount',
          '1',
          '--tender',
          'cash',
          '--reference',
          'x',
          ...sari,
        ])
      ).status,
    ).toBe(2);
  });
});

describe('card value', () => {
  it('says what an ended card holds, and pays out no more than that', async () => {
    const lost = ['card', 'lost', '1', '--reason', 'on the bus', ...sari];
    expect((await office.run(['card', 'value', '1'])).stderr).toContain('its value is on it');
    expect((await office.run(lost)).status).toBe(0);
    const days = await office.json('card', 'value', '--hold-days', '10', ...sari);
    expect(days).toEqual({ holdDays: 10, cards: [] });
    expect((await office.run(['card', 'value', '--hold-days', '0', ...sari])).status).toBe(2);
    expect(await office.json('card', 'value', '1')).toMatchObject({ heldRupiah: 0, isReady: true, to: null });
    const nothing = await office.run(['card', 'pay-out', '1', '--tender', 'cash', ...sari]);
    expect([nothing.status, nothing.stderr.includes('holds nothing')]).toEqual([2, true]);
  });
});

describe('dues and events', () => {
  it('are opened at the office; who is behind is known by the last day', async () => {
    const open = ['dues', 'open', '2026-01', '--amount', '25.000', '--title', 'Iuran', '--due', '2026-01-31'];
    expect(await office.json(...open, ...sari)).toMatchObject({ period: '2026-01', amountRupiah: 25_000 });
    expect((await office.run([...open, ...sari])).status).toBe(2);
    const arrears = await office.json('dues', 'arrears');
    expect(arrears).toMatchObject({ owedRupiah: 50_000, members: [{ periods: ['2026-01'] }, {}] });
    expect((await office.run(['dues', 'list'])).stdout).toContain('2026-01');
    const add = ['event', 'add', 'rat-2026', '--title', 'Rapat anggota', '--fee', '40.000'];
    expect(await office.json(...add, ...sari)).toMatchObject({ open: true, feeRupiah: 40_000 });
    expect(await office.json('event', 'close', 'rat-2026', ...sari)).toMatchObject({ open: false });
    expect((await office.run(['event', 'list'])).stdout).toContain('closed');
    expect((await office.run(['event', 'close', 'rat-2027', ...sari])).status).toBe(2);
  });
});
