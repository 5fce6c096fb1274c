import {
  balanceAfter,
  dateFromDay,
  type Identity,
  isValidAt,
  NO_EXPIRY,
  type Policy,
  type TerminalCertificate,
} from '@kartukita/card-core';
import type { RefusalCode } from './refusals.ts';

/**
 * What is done to a card. `refund` and `payout` settle what is owed (a `payout` may also take a top-up back), `credit`
 * is part of a salary.
 */
export type RequestKind = 'sale' | 'topup' | 'refund' | 'credit' | 'payout';

/** All that a decision depends on. */
export interface Situation {
  readonly kind: RequestKind;
  readonly amountRupiah: number;
  readonly nowMs: number;
  readonly identity: Identity;
  readonly balanceRupiah: number;
  readonly sequence: number;
  readonly certificate: TerminalCertificate;
  readonly policy: Policy;
  readonly blocklist: { readonly issuedAt: string; readonly cardSerials: readonly number[] };
  /** What the last reply said against the member; undefined: nothing. */
  readonly memberStanding?: 'suspended' | 'left' | undefined;
  /** Since when the counter knows what others did: its last settlement. Undefined: it begins just now. */
  readonly knownSinceMs?: number | undefined;
  readonly spentTodayRupiah: number;
  /** How far the NFC counter of an NTAG moved since the last transaction known here; 0 elsewhere. */
  readonly chipCounterJump: number;
}

const DAY_MS = 86_400_000;
const LAST_SEQUENCE = 0xff_ffff;
/** A telephone in a pocket reads a card a few times a day; a thousand sessions are no everyday use. */
const CHIP_COUNTER_JUMP = 1000;
/** Western, central and eastern Indonesia are UTC+7 to +9: a card is good to the end of its last day anywhere. */
const EARLIEST_OFFSET_MS = 7 * 3_600_000;

type Rule = readonly [RefusalCode, (s: Situation) => boolean];

/** Rules about the card's standing: they hold for a balance inquiry too. In the order of REFUSALS. */
const STANDING: readonly Rule[] = [
  ['card-blocked', (s) => s.blocklist.cardSerials.includes(s.identity.cardSerial)],
  [
    'card-expired',
    (s) => s.identity.expiryDay !== NO_EXPIRY && today(s.nowMs) > dateFromDay(s.identity.expiryDay),
  ],
  ['member-suspended', (s) => s.memberStanding !== undefined],
];

/** Rules about what is asked. In the order of REFUSALS. */
const AMOUNT: readonly Rule[] = [
  [
    'terminal-incapable',
    // Nor may it sign a balance above its maximum, even one that a sale leaves: no other counter would believe it.
    (s) =>
      !s.certificate.capabilities.includes(s.kind) ||
      s.certificate.limitsRupiah[s.kind] === undefined ||
      (takes(s.kind) && balanceNext(s) > s.certificate.maxBalanceRupiah),
  ],
  ['blocklist-expired', (s) => s.kind === 'sale' && blocklistAgeDays(s) > s.policy.blocklistExpiredDays],
  ['settlement-expired', (s) => s.kind === 'sale' && settlementAgeDays(s) > s.policy.settlementExpiredDays],
  ['amount-above-terminal-limit', (s) => s.amountRupiah > (s.certificate.limitsRupiah[s.kind] ?? 0)],
  ['amount-above-limit', (s) => s.amountRupiah > policyLimit(s)],
  ['balance-too-low', (s) => balanceNext(s) < 0],
  [
    'balance-above-maximum',
    (s) =>
      !takes(s.kind) && balanceNext(s) > Math.min(s.policy.maxBalanceRupiah, s.certificate.maxBalanceRupiah),
  ],
  [
    'daily-limit',
    (s) =>
      s.kind === 'sale' && s.spentTodayRupiah + s.amountRupiah > tightened(s, s.policy.maxSpentPerDayRupiah),
  ],
  ['card-worn-out', (s) => s.sequence >= LAST_SEQUENCE],
];

/** The first reason against this card's standing, if there is one. */
export function standingRefusal(situation: Situation): RefusalCode | undefined {
  return STANDING.find(([, applies]) => applies(situation))?.[0];
}

/** The first reason against doing what is asked, if there is one. */
export function amountRefusal(situation: Situation): RefusalCode | undefined {
  return AMOUNT.find(([, applies]) => applies(situation))?.[0];
}

/** The most that one record of this kind may move on this card; 0 or below: nothing. */
export function mostOf({ kind, balanceRupiah, certificate, policy }: Situation): number {
  const room = takes(kind)
    ? balanceRupiah
    : Math.min(policy.maxBalanceRupiah, certificate.maxBalanceRupiah) - balanceRupiah;
  return Math.min(certificate.limitsRupiah[kind] ?? 0, room);
}

/** The counter's own reasons: they come before any card is looked at. */
export function counterRefusal(
  counter: { certificate: TerminalCertificate; now: () => number; isRestored: boolean },
  lastEntryMs: number,
): RefusalCode | undefined {
  const nowMs = counter.now();
  if (!isValidAt(counter.certificate, nowMs)) return 'terminal-expired';
  if (counter.isRestored) return 'counter-restored';
  // A clock that was set back would make limits per day and validity periods meaningless.
  return nowMs < lastEntryMs - DAY_MS / 24 ? 'clock-behind' : undefined;
}

/** Start of the counter's day: limits per day begin anew at local midnight of western Indonesia. */
export function startOfDayMs(nowMs: number): number {
  return Math.floor((nowMs + EARLIEST_OFFSET_MS) / DAY_MS) * DAY_MS - EARLIEST_OFFSET_MS;
}

function today(nowMs: number): string {
  return new Date(nowMs + EARLIEST_OFFSET_MS).toISOString().slice(0, 10);
}

function takes(kind: RequestKind): boolean {
  return kind === 'sale' || kind === 'payout';
}

function balanceNext(s: Situation): number {
  return balanceAfter(s.kind, s.balanceRupiah, s.amountRupiah);
}

function policyLimit(s: Situation): number {
  if (s.kind === 'sale') return tightened(s, s.policy.maxSaleRupiah);
  return s.kind === 'topup' ? s.policy.maxTopupRupiah : s.policy.maxBalanceRupiah;
}

/**
 * With a blocklist that is getting old a counter risks half as much (design §2.6); when it has not settled for long, as
 * it knows too little of what others did; and with an NTAG that was read very often since it was seen, as a tool that
 * tries to copy it would. Half is half, however many of these apply.
 */
function tightened(s: Situation, limitRupiah: number): number {
  const isRisky =
    blocklistAgeDays(s) > s.policy.blocklistStaleDays ||
    settlementAgeDays(s) > s.policy.settlementStaleDays ||
    s.chipCounterJump > CHIP_COUNTER_JUMP;
  return isRisky ? Math.floor(limitRupiah / 2) : limitRupiah;
}

function blocklistAgeDays(s: Situation): number {
  return (s.nowMs - Date.parse(s.blocklist.issuedAt)) / DAY_MS;
}

function settlementAgeDays(s: Situation): number {
  return (s.nowMs - (s.knownSinceMs ?? s.nowMs)) / DAY_MS;
}
