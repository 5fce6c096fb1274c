import { writeFileSync } from 'node:fs';
import { asKartuError, KartuError } from '@kartukita/card-core';

/**
 * Writes a file that may name members: for its owner's eyes, and over nobody else's. Throws `already-exists`,
 * `data-read-only`, `data-full`, `file-unreadable`.
 */
export function saveNew(path: string, content: Uint8Array | string): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EEXIST') {
      throw new KartuError('already-exists', `${path} is there already`, {
        details: { what: 'file-there', path },
      });
    }
    const known = asKartuError(error);
    if (known instanceof KartuError) throw known;
    throw new KartuError('file-unreadable', `cannot write ${path}`, {
      details: { path, message: code },
      cause: error,
    });
  }
}
