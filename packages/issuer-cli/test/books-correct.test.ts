import { describe, expect, it } from 'vitest';
import { databaseOf, errorOf, office } from './helpers.ts';

const BY = { reason: 'dibayar dua kali', operator: 'Sari', approvedBy: 'Hadi' };

/** A fee that was booked as cash, and a sale that a counter has reported. */
async function booked() {
  const { registry } = await office();
  const { books, corrections } = registry;
  books.post({ source: 'fee:1' }, [
    { debit: 'cash', credit: 'income:number-fees', amountRupiah: 600_000 },
    { debit: 'cash', credit: 'fees', amountRupiah: 5_000 },
  ]);
  books.post({ source: 'terminal:1:entry:5' }, [
    { debit: 'purse:1', credit: 'sales:1', amountRupiah: 9_000 },
  ]);
  return { registry, books, corrections };
}

describe('a correction of the books', () => {
  it('takes a posting back whole, by the same lines the other way round, once', async () => {
    const { registry, books, corrections } = await booked();
    const before = books.entries();
    expect(corrections.add({ ...BY, corrects: 1 })).toMatchObject({ number: 1, corrects: 1, isWhole: true });
    expect([books.balance('cash'), books.balance('income:number-fees'), books.balance('fees')]).toEqual([
      0, 0, 0,
    ]);
    expect(books.entries().slice(0, before.length)).toEqual(before);
    expect(books.entries().slice(before.length)).toMatchObject([
      {
        source: 'correction:1',
        debit: 'income:number-fees',
        credit: 'cash',
        memo: BY.reason,
        operator: 'Sari',
      },
      { source: 'correction:1', debit: 'fees', credit: 'cash', amountRupiah: 5_000 },
    ]);
    expect(registry.audit.newest(1)).toMatchObject([
      { action: 'books-corrected', subject: '1', details: { corrects: 1, approvedBy: 'Hadi' } },
    ]);
    const again = await errorOf(() => corrections.add({ ...BY, corrects: 1 }));
    expect([again.code, again.details.what]).toEqual(['already-exists', 'books-corrected']);
    // The correction itself was wrong: it is a posting like any other.
    corrections.add({ ...BY, corrects: 3 });
    expect(books.balance('cash')).toBe(605_000);
    expect(books.faults()).toEqual([]);
  });

  it('moves an amount between two accounts, of a posting or of none', async () => {
    const { books, corrections } = await booked();
    const line = { debit: 'bank', credit: 'cash', amountRupiah: 600_000 };
    expect(corrections.add({ ...BY, corrects: 1, line })).toMatchObject({ corrects: 1, isWhole: false });
    corrections.add({ ...BY, line: { ...line, amountRupiah: 1 } });
    expect([books.balance('bank'), books.balance('cash')]).toEqual([600_001, 4_999]);
    expect(corrections.list().map(({ number, corrects }) => [number, corrects])).toEqual([
      [1, 1],
      [2, null],
    ]);
  });

  it.each([
    ['a posting that there is not', { corrects: 99 }, 'not-found', 'books-posting'],
    ['a sale, which stands on a card as well', { corrects: 2 }, 'usage', 'books-held'],
    [
      'what is owed to a holder',
      { line: { debit: 'cash', credit: 'owed:1', amountRupiah: 1 } },
      'usage',
      'books-held',
    ],
    [
      'promised credits',
      { line: { debit: 'value-in-transit', credit: 'cash', amountRupiah: 1 } },
      'usage',
      'books-held',
    ],
  ])('is none of %s', async (_what, asked, code, what) => {
    const { books, corrections } = await booked();
    const error = await errorOf(() => corrections.add({ ...BY, ...asked }));
    expect([error.code, error.details.what]).toEqual([code, what]);
    expect([corrections.list(), books.entries().length]).toEqual([[], 3]);
  });

  it.each([
    ['one by a single person', "1, 1, 1, 'x y', '', 'Sari', 'SARI'", 'CHECK'],
    ['one without a reason', "1, 1, 1, '', '', 'Sari', 'Hadi'", 'CHECK'],
    ['a gap', "7, 1, 1, 'x y', '', 'Sari', 'Hadi'", 'without gaps'],
  ])('of the database: it refuses %s', async (_what, values, message) => {
    const { registry } = await booked();
    const insert = () => databaseOf(registry).exec(`INSERT INTO book_correction VALUES (${values})`);
    expect(insert).toThrow(message);
  });

  it('of the database: none is changed, removed, or posted without approval', async () => {
    const { registry, books, corrections } = await booked();
    corrections.add({ ...BY, corrects: 1 });
    expect(() => databaseOf(registry).exec("UPDATE book_correction SET reason = 'x'")).toThrow('append-only');
    expect(() => databaseOf(registry).exec('DELETE FROM book_correction')).toThrow('append-only');
    const line = { debit: 'cash', credit: 'bank', amountRupiah: 1 };
    expect(() => books.post({ source: 'correction:2' }, [line])).toThrow('approved first');
  });
});
