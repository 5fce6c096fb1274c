import { KartuError } from '@kartukita/card-core';
import { type AccountType, accountType, balanceOf } from '../books/accounts.ts';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { PayableAccounts, SHOWN_CODE } from './payables.ts';

/** From the account `credit` to the account `debit`; an amount in whole rupiah above 0. */
export interface BookLine {
  readonly debit: string;
  readonly credit: string;
  readonly amountRupiah: number;
}

export interface PostingHead {
  /** What is posted, such as `number-fee:17`: posted again, it changes nothing. */
  readonly source: string;
  /** When it happened; now where nothing is said. A counter's sale is older than its settlement. */
  readonly atMs?: number | undefined;
  readonly memo?: string | undefined;
  /** Whoever is working where nobody is named. */
  readonly operator?: string | undefined;
}

export interface BookEntry extends BookLine {
  readonly posting: number;
  readonly line: number;
  readonly source: string;
  readonly atMs: number;
  readonly memo: string;
  readonly operator: string;
}

export interface AccountSum {
  readonly code: string;
  readonly type: AccountType;
  readonly debitRupiah: number;
  readonly creditRupiah: number;
  /** In the account's own direction: see {@link balanceOf}. */
  readonly balanceRupiah: number;
}

export interface TrialBalance {
  readonly accounts: readonly AccountSum[];
  /** Equal, or the books are damaged. */
  readonly debitRupiah: number;
  readonly creditRupiah: number;
}

export interface EntryFilter {
  /** From this moment on. */
  readonly sinceMs?: number | undefined;
  /** Before this moment. */
  readonly untilMs?: number | undefined;
  readonly account?: string | undefined;
  /** At most so many, the first ones; all where nothing is said. */
  readonly limit?: number | undefined;
}

/** More than the country's largest cooperative turns over, and thousands of it still add up exactly in a double. */
const MOST_RUPIAH = 1_000_000_000_000;

const POSTINGS_AT_ONCE = 5000;

/** Hundreds of thousands of accounts of one kind are one line for whoever looks at the whole. */
const FOLDED = `CASE WHEN code GLOB 'purse:*' THEN 'purse:*' WHEN code GLOB 'owed:*' THEN 'owed:*'
  WHEN code GLOB 'payable:*' THEN 'payable:*' ELSE code END`;
const UNFOLDED = SHOWN_CODE('code');

