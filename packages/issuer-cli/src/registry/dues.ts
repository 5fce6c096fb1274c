import { KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

export interface DuesPeriod {
  readonly period: string;
  readonly title: string;
  readonly amountRupiah: number;
  /** Last day to pay, YYYY-MM-DD. */
  readonly due: string | null;
}

export interface DuesPeriodSums extends DuesPeriod {
  readonly paid: number;
  readonly paidRupiah: number;
}

export interface EventVersion {
  readonly event: string;
  readonly title: string;
  readonly feeRupiah: number;
  readonly open: boolean;
}

export interface Arrears {
  readonly memberNumber: string;
  readonly name: string;
  readonly periods: readonly string[];
  readonly owedRupiah: number;
}

export type PaymentKind = 'dues' | 'event';

export interface MemberPayment {
  readonly kind: PaymentKind;
  /** The period, or the event. */
  readonly subject: string;
  readonly amountRupiah: number;
  readonly card: number;
  readonly terminal: number;
  /** The entry of its journal that reserved it. */
  readonly transfer: number;
}

type EventRow = Omit<EventVersion, 'open'> & { open: number };

const EVENT = `SELECT event, title, fee_rupiah AS feeRupiah, open FROM event_version v
  WHERE id = (SELECT max(id) FROM event_version l WHERE l.event = v.event)`;

/** What members owe for periods, events, and who has paid at which counter: each member each thing once. */
export class DuesStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** Throws `already-exists`: what a period costs does not change, because members have paid it. */
  open({ period, title, amountRupiah, due }: DuesPeriod): void {
    this.database.immediate(() => {
      if (this.database.get('SELECT 1 FROM dues_period WHERE period = ?', period)) {
        throw new KartuError('already-exists', `period ${period} is open`, {
          details: { what: 'dues-known', period },
        });
      }
      this.database.run(
        'INSERT INTO dues_period (period, title, amount_rupiah, due, opened_at, operator) VALUES (?, ?, ?, ?, ?, ?)',
        ...[period, title, amountRupiah, due, this.now().toISOString(), this.audit.actor],
      );
      this.audit.record('dues-opened', period, { amountRupiah, due });
    });
  }

  /** In the order of their names. */
  periods(): DuesPeriodSums[] {
    return this.database.all<DuesPeriodSums>(
      `SELECT d.period, d.title, d.amount_rupiah AS amountRupiah, d.due, count(p.id) AS paid,
         coalesce(sum(p.amount_rupiah), 0) AS paidRupiah
       FROM dues_period d LEFT JOIN member_payment p ON p.kind = 'dues' AND p.subject = d.period AND p.counts = 1
       GROUP BY d.period ORDER BY d.period`,
    );
  }

  /** Members in good standing who have not paid periods whose last day is before `today`; YYYY-MM-DD. */
  arrears(today: string): Arrears[] {
    return this.database
      .all<Omit<Arrears, 'periods'> & { periods: string }>(
        `SELECT m.member_number AS memberNumber, m.name, json_group_array(d.period ORDER BY d.period) AS periods,
           sum(d.amount_rupiah) AS owedRupiah
         FROM members m JOIN dues_period d ON d.due < ? WHERE m.state IN ('approved', 'active', 'suspended')
           AND m.merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM member_payment p
             WHERE p.member_id IN (SELECT id FROM members o WHERE o.id = m.id OR o.merged_into = m.id)
               AND p.kind = 'dues' AND p.subject = d.period AND p.counts = 1)
         GROUP BY m.id ORDER BY owedRupiah DESC, m.member_number`,
        today,
      )
      .map((row) => ({ ...row, periods: JSON.parse(row.periods) as string[] }));
  }

  events(): EventVersion[] {
    return this.database
      .all<EventRow>(`${EVENT} ORDER BY event`)
      .map((row) => ({ ...row, open: row.open === 1 }));
  }

  /** A new event, or a new version of one. */
  putEvent({ event, title, feeRupiah, open }: EventVersion): void {
    this.database.immediate(() => {
      this.database.run(
        'INSERT INTO event_version (event, title, fee_rupiah, open, at, operator) VALUES (?, ?, ?, ?, ?, ?)',
        ...[event, title, feeRupiah, open ? 1 : 0, this.now().toISOString(), this.audit.actor],
      );
      this.audit.record('event-set', event, { title, feeRupiah, open });
    });
  }

  registrations(event: string): number {
    const text = `SELECT count(*) AS count FROM member_payment WHERE kind = 'event' AND subject = ? AND counts = 1`;
    return this.database.get<{ count: number }>(text, event)!.count;
  }

  /** What a counter took. `again`: this member had paid it elsewhere, so it does not count and is owed back. */
  addPayment({
    kind,
    subject,
    amountRupiah,
    card,
    terminal,
    transfer,
  }: MemberPayment): 'counts' | 'again' | 'known' {
    const holder = this.database.get<{ id: number }>(
      'SELECT coalesce(m.merged_into, m.id) AS id FROM card_lives l JOIN members m ON m.id = l.member_id WHERE l.serial = ?',
      card,
    );
    if (!holder) return 'known';
    const paid = this.database.get(
      `SELECT 1 FROM member_payment WHERE member_id IN (SELECT id FROM members WHERE id = ? OR merged_into = ?)
         AND kind = ? AND subject = ? AND counts = 1`,
      ...[holder.id, holder.id, kind, subject],
    );
    const row = this.database.get<{ counts: number }>(
      `INSERT INTO member_payment (kind, subject, member_id, amount_rupiah, card, terminal, transfer, counts, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (terminal, transfer, kind, subject) DO NOTHING RETURNING counts`,
      ...[kind, subject, holder.id, amountRupiah, card, terminal, transfer, paid ? 0 : 1],
      this.now().toISOString(),
    );
    return row === undefined ? 'known' : row.counts === 1 ? 'counts' : 'again';
  }

  /** A counter gave it back. Returns how many of it did not count: those were credited before. */
  takeBack(terminal: number, transfer: number): number {
    const found = this.database.all<{ id: number; counts: number }>(
      'SELECT id, counts FROM member_payment WHERE terminal = ? AND transfer = ?',
      terminal,
      transfer,
    );
    for (const { id, counts } of found) {
      if (counts === 1) this.database.run('UPDATE member_payment SET counts = 0 WHERE id = ?', id);
    }
    return found.filter(({ counts }) => counts === 0).length;
  }

  /** Who has paid, or has not any more, since the last reply that a counter applied: all numbers on their cards. */
  changesFor(terminal: number): { kind: PaymentKind; subject: string; member: string; paid: boolean }[] {
    const known = this.database.get<{ last: number }>(
      `SELECT t.last_payment AS last FROM settled_batch b JOIN value_told t ON t.reply = b.reply
         AND t.terminal = b.terminal WHERE b.terminal = ? ORDER BY b.number DESC LIMIT 1`,
      terminal,
    );
    return this.database
      .all<{ kind: PaymentKind; subject: string; member: string; paid: number }>(
        `SELECT DISTINCT c.kind, c.subject, l.member_number AS member, c.paid
         FROM member_payment_change c JOIN members p ON p.id = c.member_id
           JOIN members m ON coalesce(m.merged_into, m.id) = coalesce(p.merged_into, p.id)
           JOIN card_lives l ON l.member_id = m.id
         WHERE c.id > ? AND c.id = (SELECT max(id) FROM member_payment_change n
           WHERE n.member_id = c.member_id AND n.kind = c.kind AND n.subject = c.subject)
         ORDER BY c.kind, c.subject, l.member_number`,
        known?.last ?? 0,
      )
      .map((row) => ({ ...row, paid: row.paid === 1 }));
  }
}
