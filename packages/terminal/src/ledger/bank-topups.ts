import type { Ledger } from './ledger.ts';
import type { Transfer } from './transfer.ts';

/** The top-up that a bank transfer paid for, unless it was voided. */
export function bankTopup(ledger: Ledger, reference: string): Transfer | undefined {
  const rows = ledger.statements.all<{ transfer: number }>(
    'SELECT transfer FROM bank_topup WHERE reference = ? ORDER BY transfer DESC',
    reference,
  );
  return rows
    .map(({ transfer }) => ledger.transfer(transfer))
    .find((transfer) => transfer !== undefined && transfer.state !== 'voided');
}

/** Inside the transaction that reserves the top-up. */
export function insertBankTopup(ledger: Ledger, transfer: number, reference: string): void {
  ledger.statements.run('INSERT INTO bank_topup (transfer, reference) VALUES (?, ?)', transfer, reference);
}
