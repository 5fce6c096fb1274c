import { describe, expect, it } from 'vitest';
import { databaseOf, errorOf, office } from './helpers.ts';

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
