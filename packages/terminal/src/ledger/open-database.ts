import { existsSync } from 'node:fs';
import { asKartuError, KartuError } from '@kartukita/card-core';
import Database from 'better-sqlite3';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

export type Sqlite = Database.Database;

/**
 * Opens the ledger's database with the pragmas that money needs: write-ahead log, every commit synced to disk
 * before it counts, foreign keys.
 *
 * @throws `data-newer`, `data-damaged` (not a ledger), `data-read-only`, `data-full`
 */
export function openDatabase(path: string): Sqlite {
  try {
    const isNew = !existsSync(path);
    const database = new Database(path, { timeout: 3000 });
    try {
      prepare(database, path, isNew);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (error) {
    throw asKartuError(error);
  }
}

export const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'trusted_schema = OFF',
];

function prepare(database: Sqlite, path: string, isNew: boolean): void {
  for (const pragma of PRAGMAS) database.pragma(pragma);
  const version = database.pragma('user_version', { simple: true }) as number;
  const application = database.pragma('application_id', { simple: true });
  if (version > SCHEMA_VERSION) {
    throw new KartuError('data-newer', `ledger of version ${version}`, {
      details: { path, found: version, known: SCHEMA_VERSION },
    });
  }
  if (version === SCHEMA_VERSION && application === APPLICATION_ID) return;
  if (!isNew && version !== 0) {
    throw new KartuError('data-damaged', `${path} is not a ledger of this program`);
  }
  database.transaction(() => {
    database.exec(SCHEMA);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}
