import { KartuError } from './errors.ts';

const CODES: Readonly<Record<string, 'data-read-only' | 'data-full' | 'data-busy' | 'data-damaged'>> = {
  EACCES: 'data-read-only',
  EPERM: 'data-read-only',
  EROFS: 'data-read-only',
  ENOSPC: 'data-full',
  EDQUOT: 'data-full',
  EFBIG: 'data-full',
  SQLITE_READONLY: 'data-read-only',
  SQLITE_CANTOPEN: 'data-read-only',
  SQLITE_PERM: 'data-read-only',
  SQLITE_FULL: 'data-full',
  SQLITE_BUSY: 'data-busy',
  SQLITE_LOCKED: 'data-busy',
  SQLITE_CORRUPT: 'data-damaged',
  SQLITE_NOTADB: 'data-damaged',
};

/**
 * Turns what the operating system or SQLite says of a data folder into the KartuError that belongs to it; anything
 * else comes back as it was. SQLite's extended codes (`SQLITE_READONLY_DIRECTORY`) count as their primary code;
 * a failed write or sync (`SQLITE_IOERR_WRITE`, `_FSYNC`) is what a full or failing disk looks like, and so is a
 * write-ahead log whose index finds no room (`_SHMSIZE`).
 */
export function asKartuError(error: unknown): unknown {
  if (error instanceof KartuError || !(error instanceof Error)) return error;
  const systemCode = (error as { code?: unknown }).code;
  if (typeof systemCode !== 'string') return error;
  const primary = /^SQLITE_[A-Z]+/.exec(systemCode)?.[0] ?? systemCode;
  const code =
    CODES[primary] ??
    (/^SQLITE_IOERR_(WRITE|FSYNC|TRUNCATE|SHM(SIZE|MAP|OPEN))|^EIO$/.test(systemCode)
      ? 'data-full'
      : undefined);
  if (!code) return error;
  const path = (error as { path?: unknown }).path;
  return new KartuError(code, `${error.message} (${systemCode})`, {
    details: typeof path === 'string' ? { path } : {},
    cause: error,
  });
}
