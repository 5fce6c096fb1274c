import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKartuError } from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { importSettlements } from '../../../issuer-cli/src/settlement/import.ts';
import { makeReply } from '../../../issuer-cli/src/settlement/reply.ts';
import { refundSale } from '../../src/day/refunds.ts';
import { standingOf } from '../../src/ledger/settlement.ts';
import { closeAsNotDone, settleInterrupted } from '../../src/sale/recovery.ts';
import { startOfDayMs } from '../../src/sale/rules.ts';
import type { Step } from '../../src/sale/write-card.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { acceptClock } from '../../src/settlement/clock.ts';
import { counterStatus } from '../../src/settlement/status.ts';
import { errorOf } from '../counter/organisation.ts';
import { booked, prove, tapOnce, tapped } from '../world.ts';
import { cloneOf, dump, givenFiles, sale, topup, twoSides } from './two-sides.ts';

const DAY_MS = 86_400_000;

/** A counter, its card with Rp100.000, and a second counter that has used the card since. */
async function usedElsewhere() {
  const sides = await twoSides();
  const [a, b] = await sides.pair();
  const card = await sides.card();
  await topup(a, card, 100_000);
  const old = cloneOf(card);
  await sale(b, card, 10_000);
  await sides.import(await sides.export(b));
  return { sides, a, b, card, old };
}

