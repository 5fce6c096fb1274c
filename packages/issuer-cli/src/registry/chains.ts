import {
  decodeSlot,
  directionOf,
  HEAD_BYTES,
  KartuError,
  linkHash,
  type PurseRecord,
} from '@kartukita/card-core';
import type { BookLine, BookStore } from './books.ts';
import type { CaseStore, Evidence } from './cases.ts';
import type { RegistryDatabase } from './database.ts';

/** A verified record of a card, as a counter reported it. */
export interface ReportedRecord {
  readonly card: number;
  /** 0; of a card without a purse the counter that signed. */
  readonly branch: number;
  /** 96 bytes. */
  readonly bytes: Uint8Array;
  /** First 8 bytes of SHA-256 over them. */
  readonly hash: Uint8Array;
  readonly record: PurseRecord;
  /** Reported by the counter that signed it: its money is in the books. */
  readonly isOwn: boolean;
}

export type Joining = 'joined' | 'known' | 'waiting' | 'forked';

/** What a record is joined to. */
interface Joint {
  readonly hash: Uint8Array;
  readonly record: PurseRecord;
}

interface ChainRow {
  readonly hash: Uint8Array;
  readonly record: Uint8Array;
}

/**
 * All counters' records in one chain per card. Whether a record has its place is decided by the constraints of the
 * table: one record of each number, one successor of each record. Which of two successors came first does not matter
 * for what is found: the other one is evidence of a fork.
 */
