import { formatRupiah, KartuError } from '@kartukita/card-core';
import type { Tender } from '../books/accounts.ts';
import type { AuditTrail } from './audit.ts';
import type { BookStore } from './books.ts';
import type { RegistryDatabase } from './database.ts';
import { SHOWN_CODE } from './payables.ts';

/** A partner merchant: a member for whom counters have sold. */
export interface Merchant {
  /** Digits of the member's present number; of somebody who was never a member the number that counters used. */
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
      .all<Omit<Merchant, 'soldRupiah'>>(
        `WITH own AS (SELECT id, code, CASE WHEN code GLOB 'payable:m*' THEN (SELECT coalesce(merged_into, m.id)
             FROM members m WHERE m.id = CAST(substr(code, 10) AS INTEGER)) END AS member
           FROM account WHERE code GLOB 'payable:*')
         SELECT coalesce(m.member_number, substr(code, 9)) AS memberNumber, coalesce(m.name, '') AS name,
           sum((SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE credit = own.id)
             - (SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE debit = own.id)) AS owedRupiah,
           sum((SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry JOIN posting p ON p.id = posting
             WHERE debit = own.id AND p.source GLOB 'merchant-payment:*')) AS paidRupiah
         FROM own LEFT JOIN members m ON m.id = own.member GROUP BY coalesce(member, code)`,
      )
      .map((row) => ({ ...row, soldRupiah: row.owedRupiah + row.paidRupiah }))
      .sort((a, b) => b.owedRupiah - a.owedRupiah || a.memberNumber.localeCompare(b.memberNumber));
  }

  /**
   * The member whom a number of a merchant means: who holds it, or held it last. Undefined: nothing was sold for that
   * member, nor under the number.
   */
  find(memberNumber: string): Merchant | undefined {
    const [account] = this.books.payables.behind(`payable:${memberNumber}`, this.now().getTime());
    const sql = `SELECT ${SHOWN_CODE('asked.kept')} AS code FROM (SELECT ? AS kept) asked`;
    const code = this.database.get<{ code: string }>(sql, account!)?.code;
    return this.list().find((each) => `payable:${each.memberNumber}` === code);
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
      const lines = this.shares(memberNumber, amountRupiah).map((share) => ({ ...share, credit: tender }));
      this.books.post({ source: `merchant-payment:${receipt}`, memo: reference, operator }, lines);
      const details = { memberNumber, amountRupiah, tender, by: operator, approvedBy: approvedBy ?? null };
      this.audit.record('merchant-paid', String(receipt), details);
      return this.database.get<MerchantPayment>(`${PAYMENT} WHERE receipt = ?`, receipt)!;
    });
  }

  /** Of a member who was merged into another each has an account; more is never taken from one than lies there. */
  private shares(memberNumber: string, amountRupiah: number): { debit: string; amountRupiah: number }[] {
    let left = amountRupiah;
    return this.accountsOf(memberNumber).flatMap((debit) => {
      const share = Math.min(left, Math.max(0, this.books.balanceOfKept(debit)));
      left -= share;
      return share === 0 ? [] : [{ debit, amountRupiah: share }];
    });
  }

  private accountsOf(memberNumber: string): string[] {
    return this.books.payables.behind(`payable:${memberNumber}`, this.now().getTime());
  }

  payments(memberNumber: string): MerchantPayment[] {
    const accounts = this.accountsOf(memberNumber);
    return this.database.all<MerchantPayment>(
      `${PAYMENT} WHERE 'merchant-payment:' || receipt IN (SELECT p.source FROM posting p
         JOIN posting_entry e ON e.posting = p.id JOIN account a ON a.id = e.debit
         WHERE a.code IN (${accounts.map(() => '?').join(', ')})) ORDER BY receipt`,
      ...accounts,
    );
  }

  /** Everything between two moments, in the order in which it happened. */
  statement(memberNumber: string, fromMs: number, untilMs: number): MerchantLine[] {
    const accounts = this.accountsOf(memberNumber);
    const side = (column: 'debit' | 'credit', sign: string) => `
      SELECT p.at_ms AS atMs, p.source, p.id, ${sign}e.amount_rupiah AS amountRupiah
      FROM account a JOIN posting_entry e ON e.${column} = a.id JOIN posting p ON p.id = e.posting
      WHERE a.code IN (${accounts.map(() => '?').join(', ')}) AND p.at_ms >= ? AND p.at_ms < ?`;
    return this.database
      .all<Pick<MerchantLine, 'atMs' | 'amountRupiah'> & { source: string }>(
        `SELECT atMs, source, amountRupiah FROM (${side('credit', '')} UNION ALL ${side('debit', '-')}) ORDER BY atMs, id`,
        ...[...accounts, fromMs, untilMs, ...accounts, fromMs, untilMs],
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
