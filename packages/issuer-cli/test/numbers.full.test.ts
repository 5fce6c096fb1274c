import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { CommandLine } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

const EXAMPLE = new URL('../../../docs/manual/number-rules.example.json', import.meta.url);

async function newOffice(members: number): Promise<CommandLine> {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  const registry = openRegistry(cli.path('data'));
  for (let i = 0; i < members; i++) addMember(registry, { name: `Anggota ${i}`, cohort: '1989' });
  registry.close();
  return cli;
}

describe('two requests at the same moment', () => {
  it('for one number: exactly one gets it, and every other is told so', async () => {
    const cli = await newOffice(8);
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        cli.run(['number', 'request', `89.0000000${i + 1}`, '00000777', '--operator', 'Sari']),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([0, 2, 2, 2, 2, 2, 2, 2]);
    for (const { stderr } of results.filter(({ status }) => status !== 0)) {
      expect(stderr).toContain('The number 00000777 is reserved for another member');
    }
  });

  it('and the sequence at the same moment: nobody is given the number that was asked for', async () => {
    const cli = await newOffice(2);
    const add = (name: string) => cli.run(['--json', 'member', 'add', '--name', name, '--cohort', '1990']);
    const [asked, ...added] = await Promise.all([
      cli.run(['number', 'request', '89.00000001', '00000004', '--operator', 'Sari']),
      ...['Dewi', 'Eko', 'Fitri'].map(add),
    ]);
    const given = added.map(({ stdout }) => (JSON.parse(stdout) as { memberNumber: string }).memberNumber);
    expect(new Set(given).size).toBe(3);
    expect(asked.status === 0).toBe(!given.includes('90.00000004'));
  });

  it('to approve one number: it is approved once', async () => {
    const cli = await newOffice(1);
    await cli.json('number', 'request', '89.00000001', '00000777', '--operator', 'Sari');
    const pay = [
      'number',
      'pay',
      '89.00000001',
      '--amount',
      'Rp600.000',
      '--receipt',
      'K-1',
      '--operator',
      'Sari',
    ];
    const paid = await Promise.all([cli.run(pay), cli.run(pay)]);
    expect(paid.map(({ status }) => status).sort()).toEqual([0, 2]);
    const approve = ['number', 'approve', '89.00000001', '--approved-by', 'Hadi'];
    const approved = await Promise.all([cli.run(approve), cli.run(approve), cli.run(approve)]);
    expect(approved.map(({ status }) => status).sort()).toEqual([0, 2, 2]);
    const { changes } = await cli.json<{ changes: unknown[] }>('number', 'history', '89.00000777');
    expect(changes).toHaveLength(1);
  });
});

describe('two bids at the same moment', () => {
  it('of one amount: exactly one stands, and the auction goes on to an award', async () => {
    const cli = await newOffice(4);
    const end = new Date(Date.now() + 3_600_000).toLocaleString('sv-SE', { timeZone: 'Asia/Jakarta' });
    const terms = ['--start-price', '1.000.000', '--increment', '50.000', '--operator', 'Sari'];
    await cli.json('auction', 'open', '17081945', '--until', end.slice(0, 16), ...terms);
    const bids = await Promise.all(
      [1, 2, 3, 4].map((i) =>
        cli.run(['auction', 'bid', '1', `89.0000000${i}`, '1.000.000', '--operator', 'Sari']),
      ),
    );
    expect(bids.map(({ status }) => status).sort()).toEqual([0, 2, 2, 2]);
    expect(await cli.json('auction', 'show', '1')).toMatchObject({
      number: '17081945',
      state: 'running',
      bids: [{ amountRupiah: 1_000_000 }],
    });
    for (const [args, sentence] of [
      [['auction', 'close', '1', '--operator', 'Sari'], 'takes bids until'],
      [['auction', 'cancel', '1', '--operator', 'Sari'], 'has bids'],
      [['auction', 'award', '1', '--approved-by', 'Hadi'], 'has paid'],
      [['auction', 'show', '2'], 'no auction 2'],
      [['auction', 'open', '00000777', '--until', '2026-02-30T20:00', ...terms], 'not a time'],
    ] as const) {
      expect(await cli.run(args)).toMatchObject({ status: 2, stderr: expect.stringContaining(sentence) });
    }
  });

  it('a whole auction: open, bid, close, pay, award', async () => {
    const cli = await newOffice(2);
    const registry = openRegistry(cli.path('data'), { actor: 'test' });
    const now = Date.now();
    const terms = {
      startPriceRupiah: 1_000_000,
      incrementRupiah: 50_000,
      extensionMinutes: 0,
      paymentDays: 3,
    };
    const { scheme } = registry.organisation();
    const times = { startsAt: new Date(now - 60_000), endsAt: new Date(now + 4_000) };
    const { id } = registry.auctions.open(scheme, 17081945, { ...terms, ...times }, 'Sari');
    registry.auctions.bid(id, registry.members.get('8900000001'), 1_500_000, 'Sari');
    registry.close();
    await new Promise((resolve) => setTimeout(resolve, now + 4_100 - Date.now()));
    expect(await cli.json('auction', 'close', '1', '--operator', 'Sari')).toMatchObject({
      state: 'closed',
      offers: [{ memberNumber: '89.00000001', amountRupiah: 1_500_000, state: 'reserved' }],
    });
    await cli.json(
      'number',
      'pay',
      '89.00000001',
      '--amount',
      '1.500.000',
      '--receipt',
      'L-1',
      '--operator',
      'Sari',
    );
    expect(await cli.json('auction', 'award', '1', '--approved-by', 'Hadi')).toMatchObject({
      newNumber: '89.17081945',
    });
    expect(await cli.json('auction', 'show')).toMatchObject({ auctions: [{ state: 'awarded' }] });
  });
});

