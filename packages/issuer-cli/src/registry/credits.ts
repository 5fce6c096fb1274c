import { KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { BookStore } from './books.ts';
import type { RegistryDatabase } from './database.ts';

/** `card`: of one that has ended. `moved`: promised to another counter before. */
export type CreditKind = 'salary' | 'card' | 'owed' | 'dues' | 'moved';

export interface NewCredit {
  /** Serial of the card that it is for. */
  readonly card: number;
  readonly amountRupiah: number;
  /** Shown to the cashier; 1 to 80 characters. */
  readonly reason: string;
  readonly kind: CreditKind;
  /** What it comes from; credited once, whatever happens twice. */
  readonly source: string;
  /** The only counter that may give it; undefined: each. */
  readonly terminal?: number | undefined;
}

export interface Credit extends Omit<NewCredit, 'terminal'> {
  readonly id: number;
  /** 1, 2, … for each card, without gaps. */
  readonly number: number;
  readonly terminal: number | null;
  readonly madeAt: string;
  readonly state: 'waiting' | 'given' | 'moved';
  /** The counter that gave it, and when, by the record of the card. */
  readonly givenBy: number | null;
  readonly givenAt: string | null;
}

export interface CreditList {
  readonly id: number;
  readonly period: string;
  readonly fileName: string;
  readonly members: number;
  readonly totalRupiah: number;
  readonly terminal: number | null;
  readonly state: 'proposed' | 'approved' | 'cancelled';
  readonly proposedAt: string;
  readonly proposedBy: string;
  readonly proposerId: number | null;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
}

export interface CreditListRow {
  readonly line: number;
  readonly memberId: number;
  readonly amountRupiah: number;
  readonly reason: string;
}

export interface NewCreditList
  extends Pick<CreditList, 'period' | 'fileName' | 'members' | 'totalRupiah' | 'terminal' | 'proposedBy'> {
  /** SHA-256 of what it says, however the file was written. */
  readonly digest: Uint8Array;
  readonly rows: readonly CreditListRow[];
}

const LIST = `SELECT id, period, file_name AS fileName, members, total_rupiah AS totalRupiah, terminal, state,
  proposed_at AS proposedAt, proposed_by AS proposedBy, proposer_id AS proposerId, ended_at AS endedAt,
  ended_by AS endedBy FROM credit_list`;
/** Bytes 10 to 13 of a record are its time (docs/card-format.md §8); read in TypeScript. */
const CREDIT = `SELECT c.id, c.card, c.number, c.amount_rupiah AS amountRupiah, c.reason, c.kind, c.source, c.terminal,
  c.made_at AS madeAt, CASE WHEN g.card IS NOT NULL THEN 'given' WHEN m.card IS NOT NULL THEN 'moved'
    ELSE 'waiting' END AS state, g.terminal AS givenBy, r.record
  FROM credit c LEFT JOIN credit_given g USING (card, number) LEFT JOIN credit_moved m USING (card, number)
    LEFT JOIN chain_record r ON r.id = g.record`;

type CreditRow = Omit<Credit, 'givenAt'> & { readonly record: Uint8Array | null };

/** Value that waits for cards, and where it was given. Nothing is given twice: numbers and sources are unique. */
export class CreditStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly books: BookStore;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, books: BookStore, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.books = books;
    this.now = now;
  }

  transact<T>(work: () => T): T {
    return this.database.immediate(work);
  }

  // --- lists of payroll ---------------------------------------------------------------------------------------------

  /** Throws `already-exists` for a list or a period that is here already and was not cancelled. */
  propose(list: NewCreditList): CreditList {
    return this.database.immediate(() => {
      const { period, digest, fileName, members, totalRupiah, terminal, proposedBy, rows } = list;
      const known = this.database.get<CreditList>(
        `${LIST} WHERE state <> 'cancelled' AND (digest = ? OR lower(period) = lower(?))`,
        digest,
        period,
      );
      if (known) {
        throw new KartuError('already-exists', `list ${known.id} is of ${known.period}`, {
          details: { what: 'credit-list-known', list: known.id, period: known.period, state: known.state },
        });
      }
      const { id } = this.database.get<{ id: number }>(
        `INSERT INTO credit_list (period, digest, file_name, members, total_rupiah, terminal, proposed_at, proposed_by,
           proposer_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        ...[period, digest, fileName, members, totalRupiah, terminal, this.now().toISOString(), proposedBy],
        this.audit.operator?.id ?? null,
      )!;
      for (const { line, memberId, amountRupiah, reason } of rows) {
        this.database.run(
          'INSERT INTO credit_list_row (list, line, member_id, amount_rupiah, reason) VALUES (?, ?, ?, ?, ?)',
          ...[id, line, memberId, amountRupiah, reason],
        );
      }
      this.audit.record('credits-proposed', String(id), { period, members, totalRupiah, by: proposedBy });
      return this.list(id);
    });
  }

  /** Throws `not-found`. */
  list(id: number): CreditList {
    const found = this.database.get<CreditList>(`${LIST} WHERE id = ?`, id);
    if (found) return found;
    throw new KartuError('not-found', `there is no list ${id}`, {
      details: { what: 'credit-list', list: id },
    });
  }

  /** The newest first. */
  lists(): CreditList[] {
    return this.database.all<CreditList>(`${LIST} ORDER BY id DESC`);
  }

  rows(list: number): CreditListRow[] {
    return this.database.all<CreditListRow>(
      `SELECT line, member_id AS memberId, amount_rupiah AS amountRupiah, reason FROM credit_list_row
       WHERE list = ? ORDER BY line`,
      list,
    );
  }

  cancel(id: number, by: string): CreditList {
    return this.end(id, 'cancelled', by, () => {
      this.audit.record('credits-cancelled', String(id), { by });
    });
  }

  /** The whole list becomes credits, and is booked: due from the employer, promised to the members. One transaction. */
  approve(id: number, by: string, credits: readonly NewCredit[]): CreditList {
    return this.end(id, 'approved', by, ({ totalRupiah, period, members, proposedBy }) => {
      const sum = credits.reduce((total, { amountRupiah }) => total + amountRupiah, 0);
      if (sum !== totalRupiah || credits.length !== members) {
        throw new KartuError('internal-error', `list ${id} adds up to ${totalRupiah}, its credits to ${sum}`);
      }
      for (const credit of credits) this.insert(credit);
      this.books.post({ source: `credit-list:${id}`, memo: period }, [
        { debit: 'salary-clearing', credit: 'value-in-transit', amountRupiah: totalRupiah },
      ]);
      const details = { period, members, totalRupiah, proposedBy, approvedBy: by };
      this.audit.record('credits-approved', String(id), details);
    });
  }

  private end(
    id: number,
    state: 'approved' | 'cancelled',
    by: string,
    work: (list: CreditList) => void,
  ): CreditList {
    return this.database.immediate(() => {
      const list = this.list(id);
      if (list.state !== 'proposed') {
        throw new KartuError('usage', `list ${id} is ${list.state}`, {
          details: { what: `credit-list-${list.state}`, list: id },
        });
      }
      work(list);
      this.database.run(
        'UPDATE credit_list SET state = ?, ended_at = ?, ended_by = ? WHERE id = ?',
        ...[state, this.now().toISOString(), by, id],
      );
      return this.list(id);
    });
  }

  // --- credits ------------------------------------------------------------------------------------------------------

  /** A credit whose value leaves `from`; what is in transit already has no `from`. Inside a transaction. */
  add(credit: NewCredit, from?: string): Credit {
    return this.database.immediate(() => {
      const id = this.insert(credit);
      if (from !== undefined) {
        const line = { debit: from, credit: 'value-in-transit', amountRupiah: credit.amountRupiah };
        this.books.post({ source: `credit:${id}`, memo: credit.reason }, [line]);
      }
      return creditOf(this.database.get<CreditRow>(`${CREDIT} WHERE c.id = ?`, id)!);
    });
  }

  has(source: string): boolean {
    return this.database.get('SELECT 1 FROM credit WHERE source = ?', source) !== undefined;
  }

  private insert({ card, amountRupiah, reason, kind, source, terminal }: NewCredit): number {
    const { last } = this.database.get<{ last: number }>(
      'SELECT coalesce(max(number), 0) AS last FROM credit WHERE card = ?',
      card,
    )!;
    const { id } = this.database.get<{ id: number }>(
      `INSERT INTO credit (card, number, amount_rupiah, reason, kind, source, terminal, made_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      ...[card, last + 1, amountRupiah, reason, kind, source, terminal ?? null, this.now().toISOString()],
    )!;
    return id;
  }

  ofCard(card: number): Credit[] {
    return this.database.all<CreditRow>(`${CREDIT} WHERE c.card = ? ORDER BY c.number`, card).map(creditOf);
  }

  /** Those of one list, in the order of its lines. */
  ofList(list: number): Credit[] {
    const rows = this.database.all<CreditRow>(`${CREDIT} WHERE c.source GLOB ?`, `salary:${list}:*`);
    return rows.map(creditOf).sort((a, b) => lineOf(a) - lineOf(b));
  }

  /** Every credit that no card shows yet, those too whose value went elsewhere. */
  open(): { readonly credits: number; readonly amountRupiah: number } {
    return this.database.get(
      `SELECT count(*) AS credits, coalesce(sum(amount_rupiah), 0) AS amountRupiah
       FROM open_credit o JOIN credit c ON c.id = o.id WHERE o.moved = 0`,
    )!;
  }

  /** Of a card: what no record shows yet. `waitingRupiah` still has to come, the rest went elsewhere. */
  openOf(
    card: number,
  ): { readonly number: number; readonly amountRupiah: number; readonly moved: boolean }[] {
    return this.database
      .all<{ number: number; amountRupiah: number; moved: number }>(
        `SELECT o.number, c.amount_rupiah AS amountRupiah, o.moved FROM open_credit o JOIN credit c ON c.id = o.id
         WHERE o.card = ? ORDER BY o.number`,
        card,
      )
      .map(({ moved, ...row }) => ({ ...row, moved: moved === 1 }));
  }

  /** The value of one credit goes elsewhere. */
  moveOne(card: number, number: number): void {
    this.database.run(
      'INSERT INTO credit_moved (card, number, at) VALUES (?, ?, ?)',
      ...[card, number, this.now().toISOString()],
    );
  }

  /** The value of what waits for a card goes elsewhere. */
  moveAll(card: number): void {
    this.database.run(
      `INSERT INTO credit_moved (card, number, at) SELECT card, number, ? FROM open_credit
       WHERE card = ? AND moved = 0`,
      this.now().toISOString(),
      card,
    );
  }

  /**
   * Credits that a counter has to be told: those after the last that it knows, and not given yet. What is for
   * another counter alone is left out. Notes how far this reply goes, with the payments of dues.
   */
  takeFor(terminal: number, reply: number): Credit[] {
    return this.database.immediate(() => {
      const known = this.database.get<{ last: number }>(
        `SELECT t.last_credit AS last FROM settled_batch b JOIN value_told t ON t.reply = b.reply AND t.terminal = b.terminal
         WHERE b.terminal = ? ORDER BY b.number DESC LIMIT 1`,
        terminal,
      );
      const rows = this.database.all<CreditRow>(
        `${CREDIT} JOIN open_credit o ON o.id = c.id WHERE c.id > ? AND o.moved = 0
           AND (c.terminal IS NULL OR c.terminal = ?) ORDER BY c.id`,
        known?.last ?? 0,
        terminal,
      );
      this.database.run(
        `INSERT INTO value_told (reply, terminal, last_credit, last_payment)
         SELECT ?, ?, coalesce((SELECT max(id) FROM credit), 0),
           coalesce((SELECT max(id) FROM member_payment_change), 0)`,
        reply,
        terminal,
      );
      return rows.map(creditOf);
    });
  }

  /** Records that gave more or less than was promised: nobody may make credit but the office. Empties the list. */
  takeUnpromised(): {
    readonly card: number;
    readonly terminal: number;
    readonly sequence: number;
    readonly gaveRupiah: number;
    readonly promisedRupiah: number;
  }[] {
    const found = this.database.all<{
      card: number;
      terminal: number;
      sequence: number;
      gaveRupiah: number;
      promisedRupiah: number;
    }>(
      `SELECT r.card, r.terminal, r.sequence, r.delta_rupiah AS gaveRupiah, (SELECT coalesce(sum(c.amount_rupiah), 0)
         FROM credit_given g JOIN credit c USING (card, number) WHERE g.card = r.card AND g.record = r.id) AS promisedRupiah
       -- From the few that wait, and not from all records there are: a cross join keeps SQLite to this order.
       FROM credit_to_check t CROSS JOIN chain_record r ON r.id = t.record
       WHERE gaveRupiah <> promisedRupiah ORDER BY t.record`,
    );
    this.database.run('DELETE FROM credit_to_check');
    return found;
  }

  /**
   * Books what records have shown to be given, in the transaction that took them in. A counter books each credit as
   * `salary-clearing` to the purse, whatever it is of; here what was promised is taken back against that.
   */
  bookGiven(): void {
    const given = this.database.all<{ card: number; number: number; amountRupiah: number; moved: number }>(
      `SELECT b.card, b.number, c.amount_rupiah AS amountRupiah,
         EXISTS (SELECT 1 FROM credit_moved m WHERE m.card = b.card AND m.number = b.number) AS moved
       FROM credit_to_book b JOIN credit c USING (card, number) ORDER BY b.card, b.number`,
    );
    if (given.length === 0) return;
    for (const { card, number, amountRupiah, moved } of given) {
      const given = { debit: 'value-in-transit', credit: 'salary-clearing', amountRupiah };
      // Its value had gone to another card: what is on this one now is too much there.
      const back = { debit: `purse:${card}`, credit: 'value-in-transit', amountRupiah };
      const source = `credit-given:${card}:${number}`;
      this.books.post({ source }, moved === 1 ? [given, back] : [given]);
    }
    this.database.run('DELETE FROM credit_to_book');
  }
}

const lineOf = ({ source }: Credit) => Number(source.split(':')[2]);

function creditOf({ record, ...row }: CreditRow): Credit {
  const seconds = record && Buffer.from(record).readUInt32BE(10);
  return { ...row, givenAt: seconds === null ? null : new Date(seconds * 1000).toISOString() };
}
