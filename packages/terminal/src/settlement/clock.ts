import { KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { lastReply } from '../ledger/settlement.ts';

const HOUR_MS = 3_600_000;
/** What the issuer signed must be this young: it proves that the clock is right now, within so much. */
const PROOF_MS = 7 * 24 * HOUR_MS;
const MAX_REASON = 200;

export interface AcceptedClock {
  readonly from: string;
  readonly to: string;
  readonly entry: number;
}

/**
 * The clock was ahead once, and the journal with it: from now on the present time counts again. Written into the
 * journal, where the issuer sees it. A bundle or reply of the last days has to show that the clock is right now.
 *
 * @throws `usage` (the clock is not behind, no reason), `not-permitted` (nothing fresh from the issuer)
 */
export function acceptClock(counter: Counter, reasonText: string): AcceptedClock {
  const { ledger, bundle, now } = counter;
  const reason = reasonText.trim();
  if (reason === '' || reason.length > MAX_REASON || /\p{Cc}/u.test(reason)) {
    throw new KartuError('usage', 'a reason has 1 to 200 characters', { details: { what: 'reason' } });
  }
  const [nowMs, lastMs] = [now(), ledger.lastTimeMs()];
  if (nowMs >= lastMs) {
    throw new KartuError('usage', 'the clock is not behind the journal', {
      details: { what: 'clock-right' },
    });
  }
  const signedMs = Math.max(
    Date.parse(bundle.issuedAt),
    Date.parse(lastReply(ledger)?.issuedAt ?? bundle.issuedAt),
  );
  if (nowMs < signedMs - HOUR_MS || nowMs > signedMs + PROOF_MS) {
    const issued = new Date(signedMs).toISOString();
    throw new KartuError(
      'not-permitted',
      `nothing that the issuer signed lately shows this time: ${issued}`,
      {
        details: { what: 'clock-unproven', issued },
      },
    );
  }
  const [from, to] = [new Date(lastMs).toISOString(), new Date(nowMs).toISOString()];
  const entry = ledger.book('clock', { reason, from, to });
  return { from, to, entry };
}
