import { formatRupiah, KartuError } from '@kartukita/card-core';
import type { Tender } from '../books/accounts.ts';
import type { AuditTrail } from './audit.ts';
import type { BookStore } from './books.ts';
import type { CreditStore } from './credits.ts';
import type { RegistryDatabase } from './database.ts';

/** What the employer paid over for a list of payroll. */
export interface SalaryPayment {
  /** From 1 without gaps, whichever list it was for. */
  readonly receipt: number;
  readonly list: number;
  readonly amountRupiah: number;
  readonly tender: Tender;
  readonly reference: string;
  /** When the money came, ms since 1970. */
  readonly paidMs: number;
  readonly at: string;
  readonly operator: string;
  readonly approvedBy: string | null;
}

export type NewSalaryPayment = Pick<
  SalaryPayment,
  'list' | 'amountRupiah' | 'tender' | 'reference' | 'paidMs' | 'operator'
> & { readonly approvedBy?: string | undefined };

const PAYMENT = `SELECT receipt, list, amount_rupiah AS amountRupiah, tender, reference, paid_ms AS paidMs, at, operator,
  approved_by AS approvedBy FROM salary_payment`;

/** What employers have paid for credited salary; what is due is what approved lists come to, less that. */
export class SalaryPaymentStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly books: BookStore;
  private readonly credits: CreditStore;
  private readonly now: () => Date;

  constructor(
    database: RegistryDatabase,
    audit: AuditTrail,
    books: BookStore,
    credits: CreditStore,
    now: () => Date,
  ) {
    this.database = database;
    this.audit = audit;
    this.books = books;
    this.credits = credits;
    this.now = now;
  }

  /**
   * Books a payment: the tender's account from `salary-clearing`. Throws `not-found`, `usage` (a list that was not
   * approved, more than is due, a day that has not come), `already-exists` for a reference that has paid for it before.
   */
  pay(payment: NewSalaryPayment): SalaryPayment {
    return this.database.immediate(() => {
      const { list, amountRupiah, tender, reference, paidMs, operator, approvedBy } = payment;
      this.requirePayable(payment);
      const { receipt } = this.database.get<{ receipt: number }>(
        `INSERT INTO salary_payment (receipt, list, amount_rupiah, tender, reference, paid_ms, at, operator, approved_by)
         SELECT coalesce(max(receipt), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM salary_payment RETURNING receipt`,
        ...[list, amountRupiah, tender, reference, paidMs, this.now().toISOString(), operator],
        approvedBy ?? null,
      )!;
      this.books.post({ source: `salary-payment:${receipt}`, atMs: paidMs, memo: reference, operator }, [
        { debit: tender, credit: 'salary-clearing', amountRupiah },
      ]);
      const details = { list, amountRupiah, tender, reference, by: operator, approvedBy: approvedBy ?? null };
      this.audit.record('salary-paid', String(receipt), details);
      return this.database.get<SalaryPayment>(`${PAYMENT} WHERE receipt = ?`, receipt)!;
    });
  }

  private requirePayable({ list, amountRupiah, reference, paidMs }: NewSalaryPayment): void {
    const { state } = this.credits.list(list);
    if (state !== 'approved') {
      throw new KartuError('usage', `list ${list} is ${state}`, {
        details: { what: 'salary-not-approved', list },
      });
    }
    if (paidMs > this.now().getTime()) {
      throw new KartuError('usage', 'that day has not come', { details: { what: 'salary-day' } });
    }
    // Before the amount: whoever repeats a payment hears that it is here, not that too much would be paid.
    const before = this.database.get<SalaryPayment>(
      `${PAYMENT} WHERE list = ? AND lower(reference) = lower(?)`,
      list,
      reference,
    );
    if (before) {
      throw new KartuError('already-exists', `receipt ${before.receipt} has this reference`, {
        details: { what: 'salary-reference', receipt: before.receipt, list },
      });
    }
    const dueRupiah = this.dueRupiah(list);
    if (amountRupiah <= dueRupiah) return;
    throw new KartuError('usage', `${dueRupiah} is due, not ${amountRupiah}`, {
      details: {
        ...{ what: 'salary-due', list, due: formatRupiah(dueRupiah) },
        amount: formatRupiah(amountRupiah),
      },
    });
  }

  /** What employers have still to pay, for one list or for all that were approved; whole rupiah. */
  dueRupiah(list?: number): number {
    return this.database.get<{ due: number }>(
      `SELECT (SELECT coalesce(sum(total_rupiah), 0) FROM credit_list WHERE state = 'approved' AND id = coalesce(?, id))
         - (SELECT coalesce(sum(amount_rupiah), 0) FROM salary_payment WHERE list = coalesce(?, list)) AS due`,
      ...[list ?? null, list ?? null],
    )!.due;
  }

  /** Of one list, in the order of their receipts. */
  of(list: number): SalaryPayment[] {
    return this.database.all<SalaryPayment>(`${PAYMENT} WHERE list = ? ORDER BY receipt`, list);
  }
}
