import { KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { type AuditWhat, type Duty, dutyOf } from '../ledger/audit.ts';
import { bookedFor, insertDeskRequest } from '../ledger/desk-requests.ts';
import {
  between,
  drawerRupiah,
  insertShift,
  insertShiftClose,
  openShiftOf,
  type Shift,
  shiftByNumber,
  shiftsOf,
} from '../ledger/shifts.ts';
import { type Movement, moneyOf, planOf, type Transfer } from '../ledger/transfer.ts';
import { hasCashiers } from './cashiers.ts';

export { drawerRupiah, openShiftOf, type Shift, shiftByNumber, shiftsOf };

type Till = Pick<Counter, 'ledger'>;

/** More cash than one drawer ever holds; a typing mistake beyond it. */
const MAX_CASH_RUPIAH = 1_000_000_000;

/** Begins a shift with so much cash in the drawer. Throws `already-exists` (one is open), `amount-invalid`. */
export function openShift({ ledger }: Till, floatRupiah: number, by: Duty = {}): Shift {
  requireCash(floatRupiah);
  const open = openShiftOf(ledger);
  if (open)
    throw fault('already-exists', 'shift-open', `shift ${open.number} is open`, { shift: open.number });
  return shiftByNumber(ledger, insertShift(ledger, floatRupiah, by))!;
}

/**
 * Ends the open shift by what was counted in the drawer. The difference to what was expected is booked, and all of it
 * goes to the safe.
 *
 * @param options.leaveUnfinished close although cash that was paid in or out waits for its card to come again: it will
 *   show as a difference of this shift and the opposite one in a later
 * @throws `not-found` (none is open), `usage` (unfinished business), `amount-invalid`
 */
export function closeShift(
  { ledger }: Till,
  countedRupiah: number,
  by: Duty = {},
  options: { readonly leaveUnfinished?: boolean | undefined } = {},
): Shift {
  requireCash(countedRupiah);
  const shift = requireOpenShift({ ledger });
  const unfinished = ledger.openTransfers().filter(movesCash);
  if (unfinished.length > 0 && !options.leaveUnfinished) {
    throw fault('usage', 'shift-unfinished', 'cash waits for a card', { count: unfinished.length });
  }
  insertShiftClose(ledger, shift.number, countedRupiah, by);
  return shiftByNumber(ledger, shift.number)!;
}

/**
 * Cash that comes into the drawer (above 0) or leaves it (below 0) for another reason than a card. Returns the entry.
 *
 * @param request a name that the same request carries however often it is sent: it is booked once
 * @throws `usage`, `amount-invalid`, `not-found` (no shift); `already-exists` for a name that booked something else
 */
export function moveCash(
  { ledger }: Till,
  amountRupiah: number,
  reason: string,
  by: Duty = {},
  request?: string,
): number {
  requireCash(Math.abs(amountRupiah));
  if (amountRupiah === 0) throw new KartuError('amount-invalid', 'no amount', { details: { text: '0' } });
  const kind = amountRupiah > 0 ? 'cash-in' : 'cash-out';
  const movements = between('safe', 'drawer', amountRupiah);
  const told = { reason: requireReason(reason) };
  return once(ledger, request, { kind, told, movements }, () => {
    const shift = requireOpenShift({ ledger });
    if (drawerRupiah(ledger) + amountRupiah < 0)
      throw fault('usage', 'drawer-short', 'the drawer holds less');
    return { ...by, shift: shift.number };
  });
}

/** Cash from the safe that was taken to the bank. Returns the entry. Throws as `moveCash` does. */
export function bankDeposit(
  { ledger }: Till,
  amountRupiah: number,
  reference: string,
  by: Duty = {},
  request?: string,
): number {
  requireCash(amountRupiah);
  if (amountRupiah === 0) throw new KartuError('amount-invalid', 'no amount', { details: { text: '0' } });
  const movements = between('safe', 'bank-clearing', amountRupiah);
  const told = { reference: requireReason(reference) };
  return once(ledger, request, { kind: 'deposit', told, movements }, () => ({
    ...by,
    shift: openShiftOf(ledger)?.number,
  }));
}

/** The drawer was opened without a sale; it stands in the audit trail. */
export function openDrawer({ ledger }: Till, reason: string, by: Duty = {}, request?: string): number {
  const told = { what: 'drawer-open' satisfies AuditWhat, reason: requireReason(reason) };
  return once(ledger, request, { kind: 'audit', told, movements: [] }, () => ({
    ...by,
    shift: openShiftOf(ledger)?.number,
  }));
}

/**
 * Books what a window asked for under a name of its own; asked for again, by a second click or after an answer that was
 * lost, it is what was booked before. `duty` says who and in which shift, or throws why it cannot be.
 */
function once(
  ledger: Counter['ledger'],
  request: string | undefined,
  asked: { readonly kind: string; readonly told: object; readonly movements: readonly Movement[] },
  duty: () => Duty,
): number {
  const { kind, told, movements } = asked;
  const earlier = request === undefined ? undefined : bookedFor(ledger, request);
  if (earlier) {
    const body = JSON.parse(earlier.body) as Record<string, unknown>;
    const wanted: Record<string, unknown> = { ...told, ...moneyOf(movements) };
    const isSame = Object.entries(wanted).every(
      ([name, value]) => JSON.stringify(body[name]) === JSON.stringify(value),
    );
    if (earlier.kind === kind && isSame) return earlier.entry;
    throw fault('already-exists', 'request-done', 'this request was booked with something else in it');
  }
  const named = request === undefined ? {} : { request };
  return ledger.book(kind, { ...dutyOf(duty()), ...told, ...named }, movements, (journal) => {
    if (request !== undefined) insertDeskRequest(ledger, request, journal);
  });
}

/**
 * Who is on duty: the cashier given (else who opened the shift) and the open shift. Where cashiers are registered no
 * money moves outside a shift.
 *
 * @throws `not-permitted` where a shift has to be opened first
 */
export function onDuty(counter: Till, cashier?: string): Duty {
  const shift = openShiftOf(counter.ledger);
  if (!shift && hasCashiers(counter)) {
    throw fault('not-permitted', 'shift-needed', 'open a shift first');
  }
  return dutyOf({ cashier: cashier ?? shift?.openedBy ?? undefined, shift: shift?.number });
}

/** Throws `not-found` when no shift is open. */
export function requireOpenShift({ ledger }: Till): Shift {
  const shift = openShiftOf(ledger);
  if (!shift) throw fault('not-found', 'shift-none', 'no shift is open');
  return shift;
}

/** Text that says why: 1 to 200 characters. Throws `usage`. */
export function requireReason(text: string): string {
  const reason = text.trim();
  if (reason !== '' && reason.length <= 200 && !/\p{Cc}/u.test(reason)) return reason;
  throw fault('usage', 'reason', 'a reason has 1 to 200 characters');
}

function movesCash(transfer: Transfer): boolean {
  const plan = planOf(transfer);
  if (!plan) return transfer.kind === 'topup';
  return plan.some(({ debit, credit }) => debit === 'drawer' || credit === 'drawer');
}

function requireCash(amountRupiah: number): void {
  if (Number.isInteger(amountRupiah) && amountRupiah >= 0 && amountRupiah <= MAX_CASH_RUPIAH) return;
  throw new KartuError('amount-invalid', `${amountRupiah} rupiah`, {
    details: { text: String(amountRupiah) },
  });
}

function fault(
  code: 'usage' | 'already-exists' | 'not-found' | 'not-permitted',
  what: string,
  message: string,
  details: Record<string, string | number> = {},
): KartuError {
  return new KartuError(code, message, { details: { what, ...details } });
}
