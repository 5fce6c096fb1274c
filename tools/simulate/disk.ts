import type { Sqlite } from '../../packages/terminal/src/ledger/open-database.ts';
import { Database } from '../bench/libraries.ts';
import type { DiskFault } from './steps.ts';

/** The process ends here and now: thrown through the program, which must not catch it, and never told to it. */
export class Killed extends Error {
  constructor() {
    super('killed');
    this.name = 'Killed';
  }
}

type Transaction = Sqlite['transaction'];
type Bound = readonly [sql: string, values: readonly unknown[]];

/**
 * The disk under one counter's process. Between the program and SQLite it can kill the process before any statement
 * that writes, and fail a commit as a disk does that is full or refuses to sync. SQLite promises that what was not
 * committed is gone after a crash; of a commit whose sync failed it promises nothing, so that may be found again.
 */
export class Disk {
  #killBefore = 0;
  #fault: { commit: number; how: DiskFault['how'] } | undefined;
  #isDead = false;
  #statements: Bound[] = [];
  /** A commit that was told to have failed and may lie in the log after all, until another one overwrites it. */
  #ghost: readonly Bound[] = [];
  /** How often each kind of fault has really struck. */
  readonly struck: Record<'kill-sql' | 'disk-full' | 'disk-sync' | 'disk-sync-durable' | 'ghost', number> = {
    'kill-sql': 0,
    'disk-full': 0,
    'disk-sync': 0,
    'disk-sync-durable': 0,
    ghost: 0,
  };

  arm(fault: DiskFault | { readonly kind: 'kill-sql'; readonly statement: number }): void {
    if (fault.kind === 'disk') this.#fault = { commit: fault.commit, how: fault.how };
    else this.#killBefore = fault.statement;
  }

  disarm(): void {
    this.#killBefore = 0;
    this.#fault = undefined;
  }

  /** From now on nothing reaches the disk any more. */
  kill(): never {
    this.#isDead = true;
    throw new Killed();
  }

  /** Opens a database through this disk: `open` makes it, and finds `transaction` wrapped from its first line. */
  through<T extends { readonly database: Sqlite }>(open: () => T): T {
    const prototype = Database.prototype as { transaction: Transaction };
    const original = prototype.transaction;
    const disk = this;
    const wrapped = function (this: Sqlite, work: (...values: unknown[]) => unknown) {
      return original.call(this, (...values: unknown[]) => disk.#commit(() => work(...values)));
    } as Transaction;
    this.#isDead = false;
    prototype.transaction = wrapped;
    try {
      const opened = open();
      opened.database.transaction = wrapped;
      this.#listen(opened.database);
      return opened;
    } finally {
      prototype.transaction = original;
    }
  }

  /** The same for a database that is open already and asks for a new transaction each time. */
  under(database: Sqlite): void {
    const original = database.transaction.bind(database) as Transaction;
    this.#isDead = false;
    database.transaction = ((work: (...values: unknown[]) => unknown) =>
      original((...values: unknown[]) => this.#commit(() => work(...values)))) as Transaction;
    this.#listen(database);
  }

  /** What the next start finds: everything committed, and perhaps the commit whose sync had failed. */
  leave(database: Sqlite): void {
    if (database.inTransaction) database.exec('ROLLBACK');
    const ghost = this.#ghost;
    this.#ghost = [];
    if (ghost.length > 0) {
      this.struck.ghost++;
      this.#isDead = false;
      for (const [sql, values] of [['BEGIN', []], ...ghost, ['COMMIT', []]] as Bound[]) {
        if (sql === 'BEGIN' || sql === 'COMMIT') database.exec(sql);
        else if (database.prepare(sql).reader) database.prepare(sql).all(...values);
        else database.prepare(sql).run(...values);
      }
      this.#statements = [];
    }
    database.close();
  }

  #listen(database: Sqlite): void {
    const prepare = database.prepare.bind(database) as Sqlite['prepare'];
    database.prepare = ((sql: string) => {
      const statement = prepare(sql);
      if (statement.readonly) return statement;
      for (const way of ['run', 'get', 'all'] as const) {
        const execute = statement[way].bind(statement) as (...values: unknown[]) => unknown;
        const listened = (...values: unknown[]) => {
          this.#beforeWrite();
          if (!database.inTransaction) this.#failOrPass([[sql, values]]);
          this.#statements.push([sql, values]);
          return execute(...values);
        };
        statement[way] = listened as never;
      }
      return statement;
    }) as Sqlite['prepare'];
  }

  #beforeWrite(): void {
    if (this.#isDead) throw new Killed();
    if (this.#killBefore > 0 && --this.#killBefore === 0) {
      this.struck['kill-sql']++;
      this.kill();
    }
  }

  #commit(work: () => unknown): unknown {
    if (this.#isDead) throw new Killed();
    this.#statements = [];
    const result = work();
    this.#failOrPass(this.#statements);
    return result;
  }

  #failOrPass(statements: readonly Bound[]): void {
    if (statements.length === 0) return;
    this.#ghost = [];
    const fault = this.#fault;
    if (!fault || --fault.commit > 0) return;
    this.#fault = undefined;
    this.struck[`disk-${fault.how}`]++;
    if (fault.how === 'sync-durable') this.#ghost = [...statements];
    const [message, code] =
      fault.how === 'full'
        ? ['database or disk is full', 'SQLITE_FULL']
        : ['disk I/O error', 'SQLITE_IOERR_FSYNC'];
    throw Object.assign(new Error(message), { code });
  }
}
