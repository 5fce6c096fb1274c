import { type Duty, dutyOf } from './audit.ts';
import type { Ledger } from './ledger.ts';

export type Role = 'cashier' | 'supervisor';

export interface Cashier {
  /** What he signs in with: small letters and digits. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
}

type Row = Omit<Cashier, 'active'> & { active: number };

const LATEST = `SELECT id, name, role, active FROM cashier c
  WHERE journal = (SELECT max(journal) FROM cashier l WHERE l.id = c.id)`;

const cashierOf = (row: Row): Cashier => ({ ...row, active: row.active === 1 });

/** In the order of their ids; also those who were disabled. */
export function cashiersOf(ledger: Ledger): Cashier[] {
  return ledger.statements.all<Row>(`${LATEST} ORDER BY id`).map(cashierOf);
}

export function cashierById(ledger: Ledger, id: string): Cashier | undefined {
  const row = ledger.statements.get(`${LATEST} AND id = ?`, id) as Row | undefined;
  return row && cashierOf(row);
}

/** A new version of a cashier; `by` is who did it. */
export function putCashier(ledger: Ledger, cashier: Cashier, by: Duty): void {
  const { id, name, role, active } = cashier;
  ledger.book('cashier', { id, name, role, active: Number(active), by: dutyOf(by) }, [], (journal) => {
    ledger.statements.run(
      'INSERT INTO cashier (journal, id, name, role, active) VALUES (?, ?, ?, ?, ?)',
      journal,
      id,
      name,
      role,
      Number(active),
    );
  });
}
