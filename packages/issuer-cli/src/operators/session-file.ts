import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files.ts';

/**
 * The token of a session lies in a file that only its user can read; the registry holds its hash. The name begins
 * with a dot, which keeps it out of backups.
 */
const PREFIX = '.session-';
const TOKEN = /^[0-9a-f]{64}$/;

export function sessionFileOf(folder: string, place: string): string {
  return join(folder, `${PREFIX}${place}`);
}

/** A new token in the place of an older one. Returns the hash by which the registry knows it. */
export function writeToken(folder: string, place: string): string {
  const token = randomBytes(32).toString('hex');
  writeFileAtomically(sessionFileOf(folder, place), `${token}\n`, { overwrite: true });
  return hashOf(token);
}

/** The hash of the token of a place; undefined where there is none, or one that somebody else may have read or laid there. */
export function readTokenHash(folder: string, place: string): string | undefined {
  const token = readPrivately(sessionFileOf(folder, place));
  return token !== undefined && TOKEN.test(token) ? hashOf(token) : undefined;
}

export function removeToken(folder: string, place: string): void {
  try {
    unlinkSync(sessionFileOf(folder, place));
  } catch {
    // It was never there; without the registry's row it would be worth nothing anyway.
  }
}

/** Files of this user whose sessions are over. */
export function removeStaleTokens(folder: string, place: string, isOpen: (hash: string) => boolean): void {
  const ofUser = `${PREFIX}${place.slice(0, place.lastIndexOf('-') + 1)}`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(ofUser)) continue;
    const other = name.slice(PREFIX.length);
    const hash = readTokenHash(folder, other);
    if (hash === undefined || !isOpen(hash)) removeToken(folder, other);
  }
}

function readPrivately(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return undefined;
  }
  try {
    const { mode, uid } = fstatSync(file);
    const owner = process.getuid?.();
    if (owner !== undefined && (uid !== owner || (mode & 0o077) !== 0)) return undefined;
    const content = Buffer.alloc(80);
    return content.toString('latin1', 0, readSync(file, content)).trimEnd();
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
