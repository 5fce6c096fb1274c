import {
  CAPABILITIES,
  DEFAULT_POLICY,
  dayFromDate,
  type Identity,
  type TerminalCertificate,
} from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { REFUSALS, type RefusalCode } from '../../src/sale/refusals.ts';
import {
  amountRefusal,
  counterRefusal,
  type Situation,
  standingRefusal,
  startOfDayMs,
} from '../../src/sale/rules.ts';

const identity: Identity = {
  issuerKey: 1,
  organisationId: 7,
  cardSerial: 42,
  memberNumber: '8900000001',
  theme: 1,
  issuedDay: dayFromDate('2026-01-01'),
  expiryDay: dayFromDate('2026-12-31'),
  keySetVersion: 1,
};
const certificate: TerminalCertificate = {
  organisationId: 7,
  terminal: 1,
  outlet: 'Gerai 1',
  signingKey: new Uint8Array(32),
  encryptionRecipient: `age1${'q'.repeat(58)}`,
  capabilities: [...CAPABILITIES],
  limitsRupiah: { sale: 400_000, topup: 1_500_000, refund: 500_000, payout: 500_000 },
  maxBalanceRupiah: 2_000_000,
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2026-12-31T00:00:00Z',
};
const nowMs = Date.parse('2026-03-02T03:00:00Z');
const good: Situation = {
  kind: 'sale',
  amountRupiah: 12_500,
  nowMs,
  identity,
  balanceRupiah: 50_000,
  sequence: 3,
  certificate,
  policy: { ...DEFAULT_POLICY, maxSaleRupiah: 300_000, maxSpentPerDayRupiah: 350_000 },
  blocklist: { issuedAt: '2026-03-01T00:00:00Z', cardSerials: [] },
  spentTodayRupiah: 0,
  chipCounterJump: 0,
};
const rich = { balanceRupiah: 1_900_000 };
const daysAgo = (days: number) => ({
  issuedAt: new Date(nowMs - days * 86_400_000).toISOString(),
  cardSerials: [],
});

describe('a card in good standing', () => {
  it.each([
    ['a sale', {}],
    ['a sale of the whole balance', { amountRupiah: 50_000 }],
    ['a sale of the highest amount', { ...rich, amountRupiah: 300_000 }],
    ['a sale up to the limit of the day', { ...rich, amountRupiah: 100_000, spentTodayRupiah: 250_000 }],
    [
      'a top-up to the maximum',
      { kind: 'topup' as const, balanceRupiah: 1_000_000, amountRupiah: 1_000_000 },
    ],
    [
      'a sale on the last day of the card',
      {
        nowMs: Date.parse('2026-12-31T16:59:00Z'),
        blocklist: { issuedAt: '2026-12-31T00:00:00Z', cardSerials: [] },
      },
    ],
    ['a sale with a blocklist of seven days', { blocklist: daysAgo(7), amountRupiah: 50_000 }],
  ])('%s passes', (_, change) => {
    const situation = { ...good, ...change };
    expect(standingRefusal(situation)).toBeUndefined();
    expect(amountRefusal(situation)).toBeUndefined();
  });
});

describe('standing', () => {
  it.each<[RefusalCode, Partial<Situation>]>([
    ['card-blocked', { blocklist: { ...good.blocklist, cardSerials: [41, 42] } }],
    ['card-expired', { nowMs: Date.parse('2026-12-31T17:00:00Z') }],
  ])('%s', (reason, change) => {
    expect(standingRefusal({ ...good, ...change })).toBe(reason);
  });
});

describe('amounts', () => {
  it.each<[RefusalCode, string, Partial<Situation>]>([
    [
      'terminal-incapable',
      'without the capability',
      { certificate: { ...certificate, capabilities: ['topup'] } },
    ],
    [
      'terminal-incapable',
      'without a limit for it',
      { certificate: { ...certificate, limitsRupiah: { topup: 1 } } },
    ],
    ['blocklist-expired', 'with a blocklist of 31 days', { blocklist: daysAgo(31) }],
    ['amount-above-terminal-limit', 'above the certificate', { ...rich, amountRupiah: 400_001 }],
    ['amount-above-limit', 'above the policy', { ...rich, amountRupiah: 300_001 }],
    [
      'amount-above-limit',
      'above half the policy with an old blocklist',
      { ...rich, blocklist: daysAgo(8), amountRupiah: 150_001 },
    ],
    [
      'amount-above-limit',
      'above half the policy with a chip read very often',
      { ...rich, chipCounterJump: 1001, amountRupiah: 150_001 },
    ],
    ['balance-too-low', 'one rupiah too much', { amountRupiah: 50_001 }],
    [
      'balance-above-maximum',
      'a top-up beyond the maximum',
      { kind: 'topup', balanceRupiah: 1_500_001, amountRupiah: 500_000 },
    ],
    [
      'daily-limit',
      'one rupiah above the day',
      { ...rich, amountRupiah: 100_001, spentTodayRupiah: 250_000 },
    ],
    ['card-worn-out', 'after the last sequence number', { sequence: 0xff_ffff }],
  ])('%s: %s', (reason, _, change) => {
    expect(amountRefusal({ ...good, ...change })).toBe(reason);
  });

  it('names the first reason in the documented order when several apply', () => {
    const everything = {
      ...good,
      certificate: { ...certificate, capabilities: [] },
      blocklist: daysAgo(40),
      amountRupiah: 9_999_999,
    };
    const order = Object.keys(REFUSALS);
    expect(amountRefusal(everything)).toBe('terminal-incapable');
    expect(order.indexOf('terminal-incapable')).toBeLessThan(order.indexOf('blocklist-expired'));
  });
});

describe('the counter itself', () => {
  it.each([
    [undefined, 'in time', nowMs, nowMs - 1],
    [undefined, 'a clock put right by less than an hour', nowMs, nowMs + 3_600_000],
    ['clock-behind', 'a clock set back', nowMs, nowMs + 3_600_001],
    ['terminal-expired', 'after its certificate', Date.parse('2026-12-31T00:00:01Z'), 0],
    ['terminal-expired', 'before its certificate', Date.parse('2025-12-31T23:59:59Z'), 0],
  ])('%s: %s', (reason, _, now, last) => {
    expect(counterRefusal({ certificate, now: () => now, isRestored: false }, last)).toBe(reason);
  });

  it('never sells with books that came out of a backup', () => {
    const restored = { certificate, now: () => nowMs, isRestored: true };
    expect(counterRefusal(restored, nowMs)).toBe('counter-restored');
  });

  it('counts a day from midnight in western Indonesia', () => {
    expect(new Date(startOfDayMs(Date.parse('2026-03-02T16:59:59Z'))).toISOString()).toBe(
      '2026-03-01T17:00:00.000Z',
    );
    expect(new Date(startOfDayMs(Date.parse('2026-03-02T17:00:00Z'))).toISOString()).toBe(
      '2026-03-02T17:00:00.000Z',
    );
  });
});
