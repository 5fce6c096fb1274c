import { readUint } from '@kartukita/card-core';
import { recordOf } from './chains.ts';
import type { RegistryDatabase } from './database.ts';

/** A card by what its records say and by what is booked. All in whole rupiah. */
export interface CardSums {
  readonly card: number;
  /** What all its records moved: in the chain, waiting, and of a fork. */
  readonly recordsRupiah: number;
  /** Of these: what its own counters have not reported. */
  readonly awaitedRupiah: number;
  /** What reports of counters have booked to its purse, what closed cases have, and what the office has. */
  readonly reportedRupiah: number;
  readonly writtenOffRupiah: number;
  readonly officeRupiah: number;
  /** Balance that its last joined record shows; of a card without a purse the sum of its records. */
  readonly shownRupiah: number;
  readonly awaited: number;
  readonly waiting: number;
  readonly evidence: number;
}

export interface AwaitedFrom {
  readonly terminal: number;
  readonly records: number;
  /** When the oldest of them was made, seconds since 1970. */
  readonly oldestS: number;
}

/** A gap in a chain: records wait for the one before `sequence`. */
export interface Gap {
  readonly card: number;
  readonly after: number;
  readonly sequence: number;
  readonly records: number;
}

export interface UnreportedRecord {
  readonly terminal: number;
  readonly card: number;
  readonly record: Uint8Array;
}

/** By how much a counter's clock may fall behind its journal before it stops (refusal `clock-behind`). */
const CLOCK_SLACK_S = 3600;

type Sums = { -readonly [K in keyof CardSums]: CardSums[K] };

/** What is known, what is missing, and whether all of it fits together. */
export class SettlementOverview {
  private readonly database: RegistryDatabase;

  constructor(database: RegistryDatabase) {
    this.database = database;
  }

  /** Every card of which any counter has told, in the order of serials; or one of them. Reads all of its records. */
  cards(card?: number): CardSums[] {
    const sums = new Map<number, Sums>();
    const of = (serial: number): Sums => {
      const known = sums.get(serial) ?? { ...NOTHING, card: serial };
      sums.set(serial, known);
      return known;
    };
    const [where, values] = card === undefined ? ['1', []] : ['card = ?', [card]];
    for (const row of this.grouped('chain_record', where, values)) of(row.card).recordsRupiah += row.rupiah;
    for (const row of this.grouped('fork_evidence', where, values)) {
      of(row.card).recordsRupiah += row.rupiah;
      of(row.card).evidence = row.count;
    }
    for (const row of this.grouped('awaited_record', where, values)) of(row.card).awaitedRupiah = row.rupiah;
    for (const row of this.grouped('awaited_record', `written_off = 0 AND ${where}`, values))
      of(row.card).awaited = row.count;
    for (const { card: serial, record } of this.waiting(where, values)) {
      of(serial).recordsRupiah += signedAmount(record);
      of(serial).waiting += 1;
    }
    for (const { card: serial, rupiah } of this.shown(where, values)) of(serial).shownRupiah += rupiah;
    this.addBookings(card, of);
    return [...sums.values()].sort((a, b) => a.card - b.card);
  }

  private grouped(table: string, where: string, values: readonly number[]) {
    return this.database.all<{ card: number; rupiah: number; count: number }>(
      `SELECT card, sum(delta_rupiah) AS rupiah, count(*) AS count FROM ${table} WHERE ${where} GROUP BY card`,
      ...values,
    );
  }

  private waiting(where: string, values: readonly number[]) {
    return this.database.all<{ card: number; record: Uint8Array }>(
      `SELECT card, record FROM waiting_record WHERE ${where}`,
      ...values,
    );
  }

  private shown(where: string, values: readonly number[]): { card: number; rupiah: number }[] {
    const last = this.database.all<{ card: number; record: Uint8Array }>(
      `SELECT card, record FROM chain_record c WHERE ${where} AND branch = 0 AND NOT EXISTS (
         SELECT 1 FROM chain_record n WHERE n.card = c.card AND n.branch = 0 AND n.sequence = c.sequence + 1)`,
      ...values,
    );
    const branches = this.database.all<{ card: number; rupiah: number }>(
      `SELECT card, sum(delta_rupiah) AS rupiah FROM chain_record WHERE ${where} AND branch > 0 GROUP BY card`,
      ...values,
    );
    return [...last.map(({ card, record }) => ({ card, rupiah: readUint(record, 4, 3) })), ...branches];
  }

  private addBookings(card: number | undefined, of: (serial: number) => Sums): void {
    const account = card === undefined ? `code GLOB 'purse:*'` : 'code = ?';
    const side = (column: 'debit' | 'credit', sign: string) => `
      SELECT substr(code, 7) AS card, substr(source, 1, 5) AS origin, ${sign}sum(amount_rupiah) AS rupiah
      FROM account a JOIN posting_entry e ON e.${column} = a.id JOIN posting p ON p.id = e.posting
      WHERE ${account} GROUP BY a.id, origin`;
    const rows = this.database.all<{ card: string; origin: string; rupiah: number }>(
      `${side('credit', '')} UNION ALL ${side('debit', '-')}`,
      ...(card === undefined ? [] : [`purse:${card}`, `purse:${card}`]),
    );
    for (const { card: serial, origin, rupiah } of rows) {
      const known = of(Number(serial));
      if (origin === 'termi') known.reportedRupiah += rupiah;
      else if (origin === 'case:') known.writtenOffRupiah += rupiah;
      else known.officeRupiah += rupiah;
    }
  }

