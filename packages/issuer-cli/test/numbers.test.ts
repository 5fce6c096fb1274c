import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { findMember } from '../src/members/lookup.ts';
import { DEFAULT_RULES, type NumberRules } from '../src/numbering/rules.ts';
import type { NumberMove } from '../src/registry/number-records.ts';
import { openRegistry, type Registry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, NOW, newOrganisation } from './helpers.ts';

const DAY_MS = 86_400_000;

/** An organisation with members 89.00000001 and so on, whose clock the test turns. */
async function office(rules: Partial<NumberRules> = {}, members = 3) {
  const { folder } = await newOrganisation();
  const clock = { now: NOW };
  const registry = openRegistry(folder, { now: () => clock.now, actor: 'test' });
  const { scheme } = registry.organisation();
  const { numbers } = registry;
  if (Object.keys(rules).length > 0) numbers.setRules(JSON.stringify({ ...DEFAULT_RULES, ...rules }), 'Hadi');
  for (let i = 1; i <= members; i++) addMember(registry, { name: `Anggota ${'ABC'[i - 1]}`, cohort: '1989' });
  const member = (text: string) => findMember(registry, text);
  let receipts = 0;
  return {
    registry,
    numbers,
    clock,
    member,
    later: (days: number) => {
      clock.now = new Date(clock.now.getTime() + days * DAY_MS);
    },
    request: (who: string, unique: number, operator = 'Sari') =>
      numbers.request(scheme, member(who), unique, operator),
    pay: (who: string, amount = 600_000) =>
      numbers.pay(scheme, member(who), amount, `K-${++receipts}`, 'Sari'),
    payWith: (who: string, receipt: string, amount = 600_000) =>
      numbers.pay(scheme, member(who), amount, receipt, 'Sari'),
    approve: (who: string, by = 'Hadi') => numbers.approve(scheme, member(who), by),
    cancel: (who: string) => numbers.cancel(scheme, member(who), 'Sari'),
    next: () =>
      addMember(registry, { name: 'Anggota Baru', cohort: '1990' }, { allowDuplicate: true }).memberNumber,
    availability: (unique: number) => numbers.availability(scheme, unique),
    choose(who: string, unique: number, amount = 600_000): NumberMove {
      this.request(who, unique);
      this.pay(who, amount);
      return this.approve(who);
    },
  };
}

/** A card as far as the registry knows of it. */
function giveCard(registry: Registry, serial: number, memberNumber: string): void {
  const { id } = registry.members.get(memberNumber);
  databaseOf(registry)
    .prepare(
      `INSERT INTO cards (serial, uid, kind, profile, member_id, member_number, theme_number, theme_id, issued_day,
         expiry_day, issuer_key, key_set_version, identity, state, begun_at, issued_at)
       VALUES (?, ?, 'ntag213', 'identity', ?, ?, ?, 'test', 0, 1, 1, 1, zeroblob(88), 'issued', ?, ?)`,
    )
    .run(
      serial,
      Buffer.from([4, 0, 0, 0, 0, 0, serial]),
      id,
      memberNumber,
      serial,
      NOW.toISOString(),
      NOW.toISOString(),
    );
}

