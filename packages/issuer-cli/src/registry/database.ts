import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { asKartuError, KartuError } from '@kartukita/card-core';
import Sqlite from 'better-sqlite3';
import { PRIVATE_FILE_MODE } from '../files.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';

type Value = string | number | Uint8Array | null;

/** How long a command waits for another one that is writing. */
const BUSY_TIMEOUT_MS = 10_000;
/** 32 MB: a long import writes the same pages again with every commit, and the file itself only now and then. */
const CHECKPOINT_PAGES = 8000;

/**
 * One SQLite file: durable at every commit, with statements prepared once. Every failure of SQLite or of the disk
 * under it comes out as the KartuError that belongs to it.
 */
export class RegistryDatabase {
  readonly path: string;
  private readonly sqlite: Sqlite.Database;
  private readonly statements = new Map<string, Sqlite.Statement<Value[]>>();
  /** Grows whenever a transaction is rolled back: whatever was remembered of the file may have gone with it. */
  rollbacks = 0;

  private constructor(path: string, sqlite: Sqlite.Database) {
    this.path = path;
    this.sqlite = sqlite;
  }

  /** Makes the file, which must not be there, with all its tables. */
  static create(path: string): RegistryDatabase {
    return mapped(() => {
      closeSync(openSync(path, 'wx', PRIVATE_FILE_MODE)); // SQLite gives its other files the same mode
      return RegistryDatabase.prepare(path, 'new');
    });
  }

  /** Opens a file that is there, and brings it to this program's version. Throws `data-newer`, `data-damaged`, … */
  static open(path: string): RegistryDatabase {
    return mapped(() => RegistryDatabase.prepare(path, 'existing'));
  }

  private static prepare(path: string, state: 'new' | 'existing'): RegistryDatabase {
    const sqlite = new Sqlite(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    const database = new RegistryDatabase(path, sqlite);
    try {
      if (state === 'existing') database.identify();
      sqlite.pragma('journal_mode = WAL');
      sqlite.pragma('synchronous = FULL');
      sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      sqlite.pragma('foreign_keys = ON');
      sqlite.pragma('trusted_schema = OFF');
      database.migrate();
      return database;
    } catch (error) {
      sqlite.close();
      throw error;
    }
  }

  private version(): number {
    return Number(this.sqlite.pragma('user_version', { simple: true }));
  }

  /** Before anything is changed: is this a registry, and one that this program knows? */
  private identify(): void {
    const found = this.version();
    if (found > SCHEMA_VERSION) {
      throw new KartuError('data-newer', `the registry has version ${found}, not ${SCHEMA_VERSION}`, {
        details: { path: dirname(this.path), found, known: SCHEMA_VERSION },
      });
    }
    const application = this.sqlite.pragma('application_id', { simple: true });
    if (application !== APPLICATION_ID) {
      throw new KartuError('data-damaged', `${this.path} is not a registry of members`, {
        details: { what: 'registry-other', path: this.path },
      });
    }
  }

  private migrate(): void {
    if (this.version() === SCHEMA_VERSION) return;
    this.immediate(() => {
      // Looked at again: another command may have done it while this one waited for its turn.
      for (let version = this.version(); version < SCHEMA_VERSION; version++) {
        this.sqlite.exec(MIGRATIONS[version]!);
        this.sqlite.pragma(`user_version = ${version + 1}`);
      }
      this.sqlite.pragma(`application_id = ${APPLICATION_ID}`);
    });
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return mapped(() => this.statement(sql).all(...values) as Row[]);
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return mapped(() => this.statement(sql).get(...values) as Row | undefined);
  }

  /** How many rows it changed, and the number of the row that it added where it added one. */
  run(sql: string, ...values: Value[]): { readonly changes: number; readonly rowId: number } {
    return mapped(() => {
      const { changes, lastInsertRowid } = this.statement(sql).run(...values);
      return { changes, rowId: Number(lastInsertRowid) };
    });
  }

  /** For what is good to note but not worth waiting for: false, and nothing done, while another command writes. */
  runIfFree(sql: string, ...values: Value[]): boolean {
    this.sqlite.pragma('busy_timeout = 0');
    try {
      this.statement(sql).run(...values);
      return true;
    } catch (error) {
      if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return false;
      throw asKartuError(error);
    } finally {
      this.sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
  }

  /**
   * Runs `work` alone: no other command writes from its first read to its commit, which is on disk when this
   * returns. Inside another such transaction it is a part of that one.
   */
  immediate<T>(work: () => T): T {
    return mapped(() => {
      if (this.sqlite.inTransaction) return work();
      try {
        return this.sqlite.transaction(work).immediate() as T;
      } catch (error) {
        this.rollbacks += 1;
        throw error;
      }
    });
  }

  /** A consistent copy while others go on: SQLite's online backup. */
  async copyTo(path: string): Promise<void> {
    closeSync(openSync(path, 'wx', PRIVATE_FILE_MODE));
    await this.sqlite.backup(path).catch((error: unknown) => {
      throw asKartuError(error);
    });
  }

  /** What SQLite's own check finds wrong; empty when all is in order. */
  faults(): string[] {
    const found = this.all<{ integrity_check: string }>('PRAGMA integrity_check(20)').map(
      (row) => row.integrity_check,
    );
    const orphans = this.all<{ table: string }>('PRAGMA foreign_key_check').map(
      (row) => `${row.table}: lost reference`,
    );
    return [...found.filter((text) => text !== 'ok'), ...orphans];
  }

  close(): void {
    mapped(() => this.sqlite.close());
  }

  private statement(sql: string): Sqlite.Statement<Value[]> {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.sqlite.prepare<Value[]>(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}

function mapped<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asKartuError(error);
  }
}