describe('a reply', () => {
  it('older than one that was applied is refused; the same one once more changes nothing', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const [first, second] = [await sides.reply(counter), await sides.reply(counter)];
    expect(await applyReply(counter, second)).toMatchObject({ outcome: 'applied', serial: 2 });
    const entries = counterStatus(counter).entry;
    const error = await errorOf(() => applyReply(counter, first));
    expect([error.code, error.details.what]).toEqual(['file-invalid', 'reply-older']);
    expect(await applyReply(counter, second)).toMatchObject({ outcome: 'repeated', serial: 2 });
    expect(counterStatus(counter).entry).toBe(entries);
    expect(prove(counter).findings).toEqual([]);
  });

  it('for another counter is refused, sealed or not', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const reply = await sides.reply(b);
    expect((await errorOf(() => applyReply(a, reply))).code).toBe('file-for-another-terminal');
    // The same with the other counter's key to open it: signature and number still say whose it is.
    const spied = { ...a, bundle: a.bundle, certificate: a.certificate, encryption: b.encryption };
    expect((await errorOf(() => applyReply(spied, reply))).code).toBe('file-for-another-terminal');
    expect(counterStatus(a).reply).toBe(0);
  });

  it('cut off anywhere, or with a byte changed, is refused and changes nothing', async () => {
    const { sides, a } = await usedElsewhere();
    const reply = await sides.reply(a);
    const bundle = a.bundle.serial;
    for (const at of [0, 10, 100, 180, 205, 230, reply.length - 20, reply.length - 1]) {
      const changed = Uint8Array.from(reply);
      changed[at]! ^= 0x10;
      for (const bad of [reply.slice(0, at), changed]) {
        const error = await errorOf(() => applyReply(a, bad));
        expect(isKartuError(error, 'file-invalid', 'file-for-another-terminal', 'signature-invalid')).toBe(
          true,
        );
      }
    }
    expect([counterStatus(a).reply, a.bundle.serial]).toEqual([0, bundle]);
    expect(existsSync(join(a.folder, 'bundle.age'))).toBe(false);
    expect(await applyReply(a, reply)).toMatchObject({ outcome: 'applied' });
    expect(readFileSync(join(a.folder, 'bundle.age')).length).toBeGreaterThan(0);
  });

  it('that acknowledges what the ledger does not have shows that an older copy was put back', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 5_000);
    await sides.import(await sides.export(counter));
    const reply = await sides.reply(counter);
    const error = await errorOf(async () => applyReply(await sides.again(counter), reply));
    expect([error.code, error.details.what]).toEqual(['data-damaged', 'ledger-older']);
  });

  it('names cards that others used; what is older is refused, also at a counter that never met the card', async () => {
    const { sides, a, card, old } = await usedElsewhere();
    const third = await sides.counter();
    expect(await sides.settle(a)).toMatchObject({ cards: 1 });
    expect(await applyReply(third, await sides.reply(third))).toMatchObject({ cards: 1 });
    const copies = [old, cloneOf(old)];
    expect(await sale(a, copies[0]!, 1_000)).toMatchObject({ outcome: 'refused', reason: 'card-behind' });
    expect(await sale(third, copies[1]!, 1_000)).toMatchObject({ outcome: 'refused', reason: 'card-behind' });
    // Both have frozen it by its serial: the right card is refused too, until the case is closed.
    expect(await sale(third, card, 1_000)).toMatchObject({ reason: 'card-frozen' });
    expect(prove(third).findings).toEqual([]);
  });

  it('tells a copy that went on by itself from the card', async () => {
    const { sides, a, b, card, old } = await usedElsewhere();
    const third = await sides.counter();
    await sale(b, card, 1_000);
    await sides.import(await sides.export(b));
    await applyReply(third, await sides.reply(third));
    await sale(a, old, 2_000);
    await sale(a, old, 3_000);
    expect(await sale(third, old, 1_000)).toMatchObject({ reason: 'card-forked' });
    expect(await sale(third, card, 1_000)).toMatchObject({ reason: 'card-frozen' });
  });

  it('says only what changed since the last one that was applied', async () => {
    const { sides, a, b, card } = await usedElsewhere();
    expect(await sides.settle(a)).toMatchObject({ cards: 1 });
    expect(await sides.settle(a)).toMatchObject({ cards: 0 });
    await sale(b, card, 1_000);
    await sides.import(await sides.export(b));
    // One that was made and never applied is not reckoned with.
    await sides.reply(a);
    expect(await sides.settle(a)).toMatchObject({ cards: 1 });
    expect(await sale(a, card, 1_000)).toMatchObject({ outcome: 'posted' });
  });

  it('brings members’ standing', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    const { members, cards } = sides.registry;
    const { memberNumber } = cards.get(1);
    for (const state of ['approved', 'active'] as const) members.setState(memberNumber, state, 'complete');
    await applyReply(counter, await sides.reply(counter));
    expect(standingOf(counter.ledger, 1)).toBeUndefined();
    members.setState(memberNumber, 'suspended', 'dues');
    await applyReply(counter, await sides.reply(counter));
    expect(standingOf(counter.ledger, 1)).toBe('suspended');
    expect(await topup(counter, card, 1_000)).toMatchObject({
      outcome: 'refused',
      reason: 'member-suspended',
    });
    members.setState(memberNumber, 'active', 'dues paid');
    await applyReply(counter, await sides.reply(counter));
    expect(await topup(counter, card, 1_000)).toMatchObject({ outcome: 'posted' });
  });
});

