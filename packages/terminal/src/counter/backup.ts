import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { asKartuError, KartuError } from '@kartukita/card-core';
import { packFiles, takeCopy, unpackFiles } from '../ledger/copy.ts';
import { Ledger } from '../ledger/ledger.ts';
import { RESTORED } from './counter.ts';
import { createFolder, dataFolderAt, writeFileDurably } from './data-folder.ts';

/** The counter's sealed files, as they lie in the folder: what opens them does not leave it. */
const SEALED = ['keys.age', 'bundle.age'] as const;

export interface Backup {
  readonly file: string;
  /** The last entry of the journal that is in it. */
  readonly journalEntry: number;
  readonly bytes: number;
}

/**
 * Copies a counter's ledger into one file while it goes on selling (SQLite's online backup), with its sealed keys and
 * bundle. The file is an SQLite database that any tool opens, as private as the data folder.
 *
 * @param onProgress is told how much is copied, 0 to 1
 * @throws `data-missing`, `already-exists` (the file), `data-full`, `data-read-only`, `data-damaged`
 */
export async function backUp(
  path: string,
  file: string,
  onProgress: (done: number) => void = () => {},
): Promise<Backup> {
  const folder = dataFolderAt(path);
  if (!existsSync(folder.ledger)) {
    throw new KartuError('data-missing', `there is no ledger in ${path}`, {
      details: { what: 'ledger-none', path },
    });
  }
  const half = `${file}.half`;
  try {
    requireFree(file);
    rmSync(half, { force: true });
    closeSync(openSync(half, 'wx', 0o600));
    await takeCopy(folder.ledger, half, onProgress);
    const files = SEALED.flatMap((name) => {
      const sealed = join(path, name);
      return existsSync(sealed) ? [{ name, content: readFileSync(sealed) }] : [];
    });
    const { journalEntry, bytes } = packFiles(half, files);
    requireFree(file);
    renameSync(half, file);
    return { file, journalEntry, bytes };
  } catch (error) {
    rmSync(half, { force: true });
    throw asKartuError(error);
  }
}

function requireFree(file: string): void {
  if (existsSync(file))
    throw new KartuError('already-exists', `${file} is there`, {
      details: { what: 'file-there', path: file },
    });
}

/**
 * Makes a data folder out of a backup, to look at the books and to settle what the issuer has not seen yet. It takes
 * no cards any more: what was sold after the backup is not in it, and a second record under a number that was used
 * would look like a clone. To go on selling the counter is enrolled anew, in a folder of its own.
 *
 * @throws `data-exists` (the folder is not empty), `file-unreadable`, `file-invalid` (not a backup, or damaged)
 */
export function restore(path: string, file: string): { journalEntry: number } {
  const folder = dataFolderAt(path);
  if (existsSync(path) && readdirSync(path).length > 0) {
    throw new KartuError('data-exists', `there is data in ${path}`, { details: { path } });
  }
  if (!existsSync(file)) {
    throw new KartuError('not-found', `${file} is not there`, {
      details: { what: 'file-absent', path: file },
    });
  }
  createFolder(folder);
  const stage = join(path, '.restore');
  try {
    mkdirSync(stage, { mode: 0o700 });
    const copy = join(stage, 'ledger.sqlite');
    const { journalEntry, files } = unpackFiles(file, copy);
    const ledger = new Ledger(copy);
    ledger.setSetting(RESTORED, new Date().toISOString());
    ledger.close();
    for (const { name, content } of files) {
      if (SEALED.some((known) => known === name)) writeFileDurably(join(path, name), content);
    }
    renameSync(copy, folder.ledger); // last: without it the folder holds no counter
    return { journalEntry };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
