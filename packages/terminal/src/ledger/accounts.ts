import { KartuError } from '@kartukita/card-core';
import { type Movement, planOf, type TransferKind } from './transfer.ts';

/**
 * The accounts of a counter. A purse is what the cooperative owes the holder of a card; `owed` is what it owes him
 * besides, until a tap credits it; `payable` what it owes a partner merchant (a member) for what was sold on his
 * behalf; `elsewhere` is what other counters did to the cards seen here, `salary-clearing` the credits that payroll
 * paid for (both meet the issuer's books at settlement), `value-in-transit` what was handed over to the issuer for the
 * holder of a card. Cash lies in the drawer or in the safe.
 */
export type AccountType = 'asset' | 'liability' | 'income' | 'clearing';

const TYPES: readonly [RegExp, AccountType][] = [
  [/^purse:\d+$/, 'liability'],
  [/^owed:\d+$/, 'liability'],
  [/^payable:\d+$/, 'liability'],
  [/^(drawer|safe)$/, 'asset'],
  [/^(sales|dues|events)$/, 'income'],
  [/^(elsewhere|bank-clearing|salary-clearing|value-in-transit|cash-difference)$/, 'clearing'],
];

export function accountType(code: string): AccountType {
  const found = TYPES.find(([pattern]) => pattern.test(code));
  if (!found) throw new KartuError('internal-error', `no such account: ${code}`);
  return found[1];
}

export const purseAccount = (serial: number) => `purse:${serial}`;
/** @param member digits of the merchant's member number */
export const payableAccount = (member: string) => `payable:${member}`;
export const owedAccount = (serial: number) => `owed:${serial}`;

/**
 * Accounts of what is owed have ids below 0, which their entries' own small index is made of (schema). Card serials
 * begin with 1.
 */
export const owedAccountId = (serial: number) => -serial;

/** The id that an account must have; undefined where the database gives one. */
export function accountId(code: string): number | undefined {
  const [, serial] = /^owed:(\d+)$/.exec(code) ?? [];
  return serial === undefined ? undefined : owedAccountId(Number(serial));
}

/** Debit and credit of a transfer that was written to the card. */
export function movementOf(
  kind: Exclude<TransferKind, 'correction'>,
  card: number,
  amountRupiah: number,
): Movement {
  const purse = purseAccount(card);
  switch (kind) {
    case 'sale':
      return { debit: purse, credit: 'sales', amountRupiah };
    case 'topup':
      return { debit: 'drawer', credit: purse, amountRupiah };
    case 'refund':
      return { debit: owedAccount(card), credit: purse, amountRupiah };
    case 'payout':
      return { debit: purse, credit: owedAccount(card), amountRupiah };
    case 'credit':
      return { debit: 'salary-clearing', credit: purse, amountRupiah };
  }
}

/** What moves when a transfer is posted: as it was planned when it was reserved, else as its kind says. */
export function movementsOf(transfer: {
  readonly kind: TransferKind;
  readonly card: number;
  readonly amountRupiah: number;
  readonly plan?: readonly Movement[] | undefined;
  readonly body?: string;
}): readonly Movement[] {
  const { kind, card, amountRupiah, plan, body } = transfer;
  const planned = plan ?? (body === undefined ? undefined : planOf({ body }));
  if (planned) return planned;
  if (kind === 'correction') throw new KartuError('internal-error', 'a correction says itself what it moves');
  return [movementOf(kind, card, amountRupiah)];
}

/**
 * The same for a transfer that had been closed as not done: nothing was sold or paid in (the goods or the cash went
 * back), so what the card lost is owed to its holder, and what it gained he owes. A salary credit was his all along.
 */
export function movementOfClosed(
  kind: Exclude<TransferKind, 'correction'>,
  card: number,
  amountRupiah: number,
): Movement {
  if (kind === 'credit') return movementOf(kind, card, amountRupiah);
  const [purse, owed] = [purseAccount(card), owedAccount(card)];
  return kind === 'sale' || kind === 'payout'
    ? { debit: purse, credit: owed, amountRupiah }
    : { debit: owed, credit: purse, amountRupiah };
}

/** What a card gained or lost at other counters since this one met it last. */
export function movementFromElsewhere(serial: number, differenceRupiah: number): Movement[] {
  if (differenceRupiah === 0) return [];
  const purse = purseAccount(serial);
  const [debit, credit] = differenceRupiah > 0 ? ['elsewhere', purse] : [purse, 'elsewhere'];
  return [{ debit, credit, amountRupiah: Math.abs(differenceRupiah) }];
}

/** Whether a movement is between a card's purse and what other counters did. */
export function elsewhereOrPurse({ debit, credit }: Movement, serial: number): boolean {
  const purse = purseAccount(serial);
  return (debit === purse && credit === 'elsewhere') || (debit === 'elsewhere' && credit === purse);
}
