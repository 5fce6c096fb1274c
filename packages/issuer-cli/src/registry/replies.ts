import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { takeNext } from './sequences.ts';

/** What a reply says of cards and transfers; the rest of it comes from elsewhere. */
export interface ReplyContent {
  readonly serial: number;
  readonly bundle: number;
  readonly acknowledged:
    | { readonly batch: number; readonly entry: number; readonly hash: Uint8Array }
    | undefined;
  /** Cards that others have used: serial, sequence number, hash of the last record. */
  readonly cards: readonly (readonly [number, number, Uint8Array])[];
  readonly transfers: readonly (readonly [number, boolean])[];
  readonly unfrozen: readonly (readonly [number, number])[];
  readonly standings: readonly (readonly [number, 'suspended' | 'left'])[];
  /** Name of the member and serial, of every card that may be used. */
  readonly holders: readonly { readonly serial: number; readonly name: string }[];
}

export interface MadeReply {
  readonly serial: number;
  readonly bundle: number;
  readonly batch: number;
  readonly madeAt: string;
}

export class ReplyStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** All that one reply says, as it is at one moment, under the next serial. */
  prepare(terminal: number, takeBundleSerial: () => number): ReplyContent {
    return this.database.immediate(() => {
      const serial = takeNext(this.database, 'reply');
      const bundle = takeBundleSerial();
      const last = this.database.get<{ batch: number; entry: number; hash: Uint8Array; reply: number }>(
        `SELECT number AS batch, last_entry AS entry, hash_after AS hash, reply FROM settled_batch
         WHERE terminal = ? ORDER BY number DESC LIMIT 1`,
        terminal,
      );
      const { id: lastRecord } = this.database.get<{ id: number }>(
        'SELECT coalesce(max(id), 0) AS id FROM chain_record',
      )!;
      const since = this.knownRecord(terminal, last?.reply ?? 0);
      const content = {
        serial,
        bundle,
        acknowledged: last && { batch: last.batch, entry: last.entry, hash: new Uint8Array(last.hash) },
        cards: this.cardsUsedElsewhere(terminal, since),
        transfers: this.endedTransfers(terminal),
        unfrozen: this.liftedFreezes(terminal),
        standings: this.standings(),
        holders: this.holders(),
      };
      this.database.run(
        `INSERT INTO settlement_reply (serial, terminal, bundle, last_record, batch, made_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        ...[serial, terminal, bundle, lastRecord, last?.batch ?? 0, this.now().toISOString()],
      );
      this.audit.record('settlement-replied', String(terminal), { serial, bundle });
      return content;
    });
  }

  /** Up to which record of all chains the reply went that a counter says it has applied. */
  private knownRecord(terminal: number, reply: number): number {
    const text = 'SELECT last_record AS id FROM settlement_reply WHERE serial = ? AND terminal = ?';
    return this.database.get<{ id: number }>(text, reply, terminal)?.id ?? 0;
  }

  /** Cards without a purse hold no state that could be older. */
  private cardsUsedElsewhere(terminal: number, since: number): [number, number, Uint8Array][] {
    return this.database
      .all<{ card: number; sequence: number; hash: Uint8Array }>(
        `SELECT card, sequence, hash FROM chain_record c WHERE id > ? AND branch = 0 AND terminal NOT IN (0, ?)
           AND NOT EXISTS (SELECT 1 FROM chain_record n WHERE n.card = c.card AND n.branch = 0
             AND n.sequence = c.sequence + 1) ORDER BY card`,
        since,
        terminal,
      )
      .map(({ card, sequence, hash }) => [card, sequence, new Uint8Array(hash)]);
  }

  /** What the chains show of records that the counter signed and never told the end of. */
  private endedTransfers(terminal: number): [number, boolean][] {
    return this.database
      .all<{ number: number; written: number }>(
        `SELECT number, written FROM (
           SELECT p.number, p.voided, c.hash = p.hash OR EXISTS (SELECT 1 FROM fork_evidence e
             WHERE e.card = p.card AND e.branch = 0 AND e.sequence = p.sequence AND e.hash = p.hash) AS written
           FROM open_promise p
           JOIN chain_record c ON c.card = p.card AND c.branch = 0 AND c.sequence = p.sequence
           WHERE p.terminal = ?)
         WHERE written OR NOT voided ORDER BY number`,
        terminal,
      )
      .map(({ number, written }) => [number, written === 1]);
  }

  /** Freezes of the counter whose cards were set free since. */
  private liftedFreezes(terminal: number): [number, number][] {
    return this.database
      .all<{ card: number; number: number }>(
        `SELECT card, number FROM terminal_freeze t WHERE terminal = ? AND lifted = 0
           AND (SELECT frozen FROM card_freeze f WHERE f.card = t.card ORDER BY id DESC LIMIT 1) = 0
         ORDER BY number`,
        terminal,
      )
      .map(({ card, number }) => [card, number]);
  }

  private standings(): [number, 'suspended' | 'left'][] {
    return this.database
      .all<{ serial: number; state: 'suspended' | 'left' }>(
        `SELECT serial, m.state FROM members m JOIN cards c ON c.member_id = m.id
         WHERE m.state IN ('suspended', 'left') ORDER BY serial`,
      )
      .map(({ serial, state }) => [serial, state]);
  }

  private holders(): { serial: number; name: string }[] {
    return this.database.all<{ serial: number; name: string }>(
      `SELECT serial, m.name FROM card_lives l JOIN members m ON m.id = l.member_id
       WHERE l.state IN ('encoded', 'handed-over', 'active') AND l.blocked = 0 AND m.state <> 'left' ORDER BY serial`,
    );
  }

  /** The last reply that was made for a counter. */
  last(terminal: number): MadeReply | undefined {
    return this.database.get<MadeReply>(
      `SELECT serial, bundle, batch, made_at AS madeAt FROM settlement_reply
       WHERE terminal = ? ORDER BY serial DESC LIMIT 1`,
      terminal,
    );
  }
}
