import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { takeNext } from './sequences.ts';

export interface OwedAtCounter {
  readonly card: number;
  readonly amountRupiah: number;
  /** When the last of it was booked, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** Another counter's record of the card was made after that. */
  readonly isUsedElsewhere: boolean;
}

/** What counters owe to holders of cards, and what they were asked to hand over. */
export class OwedStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** By what this counter has reported; without cards that it was asked for and has not answered. */
  at(terminal: number): OwedAtCounter[] {
    const own = `p.source GLOB 'terminal:${terminal}:entry:*'`;
    const side = (column: 'debit' | 'credit', sign: string) => `
      SELECT CAST(substr(a.code, 6) AS INTEGER) AS card, ${sign}e.amount_rupiah AS amount, p.at_ms AS atMs
      FROM account a JOIN posting_entry e ON e.${column} = a.id JOIN posting p ON p.id = e.posting
      WHERE a.code GLOB 'owed:*' AND ${own}`;
    return this.database
      .all<Omit<OwedAtCounter, 'isUsedElsewhere'> & { usedElsewhere: number }>(
        `SELECT card, sum(amount) AS amountRupiah, max(atMs) AS sinceMs, EXISTS (SELECT 1 FROM chain_record c
             WHERE c.card = o.card AND c.branch = 0 AND c.terminal NOT IN (0, ?) AND c.sequence =
               (SELECT max(sequence) FROM chain_record l WHERE l.card = o.card AND l.branch = 0)) AS usedElsewhere
         FROM (${side('credit', '')} UNION ALL ${side('debit', '-')}) o
         WHERE NOT EXISTS (SELECT 1 FROM owed_transfer t WHERE t.terminal = ? AND t.card = o.card
           AND NOT EXISTS (SELECT 1 FROM owed_answer n WHERE n.transfer = t.id))
         AND o.card IN (SELECT serial FROM card_lives) GROUP BY card HAVING sum(amount) > 0 ORDER BY card`,
        terminal,
        terminal,
      )
      .map(({ usedElsewhere, ...row }) => ({ ...row, isUsedElsewhere: usedElsewhere === 1 }));
  }

  ask(terminal: number, card: number): void {
    this.database.immediate(() => {
      // A counter answers each number once: after an old backup was restored, none may come again.
      const id = takeNext(this.database, 'owed-transfer');
      this.database.run(
        'INSERT INTO owed_transfer (id, terminal, card, asked_at) VALUES (?, ?, ?, ?)',
        ...[id, terminal, card, this.now().toISOString()],
      );
      this.audit.record('owed-asked', String(card), { terminal });
    });
  }

  /** What a counter was asked for and has not answered: asked again in every reply. */
  asked(terminal: number): { readonly id: number; readonly card: number }[] {
    return this.database.all(
      `SELECT id, card FROM owed_transfer t WHERE terminal = ?
         AND NOT EXISTS (SELECT 1 FROM owed_answer n WHERE n.transfer = t.id) ORDER BY id`,
      terminal,
    );
  }

  /** Was this counter asked for it, and has it not answered yet? */
  isAsked(terminal: number, id: number, card: number): boolean {
    return this.asked(terminal).some((each) => each.id === id && each.card === card);
  }

  answer(id: number, amountRupiah: number, entry: number): void {
    this.database.run(
      'INSERT INTO owed_answer (transfer, amount_rupiah, entry, at) VALUES (?, ?, ?, ?)',
      ...[id, amountRupiah, entry, this.now().toISOString()],
    );
  }
}
