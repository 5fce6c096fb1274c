import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { asKartuError, KartuError } from '@kartukita/card-core';

/** Files of the secretariat hold secrets or personal data: nobody else may read them. */
export const PRIVATE_FILE_MODE = 0o600;
export const PRIVATE_FOLDER_MODE = 0o700;

export interface WriteOptions {
  /** Replaces a file of that name; otherwise it is `already-exists`. */
  readonly overwrite?: boolean;
}

/**
 * Writes a whole file or nothing: it is made beside its place, brought to disk, and only then given its name.
 * Throws `already-exists`, `data-full`, `data-read-only`, `file-unreadable` (a folder that is not there).
 */
export function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
  options: WriteOptions = {},
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    writeDurably(temporary, content);
    publishFile(temporary, path, options);
  } catch (error) {
    removeQuietly(temporary);
    throw writeFailure(path, error);
  }
}

/** Gives a finished file its name, on the same file system. Two writers at once cannot both believe they were first. */
export function publishFile(temporary: string, path: string, options: WriteOptions = {}): void {
  if (options.overwrite) {
    renameSync(temporary, path);
  } else {
    linkSync(temporary, path); // unlike a rename it fails when the name is taken
    unlinkSync(temporary);
  }
  syncFolder(dirname(path));
}

/** Refuses early what {@link writeFileAtomically} would refuse in the end, before anything is done for the file. */
export function requireWritableTarget(path: string, options: WriteOptions = {}): void {
  try {
    if (!statSync(dirname(path)).isDirectory()) throw new Error('not a folder');
  } catch (error) {
    throw writeFailure(path, error);
  }
  if (!options.overwrite && exists(path)) throw fileExists(path);
}

export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Reads a file that somebody hands over; throws `file-unreadable`, or `file-invalid` past `maxBytes`. */
export function readGivenFile(path: string, maxBytes: number): Buffer {
  try {
    const { size } = statSync(path);
    if (size <= maxBytes) return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new KartuError('file-invalid', `${path} is larger than ${maxBytes} bytes`, {
    details: { what: 'file-large', path, max: maxBytes },
  });
}

/** The line at which `JSON.parse` gave up, as its message says. */
export function lineOfJsonFault(text: string, cause: unknown): number {
  const message = String((cause as Error).message);
  const line = /line (\d+)/.exec(message);
  if (line !== null) return Number(line[1]);
  const position = /position (\d+)/.exec(message);
  return position === null ? 1 : text.slice(0, Number(position[1])).split('\n').length;
}

export function unreadable(path: string, error: unknown): KartuError {
  const message = (error as NodeJS.ErrnoException).code ?? String(error);
  return new KartuError('file-unreadable', message, { details: { path }, cause: error });
}

function writeDurably(path: string, content: Uint8Array | string): void {
  const file = openSync(path, 'wx', PRIVATE_FILE_MODE);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A name is on disk only when its folder is. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made, or has its final name already.
  }
}

function writeFailure(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EEXIST') return fileExists(path, error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return unreadable(dirname(path), error);
  return asKartuError(error);
}

function fileExists(path: string, cause?: unknown): KartuError {
  return new KartuError('already-exists', `there is a file ${path} already; --force replaces it`, {
    details: { what: 'file', path },
    cause,
  });
}
