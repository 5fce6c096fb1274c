import type { Statement } from 'better-sqlite3';
import type { Sqlite } from './open-database.ts';

/** Prepared statements by their text: each is compiled once per connection. */
export class Statements {
  readonly #database: Sqlite;
  readonly #prepared = new Map<string, Statement<unknown[]>>();

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Returns the row id of what was inserted. */
  run(sql: string, ...values: unknown[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  get(sql: string, ...values: unknown[]): unknown {
    return this.#statement(sql).get(...values);
  }

  all<T>(sql: string, ...values: unknown[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  #statement(sql: string): Statement<unknown[]> {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      statement = this.#database.prepare<unknown[]>(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
