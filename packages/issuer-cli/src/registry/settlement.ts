import { type JournalEntry, linkHash, type OpenedBatch, readUint } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

export interface SettledBatch {
  readonly terminal: number;
  readonly number: number;
  readonly firstEntry: number;
  readonly lastEntry: number;
  readonly hashAfter: Uint8Array;
  readonly hash: Uint8Array;
  readonly lastMs: number;
  readonly bundle: number;
  readonly reply: number;
  readonly blocklistAt: string;
  readonly madeAt: string;
  readonly receivedAt: string;
}

export interface SettledCardRow {
  readonly serial: number;
  readonly uid: Uint8Array;
  readonly profile: 'purse' | 'identity';
  readonly identity: Uint8Array;
}

const BATCH = `SELECT terminal, number, first_entry AS firstEntry, last_entry AS lastEntry, hash_after AS hashAfter, hash, last_ms AS lastMs,
  bundle, reply, blocklist_at AS blocklistAt, made_at AS madeAt, received_at AS receivedAt FROM settled_batch`;

/** The journals of all counters, batch by batch, and what is left to be told of them. */
export class SettlementStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** One transaction for a batch and all that follows from it. */
  transact<T>(work: () => T): T {
    return this.database.immediate(work);
  }

  lastBatch(terminal: number): SettledBatch | undefined {
    return this.database.get<SettledBatch>(
      `${BATCH} WHERE terminal = ? ORDER BY number DESC LIMIT 1`,
      terminal,
    );
  }

  batch(terminal: number, number: number): SettledBatch | undefined {
    return this.database.get<SettledBatch>(`${BATCH} WHERE terminal = ? AND number = ?`, terminal, number);
  }

  /** All batches of a counter, the first one first. */
  batches(terminal: number): SettledBatch[] {
    return this.database.all<SettledBatch>(`${BATCH} WHERE terminal = ? ORDER BY number`, terminal);
  }

  entriesOf(batch: Pick<SettledBatch, 'terminal' | 'firstEntry' | 'lastEntry'>): JournalEntry[] {
    return this.database.all<JournalEntry>(
      `SELECT number, time_ms AS timeMs, kind, body FROM settled_entry
       WHERE terminal = ? AND number BETWEEN ? AND ? ORDER BY number`,
      ...[batch.terminal, batch.firstEntry, batch.lastEntry],
    );
  }

  /** The batch and its entries; the database refuses one that does not follow the last. */
  addBatch(batch: OpenedBatch): void {
    const { terminal, number, from, to, entries } = batch;
    this.database.run(
      `INSERT INTO settled_batch (terminal, number, first_entry, last_entry, hash_before, hash_after, hash, last_ms,
         bundle, reply, blocklist_at, made_at, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[terminal, number, from, to, batch.hashBefore, batch.hashAfter, batch.hash, entries.at(-1)!.timeMs],
      ...[batch.bundle, batch.reply, batch.blocklistAt, batch.madeAt, this.now().toISOString()],
    );
    for (const entry of entries) {
      this.database.run(
        'INSERT INTO settled_entry (terminal, number, time_ms, kind, body) VALUES (?, ?, ?, ?, ?)',
        ...[terminal, entry.number, entry.timeMs, entry.kind, entry.body],
      );
    }
    this.audit.record('settlement-imported', String(terminal), { batch: number, entries: entries.length });
  }

  entry(terminal: number, number: number): JournalEntry | undefined {
    return this.database.get<JournalEntry>(
      'SELECT number, time_ms AS timeMs, kind, body FROM settled_entry WHERE terminal = ? AND number = ?',
      terminal,
      number,
    );
  }

  leaveUnbooked(terminal: number, number: number, reason: 'revoked' | 'not-genuine' | 'malformed'): void {
    this.database.run(
      'INSERT INTO unbooked_entry (terminal, number, reason) VALUES (?, ?, ?)',
      ...[terminal, number, reason],
    );
  }

  card(serial: number): SettledCardRow | undefined {
    return this.database.get<SettledCardRow>(
      'SELECT serial, uid, profile, identity FROM cards WHERE serial = ?',
      serial,
    );
  }

  /** How often somebody at a counter accepted that its clock had been ahead. */
  acceptedClocks(terminal: number): number {
    return this.database.get<{ count: number }>(
      `SELECT count(*) AS count FROM settled_entry WHERE terminal = ? AND kind = 'clock'`,
      terminal,
    )!.count;
  }

  /** Entries of a counter whose money was left out because it was revoked. */
  leftOut(terminal: number): JournalEntry[] {
    return this.database.all<JournalEntry>(
      `SELECT number, time_ms AS timeMs, kind, body FROM unbooked_entry JOIN settled_entry USING (terminal, number)
       WHERE terminal = ? AND reason = 'revoked' ORDER BY number`,
      terminal,
    );
  }

  // --- records that were signed, and whose end is not told -----------------------------------------------------------

  /** @param record the 96 bytes that it wrote, or was going to */
  addPromise(terminal: number, number: number, card: number, record: Uint8Array): void {
    this.database.run(
      'INSERT INTO open_promise (terminal, number, card, sequence, hash, voided) VALUES (?, ?, ?, ?, ?, 0)',
      ...[terminal, number, card, readUint(record, 0, 3), linkHash(record)],
    );
  }

  /** `voided`: closed as not done, and yet the card may show it one day. */
  endPromise(terminal: number, number: number, end: 'written' | 'voided'): void {
    const sql =
      end === 'written'
        ? 'DELETE FROM open_promise WHERE terminal = ? AND number = ?'
        : 'UPDATE open_promise SET voided = 1 WHERE terminal = ? AND number = ?';
    this.database.run(sql, terminal, number);
  }

  // --- freezes at counters ------------------------------------------------------------------------------------------

  addFreeze(terminal: number, number: number, card: number, reason: string): void {
    this.database.run(
      'INSERT INTO terminal_freeze (terminal, number, card, reason) VALUES (?, ?, ?, ?)',
      ...[terminal, number, card, reason],
    );
  }

  liftFreeze(terminal: number, number: number): void {
    this.database.run(
      'UPDATE terminal_freeze SET lifted = 1 WHERE terminal = ? AND number = ?',
      terminal,
      number,
    );
  }
}
