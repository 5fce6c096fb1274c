import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import {
  formatPooled,
  parseNumberFor,
  parsePooledNumber,
  poolOf,
  withUniqueWithin,
} from '../src/numbering/pools.ts';
import { DEFAULT_RULES, type NumberRules } from '../src/numbering/rules.ts';
import { parseScheme } from '../src/numbering/scheme.ts';
import { RegistryDatabase } from '../src/registry/database.ts';
import type { NumberMove } from '../src/registry/number-records.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, NOW, newOrganisation, OPTIONS, temporaryFolder } from './helpers.ts';

const COHORT = JSON.stringify({ pattern: 'YY.NNNN', uniqueWithin: 'cohort' });
const BRANCHES = JSON.stringify({ pattern: 'BB.YYYY.NNN.C', uniqueWithin: 'cohort' });
const what = async (call: () => unknown) => (await errorOf(call)).details.what;

describe('a number with its pool', () => {
  const alumni = parseScheme(COHORT);
  const branches = parseScheme(BRANCHES);
  const whole = parseScheme('YY.NNNN');

  it.each([
    [alumni, '89.0777', undefined, { unique: 777, pool: '89' }],
    [alumni, '890777', undefined, { unique: 777, pool: '89' }],
    [alumni, '89/0777', '90', { unique: 777, pool: '89' }],
    [alumni, ' 0777 ', '89', { unique: 777, pool: '89' }],
    [branches, '1989/777', undefined, { unique: 777, pool: '1989' }],
    [branches, '12.1989.777.7', undefined, undefined],
    [whole, '89.0777', undefined, { unique: 777, pool: '' }],
    [whole, '0777', undefined, { unique: 777, pool: '' }],
  ])('%# is read from %j %j', (scheme, text, pool, expected) => {
    if (expected) expect(parsePooledNumber(scheme, text, pool)).toEqual(expected);
    else expect(() => parsePooledNumber(scheme, text, pool)).toThrow('check digit');
  });

  it.each([
    [alumni, '0777', 'number-cohort'],
    [alumni, '1989/0777', 'number-unique'],
    [alumni, '89/777', 'number-unique'],
    [alumni, '89/0000', 'number-unique'],
    [whole, '89/0777', undefined],
  ])('%# is not read from %s', async (scheme, text, expected) => {
    const error = await errorOf(() => parsePooledNumber(scheme, text));
    expect([error.details.what, error.code]).toEqual([
      expected,
      expected === undefined ? 'member-number-invalid' : 'usage',
    ]);
  });

  it.each([
    [alumni, { unique: 777, pool: '89' }, '89.0777'],
    [branches, { unique: 77, pool: '1989' }, '1989/077'],
    [whole, { unique: 777, pool: '' }, '0777'],
  ])('%# is written as it is read', (scheme, number, text) => {
    expect(formatPooled(scheme, number)).toBe(text);
    expect(parsePooledNumber(scheme, text)).toEqual(number);
  });

  it('is one of the own cohort for a member', async () => {
    expect(parseNumberFor(alumni, '890001', '0777')).toBe(777);
    expect(parseNumberFor(alumni, '890001', '89.0777')).toBe(777);
    expect(await what(() => parseNumberFor(alumni, '890001', '90.0777'))).toBe('number-other-cohort');
    expect(poolOf(branches, '1219890011')).toBe('1989');
    expect(poolOf(whole, '890001')).toBe('');
  });

  it('needs a year in the format', async () => {
    expect(await what(() => parseScheme(withUniqueWithin('NNNN', 'cohort')))).toBe('number-within-cohort');
    expect(parseScheme(withUniqueWithin(COHORT, 'organisation')).uniqueWithin).toBe('organisation');
    expect(parseScheme(withUniqueWithin('YY.NNNN', 'cohort')).uniqueWithin).toBe('cohort');
    expect(withUniqueWithin('YY.NNNN', 'organisation')).toBe('YY.NNNN');
  });
});

