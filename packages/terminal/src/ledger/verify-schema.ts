import Database from 'better-sqlite3';
import type { Sqlite } from './open-database.ts';
import { MIGRATIONS } from './schema.ts';

/**
 * Tables and indexes of the file that are not those of the schema: one that is damaged there may hide a whole table from
 * whoever looks only at its rows. Triggers are left out: they guard what is written, and what got past them is found in
 * the rows.
 */
export function strangeInSchema(database: Sqlite): string[] {
  expected ??= freshSchema();
  const found = new Set(schemaOf(database));
  const missing = [...expected].filter((row) => !found.has(row));
  const strange = [...found].filter((row) => !expected?.has(row));
  return [...missing, ...strange].map((row) => (JSON.parse(row) as string[]).slice(0, 2).join(' '));
}

let expected: ReadonlySet<string> | undefined;

function freshSchema(): ReadonlySet<string> {
  const database = new Database(':memory:');
  try {
    for (const migration of MIGRATIONS) database.exec(migration);
    return new Set(schemaOf(database));
  } finally {
    database.close();
  }
}

function schemaOf(database: Sqlite): string[] {
  const select = `SELECT json_array(type, name, tbl_name, sql) FROM sqlite_schema
    WHERE type <> 'trigger' AND name NOT LIKE 'sqlite_stat%'`;
  return database.prepare<[], string>(select).pluck().all();
}
