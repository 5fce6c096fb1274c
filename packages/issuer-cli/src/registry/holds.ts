import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

/** How long a card's value waits for counters that have not reported, where nobody has said otherwise. */
export const DEFAULT_HOLD_DAYS = 30;

export interface Release {
  readonly id: number;
  /** Of the balance, and of credits that waited for the card. */
  readonly amountRupiah: number;
  readonly creditsRupiah: number;
  /** The credit that it became; null: it was paid out. */
  readonly toCard: number | null;
  readonly toNumber: number | null;
  readonly tender: 'cash' | 'bank' | null;
  readonly at: string;
  readonly operator: string;
  readonly approvedBy: string | null;
}

export interface NewRelease {
  readonly card: number;
  readonly amountRupiah: number;
  readonly creditsRupiah?: number | undefined;
  readonly debtRupiah?: number | undefined;
  /** Id of the credit. */
  readonly credit?: number | undefined;
  readonly tender?: 'cash' | 'bank' | undefined;
  readonly operator: string;
  readonly approvedBy?: string | undefined;
}

export interface CounterReport {
  readonly terminal: number;
  readonly enrolledAt: string;
  /** The last certificate, as it was signed. */
  readonly certificate: string;
  readonly revokedAt: string | null;
  /** Of its last batch: when it was made, and the date of the blocklist that was in force then; null: none came. */
  readonly madeAt: string | null;
  readonly blocklistAt: string | null;
}

