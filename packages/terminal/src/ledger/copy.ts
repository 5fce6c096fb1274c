import { copyFileSync } from 'node:fs';
import { asKartuError, KartuError } from '@kartukita/card-core';
import Database from 'better-sqlite3';
import { APPLICATION_ID } from './schema.ts';

/** Pages in one step: short enough that a sale in between does not wait. */
const PAGES = 500;

/** What came after the backup is in other books too: a second story under the same numbers must not begin. */
const NO_MORE_ENTRIES = `CREATE TRIGGER journal_restored BEFORE INSERT ON journal
  BEGIN SELECT raise(ABORT, 'journal: restored from a backup'); END;`;

/** A consistent copy of a ledger that others may be writing to meanwhile, into a file that is there and empty. */
export async function takeCopy(
  ledger: string,
  copy: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const source = new Database(ledger, { readonly: true, timeout: 3000 });
  try {
    await source.backup(copy, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages === 0 ? 0 : 1 - remainingPages / totalPages);
        return PAGES;
      },
    });
    onProgress(1);
  } finally {
    source.close();
  }
}

export interface PackedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Puts files into a copy, and looks whether it is whole. Throws `data-damaged`. */
export function packFiles(
  copy: string,
  files: readonly PackedFile[],
): { journalEntry: number; bytes: number } {
  const database = new Database(copy);
  try {
    database.pragma('journal_mode = DELETE'); // one file, nothing beside it
    requireIntact(database, copy);
    database.exec('CREATE TABLE backup_file (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT');
    const insert = database.prepare('INSERT INTO backup_file (name, content) VALUES (?, ?)');
    for (const { name, content } of files) insert.run(name, content);
    const bytes = database.pragma('page_count', { simple: true }) as number;
    const size = database.pragma('page_size', { simple: true }) as number;
    return { journalEntry: lastEntry(database), bytes: bytes * size };
  } finally {
    database.close();
  }
}

/** Takes a copy apart again: the ledger into a new file, the rest is returned. Throws `file-invalid`. */
export function unpackFiles(backup: string, ledger: string): { journalEntry: number; files: PackedFile[] } {
  let database: Database.Database | undefined;
  try {
    copyFileSync(backup, ledger);
    database = new Database(ledger);
    if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      throw new KartuError('file-invalid', `${backup} is not the backup of a counter`, {
        details: { what: 'backup-other', path: backup },
      });
    }
    requireIntact(database, backup);
    const files = database
      .prepare<[], { name: string; content: Uint8Array }>('SELECT name, content FROM backup_file')
      .all();
    database.exec(`DROP TABLE backup_file; ${NO_MORE_ENTRIES}`);
    return { journalEntry: lastEntry(database), files };
  } catch (error) {
    const known = asKartuError(error);
    if (known instanceof KartuError && known.code !== 'data-damaged' && known.code !== 'internal-error')
      throw known;
    throw new KartuError('file-invalid', `${backup} is not the backup of a counter, or it is damaged`, {
      details: { what: 'backup-damaged', path: backup },
      cause: error,
    });
  } finally {
    database?.close();
  }
}

function requireIntact(database: Database.Database, path: string): void {
  const [fault] = database.pragma('integrity_check(1)') as { integrity_check: string }[];
  if (fault?.integrity_check !== 'ok') {
    throw new KartuError('data-damaged', `${path}: ${fault?.integrity_check}`, {
      details: { what: 'ledger-fault', path, fault: String(fault?.integrity_check) },
    });
  }
}

function lastEntry(database: Database.Database): number {
  return database.prepare<[], number>('SELECT coalesce(max(number), 0) FROM journal').pluck().get() ?? 0;
}
