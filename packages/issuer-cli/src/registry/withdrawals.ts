import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { takeNext } from './sequences.ts';

export interface Withdrawal {
  readonly id: number;
  readonly card: number;
  readonly number: number;
  /** The counter that is to give it instead. */
  readonly to: number;
}

const OPEN = `SELECT w.id, w.card, w.number, w.to_terminal AS "to" FROM credit_withdrawal w
  JOIN credit c ON c.card = w.card AND c.number = w.number
  WHERE NOT EXISTS (SELECT 1 FROM credit_withdrawal_answer a WHERE a.withdrawal = w.id)`;

/** Credits for cards without a purse on their way from one counter to another. */
export class WithdrawalStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** False where it was asked for before. */
  ask(card: number, number: number, to: number): Withdrawal | undefined {
    return this.database.immediate(() => {
      const text = 'SELECT 1 FROM credit_withdrawal WHERE card = ? AND number = ?';
      if (this.database.get(text, card, number)) return undefined;
      // A counter answers each number once: after an old backup was restored, none may come again.
      const id = takeNext(this.database, 'credit-withdrawal');
      this.database.run(
        'INSERT INTO credit_withdrawal (id, card, number, to_terminal, asked_at) VALUES (?, ?, ?, ?, ?)',
        ...[id, card, number, to, this.now().toISOString()],
      );
      this.audit.record('credit-withdrawn', String(card), { number, to });
      return { id, card, number, to };
    });
  }

  /** Asked of a counter and not answered: said again in every reply. */
  asked(terminal: number): Withdrawal[] {
    return this.database.all<Withdrawal>(`${OPEN} AND c.terminal = ? ORDER BY w.id`, terminal);
  }

  answer(id: number, given: boolean): void {
    this.database.run(
      'INSERT INTO credit_withdrawal_answer (withdrawal, given, at) VALUES (?, ?, ?)',
      ...[id, given ? 1 : 0, this.now().toISOString()],
    );
  }
}
