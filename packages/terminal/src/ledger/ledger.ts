import { concat, equalBytes, KartuError } from '@kartukita/card-core';
import { movementFromElsewhere } from './accounts.ts';
import { Entries } from './entries.ts';
import { appendToJournal, firstEntryAt } from './journal.ts';
import { asLedgerError, openDatabase, overwriteFailedCommit, type Sqlite } from './open-database.ts';
import { Statements } from './statements.ts';
import {
  decoded,
  type KnownCard,
  type Movement,
  moneyOf,
  type Reservation,
  type SlotBytes,
  sameSlot,
  type Transfer,
  type TransferState,
  taken,
} from './transfer.ts';

const SET_SETTING = 'INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)';

const TRANSFER = `
  SELECT transfer.id, transfer.kind, card, sequence, amount_rupiah AS amountRupiah, head, tail, reference, corrects,
         journal.time_ms AS timeMs, journal.body,
         coalesce((SELECT state FROM transfer_state s WHERE s.transfer = transfer.id ORDER BY s.journal DESC LIMIT 1),
                  'pending') AS state
  FROM transfer JOIN journal ON journal.number = transfer.id`;

/**
 * The books of one counter: what happened to each card and what it did to the accounts. Every method that writes is
 * one database transaction, durable when it returns. Nothing here ever waits for a card.
 */
export class Ledger {
  readonly database: Sqlite;
  readonly #now: () => number;
  /** For the parts of the books that stand in files of their own; they write inside `book` alone. */
  readonly statements: Statements;
  /** Made once: to wrap a function anew costs as much as some of the rows it writes. */
  readonly #immediately: (work: () => unknown) => unknown;
  readonly #entries: Entries;

  constructor(path: string, now: () => number = Date.now) {
    this.database = openDatabase(path);
    this.statements = new Statements(this.database);
    this.#entries = new Entries(this.statements);
    this.#immediately = this.database.transaction((work: () => unknown) => work()).immediate;
    this.#now = now;
  }

  close(): void {
    this.database.close();
  }

  // --- settings ---------------------------------------------------------------------------------------------------

  setting(key: string): string | undefined {
    return (
      this.statements.get('SELECT value FROM setting WHERE key = ?', key) as { value: string } | undefined
    )?.value;
  }

  setSetting(key: string, value: string): void {
    this.#write(() => this.statements.run(SET_SETTING, key, value));
  }

  // --- cards ------------------------------------------------------------------------------------------------------

  cardByUid(uid: Uint8Array): KnownCard | undefined {
    return this.statements.get('SELECT serial, uid, kind, identity FROM card WHERE uid = ?', uid) as
      | KnownCard
      | undefined;
  }

  cardBySerial(serial: number): KnownCard | undefined {
    return this.statements.get('SELECT serial, uid, kind, identity FROM card WHERE serial = ?', serial) as
      | KnownCard
      | undefined;
  }

  /** The last record of a card's chain that this counter holds as true. */
  lastRecord(serial: number): SlotBytes | undefined {
    return this.lastRecords(serial, 1)[0];
  }

  /** The last records of a card's chain, newest first. */
  lastRecords(serial: number, limit: number): SlotBytes[] {
    return this.statements.all(
      'SELECT head, tail FROM card_record WHERE card = ? ORDER BY sequence DESC LIMIT ?',
      serial,
      limit,
    );
  }

  /** The record with this number, if this counter has it. */
  recordAt(serial: number, sequence: number): SlotBytes | undefined {
    return this.statements.get(
      'SELECT head, tail FROM card_record WHERE card = ? AND sequence = ?',
      serial,
      sequence,
    ) as SlotBytes | undefined;
  }

