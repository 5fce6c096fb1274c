import type { RegistryDatabase } from './database.ts';

export type AuditAction =
  | 'organisation-made'
  | 'member-added'
  | 'card-begun'
  | 'card-issued'
  | 'card-discarded'
  | 'terminal-enrolled'
  | 'terminal-certified'
  | 'bundle-made'
  | 'number-rules-set'
  | 'number-requested'
  | 'number-paid'
  | 'number-approved'
  | 'number-cancelled'
  | 'number-card-back';

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
  private readonly actor: string;
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
}