describe('the commands', () => {
  it('go from a price to a number and back', async () => {
    const cli = await newOffice(2);
    expect(await cli.json('number', 'quote', '00000777')).toMatchObject({
      number: '00000777',
      availability: 'free',
      price: { significantDigits: 3, feeRupiah: 600_000 },
    });
    expect(await cli.json('number', 'potential', '17081945')).toMatchObject({
      numbers: [{ potential: { rule: 'public-date' }, availability: 'potential' }],
    });
    expect(await cli.json('number', 'quote', '17081945')).toMatchObject({
      availability: 'potential',
      price: null,
    });
    const refused = await cli.run(['number', 'request', '89.00000001', '17081945', '--operator', 'Sari']);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('open auction') });
    await cli.json('number', 'request', '89.00000001', '00000777', '--operator', 'Sari');
    await cli.json(
      'number',
      'pay',
      '89.00000001',
      '--amount',
      '600.000',
      '--receipt',
      'K-1',
      '--operator',
      'Sari',
    );
    const same = await cli.run(['number', 'approve', '89.00000001', '--approved-by', 'SARI']);
    expect(same).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('somebody else has to approve'),
    });
    expect(await cli.json('number', 'approve', '89.00000001', '--approved-by', 'Hadi')).toMatchObject({
      oldNumber: '89.00000001',
      newNumber: '89.00000777',
      newDigits: '8900000777',
      cardsToReplace: [],
    });
    expect(await cli.json('number', 'cancel', '89.00000777', '--operator', 'Sari')).toMatchObject({
      oldNumber: '89.00000777',
      newNumber: '89.00000003',
      refundDueRupiah: 0,
    });
    const told = await cli.run(['--lang', 'id', 'number', 'history', '89.00000003']);
    expect(told).toMatchObject({ status: 0, stdout: expect.stringContaining('disetujui Hadi') });
  });

  it('take rules from a file, and name what is wrong with one', async () => {
    const cli = await newOffice(1);
    const rules = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Record<string, unknown>;
    writeFileSync(cli.path('rules.json'), JSON.stringify({ ...rules, pricesRupiah: { 3: 250_000 } }));
    expect(await cli.run(['number', 'rules', 'rules.json'])).toMatchObject({ status: 2 });
    await cli.json('number', 'rules', 'rules.json', '--operator', 'Hadi');
    expect(await cli.json('number', 'rules')).toMatchObject({ rules: { pricesRupiah: { 3: 250_000 } } });
    expect(await cli.json('number', 'quote', '00000777')).toMatchObject({ price: { feeRupiah: 250_000 } });
    writeFileSync(cli.path('rules.json'), JSON.stringify({ ...rules, reservationDays: 0 }));
    const refused = await cli.run(['number', 'rules', 'rules.json', '--operator', 'Hadi']);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('reservationDays') });
  });

  it('make an organisation whose numbers show the branch and a check digit', async () => {
    const cli = new CommandLine(temporaryFolder());
    const scheme = { pattern: 'BB-NNNNN-C', check: 'luhn', branches: { '01': 'Mataram', '02': 'Denpasar' } };
    writeFileSync(cli.path('scheme.json'), JSON.stringify(scheme));
    await cli.json('init', '--org', 'Koperasi', '--number-scheme', 'scheme.json');
    expect(await cli.json('member', 'add', '--name', 'Made', '--branch', 'Denpasar')).toMatchObject({
      memberNumber: '02-00001-6',
    });
    const slip = await cli.run(['member', 'show', '02-00010-6']);
    expect(slip).toMatchObject({ status: 2, stderr: expect.stringContaining('check digit') });
    const stranger = await cli.run(['member', 'add', '--name', 'Wayan', '--branch', 'Bima']);
    expect(stranger).toMatchObject({ status: 2, stderr: expect.stringContaining('01 Mataram, 02 Denpasar') });
  });

  it('make an organisation in which each cohort has its own numbers', async () => {
    const cli = new CommandLine(temporaryFolder());
    const init = await cli.json('init', '--org', 'Alumni', '--unique-within', 'cohort');
    expect(init).toMatchObject({ numberFormat: 'YY.NNNNNNNN', uniqueWithin: 'cohort' });
    for (const cohort of ['1989', '1990']) {
      const member = await cli.json('member', 'add', '--name', `Anggota ${cohort}`, '--cohort', cohort);
      expect(member).toMatchObject({ memberNumber: `${cohort.slice(2)}.00000001` });
    }
    const request = (member: string, number: string) =>
      cli.run(['number', 'request', member, number, '--operator', 'Sari']);
    expect((await request('89.00000001', '00000777')).stdout).toContain('89.00000777');
    expect((await request('90.00000001', '90.00000777')).status).toBe(0);
    expect((await request('90.00000001', '89.00000778')).stderr).toContain(
      'not for a member of the cohort 90',
    );
    expect(await cli.json('number', 'quote', '89.00000777')).toMatchObject({ availability: 'reserved' });
    expect((await cli.run(['number', 'quote', '00000777'])).stderr).toContain('such as 89.00000777');
    const none = await cli.run([
      '--data',
      'none',
      'init',
      '--org',
      'X',
      '--number-format',
      'NNNN',
      '--unique-within',
      'cohort',
    ]);
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('shows no year') });
  });
});
