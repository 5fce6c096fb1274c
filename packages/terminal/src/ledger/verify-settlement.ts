import type { Ledger } from './ledger.ts';
import { checkPaidElsewhere } from './paid-elsewhere.ts';
import type { Finding } from './verify.ts';

/** What the entries of settlement say some row of another table holds; see SAID of verify.ts. */
export const SETTLEMENT_SAID: Readonly<Record<string, string>> = {
  reply: `SELECT 1 FROM settlement_reply WHERE journal = :number AND serial = :body ->> 'serial'
    AND issued_at = :body ->> 'issuedAt' AND batch = :body ->> 'batch' AND entry = :body ->> 'entry'`,
  unfreeze: `SELECT 1 FROM unfreeze u JOIN freeze f ON f.journal = u.freeze
    WHERE u.journal = :number AND u.freeze = :body ->> 'freeze' AND f.card = :body ->> 'card'`,
  'not-elsewhere': `SELECT 1 FROM transfer WHERE id = :body ->> 'seen' AND card = :body ->> 'card' AND id < :number
    AND amount_rupiah = :body ->> 'amountRupiah'`,
  'owed-taken': `SELECT 1 FROM owed_handover WHERE journal = :number AND id = :body ->> 'handover'
    AND card = :body ->> 'card' AND amount_rupiah = coalesce(:body ->> 'amountRupiah', 0)`,
  'credit-withdrawn': `SELECT 1 FROM credit_withdrawn WHERE journal = :number AND id = :body ->> 'handover'
    AND card = :body ->> 'card' AND number = :body ->> 'creditNumber' AND given = :body ->> 'given'`,
  'dues-period': `SELECT 1 FROM dues_period WHERE journal = :number AND period = :body ->> 'period'
    AND title = :body ->> 'title' AND amount_rupiah = :body ->> 'amountRupiah' AND due IS :body ->> 'due'`,
  // Held against its rows by checkPaidElsewhere.
  'paid-elsewhere': `SELECT 1 WHERE :body ->> 'count' > 0 AND :number > 0`,
  clock: `SELECT 1 WHERE length(:body ->> 'reason') > 0 AND :number > 0`,
};

/** The journal was cut into batches without a gap, and no further than it goes. */
export function checkSettlement(
  ledger: Ledger,
  report: (check: Finding['check'], where: string, what: string) => void,
): void {
  checkPaidElsewhere(ledger, report);
  const { database } = ledger;
  const rows = database
    .prepare<[], { number: number; firstEntry: number; lastEntry: number }>(
      `SELECT number, first_entry AS firstEntry, last_entry AS lastEntry FROM settlement_batch ORDER BY number`,
    )
    .all();
  let [number, entry] = [0, 0];
  for (const row of rows) {
    number += 1;
    const follows = row.number === number && row.firstEntry === entry + 1;
    if (!follows) report('journal', `batch ${row.number}`, 'does not follow the one before');
    number = row.number;
    entry = row.lastEntry;
  }
}
