import { renameSync, rmSync } from 'node:fs';
import { asKartuError, isKartuError, KartuError } from '@kartukita/card-core';
import Database from 'better-sqlite3';
import { createPrivately } from '../counter/data-folder.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';

export type Sqlite = Database.Database;

/**
 * Opens the ledger's database with the pragmas that money needs: write-ahead log, every commit synced to disk
 * before it counts, foreign keys.
 *
 * @throws `data-newer`, `data-damaged` (not a ledger), `data-read-only`, `data-full`
 */
export function openDatabase(path: string): Sqlite {
  try {
    if (path !== ':memory:') createPrivately(path);
    const database = new Database(path, { timeout: 3000 });
    try {
      prepare(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (error) {
    throw asLedgerError(error);
  }
}

/**
 * What SQLite says of the ledger as a KartuError. The log's index (`ledger.sqlite-shm`) is the first file that finds
 * no room on a full disk, and only its size says so.
 */
export function asLedgerError(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (error instanceof Error && typeof code === 'string' && /^SQLITE_IOERR_SHM(SIZE|MAP|OPEN)$/.test(code)) {
    return new KartuError('data-full', `${error.message} (${code})`, { cause: error });
  }
  if (error instanceof Error && error.message === 'journal: restored from a backup') {
    return new KartuError('not-permitted', error.message, {
      details: { what: 'counter-restored' },
      cause: error,
    });
  }
  return asKartuError(error);
}

/**
 * A commit whose sync failed may lie in the write-ahead log all the same: after a crash it would be found, although
 * people were told that nothing had happened. The next commit takes its place in the log, so there is one at once.
 *
 * @param failure what went wrong with the commit; only of one that the disk refused is anything left
 * @param commit any change, in a transaction of its own
 */
export function overwriteFailedCommit(failure: unknown, commit: () => void): void {
  if (!isKartuError(failure, 'data-full')) return;
  try {
    commit();
  } catch (error) {
    // Still failing: whatever is written next, if anything is, takes its place.
    if (!isKartuError(asLedgerError(error), 'data-full')) throw error;
  }
}

export const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'trusted_schema = OFF',
];

function prepare(database: Sqlite, path: string): void {
  // Looked at before anything is set: a journal mode stays in a file that may not be ours to change.
  const version = database.pragma('user_version', { simple: true }) as number;
  const application = database.pragma('application_id', { simple: true });
  if (version > SCHEMA_VERSION) {
    throw new KartuError('data-newer', `ledger of version ${version}`, {
      details: { path, found: version, known: SCHEMA_VERSION },
    });
  }
  const isLedger = version > 0 && application === APPLICATION_ID;
  const isEmpty = () => database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined;
  if (!isLedger && !(version === 0 && application === 0 && isEmpty())) {
    throw new KartuError('data-damaged', `${path} is not a ledger of this program`, {
      details: { what: 'ledger-other', path },
    });
  }
  for (const pragma of PRAGMAS) database.pragma(pragma);
  if (version === SCHEMA_VERSION) return;
  if (isLedger && path !== ':memory:') keepCopy(database, `${path}.v${version}`);
  database
    .transaction(() => {
      // Looked at again: another process may have done it while this one waited for its turn.
      const found = database.pragma('user_version', { simple: true }) as number;
      for (const migration of MIGRATIONS.slice(found)) database.exec(migration);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    })
    .immediate();
}

/**
 * The ledger as the older program left it stays beside the newer one, for whoever has to go back. A copy that an
 * interrupted upgrade left half-made is made again: nothing was changed before it was whole.
 */
function keepCopy(database: Sqlite, copy: string): void {
  const half = `${copy}.half`;
  rmSync(half, { force: true });
  createPrivately(half);
  database.prepare('VACUUM INTO ?').run(half);
  renameSync(half, copy);
}
