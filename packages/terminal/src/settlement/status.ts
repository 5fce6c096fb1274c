import type { Counter } from '../counter/counter.ts';
import { lastBatch, lastEntry, lastReply } from '../ledger/settlement.ts';
import { knownSinceMs } from './knowledge.ts';

/** What this counter has told, what it was told, and how old that is. */
export interface CounterStatus {
  readonly terminal: number;
  /** The last entry of the journal, and the last batch that was cut from it; 0: none. */
  readonly entry: number;
  readonly batch: number;
  /** What the issuer has acknowledged; 0: nothing. */
  readonly acknowledgedEntry: number;
  readonly acknowledgedBatch: number;
  /** Entries that the issuer has not acknowledged. */
  readonly open: number;
  readonly reply: number;
  readonly replyAt: string | null;
  readonly bundle: number;
  readonly bundleAt: string;
  readonly blocklistAt: string;
  readonly settlementAgeDays: number;
  readonly blocklistAgeDays: number;
  /** What that does to the limits of sales (docs/settlement.md §6). */
  readonly limits: 'full' | 'halved' | 'no-sales';
}

const DAY_MS = 86_400_000;

export function counterStatus({ ledger, bundle, now }: Counter): CounterStatus {
  const reply = lastReply(ledger);
  const entry = lastEntry(ledger);
  const ageDays = (sinceMs: number) => Math.max(0, (now() - sinceMs) / DAY_MS);
  const settlementAgeDays = ageDays(knownSinceMs(ledger) ?? now());
  const blocklistAgeDays = ageDays(Date.parse(bundle.blocklist.issuedAt));
  const { policy } = bundle;
  const isExpired =
    settlementAgeDays > policy.settlementExpiredDays || blocklistAgeDays > policy.blocklistExpiredDays;
  const isStale =
    settlementAgeDays > policy.settlementStaleDays || blocklistAgeDays > policy.blocklistStaleDays;
  return {
    terminal: bundle.terminal,
    entry,
    batch: lastBatch(ledger)?.number ?? 0,
    acknowledgedEntry: reply?.entry ?? 0,
    acknowledgedBatch: reply?.batch ?? 0,
    open: entry - (reply?.entry ?? 0),
    reply: reply?.serial ?? 0,
    replyAt: reply?.issuedAt ?? null,
    bundle: bundle.serial,
    bundleAt: bundle.issuedAt,
    blocklistAt: bundle.blocklist.issuedAt,
    settlementAgeDays: rounded(settlementAgeDays),
    blocklistAgeDays: rounded(blocklistAgeDays),
    limits: isExpired ? 'no-sales' : isStale ? 'halved' : 'full',
  };
}

function rounded(days: number): number {
  return Math.round(days * 10) / 10;
}
