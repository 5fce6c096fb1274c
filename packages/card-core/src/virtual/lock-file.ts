import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { KartuError } from '../errors.ts';

/**
 * One process at a time on one card file: `PATH.lock` holds the process number, its start time where the system
 * tells it, and a token. A lock whose process is gone is stale and taken over.
 */
export class LockFile {
  readonly #path: string;
  readonly #content: string;
  #isHeld = true;

  private constructor(path: string, content: string) {
    this.#path = path;
    this.#content = content;
  }

  /** Throws `data-busy` when another living process, or this one, holds it. */
  static acquire(path: string): LockFile {
    const lockPath = `${path}.lock`;
    const content = `${process.pid} ${startOf(process.pid)} ${randomUUID()}\n`;
    for (let attempt = 0; attempt < 3; attempt++) {
      if (createWhole(lockPath, content)) return new LockFile(lockPath, content);
      const holder = read(lockPath);
      if (holder === undefined) continue; // released this moment
      if (isAlive(holder)) break;
      removeStale(lockPath, holder);
    }
    throw new KartuError('data-busy', `${path}: another program has this card on its reader`, {
      details: { what: 'image-in-use', file: path },
    });
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (read(this.#path) === this.#content) rmSync(this.#path, { force: true });
  }
}

/** Creates the lock with its content in one step, so that nobody ever reads an empty one. */
function createWhole(lockPath: string, content: string): boolean {
  const temporary = `${lockPath}.${randomUUID()}`;
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode: 0o600 });
    linkSync(temporary, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new KartuError('data-read-only', `${lockPath}: the lock beside the card image cannot be made`, {
      details: { what: 'card-lock', file: lockPath },
      cause: error,
    });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Two processes may find the same stale lock: what was moved away is put back when it was a new one. */
function removeStale(lockPath: string, stale: string): void {
  const aside = `${lockPath}.${randomUUID()}`;
  try {
    renameSync(lockPath, aside);
  } catch {
    return; // the other was faster
  }
  if (read(aside) !== stale) {
    try {
      linkSync(aside, lockPath);
    } catch {
      // Somebody holds a newer lock by now; the owner of the moved one loses nothing but its lock file.
    }
  }
  rmSync(aside, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(content: string): boolean {
  const [pidText, start] = content.split(' ');
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false; // no lock of ours
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // The number may have gone to another process since: then the start times differ.
  const now = startOf(pid);
  return now === '-' || start === '-' || start === now;
}

/** Start time of a process in clock ticks since boot (proc_pid_stat(5), field 22); "-" where there is no /proc. */
function startOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return '-';
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return afterName[19] ?? '-';
}