/** Making keys costs most of a second: one organisation is made, and copied. */
let template: Promise<string> | undefined;

async function makeTemplate(): Promise<string> {
  const { folder } = await newOrganisation({ name: 'Alumni', numberFormat: COHORT });
  const copy = join(mkdtempSync(join(tmpdir(), 'kartu-issuer-cohort-')), 'data');
  process.once('exit', () => rmSync(join(copy, '..'), { recursive: true, force: true }));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Members 89.0001, 89.0002, 90.0001. */
async function alumni(rules: Partial<NumberRules> = {}) {
  template ??= makeTemplate();
  const folder = join(temporaryFolder(), 'data');
  cpSync(await template, folder, { recursive: true });
  const registry = openRegistry(folder, OPTIONS);
  registry.numbers.setRules(JSON.stringify({ ...DEFAULT_RULES, ...rules }), 'Hadi');
  const add = (name: string, cohort: string) => addMember(registry, { name, cohort });
  const members = [add('Anggota A', '1989'), add('Anggota B', '1989'), add('Anggota C', '1990')];
  const { scheme } = registry.organisation();
  return { registry, scheme, members, add, numbers: registry.numbers, auctions: registry.auctions };
}

describe('unique within a cohort', () => {
  it('gives each cohort a sequence of its own; in the whole organisation there is one', async () => {
    const { members, add } = await alumni();
    expect(members.map(({ memberNumber }) => memberNumber)).toEqual(['890001', '890002', '900001']);
    expect(add('Anggota D', '1990').memberNumber).toBe('900002');
    const whole = await newOrganisation();
    const given = ['1989', '1990'].map((cohort) => addMember(whole, { name: `Anggota ${cohort}`, cohort }));
    expect(given.map(({ memberNumber }) => memberNumber)).toEqual(['8900000001', '9000000002']);
  });

  it('gives one number to a member of each cohort, once', async () => {
    const { numbers, scheme, members } = await alumni();
    const take = (member: (typeof members)[number]) => {
      const { feeRupiah } = numbers.request(scheme, member, 777, 'Sari');
      numbers.pay(scheme, member, feeRupiah, `K-${member.id}`, 'Sari');
      return numbers.approve(scheme, member, 'Hadi').change.newNumber;
    };
    expect(take(members[0]!)).toBe('890777');
    expect(numbers.availability(scheme, 777, { pool: '89' })).toBe('held');
    expect(numbers.availability(scheme, 777, { pool: '90' })).toBe('free');
    expect(await what(() => numbers.request(scheme, members[1]!, 777, 'Sari'))).toBe('number-held');
    expect(take(members[2]!)).toBe('900777');
  });

  it('keeps a reservation from its own cohort only', async () => {
    const { numbers, scheme, members, registry } = await alumni();
    numbers.request(scheme, members[0]!, 777, 'Sari');
    expect(await what(() => numbers.request(scheme, members[1]!, 777, 'Sari'))).toBe('number-reserved');
    expect(numbers.request(scheme, members[2]!, 777, 'Sari')).toMatchObject({ pool: '90', unique: 777 });
    expect(registry.audit.entries().at(-1)!.details.number).toBe('90.0777');
  });

  it('gives a released number back to its own cohort', async () => {
    const { numbers, scheme, members, add, registry } = await alumni({ sequenceReusesReleased: true });
    numbers.request(scheme, members[0]!, 777, 'Sari');
    numbers.pay(scheme, members[0]!, 600_000, 'K-1', 'Sari');
    numbers.approve(scheme, members[0]!, 'Hadi');
    expect(add('Anggota D', '1990').memberNumber).toBe('900002');
    expect(add('Anggota E', '1989').memberNumber).toBe('890001');
    const back = numbers.cancel(scheme, registry.members.byId(members[0]!.id), 'Sari') as NumberMove;
    expect(back.change.newNumber).toBe('890003');
  });

  it('sells a number at auction to members of its cohort, and keeps it from their sequence alone', async () => {
    const { auctions, scheme, members, add } = await alumni();
    const terms = {
      startsAt: NOW,
      endsAt: new Date(NOW.getTime() + 60_000),
      startPriceRupiah: 1_000_000,
      incrementRupiah: 50_000,
      extensionMinutes: 0,
      paymentDays: 3,
      pool: '89',
    };
    const { id } = auctions.open(scheme, 3, terms, 'Sari');
    expect(await what(() => auctions.open(scheme, 3, terms, 'Sari'))).toBe('number-auction');
    auctions.open(scheme, 3, { ...terms, pool: '90' }, 'Sari');
    expect(await what(() => auctions.bid(id, members[2]!, 1_000_000, 'Sari'))).toBe('number-other-cohort');
    expect(auctions.bid(id, members[0]!, 1_000_000, 'Sari')).toMatchObject({ pool: '89', unique: 3 });
    expect(add('Anggota D', '1989').memberNumber).toBe('890004');
    expect(add('Anggota E', '1991').memberNumber).toBe('910001');
  });

  it('begins beyond what may have been given since an old backup, in cohorts too that it does not know', async () => {
    const { registry, add } = await alumni();
    expect(registry.jumpSequences(100)).toMatchObject({ 'member-number': 100, 'member-number:89': 102 });
    expect(add('Anggota D', '1989').memberNumber).toBe('890103');
    expect(add('Anggota E', '1995').memberNumber).toBe('950101');
    expect(await what(() => registry.jumpSequences(9_900))).toBe('skip-numbers');
  });
});

describe('the database itself', () => {
  it.each([
    ['a number of a cohort twice', 'UPDATE members SET unique_number = 1 WHERE id = 2', 'UNIQUE'],
    ['a pool that the number does not show', "UPDATE members SET pool = '90' WHERE id = 1", 'another cohort'],
    [
      'a number that moves to another cohort',
      "UPDATE members SET pool = '91', member_number = '910009', unique_number = 9 WHERE id = 1",
      'another cohort',
    ],
    [
      'a new member in the wrong pool',
      "INSERT INTO members (member_number, unique_number, pool, name, registered_at) VALUES ('890009', 9, '', 'X', 'x')",
      'another cohort',
    ],
    [
      'a request out of the pool of its member',
      `INSERT INTO number_requests (member_id, unique_number, pool, list_price_rupiah, fee_rupiah, state, requested_at,
         requested_by, expires_at) VALUES (1, 9, '90', 0, 0, 'reserved', 'a', 'x', 'b')`,
      'another cohort',
    ],
    ['another rule of uniqueness', 'UPDATE number_pools SET year_digits = 0', 'never changes'],
    ['another pattern', "UPDATE organisation SET number_pattern = 'NNNN'", 'made by this pattern'],
  ])('refuses %s', async (_what, sql, message) => {
    const { registry } = await alumni();
    expect(() => databaseOf(registry).exec(sql)).toThrow(message);
  });

  it.each([
    ['YY.NNNN', 0, 0],
    [COHORT, 1, 2],
    [BRANCHES, 3, 4],
    [JSON.stringify({ pattern: 'NN/YY/NN', uniqueWithin: 'cohort' }), 3, 2],
  ])('knows where %s shows the pool', async (numberFormat, from, digits) => {
    const database = RegistryDatabase.create(join(temporaryFolder(), 'issuer.sqlite'));
    database.run(
      "INSERT INTO organisation VALUES (1, 'Alumni', NULL, zeroblob(32), ?, '{}', '2026-11-21')",
      numberFormat,
    );
    const pool = database.get('SELECT * FROM number_pools');
    database.close();
    expect(pool).toEqual({ id: 1, year_from: from, year_digits: digits });
  });
});
