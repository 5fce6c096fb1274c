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
  | 'issuing-key-rotated'
  | 'key-set-rotated'
  | 'organisation-key-exported'
  | 'organisation-key-removed'
  | 'backup-made'
  | 'backup-restored';

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: AuditAction;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Who changed what, and when: written in the same transaction as the change, and append-only. */
export class AuditTrail {
  private readonly database: RegistryDatabase;
  readonly actor: string;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, actor: string, now: () => Date) {
    this.database = database;
    this.actor = actor;
    this.now = now;
  }

  record(action: AuditAction, subject: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.database.run(
      'INSERT INTO audit (at, actor, action, subject, details) VALUES (?, ?, ?, ?, ?)',
      this.now().toISOString(),
      this.actor,
      action,
      subject,
      JSON.stringify(details),
    );
  }

  entries(): AuditEntry[] {
    return this.database
      .all<Omit<AuditEntry, 'details'> & { details: string }>(
        'SELECT id, at, actor, action, subject, details FROM audit ORDER BY id',
      )
      .map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }));
  }

  /** The newest entries first, at most `limit`; those of one subject where one is named. */
  newest(
    limit: number,
    filter: { subject?: string | undefined; action?: string | undefined } = {},
  ): AuditEntry[] {
    const { subject = null, action = null } = filter;
    const ofSubject = subject === null ? '? IS NULL' : 'subject = ?'; // two statements: only one can use the index
    return this.database
      .all<Omit<AuditEntry, 'details'> & { details: string }>(
        `SELECT id, at, actor, action, subject, details FROM audit
         WHERE ${ofSubject} AND (? IS NULL OR action = ?) ORDER BY id DESC LIMIT ?`,
        subject,
        action,
        action,
        limit,
      )
      .map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }));
  }
}