describe('a chosen number', () => {
  it('is asked for, paid, approved by somebody else, and then the member number', async () => {
    const desk = await office();
    expect(desk.request('89.00000001', 777)).toMatchObject({
      unique: 777,
      state: 'reserved',
      listPriceRupiah: 600_000,
      feeRupiah: 600_000,
      requestedBy: 'Sari',
      expiresAt: '2026-11-28T03:00:00.000Z',
    });
    expect(desk.pay('89.00000001')).toMatchObject({ state: 'paid', receipt: 'K-1', paidBy: 'Sari' });
    expect(desk.approve('89.00000001')).toMatchObject({
      change: { oldNumber: '8900000001', newNumber: '8900000777', cause: 'chosen', operator: 'Hadi' },
      cardSerials: [],
    });
    expect(desk.member('89.00000777').name).toBe('Anggota A');
    expect((await errorOf(() => desk.member('89.00000001'))).code).toBe('not-found');
    const trail = desk.registry.audit.entries().filter(({ action }) => action.startsWith('number-'));
    expect(trail.map(({ action }) => action)).toEqual(['number-requested', 'number-paid', 'number-approved']);
    expect(trail.at(-1)!.details).toMatchObject({
      requestedBy: 'Sari',
      approvedBy: 'Hadi',
      oldNumber: '8900000001',
    });
  });

  it('keeps the branch, and has a check digit of its own', async () => {
    const scheme = { pattern: 'BB-NNNNN-C', branches: { '01': 'Mataram', '02': 'Denpasar' } };
    const registry = await newOrganisation({ name: 'Cabang', numberFormat: JSON.stringify(scheme) });
    const member = addMember(registry, { name: 'Made', branch: 'Denpasar' });
    expect(member.memberNumber).toBe('02000016');
    const parsed = registry.organisation().scheme;
    registry.numbers.request(parsed, member, 777, 'Sari');
    registry.numbers.pay(parsed, member, 600_000, 'K-1', 'Sari');
    expect(registry.numbers.approve(parsed, member, 'Hadi').change.newNumber).toBe('02007771');
    expect(findMember(registry, '02-00777-1').name).toBe('Made');
    expect((await errorOf(() => findMember(registry, '02-00777-5'))).details.context).toBe('check');
  });

  it('costs nothing on a day when all is off, and is still approved by a second person', async () => {
    const today = { from: '2026-11-21', until: '2026-11-21', percent: 100, about: 'Hari jadi' };
    const desk = await office({ discounts: [today] });
    expect(desk.request('89.00000001', 777)).toMatchObject({
      state: 'paid',
      feeRupiah: 0,
      listPriceRupiah: 600_000,
    });
    expect((await errorOf(() => desk.approve('89.00000001', 'SARI'))).details.what).toBe(
      'number-same-person',
    );
    expect(desk.approve('89.00000001').change.newNumber).toBe('8900000777');
  });

  it('costs what it did when it was asked for', async () => {
    const until = { from: '2026-11-01', until: '2026-11-21', percent: 50, about: 'November' };
    const desk = await office({ discounts: [until] });
    desk.request('89.00000001', 777);
    desk.later(2);
    expect(desk.numbers.price(777).feeRupiah).toBe(600_000);
    expect(desk.pay('89.00000001', 300_000).state).toBe('paid');
  });
});

describe('a number is refused', () => {
  it.each([
    [2, 'already-exists', 'number-held', 'of another member'],
    [1, 'already-exists', 'number-held', "of the member's own"],
    [17081945, 'usage', 'number-potential', 'a public date'],
    [11111111, 'usage', 'number-potential', 'equal digits'],
  ])('%i: %s, %s (%s)', async (unique, code, what) => {
    const desk = await office();
    expect(await errorOf(() => desk.request('89.00000001', unique))).toMatchObject({
      code,
      details: { what },
    });
    expect(desk.numbers.historyOf(1).requests).toEqual([]);
  });

  it('when another member waits for it, and to a member who waits for another', async () => {
    const desk = await office();
    desk.request('89.00000001', 777);
    expect((await errorOf(() => desk.request('89.00000002', 777))).details.what).toBe('number-reserved');
    expect((await errorOf(() => desk.request('89.00000001', 778))).details.what).toBe('number-pending');
    desk.pay('89.00000001');
    desk.later(400);
    expect((await errorOf(() => desk.request('89.00000002', 777))).details.what).toBe('number-reserved');
  });

  it.each(['suspended', 'left'] as const)(
    'to a member who is %s, at the request and at the approval',
    async (state) => {
      const desk = await office();
      const leave = (who: string) => {
        const { memberNumber } = desk.member(who);
        const way = state === 'left' ? (['left'] as const) : (['approved', 'active', 'suspended'] as const);
        for (const step of way) desk.registry.members.setState(memberNumber, step, 'sebab');
      };
      desk.request('89.00000001', 777);
      desk.pay('89.00000001');
      leave('89.00000001');
      leave('89.00000002');
      expect((await errorOf(() => desk.approve('89.00000001'))).details.what).toBe('number-standing');
      expect((await errorOf(() => desk.request('89.00000002', 778))).details.what).toBe('number-standing');
    },
  );
});

describe('a payment', () => {
  it.each([599_999, 600_001, 1])('of %i is not the fee', async (amount) => {
    const desk = await office();
    desk.request('89.00000001', 777);
    expect((await errorOf(() => desk.pay('89.00000001', amount))).details.what).toBe('number-amount');
    expect(desk.numbers.historyOf(1).requests[0]!.state).toBe('reserved');
  });

  it('is noted once, and a receipt pays once', async () => {
    const desk = await office();
    desk.request('89.00000001', 777);
    desk.request('89.00000002', 778);
    desk.payWith('89.00000001', 'K-0117');
    expect((await errorOf(() => desk.payWith('89.00000001', 'K-0118'))).details.what).toBe('number-paid');
    expect((await errorOf(() => desk.payWith('89.00000002', ' K-0117 '))).details.what).toBe(
      'number-receipt-used',
    );
    expect((await errorOf(() => desk.payWith('89.00000002', 'K\n1'))).details.what).toBe('number-receipt');
    expect((await errorOf(() => desk.payWith('89.00000003', 'K-0119'))).details.what).toBe(
      'number-no-request',
    );
  });

  it('comes before the approval', async () => {
    const desk = await office();
    expect((await errorOf(() => desk.approve('89.00000001'))).details.what).toBe('number-no-request');
    desk.request('89.00000001', 777);
    expect((await errorOf(() => desk.approve('89.00000001'))).details.what).toBe('number-unpaid');
  });
});

