import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountType } from '../src/books/accounts.ts';
import type { BookLine } from '../src/registry/books.ts';
import { databaseOf, errorOf, NOW, newOrganisation } from './helpers.ts';

const sale: BookLine = { debit: 'purse:17', credit: 'sales:3', amountRupiah: 12_500 };
const topup: BookLine = { debit: 'drawer:3', credit: 'purse:17', amountRupiah: 50_000 };

describe('the chart of accounts', () => {
  it.each([
    ['cash', 'asset'],
    ['bank', 'asset'],
    ['drawer:65535', 'asset'],
    ['purse:4294967295', 'liability'],
    ['owed:1', 'liability'],
    ['payable:8900000777', 'liability'],
    ['refunds-due', 'liability'],
    ['income:number-fees', 'income'],
    ['income:auctions', 'income'],
    ['sales:1', 'income'],
    ['dues:2026-11', 'income'],
    ['events:rapat-2026', 'income'],
    ['fees', 'income'],
    ['fraud-loss', 'expense'],
    ['cash-difference:1', 'expense'],
    ['bank-clearing:1', 'clearing'],
    ['salary-clearing', 'clearing'],
    ['unresolved', 'clearing'],
    ['value-in-transit', 'clearing'],
  ])('%s is of the type %s', (code, type) => {
    expect(accountType(code)).toBe(type);
  });

  it.each([
    '',
    'Cash',
    'purse:',
    'purse:x',
    'purse:1 ',
    'sales',
    'income:other',
    'dues:',
    'cash:1',
    'purse:1;',
  ])('has no account %j', async (code) => {
    const { books } = await newOrganisation();
    const lines = [{ debit: code, credit: 'bank', amountRupiah: 1 }];
    expect((await errorOf(() => books.post({ source: 'x:1' }, lines))).code).toBe('internal-error');
    expect(books.has('x:1')).toBe(false);
  });
});

describe('posting', () => {
  it('books each thing once, and says so the second time', async () => {
    const { books } = await newOrganisation();
    expect(books.post({ source: 'sale:1' }, [sale])).toEqual({ posted: true });
    expect(books.post({ source: 'sale:1', memo: 'again' }, [sale])).toEqual({ posted: false });
    expect(books.entries()).toHaveLength(1);
    expect(books.has('sale:1')).toBe(true);
    expect(books.has('sale:2')).toBe(false);
  });

  it.each([
    ['another amount', [{ ...sale, amountRupiah: 12_501 }]],
    ['another account', [{ ...sale, credit: 'sales:4' }]],
    ['the other direction', [{ ...sale, debit: sale.credit, credit: sale.debit }]],
    ['a line more', [sale, topup]],
    ['a line less', []],
  ])('refuses the same source with %s', async (_what, lines) => {
    const { books } = await newOrganisation();
    books.post({ source: 'sale:1' }, [sale]);
    const { code } = await errorOf(() => books.post({ source: 'sale:1' }, lines));
    expect(code).toBe(lines.length === 0 ? 'internal-error' : 'already-exists');
    expect(books.entries()).toHaveLength(1);
  });

  it.each([0, -1, 0.5, Number.NaN, 2 ** 53, 1_000_000_000_001])(
    'refuses the amount %d',
    async (amountRupiah) => {
      const { books } = await newOrganisation();
      const { code } = await errorOf(() => books.post({ source: 'sale:1' }, [{ ...sale, amountRupiah }]));
      expect(code).toBe('amount-invalid');
    },
  );

  it('is a part of the transaction around it', async () => {
    const registry = await newOrganisation();
    const { books } = registry;
    const database = databaseOf(registry);
    expect(() =>
      database
        .transaction(() => {
          books.post({ source: 'sale:1' }, [sale]);
          books.post({ source: 'sale:2' }, [sale, topup]);
          throw new Error('power cut');
        })
        .immediate(),
    ).toThrow('power cut');
    expect(books.trialBalance().accounts).toEqual([]);
    // Accounts of the transaction that was taken back have left no trace.
    books.post({ source: 'fee:1' }, [{ debit: 'cash', credit: 'fees', amountRupiah: 5 }]);
    expect(books.trialBalance().accounts.map(({ code }) => code)).toEqual(['cash', 'fees']);
  });
});

