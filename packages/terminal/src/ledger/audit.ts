import type { Ledger } from './ledger.ts';

/** Who does something at the counter, and in which shift; what every entry of the journal is signed off with. */
export interface Duty {
  /** Id of the cashier. */
  readonly cashier?: string | undefined;
  readonly shift?: number | undefined;
}

/** What the audit trail tells of. */
export type AuditWhat =
  | 'login'
  | 'login-refused'
  | 'logout'
  | 'approval'
  | 'approval-refused'
  | 'refusal'
  | 'request-refused'
  | 'drawer-open'
  | 'pin-refused'
  | 'settlement-export'
  | 'settlement-reply'
  | 'case-closed';

/** What other entries of the journal are in the trail: a cashier or PIN that was changed, a refund, a void. */
export type AuditKind = AuditWhat | 'cashier' | 'pin' | 'refund' | 'void';

export interface AuditEntry {
  readonly number: number;
  readonly timeMs: number;
  readonly what: AuditKind;
  readonly cashier: string | null;
  readonly shift: number | null;
  /** Reason, card, amount, …, as it was written down. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Writes an entry of the audit trail into the journal; returns its number. */
export function audit(ledger: Ledger, what: AuditWhat, duty: Duty, details: object = {}): number {
  return ledger.book('audit', { ...details, what, ...dutyOf(duty) });
}

/** Cashier and shift as the journal names them; what is not known is left out. */
export function dutyOf({ cashier, shift }: Duty): Duty {
  return { ...(cashier === undefined ? {} : { cashier }), ...(shift === undefined ? {} : { shift }) };
}

/** The audit trail, newest first: what was audited, who may sign in, what was taken back or closed as not done. */
export function auditTrail(ledger: Ledger, limit = 100, before = Number.MAX_SAFE_INTEGER): AuditEntry[] {
  const rows = ledger.statements.all<{ number: number; timeMs: number; kind: string; body: string }>(
    `SELECT number, time_ms AS timeMs, kind, body FROM journal
     WHERE kind IN ('audit', 'cashier', 'pin', 'refund', 'void') AND number < ? ORDER BY number DESC LIMIT ?`,
    before,
    limit,
  );
  return rows.map(({ number, timeMs, kind, body }) => {
    const { what = kind, by, cashier, shift, ...rest } = JSON.parse(body);
    const duty: Duty = by ?? {};
    const details = Object.fromEntries(Object.entries(rest).filter(([name]) => !INTERNAL.has(name)));
    return {
      number,
      timeMs,
      what,
      cashier: cashier ?? duty.cashier ?? null,
      shift: shift ?? duty.shift ?? null,
      details,
    };
  });
}

/** Of no use to whoever reads the trail: the books have it. */
const INTERNAL = new Set(['request', 'fingerprint', 'debit', 'credit', 'lines', 'items']);
