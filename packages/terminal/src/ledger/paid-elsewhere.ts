import { createHash } from 'node:crypto';
import type { Ledger } from './ledger.ts';
import type { Report } from './verify.ts';

/** Who has paid something at another counter, or has not any more. */
export interface PaidElsewhere {
  readonly kind: 'dues' | 'event';
  /** The period, or the id of the event. */
  readonly subject: string;
  /** Digits of the member number. */
  readonly member: string;
  readonly paid: boolean;
}

/** What every member owes for a period, as the issuer said. */
export interface DuesPeriod {
  readonly period: string;
  readonly title: string;
  readonly amountRupiah: number;
  readonly due: string | null;
}

const ROWS = `SELECT kind, subject, member, paid FROM paid_elsewhere WHERE journal = ? ORDER BY kind, subject, member`;
type Row = Omit<PaidElsewhere, 'paid'> & { readonly paid: number };

/** Writes down what others took. The journal goes to the issuer, who said it: number and digest are enough there. */
export function addPaidElsewhere(ledger: Ledger, payments: readonly PaidElsewhere[]): void {
  if (payments.length === 0) return;
  const rows = payments
    .map(({ kind, subject, member, paid }): Row => ({ kind, subject, member, paid: Number(paid) }))
    .sort((a, b) => compare(a.kind, b.kind) || compare(a.subject, b.subject) || compare(a.member, b.member));
  ledger.book('paid-elsewhere', { count: rows.length, digest: digestOf(rows) }, [], (journal) => {
    for (const { kind, subject, member, paid } of rows) {
      ledger.statements.run(
        'INSERT INTO paid_elsewhere (kind, subject, member, journal, paid) VALUES (?, ?, ?, ?, ?)',
        ...[kind, subject, member, journal, paid],
      );
    }
  });
}

/** By the bytes of the text, as SQLite orders it. */
const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

export function isPaidElsewhere(
  { statements }: Ledger,
  { kind, subject, member }: Omit<PaidElsewhere, 'paid'>,
): boolean {
  const row = statements.get(
    `SELECT paid FROM paid_elsewhere WHERE kind = ? AND subject = ? AND member = ? ORDER BY journal DESC LIMIT 1`,
    ...[kind, subject, member],
  );
  return (row as { paid: number } | undefined)?.paid === 1;
}

/** Writes down what is new of a period. */
export function putDuesPeriod(ledger: Ledger, { period, title, amountRupiah, due }: DuesPeriod): void {
  const last = ledger.statements.get(
    `SELECT title, amount_rupiah AS amountRupiah, due FROM dues_period WHERE period = ? ORDER BY journal DESC LIMIT 1`,
    period,
  ) as Omit<DuesPeriod, 'period'> | undefined;
  if (last?.title === title && last.amountRupiah === amountRupiah && last.due === due) return;
  ledger.book('dues-period', { period, title, amountRupiah, due }, [], (journal) =>
    ledger.statements.run(
      'INSERT INTO dues_period (period, journal, title, amount_rupiah, due) VALUES (?, ?, ?, ?, ?)',
      ...[period, journal, title, amountRupiah, due],
    ),
  );
}

/** The journal's digests against the rows, both ways. */
export function checkPaidElsewhere({ database, statements }: Ledger, report: Report): void {
  const entries = database
    .prepare<unknown[], { number: number; body: string }>(
      "SELECT number, body FROM journal WHERE kind = 'paid-elsewhere' ORDER BY number",
    )
    .all();
  let told = 0;
  for (const { number, body } of entries) {
    const { count, digest } = JSON.parse(body) as { count?: number; digest?: string };
    const rows = statements.all<Row>(ROWS, number);
    told += rows.length;
    if (rows.length !== count || digestOf(rows) !== digest)
      report('states', `entry ${number}`, 'is not what the table of payments elsewhere holds');
  }
  const { held } = statements.get('SELECT count(*) AS held FROM paid_elsewhere') as { held: number };
  if (held !== told) report('states', 'payments elsewhere', 'hold more than the journal says');
}

function digestOf(rows: readonly Row[]): string {
  const hash = createHash('sha256');
  for (const { kind, subject, member, paid } of rows)
    hash.update(`${JSON.stringify([kind, subject, member, paid])}\n`);
  return hash.digest('hex');
}