describe('a reservation', () => {
  it('ends unpaid with its last day, for good: setting the clock back does not bring it back', async () => {
    const desk = await office();
    desk.request('89.00000001', 777);
    desk.later(7);
    expect(desk.numbers.historyOf(1).requests[0]!.state).toBe('expired');
    expect(desk.availability(777)).toBe('free');
    expect((await errorOf(() => desk.pay('89.00000001'))).details).toMatchObject({
      what: 'number-expired',
      expiresAt: '2026-11-28',
    });
    desk.later(-1);
    expect((await errorOf(() => desk.pay('89.00000001'))).details.what).toBe('number-expired');
    expect(desk.request('89.00000002', 777).state).toBe('reserved');
  });

  it('holds to the last millisecond', async () => {
    const desk = await office();
    desk.request('89.00000001', 777);
    desk.later(7);
    desk.clock.now = new Date(desk.clock.now.getTime() - 1);
    expect(desk.pay('89.00000001').state).toBe('paid');
  });

  it('is not made by a clock that was set back', async () => {
    const desk = await office();
    desk.request('89.00000001', 777);
    desk.later(-1);
    const error = await errorOf(() => desk.request('89.00000002', 778));
    expect(error.details).toMatchObject({ what: 'clock-back', last: NOW.toISOString() });
  });
});

describe('the regular sequence', () => {
  it('skips what is reserved, held, and kept for an auction', async () => {
    const desk = await office({
      potential: { publicDates: [{ number: '00000006', about: 'enam' }], equalDigits: null },
      pricesRupiah: { 1: 1000 },
    });
    desk.request('89.00000001', 4);
    desk.choose('89.00000002', 5, 1000);
    expect(desk.next()).toBe('9000000007');
  });

  it('takes potential numbers where the rules say so', async () => {
    const potential = { publicDates: [{ number: '00000004', about: 'empat' }], equalDigits: null };
    const desk = await office({ potential, sequenceSkipsPotential: false });
    expect(desk.next()).toBe('9000000004');
  });

  it('leaves numbers that were given up for those who choose them, unless the rules say otherwise', async () => {
    for (const [sequenceReusesReleased, next] of [
      [false, '9000000004'],
      [true, '9000000001'],
    ] as const) {
      const desk = await office({ sequenceReusesReleased });
      desk.choose('89.00000001', 777);
      expect(desk.next()).toBe(next);
    }
  });
});

describe('giving up', () => {
  it('a request that is not paid costs nothing and frees the number', async () => {
    const desk = await office();
    desk.request('89.00000001', 777);
    expect(desk.cancel('89.00000001')).toMatchObject({
      state: 'cancelled',
      refundDueRupiah: 0,
      closedBy: 'Sari',
    });
    expect(desk.availability(777)).toBe('free');
    expect((await errorOf(() => desk.cancel('89.00000001'))).details.what).toBe('number-regular');
  });

  it.each([
    ['before-approval', 600_000, 0],
    ['always', 600_000, 600_000],
    ['never', 0, 0],
  ] as const)(
    'with a fee that was paid, paying back %s: %i before the approval, %i after',
    async (refundOnCancel, before, after) => {
      const desk = await office({ refundOnCancel });
      desk.request('89.00000001', 777);
      desk.pay('89.00000001');
      expect(desk.cancel('89.00000001')).toMatchObject({ state: 'cancelled', refundDueRupiah: before });
      desk.choose('89.00000002', 778);
      expect(desk.cancel('89.00000778')).toMatchObject({ refundDueRupiah: after });
    },
  );

  it('a chosen number gives the next regular one at once, and the chosen one is free', async () => {
    const desk = await office();
    desk.choose('89.00000001', 777);
    expect(desk.cancel('89.00000777')).toMatchObject({
      change: { oldNumber: '8900000777', newNumber: '8900000004', cause: 'back-to-regular' },
    });
    expect(desk.choose('89.00000002', 777).change.newNumber).toBe('8900000777');
    expect(desk.numbers.historyOf(1).changes.map(({ newNumber }) => newNumber)).toEqual([
      '8900000777',
      '8900000004',
    ]);
  });

  it('of the old number lets others choose it', async () => {
    const desk = await office({ pricesRupiah: { 1: 1000, 3: 600_000 } });
    desk.choose('89.00000001', 777);
    expect(desk.choose('89.00000002', 1, 1000).change.newNumber).toBe('8900000001');
  });
});