describe('what the books say', () => {
  it('each account in its own direction', async () => {
    const { books } = await newOrganisation();
    books.post({ source: 't:1' }, [topup]);
    books.post({ source: 's:1' }, [sale]);
    books.post({ source: 'd:1' }, [{ debit: 'drawer:3', credit: 'cash-difference:3', amountRupiah: 500 }]);
    expect(books.balance('purse:17')).toBe(37_500);
    expect(books.balance('drawer:3')).toBe(50_500);
    expect(books.balance('sales:3')).toBe(12_500);
    expect(books.balance('cash-difference:3')).toBe(-500);
    expect(books.balance('bank')).toBe(0);
  });

  it('as it was before a moment, whatever was entered later', async () => {
    const { books } = await newOrganisation();
    books.post({ source: 's:1', atMs: 2000 }, [sale]);
    books.post({ source: 't:1', atMs: 1000 }, [topup]);
    expect(books.trialBalance(2000)).toMatchObject({ debitRupiah: 50_000, creditRupiah: 50_000 });
    expect(books.trialBalance(1000).accounts).toEqual([]);
    expect(books.entries().map(({ source }) => source)).toEqual(['t:1', 's:1']);
    expect(books.entries({ sinceMs: 2000 }).map(({ source }) => source)).toEqual(['s:1']);
    expect(books.entries({ untilMs: 2000 }).map(({ source }) => source)).toEqual(['t:1']);
    expect(books.entries({ account: 'sales:3' }).map(({ source }) => source)).toEqual(['s:1']);
    expect(books.entries({ account: 'purse:17', limit: 1 }).map(({ source }) => source)).toEqual(['t:1']);
    expect((await errorOf(() => books.entries({ account: 'sales:4' }))).details.what).toBe('books-account');
  });

  it('with the accounts of all cards as one, for whoever looks at the whole', async () => {
    const { books } = await newOrganisation();
    books.post({ source: 't:1' }, [topup]);
    books.post({ source: 't:2' }, [{ ...topup, credit: 'purse:18' }]);
    books.post({ source: 's:1' }, [sale]);
    books.post({ source: 'm:1' }, [{ debit: 'purse:18', credit: 'payable:8900000777', amountRupiah: 1 }]);
    const { accounts, debitRupiah } = books.trialBalance(undefined, { folded: true });
    expect(accounts.map(({ code, balanceRupiah }) => [code, balanceRupiah])).toEqual([
      ['drawer:3', 100_000],
      ['payable:*', 1],
      ['purse:*', 87_499],
      ['sales:3', 12_500],
    ]);
    expect(debitRupiah).toBe(books.trialBalance().debitRupiah);
  });

  it('who booked what, and when', async () => {
    const { books } = await newOrganisation();
    books.post({ source: 's:1', memo: 'beras' }, [sale]);
    books.post({ source: 't:1', operator: 'Sari' }, [topup]);
    expect(books.entries()).toEqual([
      { posting: 1, line: 1, source: 's:1', atMs: NOW.getTime(), memo: 'beras', operator: 'test', ...sale },
      { posting: 2, line: 1, source: 't:1', atMs: NOW.getTime(), memo: '', operator: 'Sari', ...topup },
    ]);
  });

  it('balances whatever is booked: debits are credits, and every account is the sum of its entries', async () => {
    const { books } = await newOrganisation();
    const codes = ['cash', 'bank', 'purse:1', 'purse:2', 'sales:1', 'fraud-loss', 'unresolved'];
    const line = fc
      .record({
        debit: fc.constantFrom(...codes),
        credit: fc.constantFrom(...codes),
        amountRupiah: fc.integer({ min: 1, max: 10_000_000 }),
      })
      .filter(({ debit, credit }) => debit !== credit);
    let next = 1;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        books.post({ source: `p:${next++}` }, lines);
        const { accounts, debitRupiah, creditRupiah } = books.trialBalance();
        expect(debitRupiah).toBe(creditRupiah);
        for (const { code, balanceRupiah } of accounts) expect(books.balance(code)).toBe(balanceRupiah);
        const own = accounts.reduce(
          (sum, { type, balanceRupiah }) =>
            sum + (type === 'liability' || type === 'income' ? -balanceRupiah : balanceRupiah),
          0,
        );
        expect(own).toBe(0);
      }),
      { numRuns: 30 },
    );
    expect(books.faults()).toEqual([]);
  });
});

describe('the database itself', () => {
  it.each([
    ['a changed amount', 'UPDATE posting_entry SET amount_rupiah = 1', 'append-only'],
    ['a removed line', 'DELETE FROM posting_entry', 'append-only'],
    ['a changed posting', "UPDATE posting SET memo = 'x'", 'append-only'],
    ['a removed posting', 'DELETE FROM posting', 'append-only'],
    ['another type of an account', "UPDATE account SET type = 'income'", 'stays what it is'],
    ['a removed account', 'DELETE FROM account', 'stays what it is'],
    ['a second posting of one source', "INSERT INTO posting VALUES (3, 's:1', 0, '', 'x', 1)", 'UNIQUE'],
    ['a gap', "INSERT INTO posting VALUES (4, 'y', 0, '', 'x', 1)", 'without gaps'],
    ['a line more, later', 'INSERT INTO posting_entry VALUES (1, 2, 1, 2, 5)', 'no more lines'],
    ['a line more than announced', 'INSERT INTO posting_entry VALUES (2, 2, 1, 2, 5)', 'no more lines'],
    ['a line from an account to itself', 'INSERT INTO posting_entry VALUES (2, 1, 1, 1, 5)', 'CHECK'],
    ['an amount of 0', 'INSERT INTO posting_entry VALUES (2, 1, 1, 2, 0)', 'CHECK'],
    ['an unknown account', 'INSERT INTO posting_entry VALUES (2, 1, 1, 99, 5)', 'FOREIGN KEY'],
  ])('refuses %s', async (_what, sql, message) => {
    const registry = await newOrganisation();
    registry.books.post({ source: 's:1' }, [sale]);
    const database = databaseOf(registry);
    database.exec("INSERT INTO posting VALUES (2, 'half', 0, '', 'x', 1)");
    expect(registry.books.faults()).toEqual(['posting half: a line is missing']);
    expect(() => database.exec(sql)).toThrow(message);
  });
});