export class ChainStore {
  private readonly database: RegistryDatabase;
  private readonly cases: CaseStore;
  private readonly books: BookStore;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, cases: CaseStore, books: BookStore, now: () => Date) {
    this.database = database;
    this.cases = cases;
    this.books = books;
    this.now = now;
  }

  /**
   * Inside the transaction of a batch.
   *
   * @param joined what was joined in this transaction, by {@link branchKey}: whoever begins one gives an empty map.
   *   The next record of a card is nearly always the successor of the last one, which need not be read again.
   */
  take(reported: ReportedRecord, evidence: Evidence, joined?: Map<number, Joint>): Joining {
    const key = branchKey(reported);
    const joining = this.place(reported, evidence, joined?.get(key));
    if (joining === 'joined') joined?.set(key, reported);
    if (joining === 'known') {
      if (reported.isOwn) this.forgetAwaited(reported);
      return joining;
    }
    if (!reported.isOwn && reported.record.terminal !== 0) this.await(reported);
    if (joining === 'joined') this.joinWaiting(reported);
    return joining;
  }

  private place(reported: ReportedRecord, evidence: Evidence, last?: Joint): Joining {
    const { card, branch, record, hash } = reported;
    const before = last?.record.sequence === record.sequence - 1 ? last : this.predecessor(reported);
    const isFirst = record.sequence === (branch === 0 ? 0 : 1);
    if (!isFirst && !before) {
      if (this.isRecorded(reported)) return 'known';
      return this.wait(reported, evidence);
    }
    if (isFirst || sameHash(before!.hash, record.previousHash)) {
      if (this.insert(reported)) {
        if (before) this.compare(reported, before, evidence);
        return 'joined';
      }
      const present = this.at(card, branch, record.sequence);
      if (present && sameHash(present.hash, hash)) return 'known';
    }
    return this.fork(reported, evidence);
  }

  /** False where the database has another record in its place. */
  private insert({ card, branch, record, hash, bytes }: ReportedRecord): boolean {
    const { changes } = this.database.run(
      `INSERT INTO chain_record (card, branch, sequence, previous_hash, hash, terminal, delta_rupiah, record)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ...[card, branch, record.sequence, record.previousHash, hash, record.terminal, deltaOf(record), bytes],
    );
    return changes === 1;
  }

  /** The chain begins with the opening record that the issuer signed. */
  private predecessor({ card, branch, record }: ReportedRecord): Joint | undefined {
    if (record.sequence === 0) {
      if (branch === 0) this.insertOpening(card);
      return undefined;
    }
    let before = this.at(card, branch, record.sequence - 1);
    if (!before && branch === 0 && record.sequence === 1) {
      this.insertOpening(card);
      before = this.at(card, branch, 0);
    }
    return before && { hash: before.hash, record: recordOf(before.record) };
  }

  private insertOpening(card: number): void {
    const row = this.database.get<{ opening: Uint8Array | null }>(
      'SELECT opening FROM cards WHERE serial = ?',
      card,
    );
    if (!row?.opening) return;
    const bytes = new Uint8Array(row.opening);
    const record = recordOf(bytes);
    this.insert({ card, branch: 0, bytes, hash: linkHash(bytes), record, isOwn: true });
  }

  private at(card: number, branch: number, sequence: number): ChainRow | undefined {
    return this.database.get<ChainRow>(
      'SELECT hash, record FROM chain_record WHERE card = ? AND branch = ? AND sequence = ?',
      card,
      branch,
      sequence,
    );
  }

  /** Linked and signed, and yet not what an honest counter makes of the record before. */
  private compare(
    { card, record, bytes }: ReportedRecord,
    { record: last }: Joint,
    evidence: Evidence,
  ): void {
    if (record.balanceRupiah !== last.balanceRupiah + deltaOf(record)) {
      const note = `balance ${record.balanceRupiah} after ${last.balanceRupiah}`;
      this.cases.report('unexplained-balance', card, { ...evidence, card, record: bytes, note });
    }
    if (record.chipCounter < last.chipCounter) {
      const note = `chip counter ${record.chipCounter} after ${last.chipCounter}`;
      this.cases.report('chip-changed', card, { ...evidence, card, record: bytes, note });
    }
  }

  private wait({ card, branch, record, hash, bytes }: ReportedRecord, evidence: Evidence): Joining {
    this.database.run(
      'INSERT INTO waiting_record (card, branch, sequence, hash, record, since) VALUES (?, ?, ?, ?, ?, ?)',
      ...[card, branch, record.sequence, hash, bytes, this.now().toISOString()],
    );
    // Of two with one number one will have no place, whatever comes in between.
    const rivals = this.waitingAt(card, branch, record.sequence);
    if (rivals.length > 1) this.reportFork(card, record.sequence, bytes, evidence);
    return 'waiting';
  }

  private joinWaiting({ card, branch, record }: ReportedRecord): void {
    for (let sequence = record.sequence + 1; this.hasWaiting(card, branch, sequence); sequence++) {
      const rows = this.waitingAt(card, branch, sequence);
      this.database.run(
        'DELETE FROM waiting_record WHERE card = ? AND branch = ? AND sequence = ?',
        ...[card, branch, sequence],
      );
      const placed = rows.map(({ record: bytes, hash }) => {
        const waited = { card, branch, bytes, hash, record: recordOf(bytes), isOwn: true };
        return this.place(waited, { terminal: 0, entry: 0, note: 'waited for the record before it' });
      });
      if (!placed.includes('joined')) return;
    }
  }

  /** Asked for every record that is joined; hardly ever is one waiting. */
  private hasWaiting(card: number, branch: number, sequence: number): boolean {
    const text = 'SELECT 1 FROM waiting_record WHERE card = ? AND branch = ? AND sequence = ? LIMIT 1';
    return this.database.get(text, card, branch, sequence) !== undefined;
  }

  private waitingAt(card: number, branch: number, sequence: number): ChainRow[] {
    return this.database
      .all<ChainRow>(
        'SELECT hash, record FROM waiting_record WHERE card = ? AND branch = ? AND sequence = ? ORDER BY hash',
        ...[card, branch, sequence],
      )
      .map(({ hash, record }) => ({ hash: new Uint8Array(hash), record: new Uint8Array(record) }));
  }

  private fork({ card, branch, record, hash, bytes }: ReportedRecord, evidence: Evidence): Joining {
    const added = this.database.get(
      `INSERT INTO fork_evidence (card, branch, sequence, previous_hash, hash, terminal, delta_rupiah, record, found_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
      ...[card, branch, record.sequence, record.previousHash, hash, record.terminal, deltaOf(record)],
      ...[bytes, this.now().toISOString()],
    );
    if (!added) return 'known';
    this.reportFork(card, record.sequence, bytes, evidence);
    return 'forked';
  }

  private reportFork(card: number, sequence: number, record: Uint8Array, evidence: Evidence): void {
    this.cases.report('fork', card, { ...evidence, card, record, note: `another record ${sequence}` });
  }

  /** Whether it stands anywhere already, outside its place in the chain. */
  private isRecorded({ card, branch, record, hash }: ReportedRecord): boolean {
    const key = [card, branch, record.sequence, hash] as const;
    const among = (table: string) =>
      this.database.get(
        `SELECT 1 FROM ${table} WHERE card = ? AND branch = ? AND sequence = ? AND hash = ?`,
        ...key,
      ) !== undefined;
    return among('waiting_record') || among('fork_evidence');
  }

  private await({ card, hash, record }: ReportedRecord): void {
    this.database.run(
      `INSERT INTO awaited_record (card, hash, terminal, time_s, delta_rupiah, known_reply)
       VALUES (?, ?, ?, ?, ?, coalesce((SELECT last FROM sequences WHERE name = 'reply'), 0)) ON CONFLICT DO NOTHING`,
      ...[card, hash, record.terminal, record.timeSeconds, deltaOf(record)],
    );
  }

  /**
   * Its own counter has reported it. Where a case had been closed by writing it off, the report that comes now books it,
   * so the write-off is taken back.
   */
  private forgetAwaited({ card, hash }: Pick<ReportedRecord, 'card' | 'hash'>): void {
    const row = this.database.get<{ written_off: number; delta_rupiah: number }>(
      'DELETE FROM awaited_record WHERE card = ? AND hash = ? RETURNING written_off, delta_rupiah',
      card,
      hash,
    );
    if (!row || row.written_off === 0 || row.delta_rupiah === 0) return;
    const { debit, credit, amountRupiah } = writeOffLine(card, row.delta_rupiah);
    const source = `case:${row.written_off}:late:${card}:${Buffer.from(hash).toString('hex')}`;
    const memo = `case ${row.written_off}: reported after all`;
    this.books.post({ source, memo }, [{ debit: credit, credit: debit, amountRupiah }]);
  }

  /** Somebody has decided that a counter will never report what it signed. */
  writeOffAwaitedOf(terminal: number, caseId: number): void {
    this.database.run(
      'UPDATE awaited_record SET written_off = ? WHERE terminal = ? AND written_off = 0',
      caseId,
      terminal,
    );
  }

  /** @param bytes 96 bytes that were reported, and are believed now */
  forgetAwaitedRecord(card: number, bytes: Uint8Array): void {
    this.forgetAwaited({ card, hash: linkHash(bytes) });
  }

  /** Is this very record among those that were verified before? */
  isKnown(card: number, branch: number, sequence: number, hash: Uint8Array): boolean {
    const present = this.at(card, branch, sequence);
    if (present && sameHash(present.hash, hash)) return true;
    const record = { sequence } as PurseRecord;
    return this.isRecorded({ card, branch, record, hash, bytes: hash, isOwn: false });
  }

  /** The card whose chain holds these very bytes: a record that was moved comes from there. Reads everything. */
  holderOf(bytes: Uint8Array): number | undefined {
    const text = 'SELECT card FROM chain_record WHERE hash = ? AND record = ? LIMIT 1';
    return this.database.get<{ card: number }>(text, linkHash(bytes), bytes)?.card;
  }
}

/**
 * What a case books that is closed by writing off: more on the card than was ever paid in is the organisation's loss;
 * less, and nobody knows yet whose it is.
 *
 * @param amountRupiah not 0; above 0 the purse is raised
 */
export function writeOffLine(card: number, amountRupiah: number): BookLine {
  const purse = `purse:${card}`;
  return amountRupiah > 0
    ? { debit: 'fraud-loss', credit: purse, amountRupiah }
    : { debit: purse, credit: 'unresolved', amountRupiah: -amountRupiah };
}

/** A card's branch as one number: 32 bits of serial, 16 of the counter. */
function branchKey({ card, branch }: ReportedRecord): number {
  return card * 0x1_0000 + branch;
}

/** What a record did to the balance. */
export function deltaOf(record: PurseRecord): number {
  return directionOf(record.kind) * record.amountRupiah;
}

/** The record in 96 bytes. Throws `record-invalid`; records that were verified never do. */
export function recordOf(bytes: Uint8Array): PurseRecord {
  const signed = decodeSlot(bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES));
  if (signed) return signed.record;
  throw new KartuError('record-invalid', 'purse record: empty');
}

function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
