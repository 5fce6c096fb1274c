import { accountId, accountType, owedAccountId } from './accounts.ts';
import type { Statements } from './statements.ts';
import type { Movement } from './transfer.ts';

/** The double entries and their accounts, inside a transaction of the ledger's. */
export class Entries {
  readonly #statements: Statements;
  readonly #accounts = new Map<string, number>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Writes the movements of a journal entry, one line each. */
  move(journal: number, movements: readonly Movement[]): void {
    for (const [index, movement] of movements.entries()) {
      this.#statements.run(
        'INSERT INTO entry (journal, line, debit, credit, amount_rupiah) VALUES (?, ?, ?, ?, ?)',
        journal,
        index + 1,
        this.#account(movement.debit),
        this.#account(movement.credit),
        movement.amountRupiah,
      );
    }
  }

  /** What is owed to the holder of a card besides its purse; below 0: what he owes. Asked at every tap. */
  owedRupiah(card: number): number {
    const row = this.#statements.get(
      `SELECT coalesce((SELECT sum(amount_rupiah) FROM entry WHERE credit = @id AND credit < 0), 0)
            - coalesce((SELECT sum(amount_rupiah) FROM entry WHERE debit = @id AND debit < 0), 0) AS owed`,
      { id: owedAccountId(card) },
    ) as { owed: number };
    return row.owed;
  }

  /** Debits minus credits of an account. Reads all entries: for reports, not for a tap. */
  balance(code: string): number {
    return this.balanceAfter(code, 0);
  }

  /** The same of the entries after a journal entry alone: what a drawer took since the last closing. */
  balanceAfter(code: string, journal: number): number {
    const row = this.#statements.get(
      `SELECT coalesce(sum(CASE WHEN e.debit = a.id THEN amount_rupiah ELSE -amount_rupiah END), 0) AS balance
       FROM account a JOIN entry e ON e.journal > ? AND (e.debit = a.id OR e.credit = a.id) WHERE a.code = ?`,
      journal,
      code,
    ) as { balance: number };
    return row.balance;
  }

  #account(code: string): number {
    const cached = this.#accounts.get(code);
    if (cached !== undefined) return cached;
    const found = this.#statements.get('SELECT id FROM account WHERE code = ?', code) as
      | { id: number }
      | undefined;
    if (found) {
      this.#accounts.set(code, found.id);
      return found.id;
    }
    // Not remembered yet: this transaction may still be rolled back.
    // Above 0 whatever is there: SQLite would go on from the highest, and that may be one of what is owed.
    const insert = `INSERT INTO account (id, code, type)
      VALUES (coalesce(?, (SELECT max(coalesce(max(id), 0), 0) + 1 FROM account)), ?, ?)`;
    return Number(this.#statements.run(insert, accountId(code) ?? null, code, accountType(code)));
  }
}
