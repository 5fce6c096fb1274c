import type { BookEntry } from '../registry/books.ts';
import { type AccountType, accountType } from './accounts.ts';

/**
 * The books in the plain-text format of hledger and Ledger (hledger manual, "Journal"): accountants' programs read it,
 * and so does a person. Pure; texts are made piece by piece, so that no export is ever whole in memory.
 */

/** The roots that accountants' programs know by their names. What is under way is an asset until it arrives. */
const ROOTS: Readonly<Record<AccountType, string>> = {
  asset: 'assets',
  liability: 'liabilities',
  income: 'revenues',
  expense: 'expenses',
  clearing: 'assets:clearing',
};

/** `assets:drawer:3` for `drawer:3`. */
export function plainAccount(code: string): string {
  return `${ROOTS[accountType(code)]}:${code}`;
}

export function plainHead(organisation: string, madeAt: string): string {
  return [
    `; ${oneLine(organisation)}: books of KartuKita, made ${madeAt}`,
    '; Read it with: hledger -f FILE balance   or   ledger -f FILE balance',
    'commodity IDR 1000.',
    '',
    '',
  ].join('\n');
}

/** All lines of one posting, which balance to nothing. */
export function plainPosting(lines: readonly BookEntry[]): string {
  const [first] = lines;
  if (!first) return '';
  const about = oneLine(first.memo) || first.source;
  const day = new Date(first.atMs).toLocaleDateString('sv-SE');
  const moves = lines.flatMap(({ debit, credit, amountRupiah }) => [
    `    ${plainAccount(debit)}  IDR ${amountRupiah}`,
    `    ${plainAccount(credit)}  IDR -${amountRupiah}`,
  ]);
  return `${day} (${first.posting}) ${about}  ; source: ${oneLine(first.source)}\n${moves.join('\n')}\n\n`;
}

/** What would end a line or begin a comment there. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp};|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
