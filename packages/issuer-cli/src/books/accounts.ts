import { KartuError } from '@kartukita/card-core';

/**
 * The organisation's chart of accounts: a table of patterns, so that an account of a card, a counter or a member is
 * there once it is used. Pure.
 */
export type AccountType = 'asset' | 'liability' | 'income' | 'expense' | 'clearing';

const CHART: readonly [RegExp, AccountType][] = [
  [/^cash$/, 'asset'], // the secretariat's own
  [/^bank$/, 'asset'],
  [/^(drawer|safe):\d{1,5}$/, 'asset'], // cash of a counter: in its drawer, put away from it
  [/^purse:\d{1,10}$/, 'liability'], // what is on a card, by its serial
  [/^owed:\d{1,10}$/, 'liability'], // owed to the holder of a card besides, until a tap credits it
  [/^payable:\d{1,16}$/, 'liability'], // sold for a partner merchant, written with the member number
  [/^payable:m\d{1,10}$/, 'liability'], // … and kept by the member (registry/payables.ts)
  [/^refunds-due$/, 'liability'], // fees of numbers that are owed back
  [/^income:(number-fees|auctions)$/, 'income'],
  [/^sales:\d{1,5}$/, 'income'], // of a counter
  [/^dues:[\w.-]{1,40}$/, 'income'], // by period
  [/^events:[\w.-]{1,40}$/, 'income'],
  [/^fees$/, 'income'],
  [/^fraud-loss$/, 'expense'],
  [/^cash-difference:\d{1,5}$/, 'expense'], // more counted than expected is a credit
  [/^bank-clearing:\d{1,5}$/, 'clearing'], // transfers that a counter took, not yet seen at the bank
  [/^salary-clearing$/, 'clearing'], // credited to members, not yet paid over by the employer
  [/^unresolved$/, 'clearing'],
  [/^value-in-transit$/, 'clearing'],
];

/** Where money that comes into the office is put. */
export const TENDERS = ['cash', 'bank'] as const;
export type Tender = (typeof TENDERS)[number];

/** Throws `internal-error` for a code that the chart does not know. */
export function accountType(code: string): AccountType {
  const found = CHART.find(([pattern]) => pattern.test(code));
  if (!found) throw new KartuError('internal-error', `the chart has no account ${code}`);
  return found[1];
}

/** Is this a code of the chart? */
export function isAccountCode(code: string): boolean {
  return CHART.some(([pattern]) => pattern.test(code));
}

/**
 * What cards, counters' journals and credits say again and are held against: a hand in the books alone would only make
 * them differ. A card's value is put right by a case, by a credit or at a counter.
 */
export function isHeldElsewhere(code: string): boolean {
  return /^(purse|owed):|^value-in-transit$/.test(code);
}

/** What is in an account, in its own direction: what one has or spends as debit, what one owes or earns as credit. */
export function balanceOf(type: AccountType, debitRupiah: number, creditRupiah: number): number {
  const isDebit = type === 'asset' || type === 'expense' || type === 'clearing';
  return isDebit ? debitRupiah - creditRupiah : creditRupiah - debitRupiah;
}