/** The organisation's double-entry books, in whole rupiah: append-only, each thing booked once. */
export class BookStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;
  /** An account stays what it is: its id is looked up once, until something is rolled back. */
  private readonly accountIds = new Map<string, number>();
  private rollbacks = 0;
  readonly payables: PayableAccounts;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
    this.payables = new PayableAccounts(database);
  }

  /**
   * Books the lines, in the transaction around it where there is one. The same source with the same lines changes
   * nothing: `posted` is false. Throws `already-exists` for the same source with other lines, `amount-invalid`,
   * `internal-error` for an account that the chart does not have.
   */
  post(head: PostingHead, asked: readonly BookLine[]): { readonly posted: boolean } {
    requireLines(head.source, asked);
    return this.database.immediate(() => {
      const atMs = head.atMs ?? this.now().getTime();
      const lines = asked.map((line) => ({
        ...line,
        debit: this.payables.kept(line.debit, atMs),
        credit: this.payables.kept(line.credit, atMs),
      }));
      const id = this.insertHead(head, lines.length);
      if (id === undefined) {
        if (isSame(this.linesOf(head.source)!, lines)) return { posted: false };
        throw new KartuError('already-exists', `${head.source} was booked with other amounts or accounts`, {
          details: { what: 'books-source', source: head.source },
        });
      }
      lines.forEach((line, index) => {
        const { debit, credit } = this.accountsOf(line);
        this.database.run(
          'INSERT INTO posting_entry (posting, line, debit, credit, amount_rupiah) VALUES (?, ?, ?, ?, ?)',
          ...[id, index + 1, debit, credit, line.amountRupiah],
        );
      });
      return { posted: true };
    });
  }

  /** Undefined where the source is booked already. */
  private insertHead({ source, atMs, memo, operator }: PostingHead, lines: number): number | undefined {
    const { changes, rowId } = this.database.run(
      `INSERT INTO posting (id, source, at_ms, memo, operator, lines)
       VALUES ((SELECT coalesce(max(id), 0) + 1 FROM posting), ?, ?, ?, ?, ?)
       ON CONFLICT (source) DO NOTHING`,
      ...[source, atMs ?? this.now().getTime(), memo ?? '', operator ?? this.audit.actor, lines],
    );
    return changes === 1 ? rowId : undefined;
  }

  /** Was this source booked? */
  has(source: string): boolean {
    return this.database.get('SELECT 1 FROM posting WHERE source = ?', source) !== undefined;
  }

  /** What is in an account, in its own direction; 0 for one that was never used. */
  balance(code: string): number {
    const codes = this.payables.behind(code, this.now().getTime());
    return codes.reduce((total, each) => total + this.balanceOfKept(each), 0);
  }

  /** The same of one account, by its code as it is kept. */
  balanceOfKept(code: string): number {
    const type = accountType(code);
    const sums = this.database.get<{ debit: number; credit: number }>(
      `SELECT (SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE debit = account.id) AS debit,
         (SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE credit = account.id) AS credit
       FROM account WHERE code = ?`,
      code,
    );
    return sums ? balanceOf(type, sums.debit, sums.credit) : 0;
  }

  /**
   * Every account that was used, in the order of codes; with a moment, as it was before it. `folded`: the accounts of
   * all cards as one (`purse:*`, `owed:*`), and those of all partner merchants (`payable:*`).
   */
  trialBalance(untilMs?: number, { folded = false } = {}): TrialBalance {
    const side = (column: 'debit' | 'credit') =>
      untilMs === undefined
        ? `SELECT ${column} AS id, sum(amount_rupiah) AS total FROM posting_entry GROUP BY ${column}`
        : `SELECT ${column} AS id, sum(amount_rupiah) AS total FROM posting_entry
             JOIN posting ON posting.id = posting AND at_ms < ? GROUP BY ${column}`;
    const accounts = this.database
      .all<{ shown: string; type: AccountType; debit: number; credit: number }>(
        `SELECT ${folded ? FOLDED : UNFOLDED} AS shown, type, coalesce(sum(d.total), 0) AS debit,
           coalesce(sum(c.total), 0) AS credit FROM account
           LEFT JOIN (${side('debit')}) d ON d.id = account.id
           LEFT JOIN (${side('credit')}) c ON c.id = account.id
         WHERE d.total > 0 OR c.total > 0 GROUP BY shown ORDER BY shown`,
        ...(untilMs === undefined ? [] : [untilMs, untilMs]),
      )
      .map(({ shown, type, debit, credit }) => ({
        code: shown,
        type,
        debitRupiah: debit,
        creditRupiah: credit,
        balanceRupiah: balanceOf(type, debit, credit),
      }));
    const sum = (of: 'debitRupiah' | 'creditRupiah') => accounts.reduce((total, each) => total + each[of], 0);
    return { accounts, debitRupiah: sum('debitRupiah'), creditRupiah: sum('creditRupiah') };
  }

  /** In the order in which things happened. Throws `not-found` for an account that was never used. */
  entries({ sinceMs, untilMs, account, limit }: EntryFilter = {}): BookEntry[] {
    const ids = account === undefined ? undefined : this.usedAccounts(account).join(', ');
    // With an account its own entries are looked up; the plus keeps SQLite from walking all of the time instead.
    const chosen =
      ids === undefined
        ? 'p.at_ms >= ? AND p.at_ms < ?'
        : `+p.at_ms >= ? AND +p.at_ms < ? AND (e.debit IN (${ids}) OR e.credit IN (${ids})) AND p.id IN (
             SELECT posting FROM posting_entry WHERE debit IN (${ids})
             UNION SELECT posting FROM posting_entry WHERE credit IN (${ids}))`;
    return this.database.all<BookEntry>(
      `SELECT p.id AS posting, e.line, p.source, p.at_ms AS atMs, p.memo, p.operator,
         ${SHOWN_CODE('d.code')} AS debit, ${SHOWN_CODE('c.code')} AS credit, e.amount_rupiah AS amountRupiah
       FROM posting p JOIN posting_entry e ON e.posting = p.id
         JOIN account d ON d.id = e.debit JOIN account c ON c.id = e.credit
       WHERE ${chosen} ORDER BY p.at_ms, p.id, e.line LIMIT ?`,
      sinceMs ?? 0,
      untilMs ?? Number.MAX_SAFE_INTEGER,
      limit ?? -1,
    );
  }

  /** Every posting with all its lines, in the order in which they were booked, a few thousand at a time. */
  *postings({ sinceMs, untilMs }: Pick<EntryFilter, 'sinceMs' | 'untilMs'> = {}): Generator<BookEntry[]> {
    const last = this.database.get<{ id: number | null }>('SELECT max(id) AS id FROM posting')?.id ?? 0;
    for (let from = 1; from <= last; from += POSTINGS_AT_ONCE) {
      const lines = this.database.all<BookEntry>(
        `SELECT p.id AS posting, e.line, p.source, p.at_ms AS atMs, p.memo, p.operator,
           ${SHOWN_CODE('d.code')} AS debit, ${SHOWN_CODE('c.code')} AS credit, e.amount_rupiah AS amountRupiah
         FROM posting p JOIN posting_entry e ON e.posting = p.id
           JOIN account d ON d.id = e.debit JOIN account c ON c.id = e.credit
         WHERE p.id >= ? AND p.id < ? AND +p.at_ms >= ? AND +p.at_ms < ? ORDER BY p.id, e.line`,
        from,
        from + POSTINGS_AT_ONCE,
        sinceMs ?? 0,
        untilMs ?? Number.MAX_SAFE_INTEGER,
      );
      yield* Map.groupBy(lines, ({ posting }) => posting).values();
    }
  }

  /** What is wrong with the books; empty where every posting has all its lines. */
  faults(): string[] {
    const sums = this.database.get<{ announced: number; found: number }>(
      `SELECT (SELECT coalesce(sum(lines), 0) FROM posting) AS announced,
         (SELECT count(*) FROM posting_entry) AS found`,
    )!;
    if (sums.announced === sums.found) return []; // no posting has a line more: a trigger holds that
    return this.database
      .all<{ source: string }>(
        `SELECT source FROM posting p
         WHERE lines <> (SELECT count(*) FROM posting_entry WHERE posting = p.id) ORDER BY id LIMIT 20`,
      )
      .map(({ source }) => `posting ${source}: a line is missing`);
  }

  private linesOf(source: string): BookLine[] | undefined {
    const posting = this.database.get<{ id: number }>('SELECT id FROM posting WHERE source = ?', source);
    return posting && this.linesOfPosting(posting.id);
  }

  /** In their order; none where there is no such posting. */
  linesOfPosting(posting: number): BookLine[] {
    return this.database.all<BookLine>(
      `SELECT d.code AS debit, c.code AS credit, amount_rupiah AS amountRupiah FROM posting_entry
         JOIN account d ON d.id = debit JOIN account c ON c.id = credit WHERE posting = ? ORDER BY line`,
      posting,
    );
  }

  private usedAccounts(code: string): number[] {
    const ids = this.payables
      .behind(code, this.now().getTime())
      .flatMap((each) => this.database.all<{ id: number }>('SELECT id FROM account WHERE code = ?', each))
      .map(({ id }) => id);
    if (ids.length > 0) return ids;
    throw new KartuError('not-found', `nothing was booked to ${code}`, {
      details: { what: 'books-account', account: code.slice(0, 80) },
    });
  }

  /** Their ids; made where it is the first time that something is booked to them. */
  private accountsOf({ debit, credit }: BookLine): { readonly debit: number; readonly credit: number } {
    if (this.database.rollbacks !== this.rollbacks) this.accountIds.clear(); // it may have made them
    this.rollbacks = this.database.rollbacks;
    return { debit: this.accountId(debit), credit: this.accountId(credit) };
  }

  private accountId(code: string): number {
    const known = this.accountIds.get(code);
    if (known !== undefined) return known;
    const found = this.database.get<{ id: number }>('SELECT id FROM account WHERE code = ?', code);
    const id = found?.id ?? this.addAccount(code);
    this.accountIds.set(code, id);
    return id;
  }

  private addAccount(code: string): number {
    return this.database.get<{ id: number }>(
      'INSERT INTO account (code, type) VALUES (?, ?) RETURNING id',
      ...[code, accountType(code)],
    )!.id;
  }
}

function requireLines(source: string, lines: readonly BookLine[]): void {
  if (lines.length === 0) throw new KartuError('internal-error', `nothing to book for ${source}`);
  for (const { amountRupiah } of lines) {
    if (Number.isSafeInteger(amountRupiah) && amountRupiah > 0 && amountRupiah <= MOST_RUPIAH) continue;
    throw new KartuError('amount-invalid', `${source}: ${amountRupiah} is no amount to book`, {
      details: { text: String(amountRupiah) },
    });
  }
}

function isSame(before: readonly BookLine[], lines: readonly BookLine[]): boolean {
  return (
    before.length === lines.length &&
    before.every(({ debit, credit, amountRupiah }, index) => {
      const line = lines[index]!;
      return line.debit === debit && line.credit === credit && line.amountRupiah === amountRupiah;
    })
  );
}
