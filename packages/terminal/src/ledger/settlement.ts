import { JOURNAL_GENESIS } from '@kartukita/card-core';
import type { Ledger } from './ledger.ts';

/** How the journal was cut into batches, and what came back. */

export interface BatchRow {
  readonly number: number;
  readonly firstEntry: number;
  readonly lastEntry: number;
  /** What was known when it was made: numbers of bundle and reply, date of the blocklist. */
  readonly bundle: number;
  readonly reply: number;
  readonly blocklistAt: string;
  readonly madeAt: string;
  /** SHA-256 of its signed text. */
  readonly hash: Uint8Array;
}

export interface ReplyRow {
  readonly serial: number;
  readonly issuedAt: string;
  /** The batch and entry that it acknowledged; 0: none. */
  readonly batch: number;
  readonly entry: number;
}

const BATCH = `SELECT number, first_entry AS firstEntry, last_entry AS lastEntry, bundle, reply,
  blocklist_at AS blocklistAt, made_at AS madeAt, hash FROM settlement_batch`;

export function lastBatch({ statements }: Ledger): BatchRow | undefined {
  return statements.get(`${BATCH} ORDER BY number DESC LIMIT 1`) as BatchRow | undefined;
}

export function batchAt({ statements }: Ledger, number: number): BatchRow | undefined {
  return statements.get(`${BATCH} WHERE number = ?`, number) as BatchRow | undefined;
}

export function batchesAfter({ statements }: Ledger, number: number, limit: number): BatchRow[] {
  return statements.all(`${BATCH} WHERE number > ? ORDER BY number LIMIT ?`, number, limit);
}

export function addBatch(ledger: Ledger, row: BatchRow): void {
  ledger.transact(() =>
    ledger.statements.run(
      `INSERT INTO settlement_batch (number, first_entry, last_entry, bundle, reply, blocklist_at, made_at, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[row.number, row.firstEntry, row.lastEntry, row.bundle, row.reply],
      ...[row.blocklistAt, row.madeAt, row.hash],
    ),
  );
}

/** Time, kind and body of the entries from one number to another. */
export function entriesBetween({ statements }: Ledger, from: number, to: number): [number, string, string][] {
  return statements
    .all<{ timeMs: number; kind: string; body: string }>(
      'SELECT time_ms AS timeMs, kind, body FROM journal WHERE number BETWEEN ? AND ? ORDER BY number',
      from,
      to,
    )
    .map(({ timeMs, kind, body }) => [timeMs, kind, body]);
}

/** The hash of an entry; of none where there is no such entry, of the beginning for 0. */
export function entryHash({ statements }: Ledger, number: number): Uint8Array | undefined {
  if (number === 0) return JOURNAL_GENESIS;
  const row = statements.get('SELECT hash FROM journal WHERE number = ?', number);
  return (row as { hash: Uint8Array } | undefined)?.hash;
}

export function lastEntry({ statements }: Ledger): number {
  const row = statements.get('SELECT coalesce(max(number), 0) AS number FROM journal');
  return (row as { number: number }).number;
}

export function firstEntryMs({ statements }: Ledger): number | undefined {
  const row = statements.get('SELECT time_ms AS timeMs FROM journal WHERE number = 1');
  return (row as { timeMs: number } | undefined)?.timeMs;
}

export function lastReply({ statements }: Ledger): ReplyRow | undefined {
  const text =
    'SELECT serial, issued_at AS issuedAt, batch, entry FROM settlement_reply ORDER BY serial DESC LIMIT 1';
  return statements.get(text) as ReplyRow | undefined;
}

/** The state in which the issuer last knew a card; undefined when no reply named it. */
export function knownElsewhere(
  { statements }: Ledger,
  card: number,
): { readonly sequence: number; readonly hash: Uint8Array } | undefined {
  return statements.get('SELECT sequence, hash FROM card_elsewhere WHERE card = ?', card) as
    | { sequence: number; hash: Uint8Array }
    | undefined;
}

/** Why the holder of a card may not use it as others do; undefined: nothing against it. */
export function standingOf({ statements }: Ledger, card: number): 'suspended' | 'left' | undefined {
  const row = statements.get('SELECT state FROM card_standing WHERE card = ?', card);
  return (row as { state: 'suspended' | 'left' } | undefined)?.state;
}

/** What the customer's screen may show of a holder's name; undefined where no reply told it. */
export function initialsOf({ statements }: Ledger, card: number): string | undefined {
  const row = statements.get('SELECT initials FROM card_initials WHERE card = ?', card);
  return (row as { initials: string } | undefined)?.initials;
}

/** Those of the last reply and no others; of a quarter million only what differs is written. */
function replaceInitials(
  { statements }: Ledger,
  initials: readonly (readonly [initials: string, cards: readonly number[]])[],
): void {
  const told = new Map(initials.flatMap(([text, cards]) => cards.map((card) => [card, text] as const)));
  const known = statements.all<{ card: number; initials: string }>(
    'SELECT card, initials FROM card_initials',
  );
  for (const { card, initials: before } of known) {
    if (told.get(card) === before) told.delete(card);
    else statements.run('DELETE FROM card_initials WHERE card = ?', card);
  }
  for (const [card, text] of told) {
    statements.run('INSERT INTO card_initials (card, initials) VALUES (?, ?)', card, text);
  }
}

export interface ReplyRows extends ReplyRow {
  readonly journal: number;
  readonly cards: readonly (readonly [card: number, sequence: number, hash: Uint8Array])[];
  readonly standings: readonly (readonly [card: number, state: string])[];
  readonly initials: readonly (readonly [initials: string, cards: readonly number[]])[];
}

/** The rows of a reply, inside the transaction that journals it. */
export function insertReply(ledger: Ledger, reply: ReplyRows): void {
  const { statements } = ledger;
  statements.run(
    'INSERT INTO settlement_reply (serial, journal, issued_at, batch, entry) VALUES (?, ?, ?, ?, ?)',
    ...[reply.serial, reply.journal, reply.issuedAt, reply.batch, reply.entry],
  );
  for (const [card, sequence, hash] of reply.cards) {
    statements.run(
      `INSERT INTO card_elsewhere (card, sequence, hash, reply) VALUES (?, ?, ?, ?) ON CONFLICT (card)
       DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, reply = excluded.reply`,
      ...[card, sequence, hash, reply.serial],
    );
  }
  statements.run('DELETE FROM card_standing');
  for (const [card, state] of reply.standings) {
    statements.run('INSERT INTO card_standing (card, state) VALUES (?, ?)', card, state);
  }
  replaceInitials(ledger, reply.initials);
}

/** The freeze of a card that stands in this entry of the journal and was not lifted yet. */
export function liftableFreeze({ statements }: Ledger, card: number, entry: number): boolean {
  const text = `SELECT 1 FROM freeze f WHERE f.journal = ? AND f.card = ?
    AND NOT EXISTS (SELECT 1 FROM unfreeze u WHERE u.freeze = f.journal)`;
  return statements.get(text, entry, card) !== undefined;
}

/** Lifts a freeze on the issuer's word; an entry of its own. */
export function unfreeze(ledger: Ledger, card: number, freeze: number): void {
  ledger.book('unfreeze', { card, freeze }, [], (journal) =>
    ledger.statements.run('INSERT INTO unfreeze (journal, freeze) VALUES (?, ?)', journal, freeze),
  );
}
