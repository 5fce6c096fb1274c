import { createHmac, hkdfSync, type KeyObject, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { KartuError, privateKeyBytes } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import type { Duty } from '../ledger/audit.ts';
import { countTry, forgetTries, pinOf, putPin, type StoredPin } from '../ledger/pins.ts';

/** What hashing and counting PINs needs of a counter. */
export type PinCounter = Pick<Counter, 'ledger' | 'signingKey' | 'now' | 'pinCost'>;

/** Wrong PINs in a row that are only told so; each one after them doubles the pause. */
const FREE_TRIES = 3;
const FIRST_PAUSE_MS = 30_000;
/** After so many in a row somebody with the right to do so has to set it anew. */
const LAST_TRY = 10;
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** Memory of one try: 128 × 8 × 2^15 bytes = 32 MiB; some 60 ms on an old laptop. */
const COST = 15;
const SALT_BYTES = 16;
const VERIFIER_BYTES = 32;

/** `unset`: there is none. `wrong`: counted. `waiting`: not looked at before `untilMs`. `locked`: until it is reset. */
export type PinVerdict =
  | { readonly is: 'right' | 'wrong' | 'unset' | 'locked' }
  | { readonly is: 'waiting'; readonly untilMs: number };

/** Digits alone, so that any keypad can give them. Throws `usage`. */
export function requirePinForm(pin: string, minDigits: number): void {
  if (new RegExp(`^[0-9]{${minDigits},12}$`).test(pin) && !/^(.)\1*$/.test(pin)) return;
  throw new KartuError('usage', `a PIN has ${minDigits} to 12 digits, not all the same`, {
    details: { what: 'pin-form', min: minDigits },
  });
}

/**
 * Sets the PIN of an owner. What is kept is scrypt over salt and an HMAC with a key that follows from the counter's own:
 * who steals the ledger without the counter's sealed keys has nothing to try four or six digits against.
 */
export async function setPin(counter: PinCounter, owner: string, pin: string, by: Duty): Promise<void> {
  const salt = randomBytes(SALT_BYTES);
  const cost = counter.pinCost ?? COST;
  const verifier = await slowHash(counter.signingKey, pin, salt, cost);
  putPin(counter.ledger, owner, { salt, verifier, cost }, by);
}

/** Takes a PIN away. */
export function removePin(counter: PinCounter, owner: string, by: Duty): void {
  putPin(counter.ledger, owner, null, by);
}

/** Looks at a PIN. The try is counted, durably, before it is looked at. */
export async function checkPin(counter: PinCounter, owner: string, pin: string): Promise<PinVerdict> {
  const { ledger } = counter;
  const nowMs = counter.now();
  const stored = countTry(ledger, owner, (state) =>
    mayTry(state, nowMs) ? pauseAfter(state.failures + 1, nowMs) : undefined,
  );
  if (!stored) return refusedTry(pinOf(ledger, owner));
  const verifier = await slowHash(counter.signingKey, pin, stored.salt, stored.cost);
  if (!timingSafeEqual(verifier, stored.verifier)) return { is: 'wrong' };
  forgetTries(ledger, owner);
  return { is: 'right' };
}

function mayTry(pin: StoredPin, nowMs: number): boolean {
  return pin.failures < LAST_TRY && nowMs >= pin.blockedUntilMs;
}

/** Until when the next try waits if this one, the n-th in a row, is wrong. */
export function pauseAfter(failures: number, nowMs: number): number {
  if (failures >= LAST_TRY) return NEVER_MS;
  return failures < FREE_TRIES ? 0 : nowMs + FIRST_PAUSE_MS * 2 ** (failures - FREE_TRIES);
}

function refusedTry(pin: StoredPin | undefined): PinVerdict {
  if (!pin) return { is: 'unset' };
  return pin.failures >= LAST_TRY ? { is: 'locked' } : { is: 'waiting', untilMs: pin.blockedUntilMs };
}

function slowHash(key: KeyObject, pin: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  const pepper = Buffer.from(hkdfSync('sha256', privateKeyBytes(key), '', 'KartuKita PIN v1', 32));
  const mixed = createHmac('sha256', pepper).update(pin).digest();
  const N = 2 ** cost;
  return new Promise((resolve, reject) => {
    scrypt(mixed, salt, VERIFIER_BYTES, { N, r: 8, p: 1, maxmem: 256 * N * 8 }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}
