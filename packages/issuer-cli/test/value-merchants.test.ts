import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { DEFAULT_RULES } from '../src/numbering/rules.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, NOW, OPTIONS, office, organisationFolder } from './helpers.ts';

/** Counter 1 has sold for Rp500.000 on behalf of Budi, and taken Rp20.000 of it back. */
async function sold() {
  const { registry } = await office();
  const { books, merchants } = registry;
  const lines = [{ debit: 'purse:1', credit: 'payable:8900000002', amountRupiah: 500_000 }];
  books.post({ source: 'terminal:1:entry:5', atMs: Date.parse('2026-11-02T03:00:00Z') }, lines);
  books.post({ source: 'terminal:1:entry:9', atMs: Date.parse('2026-11-03T03:00:00Z') }, [
    { debit: 'payable:8900000002', credit: 'owed:1', amountRupiah: 20_000 },
  ]);
  const pay = (amountRupiah: number, reference: string) =>
    merchants.pay({ memberNumber: '8900000002', amountRupiah, tender: 'bank', reference, operator: 'Sari' });
  return { registry, merchants, books, pay };
}

describe('a partner merchant', () => {
  it('is paid what counters have settled, under receipts without gaps', async () => {
    const { merchants, books, pay } = await sold();
    expect(pay(300_000, 'TRF-1')).toMatchObject({ receipt: 1, amountRupiah: 300_000, approvedBy: null });
    expect(pay(180_000, 'TRF-2')).toMatchObject({ receipt: 2 });
    expect([books.balance('payable:8900000002'), books.balance('bank')]).toEqual([0, -480_000]);
    expect(merchants.list()).toEqual([
      {
        ...{ memberNumber: '8900000002', name: 'Budi Santoso' },
        ...{ soldRupiah: 480_000, paidRupiah: 480_000, owedRupiah: 0 },
      },
    ]);
  });

  it('is never paid more than is owed, nor twice under one reference', async () => {
    const { registry, books, pay } = await sold();
    const over = await errorOf(() => pay(480_001, 'TRF-1'));
    expect([over.code, over.details.what]).toEqual(['usage', 'merchant-owed']);
    pay(100_000, 'TRF-1');
    const again = await errorOf(() => pay(100_000, 'trf-1'));
    expect([again.code, again.details]).toEqual([
      'already-exists',
      { what: 'merchant-reference', receipt: 1 },
    ]);
    expect(books.balance('payable:8900000002')).toBe(380_000);
    const insert = (receipt: number, reference: string) => () =>
      databaseOf(registry).exec(
        `INSERT INTO merchant_payment (receipt, member, amount_rupiah, tender, reference, at, operator)
         VALUES (${receipt}, '8900000002', 1, 'cash', '${reference}', '', 'x')`,
      );
    expect(insert(2, 'TRF-1')).toThrow(/UNIQUE/);
    expect(insert(5, 'TRF-9')).toThrow(/without gaps/);
    expect(() => databaseOf(registry).exec('DELETE FROM merchant_payment')).toThrow(/append-only/);
  });

  it('has a statement that begins with what was owed before and ends with what is', async () => {
    const { merchants, pay } = await sold();
    pay(100_000, 'TRF-1');
    const from = Date.parse('2026-11-03T00:00:00Z');
    expect(merchants.owedBefore('8900000002', from)).toBe(500_000);
    expect(merchants.statement('8900000002', from, Number.MAX_SAFE_INTEGER)).toMatchObject([
      { amountRupiah: -20_000, terminal: 1, receipt: null },
      { amountRupiah: -100_000, terminal: null, receipt: 1 },
    ]);
  });
});

