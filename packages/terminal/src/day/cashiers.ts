import { KartuError } from '@kartukita/card-core';
import { audit, type Duty } from '../ledger/audit.ts';
import { type Cashier, cashierById, cashiersOf, putCashier, type Role } from '../ledger/cashiers.ts';
import { cashierOwner } from '../ledger/pins.ts';
import { checkPin, type PinCounter, type PinVerdict, requirePinForm, setPin } from './pin.ts';

export type { Cashier, Role };
export { cashierById, cashiersOf };

const ID = /^[a-z0-9][a-z0-9._-]{0,31}$/;
const MIN_PIN_DIGITS = 6;

/** True once somebody is registered: from then on money moves in shifts alone, and a void needs a supervisor. */
export function hasCashiers({ ledger }: Pick<PinCounter, 'ledger'>): boolean {
  return cashiersOf(ledger).some(({ active }) => active);
}

/**
 * Registers a cashier with his PIN (six digits at least). The first one has to be a supervisor.
 *
 * @throws `usage` (form of id, name or PIN), `already-exists`
 */
export async function addCashier(
  counter: PinCounter,
  cashier: { readonly id: string; readonly name: string; readonly role: Role },
  pin: string,
  by: Duty = {},
): Promise<Cashier> {
  const { id, role } = cashier;
  const name = cashier.name.trim();
  if (!ID.test(id)) throw fault('usage', 'cashier-id', 'an id has small letters and digits, 32 at most');
  if (name === '' || name.length > 80 || /\p{Cc}/u.test(name)) {
    throw fault('usage', 'cashier-name', 'a name has 1 to 80 characters');
  }
  if (cashierById(counter.ledger, id))
    throw fault('already-exists', 'cashier-there', `cashier ${id}`, { id });
  if (role !== 'supervisor' && !hasSupervisor(counter)) {
    throw fault('usage', 'cashier-first', 'the first one has to be a supervisor');
  }
  requirePinForm(pin, MIN_PIN_DIGITS);
  const added: Cashier = { id, name, role, active: true };
  putCashier(counter.ledger, added, by);
  await setPin(counter, cashierOwner(id), pin, by);
  return added;
}

/** Takes the right to sign in away, or gives it back. The last supervisor stays. Throws `not-found`, `usage`. */
export function setCashierActive(counter: PinCounter, id: string, active: boolean, by: Duty = {}): Cashier {
  const cashier = requireCashier(counter, id);
  if (cashier.active === active) return cashier;
  const changed = { ...cashier, active };
  const others = cashiersOf(counter.ledger).filter((other) => other.active && other.id !== id);
  if (!active && others.length > 0 && !others.some(({ role }) => role === 'supervisor')) {
    throw fault('usage', 'cashier-last', 'the last supervisor stays as long as there are cashiers');
  }
  putCashier(counter.ledger, changed, by);
  return changed;
}

/** A new PIN for a cashier; it ends a lock too. Throws `not-found`, `usage`. */
export async function setCashierPin(
  counter: PinCounter,
  id: string,
  pin: string,
  by: Duty = {},
): Promise<void> {
  requireCashier(counter, id);
  requirePinForm(pin, MIN_PIN_DIGITS);
  await setPin(counter, cashierOwner(id), pin, by);
}

/**
 * Signs a cashier in. Both ways it stands in the audit trail.
 *
 * @throws `pin-wrong` (also for somebody who is not registered or was disabled), `pin-locked` (with `untilMs`, or
 *   until a supervisor sets it anew)
 */
export async function signIn(counter: PinCounter, id: string, pin: string): Promise<Cashier> {
  return verified(counter, id, pin, 'login', {});
}

/**
 * A supervisor's word for one thing: void, refund, PIN reset.
 *
 * @param what what it is given for, written into the audit trail
 * @throws `not-permitted` for somebody who is no supervisor, `pin-wrong`, `pin-locked`
 */
export async function approve(
  counter: PinCounter,
  id: string,
  pin: string,
  what: string,
  duty: Duty = {},
): Promise<Cashier> {
  const supervisor = await verified(counter, id, pin, 'approval', duty, { for: what });
  if (supervisor.role === 'supervisor') return supervisor;
  audit(counter.ledger, 'approval-refused', duty, { who: id, for: what, reason: 'not-permitted' });
  throw fault('not-permitted', 'supervisor-needed', 'only a supervisor may do that');
}

async function verified(
  counter: PinCounter,
  id: string,
  pin: string,
  what: 'login' | 'approval',
  duty: Duty,
  details: object = {},
): Promise<Cashier> {
  const cashier = cashierById(counter.ledger, id);
  const verdict: PinVerdict = cashier?.active
    ? await checkPin(counter, cashierOwner(id), pin)
    : { is: 'unset' };
  if (cashier && verdict.is === 'right') {
    audit(counter.ledger, what, duty, { ...details, who: id });
    return cashier;
  }
  // What is no id may be a PIN that was typed into the wrong field.
  const who = cashier ? { who: id } : {};
  audit(counter.ledger, `${what}-refused`, duty, { ...details, ...who, reason: verdict.is });
  throw pinError(verdict);
}

/** The error that belongs to a PIN that did not do. */
export function pinError(verdict: PinVerdict): KartuError {
  if (verdict.is === 'waiting') {
    const details = { what: 'pin-waiting', until: new Date(verdict.untilMs).toISOString() };
    return new KartuError('pin-locked', 'too many wrong PINs; wait', { details });
  }
  if (verdict.is === 'locked') return fault('pin-locked', 'pin-locked', 'too many wrong PINs');
  return fault('pin-wrong', 'pin-wrong', 'the PIN is wrong');
}

function hasSupervisor({ ledger }: PinCounter): boolean {
  return cashiersOf(ledger).some(({ active, role }) => active && role === 'supervisor');
}

function requireCashier({ ledger }: PinCounter, id: string): Cashier {
  const cashier = cashierById(ledger, id);
  if (cashier) return cashier;
  throw fault('not-found', 'cashier-unknown', `there is no cashier ${id.slice(0, 32)}`, {
    id: id.slice(0, 32),
  });
}

function fault(
  code: 'usage' | 'already-exists' | 'not-found' | 'not-permitted' | 'pin-wrong' | 'pin-locked',
  what: string,
  message: string,
  details: Record<string, string | number> = {},
): KartuError {
  return new KartuError(code, message, { details: { what, ...details } });
}
