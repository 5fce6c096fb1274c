import { KartuError } from '@kartukita/card-core';
import type { Tender } from '../books/accounts.ts';
import type { BookStore } from './books.ts';
import type { RegistryDatabase } from './database.ts';
import { type NumberRequest, REQUEST } from './number-records.ts';

/** What chosen numbers are in the books: the fee (or the price of an auction) at its payment, what is owed back of it
 * at a cancellation, and what of that was paid back. Call inside the transaction of what is booked. */

export function bookFee(
  database: RegistryDatabase,
  books: BookStore,
  request: NumberRequest,
  { number, tender, receipt, by }: { number: string; tender: Tender; receipt: string; by: string },
): void {
  books.post({ source: `number-fee:${request.id}`, memo: `${number} ${receipt}`, operator: by }, [
    { debit: tender, credit: incomeOf(database, request.id), amountRupiah: request.feeRupiah },
  ]);
}

/** From income to what the organisation owes. */
export function bookRefundDue(
  database: RegistryDatabase,
  books: BookStore,
  request: NumberRequest,
  { number, refundDueRupiah, by }: { number: string; refundDueRupiah: number; by: string },
): void {
  if (refundDueRupiah === 0) return;
  books.post({ source: `number-refund-due:${request.id}`, memo: number, operator: by }, [
    { debit: incomeOf(database, request.id), credit: 'refunds-due', amountRupiah: refundDueRupiah },
  ]);
}

/** Each refund is paid once: its source in the books is unique. */
export function bookRefund(
  books: BookStore,
  request: NumberRequest,
  { number, tender, receipt, by }: { number: string; tender: Tender; receipt: string; by: string },
): void {
  books.post({ source: `number-refund:${request.id}`, memo: `${number} ${receipt}`, operator: by }, [
    { debit: 'refunds-due', credit: tender, amountRupiah: request.refundDueRupiah },
  ]);
}

/** The oldest fee that is owed back to a member and was not paid back. Throws `not-found`. */
export function refundOwed(database: RegistryDatabase, memberId: number): NumberRequest {
  const found = database.get<NumberRequest>(
    `SELECT ${REQUEST} WHERE member_id = ? AND refund_due_rupiah > 0 AND refundPaidAtMs IS NULL ORDER BY id LIMIT 1`,
    memberId,
  );
  if (found) return found;
  throw new KartuError('not-found', 'nothing is owed back to this member', {
    details: { what: 'number-no-refund' },
  });
}

/** Throws `usage` for what is no number of a receipt or transfer. */
export function receiptOf(text: string): string {
  const receipt = text.normalize('NFC').trim();
  if (/^[\p{L}\p{N}][\p{L}\p{N} ./_-]{0,59}$/u.test(receipt)) return receipt;
  throw new KartuError('usage', 'not a receipt number', { details: { what: 'number-receipt' } });
}

function incomeOf(database: RegistryDatabase, requestId: number): string {
  const atAuction = database.get('SELECT 1 FROM auction_offers WHERE request_id = ?', requestId);
  return atAuction ? 'income:auctions' : 'income:number-fees';
}
