import { KartuError } from '@kartukita/card-core';

/** What the tables of chosen numbers hold, and how it is read (migration 003). */

export type RequestState = 'reserved' | 'paid' | 'approved' | 'cancelled' | 'expired';

export interface NumberRequest {
  readonly id: number;
  readonly memberId: number;
  readonly unique: number;
  /** See PooledNumber. */
  readonly pool: string;
  readonly listPriceRupiah: number;
  readonly feeRupiah: number;
  readonly state: RequestState;
  readonly requestedAt: string;
  readonly requestedBy: string;
  /** Until when it is kept unpaid. */
  readonly expiresAt: string;
  readonly receipt: string | null;
  readonly paidAt: string | null;
  readonly paidBy: string | null;
  readonly approvedAt: string | null;
  readonly approvedBy: string | null;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly refundDueRupiah: number;
  /** When that was paid back, by the books. */
  readonly refundPaidAtMs: number | null;
}

/** What is asked of a member here; a whole record of the registry is one. */
export interface NumberHolder {
  readonly id: number;
  /** Digits only. */
  readonly memberNumber: string;
  readonly state?: string | undefined;
  readonly mergedInto?: number | undefined;
}

export interface NumberChange {
  readonly id: number;
  readonly memberId: number;
  /** Digits only, as the next. */
  readonly oldNumber: string;
  readonly newNumber: string;
  readonly cause: 'chosen' | 'back-to-regular';
  readonly at: string;
  readonly operator: string;
}

export interface NumberMove {
  readonly change: NumberChange;
  /** Cards that carry the old number: they are to be replaced. */
  readonly cardSerials: readonly number[];
  readonly refundDueRupiah: number;
}

export const REQUEST = `id, member_id AS memberId, unique_number AS "unique", pool, list_price_rupiah AS listPriceRupiah,
  fee_rupiah AS feeRupiah, state, requested_at AS requestedAt, requested_by AS requestedBy, expires_at AS expiresAt,
  receipt, paid_at AS paidAt, paid_by AS paidBy, approved_at AS approvedAt, approved_by AS approvedBy,
  closed_at AS closedAt, closed_by AS closedBy, refund_due_rupiah AS refundDueRupiah,
  (SELECT at_ms FROM posting WHERE source = 'number-refund:' || number_requests.id) AS refundPaidAtMs
  FROM number_requests`;
export const CHANGE = `id, member_id AS memberId, old_number AS oldNumber, new_number AS newNumber, cause, at, operator
  FROM number_changes`;

/** Suspended members and those who have left hold what they hold, but get no other number. */
export function requireStanding(member: NumberHolder): void {
  if (member.state !== 'suspended' && member.state !== 'left' && member.mergedInto === undefined) return;
  throw new KartuError('usage', `member ${member.memberNumber} is ${member.state}`, {
    details: { what: 'number-standing' },
  });
}
