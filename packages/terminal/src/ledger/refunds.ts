import type { PurposeDetails } from '../sale/request.ts';
import { owedAccount } from './accounts.ts';
import { type Duty, dutyOf } from './audit.ts';
import type { Ledger } from './ledger.ts';
import type { Movement } from './transfer.ts';

/** What was taken back of a transfer so far, voided tries aside; whole rupiah. */
export function refundedRupiah(ledger: Ledger, transfer: number): number {
  const row = ledger.statements.get(
    `SELECT coalesce(sum(amount_rupiah), 0) AS sum FROM refund r WHERE corrects = ?
     AND NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = r.journal AND s.state = 'voided')`,
    transfer,
  ) as { sum: number };
  return row.sum;
}

/** What earlier refunds of a sale took from whom, and which pieces came back. */
export function refundsOf(
  ledger: Ledger,
  transfer: number,
): { readonly taken: ReadonlyMap<string, number>; readonly pieces: ReadonlyMap<string, number> } {
  const [taken, pieces] = [new Map<string, number>(), new Map<string, number>()];
  const bodies = ledger.statements.all<{ body: string }>(
    `SELECT body FROM refund r JOIN journal j ON j.number = r.journal WHERE corrects = ? AND kind = 'refund'`,
    transfer,
  );
  for (const { body } of bodies) {
    const { lines, items, ...flat } = JSON.parse(body) as PurposeDetails & Movement & { lines?: Movement[] };
    for (const { debit, amountRupiah } of lines ?? [flat]) {
      taken.set(debit, (taken.get(debit) ?? 0) + amountRupiah);
    }
    for (const { sku, count } of items ?? []) pieces.set(sku, (pieces.get(sku) ?? 0) + count);
  }
  return { taken, pieces };
}

/** Inside the transaction that books or reserves it. More than is left is against a constraint. */
export function insertRefund(
  ledger: Ledger,
  journal: number,
  corrects: number,
  amountRupiah: number,
  reference?: string,
): void {
  ledger.statements.run(
    'INSERT INTO refund (journal, corrects, amount_rupiah, reference) VALUES (?, ?, ?, ?)',
    journal,
    corrects,
    amountRupiah,
    reference ?? null,
  );
}

/** The refund of a caller's name, if it was booked. */
export function refundByReference(
  ledger: Ledger,
  reference: string,
): { readonly entry: number; readonly corrects: number; readonly amountRupiah: number } | undefined {
  return ledger.statements.get(
    'SELECT journal AS entry, corrects, amount_rupiah AS amountRupiah FROM refund WHERE reference = ?',
    reference,
  ) as { entry: number; corrects: number; amountRupiah: number } | undefined;
}

/**
 * Takes a sale back in the books: who was paid pays, and the holder of the card is owed the amount, until a tap gives
 * it to the card. Returns the entry's number.
 */
export function bookRefund(
  ledger: Ledger,
  card: number,
  parts: readonly { readonly account: string; readonly amountRupiah: number }[],
  details: PurposeDetails & { readonly corrects: number },
  by: Duty,
  reference?: string,
): number {
  const movements = parts.map(
    ({ account, amountRupiah }): Movement => ({ debit: account, credit: owedAccount(card), amountRupiah }),
  );
  const amountRupiah = parts.reduce((sum, part) => sum + part.amountRupiah, 0);
  const named = reference === undefined ? {} : { reference };
  return ledger.book('refund', { ...details, card, ...named, ...dutyOf(by) }, movements, (journal) =>
    insertRefund(ledger, journal, details.corrects, amountRupiah, reference),
  );
}
