import { KartuError } from '@kartukita/card-core';
import type { Role } from '../operators/permissions.ts';
import type { RegistryDatabase } from './database.ts';

export type AuditAction =
  | 'organisation-made'
  | 'member-added'
  | 'member-edited'
  | 'member-state'
  | 'member-merged'
  | 'members-imported'
  | 'members-exported'
  | 'card-begun'
  | 'card-issued'
  | 'card-discarded'
  | 'card-renewal-begun'
  | 'card-renewed'
  | 'card-ordered'
  | 'card-state'
  | 'card-blocked'
  | 'card-unblocked'
  | 'cards-expired'
  | 'card-replaced'
  | 'card-partner'
  | 'batch-created'
  | 'batch-printed'
  | 'batch-position'
  | 'batch-closed'
  | 'terminal-enrolled'
  | 'terminal-certified'
  | 'bundle-made'
  | 'number-rules-set'
  | 'policy-set'
  | 'number-requested'
  | 'number-paid'
  | 'number-approved'
  | 'number-cancelled'
  | 'number-refunded'
  | 'number-card-back'
  | 'auction-opened'
  | 'auction-bid'
  | 'auction-closed'
  | 'auction-cancelled'
  | 'terminal-revoked'
  | 'authority-made'
  | 'revocation-list-made'
  | 'issuing-key-rotated'
  | 'key-set-rotated'
  | 'organisation-key-exported'
  | 'organisation-key-removed'
  | 'settlement-imported'
  | 'settlement-replied'
  | 'case-opened'
  | 'case-reopened'
  | 'case-closed'
  | 'credits-proposed'
  | 'credits-approved'
  | 'credits-cancelled'
  | 'salary-paid'
  | 'credit-withdrawn'
  | 'value-released'
  | 'value-paid-out'
  | 'hold-days-set'
  | 'owed-asked'
  | 'merchant-paid'
  | 'books-corrected'
  | 'dues-opened'
  | 'event-set'
  | 'backup-made'
  | 'backup-restored'
  | 'theme-installed'
  | 'float-limit-set'
  | 'clock-accepted'
  | 'printer-set'
  | 'printer-removed'
  | 'photo-focus-set'
  | 'operator-added'
  | 'operator-edited'
  | 'operator-disabled'
  | 'operator-enabled'
  | 'operator-passphrase'
  | 'operator-recovered'
  | 'operator-refused'
  | 'operator-login'
  | 'operator-logout';

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  /** The user of the operating system. */
  readonly actor: string;
  /** Who it was: the operator who proved it, or the name that was typed where operators are not in use. */
  readonly operator: string | null;
  readonly operatorId: number | null;
  /** By which role the operator was allowed to. */
  readonly role: Role | null;
  /** The second person, where one was needed at once. */
  readonly approver: string | null;
  readonly action: AuditAction;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A small step back is a clock being set right; more would bring back discounts and reservations that are over. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** An operator at work, and by which role. */
export interface Acting {
  readonly id: number;
  readonly name: string;
  readonly role: Role | undefined;
}

export interface AuditFilter {
  readonly subject?: string | undefined;
  /** One kind of change, or a family of them: `member` is every `member-…`. */
  readonly kind?: string | undefined;
  readonly operatorId?: number | undefined;
  readonly since?: Date | undefined;
}

type Row = Omit<AuditEntry, 'details' | 'operator'> & { details: string; operator: string | null };

/** What is noted of somebody whom nobody knows; the database has the same list (migration 006). */
const WITHOUT_OPERATOR: readonly AuditAction[] = [
  'operator-refused',
  'operator-recovered',
  'backup-restored',
];

const ENTRY = `a.id, a.at, a.actor, coalesce(o.name, a.details ->> 'operator') AS operator, a.operator_id AS operatorId,
  a.role, p.name AS approver, a.action, a.subject, a.details
  FROM audit a LEFT JOIN operators o ON o.id = a.operator_id LEFT JOIN operators p ON p.id = a.approver_id`;

