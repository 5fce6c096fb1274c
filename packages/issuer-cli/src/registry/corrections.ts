import { KartuError } from '@kartukita/card-core';
import { isHeldElsewhere } from '../books/accounts.ts';
import type { AuditTrail } from './audit.ts';
import type { BookLine, BookStore } from './books.ts';
import type { RegistryDatabase } from './database.ts';

/** An error in the books that was put right by a posting of its own. */
export interface BookCorrection {
  /** From 1 without gaps; its posting has the source `correction:N`. */
  readonly number: number;
  /** Number of the posting that it is about. */
  readonly corrects: number | null;
  /** It takes back the whole of that posting. */
  readonly isWhole: boolean;
  readonly reason: string;
  readonly at: string;
  readonly operator: string;
  readonly approvedBy: string;
}

export interface NewBookCorrection {
  readonly corrects?: number | undefined;
  /** What is booked; where nothing is said, the lines of that posting the other way round. */
  readonly line?: BookLine | undefined;
  readonly reason: string;
  readonly operator: string;
  readonly approvedBy: string;
}

const CORRECTION = `SELECT number, corrects, is_whole AS isWhole, reason, at, operator, approved_by AS approvedBy
  FROM book_correction`;

/** Corrections by hand: nothing that was posted changes, and two people stand for each. */
export class CorrectionStore {
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

  list(): BookCorrection[] {
    return this.database.all<Row>(`${CORRECTION} ORDER BY number`).map(fromRow);
  }

  /**
   * The lines that it would book. Throws `not-found` for a posting that there is not, `already-exists` for one that was
   * taken back whole before, `usage` for an account that follows from cards, counters or credits and not from a hand.
   */
  linesFor({ corrects, line }: Pick<NewBookCorrection, 'corrects' | 'line'>): BookLine[] {
    const found = corrects === undefined ? undefined : this.postingLines(corrects);
    const lines = line ? [line] : (found ?? []).map(turned);
    if (!line && corrects !== undefined) {
      const before = this.database.get<Row>(`${CORRECTION} WHERE corrects = ? AND is_whole = 1`, corrects);
      if (before) {
        throw new KartuError('already-exists', `posting ${corrects} was taken back by ${before.number}`, {
          details: { what: 'books-corrected', posting: corrects, number: before.number },
        });
      }
    }
    const held = lines.flatMap(({ debit, credit }) => [debit, credit]).find(isHeldElsewhere);
    if (held === undefined) return lines;
    throw new KartuError('usage', `${held} is not corrected by hand`, {
      details: { what: 'books-held', account: held },
    });
  }

  /** Books a correction. Throws what {@link linesFor} throws, `amount-invalid`. */
  add(correction: NewBookCorrection): BookCorrection {
    return this.database.immediate(() => {
      const { corrects, line, reason, operator, approvedBy } = correction;
      const lines = this.linesFor(correction);
      const isWhole = line === undefined;
      const { number } = this.database.get<{ number: number }>(
        `INSERT INTO book_correction (number, corrects, is_whole, reason, at, operator, approved_by)
         SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ? FROM book_correction RETURNING number`,
        ...[corrects ?? null, Number(isWhole), reason, this.now().toISOString(), operator, approvedBy],
      )!;
      this.books.post({ source: `correction:${number}`, memo: reason, operator }, lines);
      const details = { corrects: corrects ?? null, lines, reason, by: operator, approvedBy };
      this.audit.record('books-corrected', String(number), details);
      return fromRow(this.database.get<Row>(`${CORRECTION} WHERE number = ?`, number)!);
    });
  }

  private postingLines(posting: number): BookLine[] {
    const lines = this.books.linesOfPosting(posting);
    if (lines.length > 0) return lines;
    throw new KartuError('not-found', `there is no posting ${posting}`, {
      details: { what: 'books-posting', posting },
    });
  }
}

type Row = Omit<BookCorrection, 'isWhole'> & { readonly isWhole: number };

function fromRow({ isWhole, ...row }: Row): BookCorrection {
  return { ...row, isWhole: isWhole === 1 };
}

function turned({ debit, credit, amountRupiah }: BookLine): BookLine {
  return { debit: credit, credit: debit, amountRupiah };
}