describe('a transfer whose end only another counter has seen', () => {
  /** The process dies in a sale of Rp10.000: the card holds the new state, or still the old one. */
  async function cutOff(after: 'head-written' | 'tail-written') {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card();
    await topup(a, card, 100_000);
    const onStep = (step: Step) => {
      if (step === after) throw new Error('killed');
    };
    await expect(tapOnce(a, card, { kind: 'sale', amountRupiah: 10_000 }, { onStep })).rejects.toThrow(
      'killed',
    );
    const [interrupted] = settleInterrupted(a.ledger);
    return { sides, a, b, card, transfer: interrupted!.id };
  }

  it('is booked when it was written', async () => {
    const { sides, a, b, card, transfer } = await cutOff('head-written');
    await sale(b, card, 1_000);
    await sides.import(await sides.export(a), await sides.export(b));
    const applied = await applyReply(a, await sides.reply(a));
    expect(applied.transfers).toEqual([{ transfer, card: 1, amountRupiah: 10_000, outcome: 'posted' }]);
    await sides.settle(a);
    expect(sides.registry.books.balance('purse:1')).toBe(89_000);
    expect(prove(a).findings).toEqual([]);
    expect(await sale(a, card, 1_000)).toMatchObject({ outcome: 'posted', balanceRupiah: 88_000 });
    expect(prove(a).findings).toEqual([]);
  });

  it('is void when it was not', async () => {
    const { sides, a, b, card, transfer } = await cutOff('tail-written');
    await sale(b, card, 1_000);
    await sides.import(await sides.export(a), await sides.export(b));
    const applied = await applyReply(a, await sides.reply(a));
    expect(applied.transfers).toEqual([{ transfer, card: 1, amountRupiah: 10_000, outcome: 'voided' }]);
    expect(sides.registry.books.balance('purse:1')).toBe(99_000);
  });

  it('is owed back when it was closed as not done and stands on the card', async () => {
    const { sides, a, b, card, transfer } = await cutOff('head-written');
    closeAsNotDone(a.ledger, transfer);
    await sale(b, card, 1_000);
    await sides.import(await sides.export(a), await sides.export(b));
    const applied = await applyReply(a, await sides.reply(a));
    expect(applied.transfers).toMatchObject([{ transfer, outcome: 'owed' }]);
    expect(booked(a, 'owed:1')).toBe(-10_000);
    expect(await tapped(a, card, { kind: 'balance' })).toMatchObject({ owedRupiah: 10_000 });
    expect(await sale(a, card, 1_000)).toMatchObject({ settledRupiah: 10_000, balanceRupiah: 98_000 });
    await sides.settle(a);
    expect(sides.registry.books.balance('purse:1')).toBe(98_000);
    expect(sides.registry.books.balance('owed:1')).toBe(0);
    expect(prove(a).findings).toEqual([]);
  });

  it('below a state that was seen since is booked without counting twice', async () => {
    const { sides, a, b, card, transfer } = await cutOff('head-written');
    for (const amount of [1_000, 2_000, 3_000]) await sale(b, card, amount);
    // The first counter sees the card again, too far on to tell what became of its own.
    await tapped(a, card, { kind: 'balance' });
    await sides.import(await sides.export(a), await sides.export(b));
    const applied = await applyReply(a, await sides.reply(a));
    expect(applied.transfers).toMatchObject([{ transfer, outcome: 'posted' }]);
    expect(booked(a, 'purse:1')).toBe(-84_000);
    expect(prove(a).findings).toEqual([]);
    await sides.settle(a);
    expect(sides.registry.books.balance('purse:1')).toBe(84_000);
  });
});

describe('a counter that has not settled', () => {
  it.each([
    [0, 'full', 'posted'],
    [8, 'halved', 'refused'],
    [61, 'no-sales', 'refused'],
  ] as const)('for %i days has limits that are %s', async (days, limits, outcome) => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 600_000);
    sides.clock.nowMs += days * DAY_MS;
    // The blocklist is fresh: only settlement is missing.
    counter.adopt({
      ...counter.bundle,
      blocklist: { ...counter.bundle.blocklist, issuedAt: new Date(sides.clock.nowMs).toISOString() },
    });
    expect(counterStatus(counter)).toMatchObject({ limits, settlementAgeDays: days });
    expect(await sale(counter, card, 300_000)).toMatchObject({ outcome });
    expect(await sides.settle(counter)).toMatchObject({ outcome: 'applied' });
    expect(counterStatus(counter)).toMatchObject({ limits: 'full', settlementAgeDays: 0 });
  });
});

