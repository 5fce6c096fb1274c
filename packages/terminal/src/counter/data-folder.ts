import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { asKartuError, KartuError } from '@kartukita/card-core';
import Database from 'better-sqlite3';

/** What lies in a counter's data folder. */
export interface DataFolder {
  readonly path: string;
  /** The counter's own keys, an age file under its passphrase. */
  readonly keys: string;
  /** The last bundle as it came: an age file that only this counter's key opens. */
  readonly bundle: string;
  readonly ledger: string;
  readonly lock: string;
}

export function dataFolderAt(path: string): DataFolder {
  const at = (name: string) => join(path, name);
  return {
    path,
    keys: at('keys.age'),
    bundle: at('bundle.age'),
    ledger: at('ledger.sqlite'),
    lock: at('lock.sqlite'),
  };
}

/** Creates the folder for its owner alone. Throws `data-read-only`, `data-full`. */
export function createFolder(folder: DataFolder): void {
  try {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notWritable(error);
  }
}

/**
 * One process at a time works with a counter's data. The lock is SQLite's own on a file beside the ledger: the
 * system gives it back when a process dies, however it dies. Throws `data-busy`.
 */
export function lockFolder(folder: DataFolder): { release(): void } {
  let database: Database.Database | undefined;
  try {
    createPrivately(folder.lock);
    database = new Database(folder.lock, { timeout: 2000 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const known = asKartuError(error);
    if (known instanceof KartuError && known.code === 'data-busy') {
      throw new KartuError('data-busy', 'another kartu-terminal works with this data folder', {
        details: { what: 'folder-in-use' },
        cause: error,
      });
    }
    throw notWritable(known);
  }
  const held = database;
  return { release: () => held.close() };
}

/** SQLite would let everybody read what it creates; what it puts beside a file gets the mode of that file. */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Throws `data-missing` with the command that makes it, or `data-read-only`. */
export function readDataFile(folder: DataFolder, path: string, advice: string): Uint8Array {
  if (!existsSync(path)) {
    throw new KartuError('data-missing', `${path} is not there`, {
      details: { what: 'counter-missing', path: folder.path, advice },
    });
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw asKartuError(error);
  }
}

/** Replaces a file whole: the new content is on disk before the old one is gone. */
export function writeFileDurably(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.new`;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  try {
    rmSync(temporary, { force: true }); // of a process that was killed
    const file = openSync(temporary, 'wx', 0o600);
    try {
      // A disk that fills up takes the first part of a write without an error.
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    const directory = openSync(dirname(path), 'r');
    fsyncSync(directory);
    closeSync(directory);
  } catch (error) {
    removeQuietly(temporary);
    throw notWritable(error);
  }
}

/** What went wrong before is what has to be told. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

/** A path that leads nowhere or through a file cannot be written either. */
function notWritable(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR') {
    return new KartuError('data-read-only', `${message}`, { cause: error });
  }
  return asKartuError(error);
}