  /**
   * Writes down what a card shows that this counter did not know: the card itself, and its present record when
   * another counter (or the issuer) made it. The difference of balances came from elsewhere and is booked so.
   * Does nothing when all of it is known.
   */
  recordSeen(card: KnownCard, seen: SlotBytes | undefined): void {
    this.#write(() => {
      const known = this.cardBySerial(card.serial);
      if (known && !(equalBytes(known.uid, card.uid) && equalBytes(known.identity, card.identity))) {
        throw new KartuError('data-damaged', `card ${card.serial} is known with another identity`, {
          details: { what: 'card-identity', card: card.serial },
        });
      }
      const last = known ? this.lastRecord(card.serial) : undefined;
      if (known && (seen === undefined || (last && sameSlot(last, seen)))) return;
      const record = seen && decoded(seen);
      const journal = this.#journal('seen', {
        card: card.serial,
        uid: hex(card.uid),
        ...(seen ? { record: hex(concat(seen.head, seen.tail)) } : {}),
      });
      if (!known) {
        this.statements.run(
          'INSERT INTO card (serial, uid, kind, identity, journal) VALUES (?, ?, ?, ?, ?)',
          card.serial,
          card.uid,
          card.kind,
          card.identity,
          journal,
        );
      }
      if (!seen || !record) return;
      const before = last ? decoded(last).record.balanceRupiah : 0;
      this.#entries.move(journal, movementFromElsewhere(card.serial, record.record.balanceRupiah - before));
      this.#insertRecord(card.serial, record.record.sequence, seen, journal);
    });
  }

  /** Refuses the card here from now on. `shown` is what it showed, as evidence for the issuer. */
  freeze(serial: number, reason: string, shown?: SlotBytes): void {
    if (this.frozen(serial)) return;
    const evidence = shown ? { record: hex(concat(shown.head, shown.tail)) } : {};
    this.book('freeze', { card: serial, reason, ...evidence }, [], (journal) =>
      this.statements.run(
        'INSERT INTO freeze (journal, card, reason) VALUES (?, ?, ?)',
        journal,
        serial,
        reason,
      ),
    );
  }

  /** Why a card is frozen here: the reason of a freeze that the issuer did not lift. */
  frozen(serial: number): string | undefined {
    const text = `SELECT reason FROM freeze f WHERE card = ?
      AND NOT EXISTS (SELECT 1 FROM unfreeze u WHERE u.freeze = f.journal)`;
    return (this.statements.get(text, serial) as { reason: string } | undefined)?.reason;
  }

  // --- transfers: reserve, then post or void -----------------------------------------------------------------------

  /**
   * Writes a pending transfer with the exact record that will be written to the card. Durable when it returns.
   * Throws `already-exists` when the card has an unfinished transfer, or one of this
   * reference is not void.
   */
  reserve(reservation: Reservation): number {
    return this.#write(() => {
      const { kind, card, sequence, amountRupiah, head, tail, reference, details, plan } = reservation;
      const isBusy = this.statements.get('SELECT 1 FROM open_transfer WHERE card = ?', card) !== undefined;
      if (isBusy) throw taken('card-unfinished', 'this card has an unfinished transfer');
      const named = reference === undefined ? undefined : this.transferByReference(reference);
      if (named && named.state !== 'voided') {
        const before = `the reference "${reference}" was used before (transfer ${named.id}, ${named.state})`;
        throw taken('reference-used', before, { text: reference!, transfer: named.id });
      }
      const record = hex(concat(head, tail));
      const name = reference === undefined ? {} : { reference };
      const planned = plan === undefined ? {} : { plan };
      const body = { ...details, kind, card, amountRupiah, record, ...name, ...planned };
      const id = this.#journal('reserve', body);
      this.#insertTransfer({ id, kind, card, sequence, amountRupiah, head, tail, reference, corrects: null });
      this.statements.run('INSERT INTO open_transfer (card, transfer) VALUES (?, ?)', card, id);
      reservation.rows?.(id);
      return id;
    });
  }

  /** The write has happened: books what moved and makes the record the card's state. */
  post(
    transfer: Pick<Transfer, 'id' | 'card' | 'sequence' | keyof SlotBytes>,
    ...movements: readonly Movement[]
  ): void {
    this.#write(() => {
      const journal = this.#journal('post', { transfer: transfer.id, ...moneyOf(movements) });
      this.#setState(journal, transfer.id, 'posted');
      this.statements.run(
        'DELETE FROM open_transfer WHERE card = ? AND transfer = ?',
        transfer.card,
        transfer.id,
      );
      this.#entries.move(journal, movements);
      this.#insertRecord(transfer.card, transfer.sequence, transfer, journal);
    });
  }

  /** The write has not happened and will not: nothing moves. */
  void(transfer: number, reason: string, details: object = {}): void {
    this.#write(() => {
      this.#setState(this.#journal('void', { ...details, transfer, reason }), transfer, 'voided');
      this.statements.run('DELETE FROM open_transfer WHERE transfer = ?', transfer);
    });
  }

  /** Nobody knows whether the write has happened; the card will show it. */
  markUnresolved(transfer: number, reason: string): void {
    this.#write(() => {
      if (this.transfer(transfer)?.state === 'unresolved') return;
      this.#setState(this.#journal('unresolved', { transfer, reason }), transfer, 'unresolved');
    });
  }

  /**
   * A voided transfer turns out to stand on the card. A new transfer that names it takes the record into the chain,
   * against what is now owed (design §4.5).
   */
  postCorrection(voided: Transfer, movement: Movement): void {
    this.#write(() => {
      const record = hex(concat(voided.head, voided.tail));
      const id = this.#journal('correction', { corrects: voided.id, card: voided.card, record, ...movement });
      this.#insertTransfer({ ...voided, id, kind: 'correction', reference: null, corrects: voided.id });
      this.#setState(id, id, 'posted');
      this.#entries.move(id, [movement]);
      this.#insertRecord(voided.card, voided.sequence, voided, id);
    });
  }

  transfer(id: number): Transfer | undefined {
    return this.statements.get(`${TRANSFER} WHERE transfer.id = ?`, id) as Transfer | undefined;
  }

  /** The last transfer of this name: those before it were voided. */
  transferByReference(reference: string): Transfer | undefined {
    return this.statements.get(
      `${TRANSFER} WHERE reference = ? ORDER BY transfer.id DESC LIMIT 1`,
      reference,
    ) as Transfer | undefined;
  }

  /** The one unfinished transfer of a card: pending or unresolved. */
  openTransfer(card: number): Transfer | undefined {
    return this.statements.get(
      `${TRANSFER} WHERE transfer.id = (SELECT transfer FROM open_transfer WHERE card = ?)`,
      card,
    ) as Transfer | undefined;
  }

  openTransfers(): Transfer[] {
    return this.statements.all(
      `${TRANSFER} WHERE transfer.id IN (SELECT transfer FROM open_transfer) ORDER BY transfer.id`,
    );
  }

  /** Voided transfers of a card beyond a number of its chain: those that the card might show after all. */
  voidedAfter(card: number, sequence: number): Transfer[] {
    const candidates = `${TRANSFER} WHERE card = ? AND sequence > ? AND transfer.kind <> 'correction'`;
    return this.statements
      .all<Transfer>(candidates, card, sequence)
      .filter((transfer) => transfer.state === 'voided');
  }

  transfersOf(card: number, limit: number): Transfer[] {
    return this.statements.all(`${TRANSFER} WHERE card = ? ORDER BY transfer.id DESC LIMIT ?`, card, limit);
  }

  /** What a card spent here since an instant: posted and unfinished sales, whole rupiah. */
  spentSince(card: number, timeMs: number): number {
    const row = this.statements.get(
      `SELECT coalesce(sum(amount_rupiah), 0) AS sum FROM transfer t WHERE t.card = ? AND t.id >= ?
         AND t.kind = 'sale'
         AND NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = t.id AND s.state = 'voided')`,
      card,
      firstEntryAt(this.statements, timeMs),
    ) as { sum: number };
    return row.sum;
  }

  // --- anything else ----------------------------------------------------------------------------------------------

  /**
   * One entry of any other kind: what happened, what moved, and the rows that belong to it, which `rows` writes
   * through {@link statements}. Durable when it returns; the number of the entry.
   */
  book(
    kind: string,
    body: object,
    movements: readonly Movement[] = [],
    rows: (journal: number) => void = () => {},
  ): number {
    return this.#write(() => {
      const journal = this.#journal(kind, { ...body, ...moneyOf(movements) });
      this.#entries.move(journal, movements);
      rows(journal);
      return journal;
    });
  }

  /** One transaction for rows outside the books: what may be forgotten, or counts tries. */
  transact<T>(work: () => T): T {
    return this.#write(work);
  }

  // --- accounts ---------------------------------------------------------------------------------------------------

  /** What is owed to the holder of a card besides its purse; below 0: what he owes. Asked at every tap. */
  owedRupiah(card: number): number {
    return this.#entries.owedRupiah(card);
  }

  /** Debits minus credits of an account. Reads all entries: for reports, not for a tap. */
  accountBalance(code: string): number {
    return this.#entries.balance(code);
  }

  /** The same of what was booked after a journal entry; as quick as there is little of it. */
  accountBalanceAfter(code: string, journal: number): number {
    return this.#entries.balanceAfter(code, journal);
  }

  lastTimeMs(): number {
    return (
      (
        this.statements.get('SELECT time_ms AS t FROM journal ORDER BY number DESC LIMIT 1') as
          | { t: number }
          | undefined
      )?.t ?? 0
    );
  }

  // --- inside -----------------------------------------------------------------------------------------------------

  #journal(kind: string, body: object): number {
    return appendToJournal(this.statements, this.#now(), kind, body);
  }

  #insertTransfer(
    transfer: Omit<Transfer, 'state' | 'timeMs' | 'reference' | 'body'> & {
      reference?: string | null | undefined;
    },
  ) {
    this.statements.run(
      `INSERT INTO transfer (id, kind, card, sequence, amount_rupiah, head, tail, reference, corrects)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[transfer.id, transfer.kind, transfer.card, transfer.sequence, transfer.amountRupiah],
      ...[transfer.head, transfer.tail, transfer.reference ?? null, transfer.corrects],
    );
  }

  #setState(journal: number, transfer: number, state: TransferState): void {
    this.statements.run(
      'INSERT INTO transfer_state (journal, transfer, state) VALUES (?, ?, ?)',
      journal,
      transfer,
      state,
    );
  }

  #insertRecord(card: number, sequence: number, slot: SlotBytes, journal: number): void {
    this.statements.run(
      'INSERT INTO card_record (card, sequence, head, tail, journal) VALUES (?, ?, ?, ?, ?)',
      card,
      sequence,
      slot.head,
      slot.tail,
      journal,
    );
  }

  /** One immediate transaction: it takes the write lock before it reads, so that two processes cannot interleave. */
  #write<T>(work: () => T): T {
    try {
      return this.#immediately(work) as T;
    } catch (error) {
      const failure = asLedgerError(error);
      if (!this.database.inTransaction) overwriteFailedCommit(failure, () => this.#noteFailed());
      throw failure;
    }
  }

  #noteFailed(): void {
    this.#immediately(() => this.statements.run(SET_SETTING, 'commit-failed-ms', String(this.#now())));
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