describe('a clock that was once far ahead', () => {
  it('is accepted with a fresh word of the issuer, and stands in the journal', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 50_000);
    sides.clock.nowMs += 200 * DAY_MS;
    counter.ledger.book('seen', {
      card: 1,
      uid: Buffer.from(counter.ledger.cardBySerial(1)!.uid).toString('hex'),
    });
    sides.clock.nowMs -= 200 * DAY_MS;
    expect(await sale(counter, card, 1_000)).toMatchObject({ reason: 'clock-behind' });
    expect(() => acceptClock(counter, ' ')).toThrow(/reason/);
    expect(acceptClock(counter, 'battery')).toMatchObject({ entry: counterStatus(counter).entry });
    expect(await sale(counter, card, 1_000)).toMatchObject({ outcome: 'posted' });
    expect(prove(counter).findings).toEqual([]);
    expect(() => acceptClock(counter, 'again')).toThrow(/not behind/);
    // Days are counted by the clock that was accepted, and what came before it belongs to its day.
    const today = startOfDayMs(sides.clock.nowMs);
    expect(counter.ledger.spentSince(1, today)).toBe(1_000);
    expect(counter.ledger.spentSince(1, today + DAY_MS)).toBe(0);
    await sides.settle(counter);
    expect(sides.registry.books.balance('purse:1')).toBe(49_000);
  });

  it('is not accepted on an old word, nor for a time before it', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 50_000);
    sides.clock.nowMs -= 2 * DAY_MS;
    expect(() => acceptClock(counter, 'to sell on an old day')).toThrow(/issuer/);
    sides.clock.nowMs += 40 * DAY_MS;
    counter.ledger.book('seen', {
      card: 1,
      uid: Buffer.from(counter.ledger.cardBySerial(1)!.uid).toString('hex'),
    });
    sides.clock.nowMs -= 5 * DAY_MS;
    expect(() => acceptClock(counter, 'nobody can tell')).toThrow(/issuer/);
  });
});

it('an issuer that went back to a backup gets again what it lacks', async () => {
  const sides = await twoSides();
  const counter = await sides.counter();
  const card = await sides.card();
  await topup(counter, card, 10_000);
  await sides.settle(counter);
  const backup = await sides.copy();
  await topup(counter, card, 20_000);
  await sides.settle(counter);
  backup.jumpSequences();
  const { sealed } = await makeReply(backup, sides.keys, 1);
  expect(await applyReply(counter, sealed)).toMatchObject({ outcome: 'applied', acknowledgedBatch: 1 });
  expect(counterStatus(counter)).toMatchObject({ acknowledgedEntry: 3, open: 5 });
  const again = await sides.export(counter);
  await importSettlements(backup, sides.keys, givenFiles([again]));
  await sides.import(again);
  expect(dump(backup)).toEqual(dump(sides.registry));
});

it('an issuer that went back to a backup asks for what is owed under numbers that no counter has answered', async () => {
  const sides = await twoSides();
  const counter = await sides.counter();
  const cards = [await sides.card(), await sides.card()];
  const sold = [];
  for (const card of cards) {
    await topup(counter, card, 10_000);
    sold.push((await sale(counter, card, 4_000)).transfer!);
  }
  await sides.settle(counter);
  const backup = await sides.copy();
  refundSale(counter, sold[0]!, { reason: 'broken' }, {});
  await sides.settle(counter);
  sides.clock.nowMs += 8 * DAY_MS;
  expect(await sides.settle(counter)).toMatchObject({ handedOverRupiah: 4_000 });
  // Of this the backup knows nothing, and the next thing that is owed is the first that it asks for.
  backup.jumpSequences();
  refundSale(counter, sold[1]!, { reason: 'broken' }, {});
  const replied = async () => applyReply(counter, (await makeReply(backup, sides.keys, 1)).sealed);
  await replied();
  await importSettlements(backup, sides.keys, givenFiles([await sides.export(counter)]));
  sides.clock.nowMs += 8 * DAY_MS;
  expect(await replied()).toMatchObject({ handedOverRupiah: 4_000 });
  await importSettlements(backup, sides.keys, givenFiles([await sides.export(counter)]));
  expect(backup.credits.ofCard(2)).toMatchObject([{ kind: 'owed', amountRupiah: 4_000 }]);
});