describe('the account of a merchant whose number is given again', () => {
  const DAY_MS = 86_400_000;
  const OLD = '8900000002';
  const NEW = '8900000777';

  /** Budi sells under 00000002 and takes 00000777 on day 2; Citra is given 00000002 on day 4. */
  async function changed() {
    const clock = { day: 0 };
    const now = () => new Date(NOW.getTime() + clock.day * DAY_MS);
    const registry = openRegistry(await organisationFolder(), { ...OPTIONS, now });
    const { scheme } = registry.organisation();
    registry.numbers.setRules(JSON.stringify(DEFAULT_RULES), 'Hadi');
    const [, budi, citra] = ['Ani', 'Budi', 'Citra'].map((name) =>
      addMember(registry, { name, cohort: '1989' }),
    );
    const give = (id: number, unique: number, day: number) => {
      clock.day = day;
      const member = registry.members.byId(id);
      const { feeRupiah } = registry.numbers.request(scheme, member, unique, 'Sari');
      registry.numbers.pay(scheme, member, feeRupiah, `K-${unique}`, 'Sari');
      registry.numbers.approve(scheme, member, 'Hadi');
    };
    const sell = (day: number, amountRupiah: number) =>
      registry.books.post({ source: `terminal:1:entry:${day}`, atMs: NOW.getTime() + day * DAY_MS }, [
        { debit: 'purse:1', credit: `payable:${OLD}`, amountRupiah },
      ]);
    const owed = () =>
      Object.fromEntries(registry.merchants.list().map((each) => [each.memberNumber, each.owedRupiah]));
    return { registry, budi: budi!, citra: citra!, give, sell, owed, clock };
  }

  it('is the member’s: what was sold before stays with who held the number then', async () => {
    const { registry, budi, citra, give, sell, owed, clock } = await changed();
    const { books, merchants } = registry;
    sell(1, 100);
    expect(owed()).toEqual({ [OLD]: 100 });
    give(budi.id, 777, 2);
    sell(3, 20); // the counter has not heard of it
    expect(owed()).toEqual({ [NEW]: 120 });
    expect(merchants.find(OLD)).toMatchObject({ memberNumber: NEW, name: 'Budi' });
    give(citra.id, 2, 4);
    clock.day = 6;
    sell(5, 3);
    sell(0.5, 1000); // settled late, sold on the first day
    expect(owed()).toEqual({ [NEW]: 1120, [OLD]: 3 });
    expect([books.balance(`payable:${NEW}`), books.balance(`payable:${OLD}`)]).toEqual([1120, 3]);
    expect(merchants.find(OLD)).toMatchObject({ name: 'Citra' });
    const pay = (memberNumber: string, amountRupiah: number, reference: string) =>
      merchants.pay({ memberNumber, amountRupiah, tender: 'cash', reference, operator: 'Sari' });
    expect((await errorOf(() => pay(OLD, 4, 'T-1'))).details.what).toBe('merchant-owed');
    pay(NEW, 1120, 'T-2');
    expect(owed()).toEqual({ [NEW]: 0, [OLD]: 3 });
    expect([merchants.payments(NEW).length, merchants.payments(OLD).length]).toEqual([1, 0]);
    expect(merchants.statement(OLD, 0, Number.MAX_SAFE_INTEGER)).toMatchObject([{ amountRupiah: 3 }]);
    const codes = books.trialBalance().accounts.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining([`payable:${OLD}`, `payable:${NEW}`]));
    expect(books.entries({ account: `payable:${OLD}` })).toMatchObject([{ credit: `payable:${OLD}` }]);
  });

  it('goes with a member who turned out to be another', async () => {
    const { registry, budi, citra, sell, owed } = await changed();
    sell(1, 100);
    registry.members.merge(registry.members.byId(citra.id), registry.members.byId(budi.id), 'twice');
    sell(3, 20);
    const left = registry.members.byId(citra.id).memberNumber;
    expect(owed()).toEqual({ [left]: 120 });
    registry.merchants.pay({
      ...{ memberNumber: left, amountRupiah: 120, tender: 'cash', reference: 'T-1', operator: 'Sari' },
    });
    expect(owed()).toEqual({ [left]: 0 });
    expect(registry.books.faults()).toEqual([]);
  });

  it('stays under a number that nobody ever held', async () => {
    const { registry, owed } = await changed();
    const line = { debit: 'purse:1', credit: 'payable:8999999999', amountRupiah: 5 };
    registry.books.post({ source: 'terminal:1:entry:9' }, [line]);
    expect(owed()).toEqual({ 8999999999: 5 });
  });
});
