import {
  type Capability,
  generateEncryptionIdentity,
  generateKeyPair,
  makeTerminalRequest,
  openTerminalBundle,
} from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { issueCard } from '../src/issue/issue.ts';
import { enrolTerminal, renewBundle } from '../src/terminals/enrol.ts';
import { blankChip, readerWith, SAWAH } from './cards.ts';
import { errorOf, NOW, office } from './helpers.ts';

/** A counter that asks: its keys, and its request. */
async function counter(outlet = 'Gerai Satu') {
  const signing = generateKeyPair();
  const { secret, recipient } = await generateEncryptionIdentity();
  const request = await makeTerminalRequest(
    { outlet, encryptionRecipient: recipient, requestedAt: NOW.toISOString() },
    signing.privateKey,
  );
  const open = async (sealed: Uint8Array) =>
    (await openTerminalBundle(sealed, secret, { signingKey: signing.privateKey })).bundle;
  return { request, open };
}

describe('enrolment', () => {
  it('answers with a bundle that only this counter can open, and that holds all it needs', async () => {
    const { registry, keys } = await office();
    const { request, open } = await counter();
    const { outcome, certificate, sealed } = await enrolTerminal(registry, keys, request);
    expect(outcome).toBe('enrolled');
    expect(certificate).toMatchObject({
      terminal: 1,
      outlet: 'Gerai Satu',
      capabilities: ['sale', 'topup', 'refund', 'credit', 'payout'],
      limitsRupiah: {
        sale: 500_000,
        topup: 1_000_000,
        refund: 500_000,
        credit: 2_000_000,
        payout: 1_000_000,
      },
      maxBalanceRupiah: 2_000_000,
      validFrom: '2026-11-20T03:00:00.000Z', // a day of grace for a clock that is behind
      validUntil: '2027-11-21T03:00:00.000Z',
    });
    const bundle = await open(sealed);
    expect(bundle).toMatchObject({
      organisationName: 'IKARHOLAZ',
      numberFormat: { groups: [2, 8], separator: '.' },
      terminal: 1,
      serial: 1,
      policy: registry.organisation().policy,
      blocklist: { issuedAt: NOW.toISOString(), cardSerials: [] },
    });
    expect(bundle.keySets).toEqual(keys.keySets);
    expect([...bundle.trust.terminals.keys()]).toEqual([1]);
    const another = await counter();
    expect(await errorOf(() => another.open(sealed))).toMatchObject({ code: 'file-for-another-terminal' });
  });

  it('grants what was asked for, and no more', async () => {
    const { registry, keys } = await office();
    const { request } = await counter();
    const grant = { capabilities: ['sale'] as Capability[], maxSaleRupiah: 75_000, validDays: 30 };
    const { certificate } = await enrolTerminal(registry, keys, request, grant);
    expect(certificate).toMatchObject({
      capabilities: ['sale'],
      limitsRupiah: { sale: 75_000 },
      validUntil: '2026-12-21T03:00:00.000Z',
    });
  });

  it('gives the same key the same number, what it had, and a newer bundle', async () => {
    const { registry, keys } = await office();
    const { request, open } = await counter();
    const grant = { capabilities: ['sale'] as Capability[], maxSaleRupiah: 75_000 };
    await enrolTerminal(registry, keys, request, grant);
    const again = await enrolTerminal(registry, keys, request);
    expect(again).toMatchObject({
      outcome: 'renewed',
      bundleSerial: 2,
      certificate: { terminal: 1, capabilities: ['sale'], limitsRupiah: { sale: 75_000 } },
    });
    expect((await open(again.sealed)).serial).toBe(2);
    expect(registry.terminals.list()).toHaveLength(1);
    const wider = await enrolTerminal(registry, keys, request, { capabilities: ['sale', 'topup'] });
    expect(wider.certificate.limitsRupiah).toEqual({ sale: 75_000, topup: 1_000_000 });
  });

  it.each([
    ['a capability', { capabilities: ['topup'] as Capability[] }],
    ['a limit', { maxSaleRupiah: 499_999 }],
  ])('never takes %s back: cards carry what the counter signed', async (_what, grant) => {
    const { registry, keys } = await office();
    const { request } = await counter();
    await enrolTerminal(registry, keys, request);
    expect(await errorOf(() => enrolTerminal(registry, keys, request, grant))).toMatchObject({
      code: 'usage',
      details: { what: 'grant-narrowed', terminal: 1, capability: 'sale' },
    });
  });

  it('gives each key a number of its own, and tells a counter of those that joined later', async () => {
    const { registry, keys } = await office();
    const [first, second] = [await counter('Gerai Satu'), await counter('Gerai Dua')];
    await enrolTerminal(registry, keys, first.request);
    const { certificate, sealed } = await enrolTerminal(registry, keys, second.request);
    expect(certificate.terminal).toBe(2);
    expect([...(await second.open(sealed)).trust.terminals.keys()]).toEqual([1, 2]);
    const renewed = await renewBundle(registry, keys, 1);
    const bundle = await first.open(renewed.sealed);
    expect(bundle).toMatchObject({ terminal: 1, serial: 3 });
    expect([...bundle.trust.terminals.keys()]).toEqual([1, 2]);
    expect(await errorOf(() => renewBundle(registry, keys, 3))).toMatchObject({ code: 'not-found' });
  });

  it('puts cards that were given up half-way on the blocklist', async () => {
    const { registry, keys } = await office();
    const torn = readerWith(blankChip('classic-1k'), { atExchange: 150, when: 'after' });
    await errorOf(() => issueCard(registry, keys, torn, { memberNumber: '89.00000001', theme: SAWAH }));
    registry.cards.discard(1);
    const { request, open } = await counter();
    const { sealed } = await enrolTerminal(registry, keys, request);
    expect((await open(sealed)).blocklist.cardSerials).toEqual([1]);
  });

  it.each([
    ['no days', { validDays: 0 }, 'valid-days'],
    ['part of a day', { validDays: 1.5 }, 'valid-days'],
    ['more than ten years', { validDays: 3651 }, 'valid-days'],
    ['what is no number', { validDays: Number.NaN }, 'valid-days'],
    ['nothing at all', { capabilities: [] }, 'capabilities'],
    ['more than a card may hold', { maxSaleRupiah: 2_000_001 }, 'limit-too-high'],
  ])('refuses %s before a number is given', async (_what, grant, what) => {
    const { registry, keys } = await office();
    const { request } = await counter();
    const error = await errorOf(() => enrolTerminal(registry, keys, request, grant));
    expect(error).toMatchObject({ code: 'usage', details: { what } });
    expect(registry.terminals.list()).toEqual([]);
  });

  it.each([
    ['nothing', () => '', 'file-invalid'],
    ['something else', () => 'hello', 'file-invalid'],
    ['a request cut off', (text: string) => text.slice(0, -5), 'file-invalid'],
    ['a request with another outlet put in', swapOutlet, 'signature-invalid'],
  ])('refuses %s', async (_what, spoil, code) => {
    const { registry, keys } = await office();
    const { request } = await counter();
    expect((await errorOf(() => enrolTerminal(registry, keys, spoil(request)))).code).toBe(code);
    expect(registry.terminals.list()).toEqual([]);
  });
});

function swapOutlet(text: string): string {
  const [header, payload, signature] = text.split('.');
  const content = JSON.parse(Buffer.from(payload!, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify({ ...content, outlet: 'Gerai Lain' })).toString('base64url');
  return `${header}.${changed}.${signature}`;
}

describe('the organisation’s policy', () => {
  it('asks for no PIN at first; a change stands in the audit trail and in the next bundle', async () => {
    const { registry, keys } = await office();
    const { request, open } = await counter();
    const before = registry.organisation().policy;
    const first = await open((await enrolTerminal(registry, keys, request)).sealed);
    expect(first.policy).toEqual(before);
    expect(first.policy.pinAboveRupiah).toBeUndefined();
    const after = { ...before, pinAboveRupiah: 200_000 };
    registry.setPolicy(after);
    expect(registry.audit.newest(1)).toMatchObject([{ action: 'policy-set', details: { before, after } }]);
    const next = await open((await renewBundle(registry, keys, 1)).sealed);
    expect(next.policy).toEqual(after);
    expect(() => registry.setPolicy({ ...before, pinAboveRupiah: -1 })).toThrow();
    expect(registry.organisation().policy).toEqual(after);
  });
});
