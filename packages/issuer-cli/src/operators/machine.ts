import { readFileSync } from 'node:fs';
import { uptime, userInfo } from 'node:os';

/** Where a session holds, and a clock that nobody sets. */
export interface Machine {
  /** Which user, and on Linux which terminal window: a session of one is none in the other. */
  readonly place: string;
  /** Which start of the computer; '' where the system does not say. */
  readonly boot: string;
  /** Whole seconds since that start; goes on while the computer sleeps. */
  readonly uptimeS: number;
}

export function thisMachine(): Machine {
  return { place: `${userOf()}-${windowOf()}`, boot: bootOf(), uptimeS: Math.floor(uptime()) };
}

function userOf(): string {
  return String(process.getuid?.() ?? userInfo().username.replace(/[^A-Za-z0-9]/g, '_'));
}

/** The session of processes that this one belongs to (proc(5), field 6 of stat); 0 where there is no /proc. */
function windowOf(): string {
  const stat = textOf('/proc/self/stat');
  const field = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3];
  return field !== undefined && /^\d{1,10}$/.test(field) ? field : '0';
}

function bootOf(): string {
  return textOf('/proc/sys/kernel/random/boot_id').trim().slice(0, 64);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
