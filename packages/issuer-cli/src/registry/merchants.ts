import { formatRupiah, KartuError } from '@kartukita/card-core';
import type { Tender } from '../books/accounts.ts';
import type { AuditTrail } from './audit.ts';
import type { BookStore } from './books.ts';
import type { RegistryDatabase } from './database.ts';

/** A partner merchant: a member for whom counters have sold. */
export interface Merchant {
  /** Digits of the member number that counters know the merchant by. */
  readonly memberNumber: string;
  readonly name: string;
  readonly soldRupiah: number;
  readonly paidRupiah: number;
  readonly owedRupiah: number;
}

export interface MerchantPayment {
  /** From 1 without gaps, whichever merchant it was for. */
  readonly receipt: number;
  readonly memberNumber: string;
  readonly amountRupiah: number;
  readonly tender: Tender;
  readonly reference: string;
  readonly at: string;
  readonly operator: string;
  readonly approvedBy: string | null;
}

export type NewMerchantPayment = Pick<
  MerchantPayment,
  'memberNumber' | 'amountRupiah' | 'tender' | 'reference' | 'operator'
> & { readonly approvedBy?: string | undefined };

export interface MerchantLine {
  readonly atMs: number;
  /** Of a sale, or of what was given back, the counter; of a payment its receipt. */
  readonly terminal: number | null;
  readonly receipt: number | null;
  /** Above 0: sold; below: paid out, or given back. */
  readonly amountRupiah: number;
}

const PAYMENT = `SELECT receipt, member AS memberNumber, amount_rupiah AS amountRupiah, tender, reference, at, operator,
  approved_by AS approvedBy FROM merchant_payment`;

/** What is owed to partner merchants by what counters have settled, and what was paid to them. */
export class MerchantStore {
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

  /** Every merchant for whom anything was sold, those first who are owed most. */
  list(): Merchant[] {
    return this.database
      .all<Omit<Merchant, 'owedRupiah'>>(
        `SELECT m.number AS memberNumber, coalesce((SELECT name FROM members WHERE member_number = m.number), '') AS name,
           coalesce(p.total, 0) AS paidRupiah,
           (SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE credit = m.id)
           - (SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE debit = m.id)
           + coalesce(p.total, 0) AS soldRupiah
         FROM (SELECT id, substr(code, 9) AS number FROM account WHERE code GLOB 'payable:*') m LEFT JOIN
           (SELECT member, sum(amount_rupiah) AS total FROM merchant_payment GROUP BY member) p ON p.member = m.number`,
      )
      .map((row) => ({ ...row, owedRupiah: row.soldRupiah - row.paidRupiah }))
      .sort((a, b) => b.owedRupiah - a.owedRupiah || a.memberNumber.localeCompare(b.memberNumber));
  }

  owedRupiah(memberNumber: string): number {
    return this.books.balance(`payable:${memberNumber}`);
  }

  /** Throws `usage` for more than is owed, `already-exists` for a reference that has paid before. */
  pay(payment: NewMerchantPayment): MerchantPayment {
    return this.database.immediate(() => {
      const { memberNumber, amountRupiah, tender, reference, operator, approvedBy } = payment;
      const owedRupiah = this.owedRupiah(memberNumber);
      if (amountRupiah > owedRupiah) {
        throw new KartuError('usage', `${owedRupiah} is owed, not ${amountRupiah}`, {
          details: {
            ...{ what: 'merchant-owed', owed: formatRupiah(owedRupiah) },
            amount: formatRupiah(amountRupiah),
          },
        });
      }
      const before = this.database.get<MerchantPayment>(
        `${PAYMENT} WHERE lower(reference) = lower(?)`,
        reference,
      );
      if (before) {
        throw new KartuError('already-exists', `receipt ${before.receipt} has this reference`, {
          details: { what: 'merchant-reference', receipt: before.receipt },
        });
      }
      const { receipt } = this.database.get<{ receipt: number }>(
        `INSERT INTO merchant_payment (receipt, member, amount_rupiah, tender, reference, at, operator, approved_by)
         SELECT coalesce(max(receipt), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM merchant_payment RETURNING receipt`,
        ...[memberNumber, amountRupiah, tender, reference, this.now().toISOString(), operator],
        approvedBy ?? null,
      )!;
      this.books.post({ source: `merchant-payment:${receipt}`, memo: reference, operator }, [
        { debit: `payable:${memberNumber}`, credit: tender, amountRupiah },
      ]);
      const details = { memberNumber, amountRupiah, tender, by: operator, approvedBy: approvedBy ?? null };
      this.audit.record('merchant-paid', String(receipt), details);
      return this.database.get<MerchantPayment>(`${PAYMENT} WHERE receipt = ?`, receipt)!;
    });
  }

  payments(memberNumber: string): MerchantPayment[] {
    return this.database.all<MerchantPayment>(`${PAYMENT} WHERE member = ? ORDER BY receipt`, memberNumber);
  }

  /** Everything between two moments, in the order in which it happened. */
  statement(memberNumber: string, fromMs: number, untilMs: number): MerchantLine[] {
    const side = (column: 'debit' | 'credit', sign: string) => `
      SELECT p.at_ms AS atMs, p.source, p.id, ${sign}e.amount_rupiah AS amountRupiah
      FROM account a JOIN posting_entry e ON e.${column} = a.id JOIN posting p ON p.id = e.posting
      WHERE a.code = ? AND p.at_ms >= ? AND p.at_ms < ?`;
    const account = `payable:${memberNumber}`;
    return this.database
      .all<Pick<MerchantLine, 'atMs' | 'amountRupiah'> & { source: string }>(
        `SELECT atMs, source, amountRupiah FROM (${side('credit', '')} UNION ALL ${side('debit', '-')}) ORDER BY atMs, id`,
        ...[account, fromMs, untilMs, account, fromMs, untilMs],
      )
      .map(({ source, ...row }) => {
        const [kind, number] = source.split(':');
        return {
          ...row,
          terminal: kind === 'terminal' ? Number(number) : null,
          receipt: kind === 'merchant-payment' ? Number(number) : null,
        };
      });
  }

  /** What was owed before a moment. */
  owedBefore(memberNumber: string, untilMs: number): number {
    return this.statement(memberNumber, 0, untilMs).reduce((sum, { amountRupiah }) => sum + amountRupiah, 0);
  }
}
