import { describe, expect, it } from 'vitest';
import { plainAccount, plainHead, plainPosting } from '../src/books/plain-text.ts';
import type { BookEntry } from '../src/registry/books.ts';
import { newOrganisation } from './helpers.ts';

const LINE: BookEntry = {
  posting: 7,
  line: 1,
  source: 'terminal:3:entry:17',
  atMs: new Date('2026-11-21T10:00').getTime(),
  memo: '',
  operator: 'Sari',
  debit: 'purse:12',
  credit: 'sales:3',
  amountRupiah: 12_500,
};

/** What a reader of that format makes of a text: dates, accounts and amounts. */
function read(text: string) {
  return [...text.matchAll(/^(\d{4}-\d\d-\d\d) \((\d+)\) (.*?)(?: {2};.*)?\n((?: {4}.+\n)+)/gm)].map(
    (match) => ({
      day: match[1],
      number: Number(match[2]),
      moves: [...match[4]!.matchAll(/^ {4}(\S+) {2}IDR (-?\d+)$/gm)].map((move) => [
        move[1],
        Number(move[2]),
      ]),
      lines: match[4]!.trimEnd().split('\n').length,
    }),
  );
}

describe('the books as plain text', () => {
  it.each([
    ['drawer:3', 'assets:drawer:3'],
    ['bank-clearing:3', 'assets:clearing:bank-clearing:3'],
    ['purse:12', 'liabilities:purse:12'],
    ['sales:3', 'revenues:sales:3'],
    ['fraud-loss', 'expenses:fraud-loss'],
  ])('know %s as %s', (code, plain) => {
    expect(plainAccount(code)).toBe(plain);
  });

  it('say each posting once, and it balances', () => {
    const text = plainPosting([LINE, { ...LINE, line: 2, credit: 'payable:8900000002', amountRupiah: 500 }]);
    expect(read(text)).toEqual([
      {
        day: '2026-11-21',
        number: 7,
        moves: [
          ['liabilities:purse:12', 12_500],
          ['revenues:sales:3', -12_500],
          ['liabilities:purse:12', 500],
          ['liabilities:payable:8900000002', -500],
        ],
        lines: 4,
      },
    ]);
  });

  it.each(['a\n2026-01-01 forged\n    assets:cash  IDR 1', 'x ; y | z', '\u2028', '   '])(
    'keep a note of one line whatever stands in it: %j',
    (memo) => {
      const text = plainHead(memo, 'now') + plainPosting([{ ...LINE, memo }]);
      expect(read(text)).toEqual([expect.objectContaining({ number: 7, lines: 2 })]);
    },
  );

  it('hold every posting of the registry once, however many there are', async () => {
    const { books } = await newOrganisation();
    for (let i = 1; i <= 25; i++) {
      books.post({ source: `number-fee:${i}`, atMs: i * 86_400_000 }, [
        { debit: 'cash', credit: 'income:number-fees', amountRupiah: i },
        { debit: 'bank', credit: 'income:auctions', amountRupiah: i },
      ]);
    }
    const all = [...books.postings()];
    expect(all.map((lines) => lines.map(({ posting, line }) => [posting, line]))).toEqual(
      Array.from({ length: 25 }, (_, index) => [
        [index + 1, 1],
        [index + 1, 2],
      ]),
    );
    const some = [...books.postings({ sinceMs: 5 * 86_400_000, untilMs: 8 * 86_400_000 })];
    expect(some.map(([first]) => first!.posting)).toEqual([5, 6, 7]);
  });
});