/** Who changed what, and when: written in the same transaction as the change, and append-only. */
export class AuditTrail {
  private readonly database: RegistryDatabase;
  private readonly user: string;
  private readonly now: () => Date;
  private acting: Acting | undefined;
  private approver: Pick<Acting, 'id' | 'name'> | undefined;
  private mayChange = true;

  constructor(database: RegistryDatabase, user: string, now: () => Date) {
    this.database = database;
    this.user = user;
    this.now = now;
  }

  /** Who is noted beside a change: the operator at work, else the user of the operating system. */
  get actor(): string {
    return this.acting?.name ?? this.user;
  }

  /** Undefined as long as no operators are registered. */
  get operator(): Acting | undefined {
    return this.acting;
  }

  /** From now on changes are this operator's. */
  actAs(operator: Acting): void {
    this.acting = operator;
  }

  /** The next changes have a second person, who is not the one at work: the database holds them to it. */
  approvedBy(approver: Pick<Acting, 'id' | 'name'>): void {
    this.approver = approver;
  }

  /** When the last change was made, as the clock was then. */
  lastChange(): string | undefined {
    return this.database.get<{ at: string }>('SELECT at FROM audit ORDER BY id DESC LIMIT 1')?.at;
  }

  /**
   * What is dated before the last change would stand in the wrong order for good, and may be dated into a discount or
   * a reservation that is over. Throws `usage`.
   */
  requireClock(): void {
    const now = this.now();
    const last = this.lastChange();
    if (last === undefined || now.getTime() >= Date.parse(last) - CLOCK_TOLERANCE_MS) return;
    throw new KartuError('usage', 'the clock was set back', {
      details: { what: 'clock-back', now: now.toISOString(), last },
    });
  }

  /** For commands that only read: whatever they try to change fails. */
  forbidChanges(): void {
    this.mayChange = false;
  }

  record(action: AuditAction, subject: string, details: Readonly<Record<string, unknown>> = {}): void {
    if (!this.mayChange) {
      throw new Error(`${action} by a command that only reads, by src/operators/permissions.ts`);
    }
    this.insert(action, subject, details, this.acting);
  }

  /** What is noted of somebody who has not shown who it is. The database allows it for few actions. */
  recordWithoutOperator(
    action: AuditAction,
    subject: string,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    this.insert(action, subject, details, undefined);
  }

  entries(): AuditEntry[] {
    return this.database.all<Row>(`SELECT ${ENTRY} ORDER BY a.id`).map(entryOf);
  }

  /** The newest entries first, at most `limit`. */
  newest(limit: number, filter: AuditFilter = {}): AuditEntry[] {
    // Only what is asked for stands in the statement: that way each question uses its index.
    const conditions: [string, string | number][] = [];
    if (filter.subject !== undefined) conditions.push(['a.subject = ?', filter.subject]);
    if (filter.operatorId !== undefined) conditions.push(['a.operator_id = ?', filter.operatorId]);
    if (filter.since !== undefined) conditions.push(['a.at >= ?', filter.since.toISOString()]);
    if (filter.kind !== undefined) {
      conditions.push([`a.action || '-' GLOB ?`, `${filter.kind}-*`]);
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
    const values = conditions.map(([, value]) => value);
    return this.database
      .all<Row>(`SELECT ${ENTRY} ${where} ORDER BY a.id DESC LIMIT ?`, ...values, limit)
      .map(entryOf);
  }

  private insert(
    action: AuditAction,
    subject: string,
    details: Readonly<Record<string, unknown>>,
    by: Acting | undefined,
  ): void {
    if (!by && !WITHOUT_OPERATOR.includes(action) && this.database.get('SELECT 1 FROM operators LIMIT 1')) {
      throw new KartuError('operator-missing', `${action} needs an operator: AuditTrail.actAs`);
    }
    this.database.run(
      `INSERT INTO audit (at, actor, action, subject, details, operator_id, role, approver_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[this.now().toISOString(), this.user, action, subject, JSON.stringify(details)],
      ...[by?.id ?? null, by?.role ?? null, (by && this.approver?.id) ?? null],
    );
  }
}

function entryOf(row: Row): AuditEntry {
  return { ...row, details: JSON.parse(row.details) as Record<string, unknown> };
}
