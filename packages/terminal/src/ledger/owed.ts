import { owedAccount } from './accounts.ts';
import type { Ledger } from './ledger.ts';

/**
 * What is owed to the holder of a card goes to the issuer, who gives it wherever the card comes. Asked twice under one
 * number, it is handed over once. Nothing goes while a transfer of the card is unfinished: it may be that very refund.
 * Returns what was handed over; undefined where this was answered before.
 */
export function handOverOwed(ledger: Ledger, id: number, card: number): number | undefined {
  if (ledger.statements.get('SELECT 1 FROM owed_handover WHERE id = ?', id)) return undefined;
  const owed = ledger.openTransfer(card) ? 0 : Math.max(0, ledger.owedRupiah(card));
  const move = { debit: owedAccount(card), credit: 'value-in-transit', amountRupiah: owed };
  ledger.book('owed-taken', { card, handover: id }, owed === 0 ? [] : [move], (journal) =>
    ledger.statements.run(
      'INSERT INTO owed_handover (id, journal, card, amount_rupiah) VALUES (?, ?, ?, ?)',
      ...[id, journal, card, owed],
    ),
  );
  return owed;
}
