import {
  type BatchInput,
  base64url,
  batchHash,
  JOURNAL_GENESIS,
  journalHash,
  sealBatches,
  sealReply,
  signBatch,
} from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { signDocument } from '../../../card-core/src/trust/signed-document.ts';
import type { OpenCounter } from '../../src/counter/enrol.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { errorOf } from '../counter/organisation.ts';
import { dump, type TwoSides, topup, twoSides } from './two-sides.ts';

/** What somebody could send who has a counter's key, or only the address: past the seal, the content is hostile too. */
async function batchOf(counter: OpenCounter, change: Partial<BatchInput> = {}): Promise<BatchInput> {
  const entries: BatchInput['entries'] = [[1_795_230_000_000, 'note', '{}']];
  const [[timeMs, kind, body]] = entries as [[number, string, string]];
  const hashAfter = journalHash({ number: 1, timeMs, kind, body, previous: JOURNAL_GENESIS });
  return {
    organisationId: counter.bundle.trust.organisationId,
    terminal: counter.bundle.terminal,
    number: 1,
    from: 1,
    to: 1,
    hashBefore: base64url(JOURNAL_GENESIS),
    hashAfter: base64url(hashAfter),
    previousBatch: base64url(JOURNAL_GENESIS),
    bundle: counter.bundle.serial,
    reply: 0,
    blocklistAt: counter.bundle.blocklist.issuedAt,
    madeAt: counter.bundle.blocklist.issuedAt,
    entries,
    ...change,
  };
}

async function imported(sides: TwoSides, texts: readonly string[]) {
  const file = await sealBatches(texts, sides.keys.settlement.recipient);
  const { files } = await sides.import(file);
  return files[0]!.batches.map((each) => (each.outcome === 'refused' ? each.error.code : each.outcome));
}

describe('a batch that is well sealed and signed', () => {
  it('is taken in as it should be', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    expect(await imported(sides, [await signBatch(await batchOf(counter), counter.signingKey)])).toEqual([
      'imported',
    ]);
  });

  it.each<[string, (batch: BatchInput) => Partial<BatchInput>, string]>([
    ['of another organisation', () => ({ organisationId: 1 }), 'file-for-another-organisation'],
    ['that ends elsewhere', () => ({ hashAfter: base64url(batchHash('x')) }), 'file-invalid'],
    ['whose entries were changed', () => ({ entries: [[1, 'note', '{}']] }), 'file-invalid'],
    ['with an entry too few', () => ({ to: 2 }), 'file-invalid'],
    ['that begins later than it says', () => ({ from: 2, to: 2 }), 'file-invalid'],
    ['that says it is a later one', () => ({ number: 2 }), 'file-invalid'],
    ['that names one before it', () => ({ previousBatch: base64url(batchHash('x')) }), 'file-invalid'],
    ['that continues something', () => ({ hashBefore: base64url(batchHash('x')) }), 'file-invalid'],
    ['in the name of another counter', () => ({ terminal: 2 }), 'signature-invalid'],
  ])('%s is refused and changes nothing', async (_what, change, code) => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await sides.counter();
    const batch = await batchOf(counter);
    const before = dump(sides.registry);
    const text = await signBatch({ ...batch, ...change(batch) }, counter.signingKey);
    expect(await imported(sides, [text])).toEqual([code]);
    expect(dump(sides.registry)).toEqual(before);
  });

  it.each<[string, unknown]>([
    ['with a member too much', { more: 1 }],
    ['with a fraction', { number: 1.5 }],
    ['without entries', { entries: [] }],
    ['with an entry of four', { entries: [[1, 'note', '{}', 1]] }],
    ['with a time before the epoch', { entries: [[-1, 'note', '{}']] }],
    ['with a date that is none', { madeAt: 'yesterday' }],
    ['with a hash of 31 bytes', { hashAfter: base64url(new Uint8Array(31)) }],
  ])('%s is refused', async (_what, change) => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const content = { ...(await batchOf(counter)), ...(change as object) };
    const text = await signDocument('settlement-batch', content, counter.signingKey, 'terminal-1');
    expect(await imported(sides, [text])).toEqual(['file-invalid']);
  });

  it.each([
    ['a number with a leading zero', 'terminal-01'],
    ['no number', 'terminal-'],
    ['an issuing key', 'issuer-1'],
  ])('that is signed in the name of %s is refused', async (_what, name) => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const text = await signDocument('settlement-batch', await batchOf(counter), counter.signingKey, name);
    expect(await imported(sides, [text])).toEqual(['file-invalid']);
  });

  it('of another type of document is refused', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const text = await signDocument(
      'terminal-request',
      await batchOf(counter),
      counter.signingKey,
      'terminal-1',
    );
    expect(await imported(sides, [text])).toEqual(['file-invalid']);
  });

  it('keeps no other in its file from coming in', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const good = await signBatch(await batchOf(counter), counter.signingKey);
    expect(await imported(sides, ['rubbish', good, `${good}x`])).toEqual([
      'file-invalid',
      'imported',
      'signature-invalid',
    ]);
  });
});

describe('a reply that is well sealed', () => {
  async function replyOf(sides: TwoSides, counter: OpenCounter) {
    const enrolled = await sides.bundleText(counter);
    return {
      organisationId: sides.keys.organisationId,
      terminal: counter.bundle.terminal,
      serial: 1,
      issuedAt: new Date(sides.clock.nowMs).toISOString(),
      acknowledged: null,
      bundle: enrolled,
      cards: [],
      transfers: [],
      unfrozen: [],
      standings: [],
      credits: [],
      owed: [],
      dues: [],
      events: [],
    };
  }

  it('and signed by an issuing key is applied; names what is not here without harm', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 5_000);
    const reply = {
      ...(await replyOf(sides, counter)),
      cards: [[77, 5, '0011223344556677']] as [number, number, string][],
      transfers: [
        [999, true],
        [2, false],
        [3, true],
      ] as [number, boolean][],
      unfrozen: [
        [1, 1],
        [5, 2],
      ] as [number, number][],
    };
    const { privateKey } = sides.keys.issuingKeys[0]!;
    const sealed = await sealReply(reply, 1, privateKey, counter.encryption.recipient);
    expect(await applyReply(counter, sealed)).toMatchObject({
      outcome: 'applied',
      transfers: [],
      unfrozen: [],
    });
  });

  it('but signed by the counter itself is refused', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const reply = await replyOf(sides, counter);
    const sealed = await sealReply(reply, 1, counter.signingKey, counter.encryption.recipient);
    expect((await errorOf(() => applyReply(counter, sealed))).code).toBe('signature-invalid');
  });

  it('for another number than its bundle’s is refused', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const reply = { ...(await replyOf(sides, counter)), terminal: 2 };
    const { privateKey } = sides.keys.issuingKeys[0]!;
    const sealed = await sealReply(reply, 1, privateKey, counter.encryption.recipient);
    expect((await errorOf(() => applyReply(counter, sealed))).code).toBe('file-for-another-terminal');
  });
});
