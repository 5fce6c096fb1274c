import { KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { addDues, type DuesCharge, type DuesLine, duesOf, insertDuesPayment } from '../ledger/dues.ts';
import type { MoneyRequest } from '../sale/request.ts';

export { addDues, type DuesCharge, type DuesLine, duesOf };

type Till = Pick<Counter, 'ledger'>;

/** A member's dues: every period that is known, and what of it is in arrears. */
export interface DuesView {
  readonly lines: readonly (DuesLine & { readonly arrears: boolean })[];
  readonly unpaidRupiah: number;
  /** Unpaid and past their last day. */
  readonly arrearsRupiah: number;
}

/**
 * What a member has paid and still has to. A period is in arrears from the day after its last day on, in western
 * Indonesia.
 *
 * @param member digits of the member number
 */
export function duesView({ ledger, now }: Pick<Counter, 'ledger' | 'now'>, member: string): DuesView {
  const today = new Date(now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const lines = duesOf(ledger, member).map((line) => ({
    ...line,
    arrears: !line.paid && line.due !== null && line.due < today,
  }));
  const sum = (these: readonly DuesLine[]) =>
    these.reduce((total, { amountRupiah }) => total + amountRupiah, 0);
  return {
    lines,
    unpaidRupiah: sum(lines.filter(({ paid }) => !paid)),
    arrearsRupiah: sum(lines.filter(({ arrears }) => arrears)),
  };
}

/**
 * The payment of a member's dues for some periods, each once. Periods that the secretariat has not charged yet take an
 * amount that the cashier gives.
 *
 * @param member digits of the member number; only a card of this member pays
 * @throws `usage` (no period, one twice, one without an amount), `already-exists` (paid)
 */
export function duesPayment(
  { ledger }: Till,
  member: string,
  periods: readonly { readonly period: string; readonly amountRupiah?: number | undefined }[],
  reference?: string,
): MoneyRequest {
  const known = new Map(duesOf(ledger, member).map((line) => [line.period, line]));
  if (periods.length === 0 || new Set(periods.map(({ period }) => period)).size !== periods.length) {
    throw new KartuError('usage', 'each period once', { details: { what: 'dues-periods' } });
  }
  const dues = periods.map(({ period, amountRupiah }) => {
    const amount = known.get(period)?.amountRupiah ?? amountRupiah;
    const isPeriod = /^[\p{L}\p{N}][\p{L}\p{N}./ -]{0,19}$/u.test(period);
    if (!isPeriod || amount === undefined || !Number.isInteger(amount) || amount <= 0) {
      throw new KartuError('usage', `no amount for ${period.slice(0, 20)}`, {
        details: { what: 'dues-unknown', period: period.slice(0, 20) },
      });
    }
    return { period, amountRupiah: amount };
  });
  const amountRupiah = dues.reduce((sum, each) => sum + each.amountRupiah, 0);
  return {
    kind: 'sale',
    amountRupiah,
    reference,
    terms: {
      against: [{ account: 'dues', amountRupiah }],
      details: { dues },
      refusal: ({ ledger: books, memberNumber }) => {
        if (memberNumber !== member) return 'other-card';
        const paid = new Set(duesOf(books, member).flatMap((line) => (line.paid ? [line.period] : [])));
        return dues.some(({ period }) => paid.has(period)) ? 'dues-paid' : undefined;
      },
      rows: ({ ledger: books, memberNumber }, transfer) => {
        for (const each of dues) insertDuesPayment(books, transfer, memberNumber, each);
      },
    },
  };
}
