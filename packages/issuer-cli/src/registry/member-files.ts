import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

/** One file of members that was, or is being, taken in. */
export interface MemberImport {
  readonly id: number;
  readonly digest: string;
  readonly file: string;
  readonly begunAt: string;
  readonly actor: string;
  readonly rowsTotal: number;
  readonly rowsDone: number;
  readonly membersAdded: number;
}

export interface MemberExport {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
  readonly profile: unknown;
  readonly members: number;
  readonly digest: string;
}

export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

const IMPORT = `SELECT id, digest, file, begun_at AS begunAt, actor, rows_total AS rowsTotal, rows_done AS rowsDone,
  members_added AS membersAdded FROM member_imports`;

/** What thousands of rows in one transaction are given to keep the indexes in memory; SQLite's own is 2 MB. */
const CACHE_KIB = 64_000;

/** Thrown to leave a transaction without keeping anything of it. */
class RolledBack extends Error {}

/** What came in and went out as files, and what exactly each change changed. */
export class MemberFiles {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** Runs `work` as one transaction that is kept only when it says so; otherwise nothing of it was ever there. */
  keepIf(work: () => boolean): void {
    this.database.run(`PRAGMA cache_size = -${CACHE_KIB}`);
    try {
      this.database.immediate(() => {
        if (!work()) throw new RolledBack();
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
  }

  findImport(digest: string): MemberImport | undefined {
    return this.database.get<MemberImport>(`${IMPORT} WHERE digest = ?`, digest);
  }

  imports(): MemberImport[] {
    return this.database.all<MemberImport>(`${IMPORT} ORDER BY id`);
  }

  beginImport(digest: string, file: string, rowsTotal: number): MemberImport {
    this.database.run(
      'INSERT INTO member_imports (digest, file, begun_at, actor, rows_total) VALUES (?, ?, ?, ?, ?)',
      digest,
      file,
      this.now().toISOString(),
      this.audit.actor,
      rowsTotal,
    );
    const begun = this.findImport(digest)!;
    this.audit.record('members-imported', `import ${begun.id}`, { rows: rowsTotal, digest });
    return begun;
  }

  /** Call in the transaction that added the members. */
  advanceImport(id: number, rowsDone: number, membersAdded: number): void {
    this.database.run(
      'UPDATE member_imports SET rows_done = ?, members_added = ? WHERE id = ?',
      rowsDone,
      membersAdded,
      id,
    );
  }

  recordExport(profile: unknown, members: number, digest: string, reason: string): MemberExport {
    return this.database.immediate(() => {
      this.database.run(
        'INSERT INTO member_exports (at, actor, reason, profile, members, digest) VALUES (?, ?, ?, ?, ?, ?)',
        this.now().toISOString(),
        this.audit.actor,
        reason,
        JSON.stringify(profile),
        members,
        digest,
      );
      const made = this.exports().at(-1)!;
      this.audit.record('members-exported', `export ${made.id}`, { members, digest, reason });
      return made;
    });
  }

  exports(): MemberExport[] {
    return this.database
      .all<Omit<MemberExport, 'profile'> & { profile: string }>(
        'SELECT id, at, actor, reason, profile, members, digest FROM member_exports ORDER BY id',
      )
      .map((row) => ({ ...row, profile: JSON.parse(row.profile) as unknown }));
  }

  /** One field of the change that the last audit entry is about; call in its transaction. */
  recordChange(field: string, before: string | number | undefined, after: string | number | undefined): void {
    this.database.run(
      'INSERT INTO member_changes (audit_id, field, before, after) SELECT max(id), ?, ?, ? FROM audit',
      field,
      before === undefined ? null : String(before),
      after === undefined ? null : String(after),
    );
  }

  /** What the change of an audit entry changed; empty for entries that are not about a record. */
  changesOf(auditId: number): FieldChange[] {
    return this.database.all<FieldChange>(
      'SELECT field, before, after FROM member_changes WHERE audit_id = ? ORDER BY field',
      auditId,
    );
  }
}
