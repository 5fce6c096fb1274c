import { type Duty, dutyOf } from './audit.ts';
import type { Ledger } from './ledger.ts';
import { isPaidElsewhere } from './paid-elsewhere.ts';

/** What a member owes for a period, as the issuer said. */
export interface DuesCharge {
  /** Digits of the member number. */
  readonly member: string;
  /** Such as `2026-03` or `2026`: periods are paid in the order of their names. */
  readonly period: string;
  readonly amountRupiah: number;
  /** Last day to pay, such as `2026-03-31`. */
  readonly due?: string | null | undefined;
  /** It was paid elsewhere. */
  readonly settled?: boolean | undefined;
}

/** One period of a member, with whether it is paid. */
export interface DuesLine {
  readonly period: string;
  readonly amountRupiah: number;
  readonly due: string | null;
  readonly paid: boolean;
  /** The transfer that paid it here. */
  readonly transfer: number | null;
}

type Row = Omit<DuesLine, 'paid'> & { settled: number };

/** Payments that count: neither voided nor taken back. */
const COUNTS = `NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = p.transfer AND s.state = 'voided')
  AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.corrects = p.transfer)`;

/** Writes down what the issuer says members owe; what says nothing new is left out. Returns how many were new. */
export function addDues(ledger: Ledger, charges: readonly DuesCharge[], by: Duty = {}): number {
  const fresh = charges.filter((charge) => !isKnown(ledger, charge));
  if (fresh.length === 0) return 0;
  ledger.book('dues', { charges: fresh, ...dutyOf(by) }, [], (journal) => {
    for (const { member, period, amountRupiah, due, settled } of fresh) {
      ledger.statements.run(
        `INSERT INTO dues_charge (member, period, journal, amount_rupiah, due, settled) VALUES (?, ?, ?, ?, ?, ?)`,
        member,
        period,
        journal,
        amountRupiah,
        due ?? null,
        Number(settled ?? false),
      );
    }
  });
  return fresh.length;
}

/** All periods of a member in their order: charged to all or to this one, or paid here though nobody charged them. */
export function duesOf(ledger: Ledger, member: string): DuesLine[] {
  const rows = ledger.statements.all<Row>(
    `SELECT c.period, c.amount_rupiah AS amountRupiah, c.due, c.settled,
       (SELECT max(p.transfer) FROM dues_payment p WHERE p.member = c.member AND p.period = c.period AND ${COUNTS})
         AS transfer
     FROM dues_charge c WHERE c.member = @member AND c.journal =
       (SELECT max(journal) FROM dues_charge l WHERE l.member = c.member AND l.period = c.period)
     UNION ALL
     SELECT d.period, d.amount_rupiah, d.due, 0,
       (SELECT max(p.transfer) FROM dues_payment p WHERE p.member = @member AND p.period = d.period AND ${COUNTS})
     FROM dues_period d WHERE d.journal = (SELECT max(journal) FROM dues_period l WHERE l.period = d.period)
       AND NOT EXISTS (SELECT 1 FROM dues_charge c WHERE c.member = @member AND c.period = d.period)
     UNION ALL
     SELECT p.period, p.amount_rupiah, NULL, 0, p.transfer FROM dues_payment p WHERE p.member = @member AND ${COUNTS}
       AND NOT EXISTS (SELECT 1 FROM dues_charge c WHERE c.member = p.member AND c.period = p.period)
       AND NOT EXISTS (SELECT 1 FROM dues_period d WHERE d.period = p.period)
     ORDER BY period`,
    { member },
  );
  return rows.map(({ settled, ...row }) => {
    const isHere = settled === 1 || row.transfer !== null;
    const what = { kind: 'dues', subject: row.period, member } as const;
    return { ...row, paid: isHere || isPaidElsewhere(ledger, what) };
  });
}

/** Inside the transaction that reserves the payment. */
export function insertDuesPayment(
  ledger: Ledger,
  transfer: number,
  member: string,
  { period, amountRupiah }: { readonly period: string; readonly amountRupiah: number },
): void {
  ledger.statements.run(
    'INSERT INTO dues_payment (transfer, member, period, amount_rupiah) VALUES (?, ?, ?, ?)',
    transfer,
    member,
    period,
    amountRupiah,
  );
}

function isKnown(ledger: Ledger, { member, period, amountRupiah, due, settled }: DuesCharge): boolean {
  const last = ledger.statements.get(
    `SELECT amount_rupiah AS amountRupiah, due, settled FROM dues_charge WHERE member = ? AND period = ?
     ORDER BY journal DESC LIMIT 1`,
    member,
    period,
  ) as { amountRupiah: number; due: string | null; settled: number } | undefined;
  return (
    last !== undefined &&
    last.amountRupiah === amountRupiah &&
    last.due === (due ?? null) &&
    last.settled === Number(settled ?? false)
  );
}
