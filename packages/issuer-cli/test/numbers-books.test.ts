import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { DEFAULT_RULES, type NumberRules } from '../src/numbering/rules.ts';
import { databaseOf, errorOf, NOW, newOrganisation } from './helpers.ts';

/** A member who has asked for 00000777, which costs 600.000. */
async function asked(rules: Partial<NumberRules> = {}) {
  const registry = await newOrganisation();
  const { numbers, books } = registry;
  const { scheme } = registry.organisation();
  numbers.setRules(JSON.stringify({ ...DEFAULT_RULES, ...rules }), 'Hadi');
  const member = addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
  const request = numbers.request(scheme, member, 777, 'Sari');
  return {
    registry,
    books,
    request,
    pay: (tender?: 'cash' | 'bank') => numbers.pay(scheme, member, 600_000, 'K-1', 'Sari', tender),
    approve: () => numbers.approve(scheme, member, 'Hadi'),
    cancel: () => numbers.cancel(scheme, registry.members.byId(member.id), 'Sari'),
    refund: (tender?: 'cash' | 'bank') =>
      numbers.refund(scheme, registry.members.byId(member.id), 'R-1', 'Sari', tender),
    sums: () =>
      Object.fromEntries(
        books.trialBalance().accounts.map(({ code, balanceRupiah }) => [code, balanceRupiah]),
      ),
  };
}

describe('a fee for a number in the books', () => {
  it.each(['cash', 'bank'] as const)('is income when it is paid by %s', async (tender) => {
    const { pay, sums, books, request } = await asked();
    expect(sums()).toEqual({});
    pay(tender);
    expect(sums()).toEqual({ [tender]: 600_000, 'income:number-fees': 600_000 });
    expect(books.entries()[0]).toMatchObject({
      source: `number-fee:${request.id}`,
      memo: '00000777 K-1',
      operator: 'Sari',
      atMs: NOW.getTime(),
    });
  });

  it('is booked with the payment or not at all', async () => {
    const { pay, books, registry, request } = await asked();
    books.post({ source: `number-fee:${request.id}` }, [{ debit: 'cash', credit: 'fees', amountRupiah: 1 }]);
    expect((await errorOf(() => pay())).code).toBe('already-exists');
    const state = databaseOf(registry).prepare('SELECT state, receipt FROM number_requests').get();
    expect(state).toEqual({ state: 'reserved', receipt: null });
  });

  it('is owed back after a cancellation where the rules say so, until it was paid back, once', async () => {
    const { pay, cancel, refund, sums, registry } = await asked();
    pay('bank');
    cancel();
    expect(sums()).toEqual({ bank: 600_000, 'income:number-fees': 0, 'refunds-due': 600_000 });
    expect(refund('bank')).toMatchObject({ refundDueRupiah: 600_000, refundPaidAtMs: NOW.getTime() });
    expect(sums()).toEqual({ bank: 0, 'income:number-fees': 0, 'refunds-due': 0 });
    expect((await errorOf(() => refund('bank'))).details.what).toBe('number-no-refund');
    expect(registry.audit.entries().at(-1)).toMatchObject({
      action: 'number-refunded',
      details: { amountRupiah: 600_000, receipt: 'R-1', tender: 'bank', operator: 'Sari' },
    });
  });

  it.each([
    ['before-approval', 0],
    ['always', 600_000],
    ['never', 0],
  ] as const)('given back after the approval under the rule %s: %i is owed', async (refundOnCancel, owed) => {
    const { pay, approve, cancel, books } = await asked({ refundOnCancel });
    pay();
    approve();
    cancel();
    expect(books.balance('refunds-due')).toBe(owed);
    expect(books.balance('income:number-fees')).toBe(600_000 - owed);
    expect(books.balance('cash')).toBe(600_000);
  });

  it('that was never paid, or is free, is not booked', async () => {
    const unpaid = await asked();
    unpaid.cancel();
    const free = await asked({ pricesRupiah: { 3: 0 } });
    free.approve();
    expect([unpaid.sums(), free.sums()]).toEqual([{}, {}]);
  });
});

describe('the price of an auction in the books', () => {
  it('is income of auctions', async () => {
    const registry = await newOrganisation();
    const { auctions, numbers, books } = registry;
    const { scheme } = registry.organisation();
    const member = addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
    const terms = {
      startsAt: NOW,
      endsAt: new Date(NOW.getTime() + 1),
      startPriceRupiah: 1_000_000,
      incrementRupiah: 50_000,
      extensionMinutes: 0,
      paymentDays: 3,
    };
    const { id } = auctions.open(scheme, 17081945, terms, 'Sari');
    auctions.bid(id, member, 1_500_000, 'Sari');
    const later = new Date(NOW.getTime() + 1000);
    Object.assign(numbers, { now: () => later });
    auctions.close(id, 'Sari');
    numbers.pay(scheme, member, 1_500_000, 'L-1', 'Sari', 'bank');
    expect([books.balance('bank'), books.balance('income:auctions')]).toEqual([1_500_000, 1_500_000]);
    expect(books.balance('income:number-fees')).toBe(0);
  });
});
