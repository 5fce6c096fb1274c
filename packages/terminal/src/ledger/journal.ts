import { JOURNAL_GENESIS, journalHash } from '@kartukita/card-core';
import type { Statements } from './statements.ts';

export { journalHash };

/** An entry of this kind sets the time of the journal back (settlement/clock.ts). */
const CLOCK_ACCEPTED = 'clock';

/**
 * Appends an entry that names the hash of the last one; returns its number. Inside a transaction of the caller's.
 * Time never runs backwards in it: what is settled at a start or closed by the cashier is written with a clock that
 * was set back too, and the next sale would find nothing to hold the clock against. The one exception is an entry
 * of the kind `clock`, by which somebody accepts that the clock had been ahead.
 */
export function appendToJournal(statements: Statements, timeMs: number, kind: string, body: object): number {
  const last = statements.get(
    'SELECT number, hash, time_ms AS timeMs FROM journal ORDER BY number DESC LIMIT 1',
  ) as { number: number; hash: Uint8Array; timeMs: number } | undefined;
  const entry = {
    number: (last?.number ?? 0) + 1,
    timeMs: kind === CLOCK_ACCEPTED ? timeMs : Math.max(timeMs, last?.timeMs ?? 0),
    kind,
    body: JSON.stringify(body),
    previous: last?.hash ?? JOURNAL_GENESIS,
  };
  statements.run(
    'INSERT INTO journal (number, time_ms, kind, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?)',
    entry.number,
    entry.timeMs,
    kind,
    entry.body,
    entry.previous,
    journalHash(entry),
  );
  return entry.number;
}

/**
 * The first entry at or after an instant; beyond the last where there is none. Times run backwards at an accepted clock
 * alone: what was written before it counts as long as the instant lies before its time.
 */
export function firstEntryAt(statements: Statements, timeMs: number): number {
  const last = statements.get('SELECT coalesce(max(number), 0) AS number FROM journal') as { number: number };
  const clocks = statements.all<{ number: number; timeMs: number }>(
    `SELECT number, time_ms AS timeMs FROM journal WHERE kind = 'clock' ORDER BY number DESC`,
  );
  let end = last.number + 1;
  for (const clock of clocks) {
    if (clock.timeMs < timeMs) return firstBetween(statements, clock.number, end, timeMs);
    end = clock.number;
  }
  return firstBetween(statements, 1, end, timeMs);
}

function firstBetween(statements: Statements, from: number, end: number, timeMs: number): number {
  let [low, high] = [from, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = statements.get('SELECT time_ms AS timeMs FROM journal WHERE number = ?', middle) as {
      timeMs: number;
    };
    if (found.timeMs < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