  /** Counters that have records to report which others have seen. */
  awaited(): AwaitedFrom[] {
    return this.database.all<AwaitedFrom>(
      `SELECT terminal, count(*) AS records, min(time_s) AS oldestS FROM awaited_record
       WHERE written_off = 0 GROUP BY terminal ORDER BY terminal`,
    );
  }

  /** Chains that wait for a record. */
  gaps(limit: number): Gap[] {
    return this.database.all<Gap>(
      `SELECT card, coalesce((SELECT max(sequence) FROM chain_record c WHERE c.card = w.card AND c.branch = w.branch), -1)
         AS after, min(sequence) AS sequence, count(*) AS records
       FROM waiting_record w GROUP BY card, branch ORDER BY card LIMIT ?`,
      limit,
    );
  }

  /**
   * Records by a counter whose journal has gone past their time without naming them, or past a reply that was made when
   * they were known: whoever has the key writes any time, also one that is years away. Those that it reserved and does
   * not know the end of are no fault: the reply tells it. A journal whose clock was ahead goes as far as it was received.
   */
  unreported(): UnreportedRecord[] {
    const rows = this.database.all<{ terminal: number; card: number; hash: Uint8Array }>(
      `SELECT a.terminal, a.card, a.hash FROM awaited_record a
       WHERE a.written_off = 0 AND EXISTS (SELECT 1 FROM settled_batch b WHERE b.terminal = a.terminal
           AND b.number = (SELECT max(number) FROM settled_batch l WHERE l.terminal = a.terminal)
           AND (a.time_s + ? < min(b.last_ms / 1000, unixepoch(b.received_at)) OR a.known_reply < b.reply))
         AND NOT EXISTS (SELECT 1 FROM open_promise p
           WHERE p.terminal = a.terminal AND p.card = a.card AND p.hash = a.hash)
         AND NOT EXISTS (SELECT 1 FROM terminal_revocations r WHERE r.terminal = a.terminal)
       ORDER BY a.terminal, a.card`,
      CLOCK_SLACK_S,
    );
    return rows.flatMap(({ terminal, card, hash }) => {
      const record = this.recordOfHash(card, hash);
      return record ? [{ terminal, card, record }] : [];
    });
  }

  private recordOfHash(card: number, hash: Uint8Array): Uint8Array | undefined {
    for (const table of ['chain_record', 'fork_evidence', 'waiting_record']) {
      const text = `SELECT record FROM ${table} WHERE card = ? AND hash = ?`;
      const row = this.database.get<{ record: Uint8Array }>(text, card, hash);
      if (row) return new Uint8Array(row.record);
    }
    return undefined;
  }

  /** Both sides of a fork: records that the chain holds from where others go off, and those others. */
  forkOf(card: number): { readonly chain: Uint8Array[]; readonly others: Uint8Array[] } {
    const others = this.database.all<{ record: Uint8Array; sequence: number }>(
      'SELECT record, sequence FROM fork_evidence WHERE card = ? ORDER BY sequence, hash',
      card,
    );
    const from = Math.min(...others.map(({ sequence }) => sequence));
    const chain =
      others.length === 0
        ? []
        : this.database.all<{ record: Uint8Array }>(
            'SELECT record FROM chain_record WHERE card = ? AND sequence >= ? ORDER BY branch, sequence',
            card,
            from,
          );
    const bytes = (rows: readonly { record: Uint8Array }[]) =>
      rows.map(({ record }) => new Uint8Array(record));
    return { chain: bytes(chain), others: bytes(others) };
  }

  /** Awaited records of a counter, to be written off when it will never report them: what they added, what they took. */
  awaitedOf(terminal: number): { readonly card: number; readonly rupiah: number }[] {
    return this.database.all(
      `SELECT card, sum(delta_rupiah) AS rupiah FROM awaited_record
       WHERE terminal = ? AND written_off = 0 AND delta_rupiah <> 0 GROUP BY card, delta_rupiah > 0
       ORDER BY card, rupiah DESC`,
      terminal,
    );
  }
}

const NOTHING: Omit<CardSums, 'card'> = {
  recordsRupiah: 0,
  awaitedRupiah: 0,
  reportedRupiah: 0,
  writtenOffRupiah: 0,
  officeRupiah: 0,
  shownRupiah: 0,
  awaited: 0,
  waiting: 0,
  evidence: 0,
};

function signedAmount(record: Uint8Array): number {
  const { kind, amountRupiah } = recordOf(new Uint8Array(record));
  return kind === 'sale' || kind === 'payout' ? -amountRupiah : amountRupiah;
}