/** What is known of the value of cards that have ended. What becomes of it is decided in value/holds.ts. */
export class HoldStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** The counter whose record of a card was taken in last. */
  lastCounterOf(card: number): number | undefined {
    return this.database.get<{ terminal: number }>(
      'SELECT terminal FROM chain_record WHERE card = ? AND terminal <> 0 ORDER BY id DESC LIMIT 1',
      card,
    )?.terminal;
  }

  /** When a card came to its end; undefined for one that lives. */
  endedAt(card: number): string | undefined {
    return this.database.get<{ at: string }>(
      `SELECT m.at FROM card_moves m JOIN card_lives l USING (serial) WHERE m.serial = ? AND m.move = l.state
         AND m.move IN ('lost', 'damaged', 'expired', 'retired') ORDER BY m.id DESC LIMIT 1`,
      card,
    )?.at;
  }

  /** When the card that took its place was ordered. */
  replacedAt(card: number): string | undefined {
    return this.database.get<{ at: string }>('SELECT at FROM card_replacement WHERE old = ?', card)?.at;
  }

  /** Every counter that was ever certified, with what it said last. */
  counters(): CounterReport[] {
    return this.database.all<CounterReport>(
      `SELECT t.terminal, t.enrolled_at AS enrolledAt, r.revoked_at AS revokedAt, b.made_at AS madeAt,
         b.blocklist_at AS blocklistAt, (SELECT certificate FROM terminal_certificates c WHERE c.terminal = t.terminal
           ORDER BY c.id DESC LIMIT 1) AS certificate
       FROM terminals t LEFT JOIN terminal_revocations r ON r.terminal = t.terminal
         LEFT JOIN settled_batch b ON b.terminal = t.terminal
           AND b.number = (SELECT max(number) FROM settled_batch l WHERE l.terminal = t.terminal)
       WHERE EXISTS (SELECT 1 FROM terminal_certificates c WHERE c.terminal = t.terminal) ORDER BY t.terminal`,
    );
  }

  /** Replaced cards of which something may still have to follow; and paid out ones that may have been used since. */
  candidates(): number[] {
    return this.database
      .all<{ card: number }>(
        `SELECT old AS card FROM card_replacement r
         WHERE (EXISTS (SELECT 1 FROM chain_record c WHERE c.card = r.old)
             AND NOT EXISTS (SELECT 1 FROM hold_settled h WHERE h.card = r.old
               AND h.last_record = (SELECT max(id) FROM chain_record c WHERE c.card = r.old)))
           OR EXISTS (SELECT 1 FROM open_credit o WHERE o.card = r.old AND o.moved = 0)
         UNION SELECT card FROM card_release p WHERE tender IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hold_settled h
           WHERE h.card = p.card AND h.last_record = (SELECT max(id) FROM chain_record c WHERE c.card = p.card))
         ORDER BY card`,
      )
      .map(({ card }) => card);
  }

  /** Cards that have ended and carry something, or that something waits for; a list for people. */
  ended(): number[] {
    return this.database
      .all<{ card: number }>(
        `SELECT l.serial AS card FROM card_lives l WHERE l.state IN ('lost', 'damaged', 'expired', 'retired')
           AND (EXISTS (SELECT 1 FROM chain_record c WHERE c.card = l.serial AND c.sequence > 0)
             OR EXISTS (SELECT 1 FROM open_credit o WHERE o.card = l.serial)) ORDER BY l.serial`,
      )
      .map(({ card }) => card);
  }

  /** All that is to follow has followed, as far as its chain goes now. */
  settle(card: number): void {
    this.database.run(
      `INSERT INTO hold_settled (card, last_record)
       SELECT ?, coalesce((SELECT max(id) FROM chain_record WHERE card = ?), 0) WHERE true
       ON CONFLICT (card) DO UPDATE SET last_record = excluded.last_record`,
      card,
      card,
    );
  }

  /** What left the card's balance, also to settle what its holder owed, and what it was given late although that value had gone to another card. */
  left(card: number): { readonly releasedRupiah: number; readonly givenLateRupiah: number } {
    return this.database.get(
      `SELECT (SELECT coalesce(sum(amount_rupiah + debt_rupiah), 0) FROM card_release WHERE card = ?) AS releasedRupiah,
         (SELECT coalesce(sum(c.amount_rupiah), 0) FROM credit c JOIN credit_given USING (card, number)
          JOIN credit_moved USING (card, number) WHERE c.card = ?) AS givenLateRupiah`,
      card,
      card,
    )!;
  }

  addRelease(release: NewRelease): void {
    const { card, amountRupiah, creditsRupiah = 0, debtRupiah = 0 } = release;
    const { credit, tender, operator, approvedBy } = release;
    this.database.run(
      `INSERT INTO card_release (card, amount_rupiah, credits_rupiah, debt_rupiah, credit, tender, at, operator,
         approved_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[
        card,
        amountRupiah,
        creditsRupiah,
        debtRupiah,
        credit ?? null,
        tender ?? null,
        this.now().toISOString(),
        operator,
      ],
      approvedBy ?? null,
    );
    const details = {
      amountRupiah: amountRupiah + creditsRupiah,
      ...(debtRupiah > 0 ? { debtRupiah } : {}),
      by: operator,
      approvedBy: approvedBy ?? null,
    };
    this.audit.record(tender ? 'value-paid-out' : 'value-released', String(card), details);
  }

  releases(card: number): Release[] {
    return this.database.all<Release>(
      `SELECT r.id, r.amount_rupiah AS amountRupiah, r.credits_rupiah AS creditsRupiah, c.card AS toCard,
         c.number AS toNumber, r.tender, r.at, r.operator, r.approved_by AS approvedBy
       FROM card_release r LEFT JOIN credit c ON c.id = r.credit WHERE r.card = ? ORDER BY r.id`,
      card,
    );
  }

  /** For a card, or what holds for all that nothing else was said of. */
  days(card?: number): number {
    const text = 'SELECT days FROM hold_days WHERE card IS ? ORDER BY id DESC LIMIT 1';
    const of = (serial: number | null) => this.database.get<{ days: number }>(text, serial)?.days;
    return (card === undefined ? undefined : of(card)) ?? of(null) ?? DEFAULT_HOLD_DAYS;
  }

  setDays(days: number, card?: number): void {
    this.database.immediate(() => {
      this.database.run(
        'INSERT INTO hold_days (card, days, at, operator) VALUES (?, ?, ?, ?)',
        ...[card ?? null, days, this.now().toISOString(), this.audit.actor],
      );
      this.audit.record('hold-days-set', card === undefined ? 'all' : String(card), { days });
    });
  }
}
