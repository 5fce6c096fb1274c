import { createHash } from 'node:crypto';
import { type Duty, dutyOf } from './audit.ts';
import type { Ledger } from './ledger.ts';

/** A slow-hashed PIN as it lies in the database, with the tries since it was last given rightly. */
export interface StoredPin {
  readonly salt: Uint8Array;
  readonly verifier: Uint8Array;
  /** Binary logarithm of scrypt's N. */
  readonly cost: number;
  readonly failures: number;
  readonly blockedUntilMs: number;
}

/** Whose PIN it is, in the table. */
export const cashierOwner = (id: string) => `cashier:${id}`;
/** @param member digits of the member number */
export const memberOwner = (member: string) => `member:${member}`;

export function pinOf(ledger: Ledger, owner: string): StoredPin | undefined {
  return ledger.statements.get(
    'SELECT salt, verifier, cost, failures, blocked_until_ms AS blockedUntilMs FROM pin WHERE owner = ?',
    owner,
  ) as StoredPin | undefined;
}

/** What the journal holds of a verifier: enough to know it again, nothing to try PINs against. */
export function pinFingerprint(salt: Uint8Array, verifier: Uint8Array): string {
  return createHash('sha256').update(salt).update(verifier).digest('hex');
}

/** Sets a PIN, or takes it away (null). The tries begin anew. */
export function putPin(
  ledger: Ledger,
  owner: string,
  pin: Pick<StoredPin, 'salt' | 'verifier' | 'cost'> | null,
  by: Duty,
): void {
  const fingerprint = pin && pinFingerprint(pin.salt, pin.verifier);
  ledger.book('pin', { owner, fingerprint, by: dutyOf(by) }, [], (journal) => {
    ledger.statements.run('DELETE FROM pin WHERE owner = ?', owner);
    if (!pin) return;
    ledger.statements.run(
      'INSERT INTO pin (owner, salt, verifier, cost, journal) VALUES (?, ?, ?, ?, ?)',
      owner,
      pin.salt,
      pin.verifier,
      pin.cost,
      journal,
    );
  });
}

/**
 * Counts a try before it is looked at, so that neither many at once nor a process that is killed are tries for free.
 * `attempt` says from the tries so far until when the next one has to wait; undefined: this one is not taken.
 */
export function countTry(
  ledger: Ledger,
  owner: string,
  attempt: (pin: StoredPin) => number | undefined,
): StoredPin | undefined {
  return ledger.transact(() => {
    const pin = pinOf(ledger, owner);
    const blockedUntilMs = pin && attempt(pin);
    if (!pin || blockedUntilMs === undefined) return undefined;
    ledger.statements.run(
      'UPDATE pin SET failures = failures + 1, blocked_until_ms = ? WHERE owner = ?',
      blockedUntilMs,
      owner,
    );
    return pin;
  });
}

/** The try was right: what was counted is forgotten. */
export function forgetTries(ledger: Ledger, owner: string): void {
  ledger.transact(() =>
    ledger.statements.run('UPDATE pin SET failures = 0, blocked_until_ms = 0 WHERE owner = ?', owner),
  );
}