describe('cards that carry the old number', () => {
  it('are named at the approval, and nobody gets that number until they are back', async () => {
    const desk = await office({ pricesRupiah: { 1: 1000, 3: 600_000 } });
    giveCard(desk.registry, 7, '8900000001');
    expect(desk.choose('89.00000001', 777).cardSerials).toEqual([7]);
    expect(desk.availability(1)).toBe('cards-out');
    expect((await errorOf(() => desk.request('89.00000002', 1))).details.what).toBe('number-cards-out');
    expect(desk.numbers.cardBack(7, 'Sari')).toBe(true);
    expect(desk.numbers.cardBack(7, 'Sari')).toBe(false);
    expect(desk.numbers.cardsOut()).toEqual([]);
    expect(desk.choose('89.00000002', 1, 1000).change.newNumber).toBe('8900000001');
  });

  it('are right again when the member takes the old number back', async () => {
    const desk = await office({ pricesRupiah: { 1: 1000, 3: 600_000 } });
    giveCard(desk.registry, 7, '8900000001');
    desk.choose('89.00000001', 777);
    giveCard(desk.registry, 8, '8900000777');
    expect(desk.choose('89.00000777', 1, 1000).cardSerials).toEqual([8]);
  });

  it('do not stand in the way where the rules say so', async () => {
    const desk = await office({ releaseBeforeCardsAreBack: true });
    giveCard(desk.registry, 7, '8900000001');
    expect(desk.choose('89.00000001', 777).cardSerials).toEqual([7]);
    expect(desk.availability(1)).toBe('free');
  });
});

describe('the database itself', () => {
  it.each([
    ['a request that is removed', 'DELETE FROM number_requests', 'never removed'],
    ['a fee that changes', 'UPDATE number_requests SET fee_rupiah = 1', 'never changes'],
    ['a receipt that changes', "UPDATE number_requests SET receipt = 'K-9'", 'noted once'],
    ['a way back', "UPDATE number_requests SET state = 'reserved'", 'does not go'],
    [
      'an approval by the person who asked',
      "UPDATE number_requests SET state = 'approved', approved_at = 'x', approved_by = 'SARI'",
      'CHECK',
    ],
    [
      'a second request for the number',
      `INSERT INTO number_requests (member_id, unique_number, list_price_rupiah,
      fee_rupiah, state, requested_at, requested_by, expires_at) VALUES (2, 777, 1, 1, 'reserved', '1', 'x', '2')`,
      'UNIQUE',
    ],
    ['a number that is reserved', 'UPDATE members SET unique_number = 777 WHERE id = 2', 'reserved'],
    ['rules that change', "UPDATE number_rules SET rules = '{}'", 'append-only'],
  ])('refuses %s', async (_what, sql, message) => {
    const desk = await office({ reservationDays: 3 });
    desk.request('89.00000001', 777);
    desk.pay('89.00000001');
    expect(() => databaseOf(desk.registry).exec(sql)).toThrow(message);
  });

  it.each([
    ['the history', 'DELETE FROM number_changes'],
    ['the history', "UPDATE number_changes SET operator = 'x'"],
  ])('keeps %s: %s', async (_what, sql) => {
    const desk = await office();
    desk.choose('89.00000001', 777);
    expect(() => databaseOf(desk.registry).exec(sql)).toThrow('append-only');
  });

  it('reads its rules again after another command changed them', async () => {
    const desk = await office();
    const other = openRegistry(desk.registry.folder, { now: () => NOW, actor: 'other' });
    other.numbers.setRules(JSON.stringify({ ...DEFAULT_RULES, pricesRupiah: { 3: 5 } }), 'Hadi');
    other.close();
    expect(desk.numbers.price(777).feeRupiah).toBe(5);
  });
});

describe('a scheme file', () => {
  it('is kept whole, and made again when the folder is opened', async () => {
    const source = JSON.stringify({ pattern: 'BB-NNNN-C', check: 'luhn', branches: { '01': 'Mataram' } });
    const registry = await newOrganisation({ name: 'X', numberFormat: source });
    expect(registry.organisation().scheme).toMatchObject({ pattern: 'BB-NNNN-C', check: 'luhn', source });
  });
});
