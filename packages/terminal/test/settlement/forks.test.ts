import {
  concat,
  encodeSlot,
  type PurseRecord,
  purseMessage,
  recordHash,
  signEd25519,
} from '@kartukita/card-core';
import { createChip, type NtagState } from '@kartukita/card-core/virtual';
import { describe, expect, it } from 'vitest';
import { revokeTerminal } from '../../../issuer-cli/src/keys/revoke.ts';
import { caseDocument } from '../../../issuer-cli/src/settlement/case-document.ts';
import { closeCase } from '../../../issuer-cli/src/settlement/close-case.ts';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import type { OpenCounter } from '../../src/counter/enrol.ts';
import { decoded } from '../../src/ledger/transfer.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { prove, tapped } from '../world.ts';
import { cloneOf, sale, type TwoSides, topup, twoSides } from './two-sides.ts';

const cases = ({ registry }: TwoSides) =>
  registry.cases.list({ all: true }).map(({ kind, card, terminal }) => [kind, card ?? terminal]);

/** A card with Rp100.000 that is spent at two counters, once from a copy. */
async function spentTwice() {
  const sides = await twoSides();
  const [a, b] = await sides.pair();
  const card = await sides.card();
  await topup(a, card, 100_000);
  const clone = cloneOf(card);
  expect(await sale(a, card, 60_000)).toMatchObject({ outcome: 'posted' });
  expect(await sale(b, clone, 70_000)).toMatchObject({ outcome: 'posted' });
  return { sides, a, b, card, clone };
}

describe('a card that was spent at two counters from one state', () => {
  it('is a case with both records and what it costs, whichever report comes first', async () => {
    for (const order of [0, 1]) {
      const { sides, a, b } = await spentTwice();
      const files = [await sides.export(a), await sides.export(b)];
      for (const file of order === 0 ? files : files.reverse()) await sides.import(file);
      expect(cases(sides)).toEqual([['fork', 1]]);
      const { fork, frozen } = caseDocument(sides.registry, 1);
      expect(frozen).toBe(true);
      expect(fork!.balanceRupiah).toBe(100_000);
      const amounts = [...fork!.chain, ...fork!.others].map(({ amountRupiah }) => amountRupiah);
      expect(amounts.sort()).toEqual([60_000, 70_000]);
      expect(fork!.loss).toMatchObject({ overspentRupiah: 30_000, uninformed: [1, 2] });
      // Each counter that has not heard may lose what the card showed once more.
      expect(fork!.loss.boundRupiah).toBe(30_000 + 2 * 100_000);
      expect(verifySettlement(sides.registry)).toMatchObject({ unexplained: [], forked: 1, settled: 0 });
    }
  });

  it('is taken by no counter that has had its reply', async () => {
    const { sides, a, b, card } = await spentTwice();
    await sides.import(await sides.export(a), await sides.export(b));
    sides.clock.nowMs += 60_000;
    await sides.settle(a);
    const third = await sides.counter();
    expect(await sale(a, card, 1_000)).toMatchObject({ outcome: 'refused', reason: 'card-blocked' });
    expect(await sale(third, card, 1_000)).toMatchObject({ outcome: 'refused', reason: 'card-blocked' });
    await sides.settle(a);
    expect(caseDocument(sides.registry, 1).fork!.loss.uninformed).toEqual([2, 3]);
  });

  it('costs what a second person approves, and is free again when nothing else holds it', async () => {
    const { sides, a, b } = await spentTwice();
    await sides.import(await sides.export(a), await sides.export(b));
    const order = { reason: 'the copy was found', by: 'Ani', writeOff: true, unfreeze: true };
    expect(() => closeCase(sides.registry, 1, order)).toThrow(/second person/);
    const closed = closeCase(sides.registry, 1, { ...order, approvedBy: 'Budi' });
    const { books } = sides.registry;
    expect(closed.writtenOff).toEqual([{ card: 1, amountRupiah: 70_000 }]);
    expect([books.balance('fraud-loss'), books.balance('purse:1')]).toEqual([70_000, 40_000]);
    expect(sides.registry.cases.frozenCards()).toEqual([]);
    expect(verifySettlement(sides.registry)).toMatchObject({ unexplained: [], settled: 1 });
    expect(() => closeCase(sides.registry, 1, order)).toThrow(/closed/);
  });

  it('is a case again when more of it comes', async () => {
    const { sides, a, b, clone } = await spentTwice();
    await sides.import(await sides.export(a), await sides.export(b));
    closeCase(sides.registry, 1, { reason: 'looked at', by: 'Ani', unfreeze: true });
    await sale(b, clone, 5_000);
    await sides.import(await sides.export(b));
    expect(sides.registry.cases.get(1).state).toBe('open');
    expect(sides.registry.cases.frozenCards()).toEqual([1]);
  });
});

describe('a counter that froze a card', () => {
  it('tells it with the state that it saw, and takes it again when the case is closed', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 100_000);
    const old = card.chip!.snapshot() as NtagState;
    await sale(counter, card, 40_000);
    const recent = card.chip!.snapshot() as NtagState;
    card.swap(createChip({ ...old, counter: recent.counter + 1 }));
    expect(await sale(counter, card, 1_000)).toMatchObject({ reason: 'card-behind' });
    await sides.settle(counter);
    expect(cases(sides)).toEqual([['rollback', 1]]);
    const { evidence } = caseDocument(sides.registry, 1);
    expect(evidence[0]!.record).toMatchObject({ sequence: 1, balanceRupiah: 100_000 });

    card.swap(createChip({ ...recent, counter: recent.counter + 2 }));
    expect(await sale(counter, card, 1_000)).toMatchObject({ reason: 'card-frozen' });
    closeCase(sides.registry, 1, { reason: 'badly written', by: 'Ani', unfreeze: true });
    expect(await sides.settle(counter)).toMatchObject({ unfrozen: [1] });
    expect(await sale(counter, card, 1_000)).toMatchObject({ outcome: 'posted' });
    // Told once, lifted once.
    expect(await sides.settle(counter)).toMatchObject({ unfrozen: [] });
  });

  it.each([['chip-changed', (state: NtagState) => ({ ...state, counter: 0 })]] as const)(
    'because of %s opens that case',
    async (kind, change) => {
      const sides = await twoSides();
      const counter = await sides.counter();
      const card = await sides.card();
      await topup(counter, card, 100_000);
      await sale(counter, card, 1_000);
      card.swap(createChip(change(card.chip!.snapshot() as NtagState)));
      await tapped(counter, card, { kind: 'balance' });
      await sides.import(await sides.export(counter));
      expect(cases(sides)).toEqual([[kind, 1]]);
    },
  );
});

describe('what a counter’s own program would not do', () => {
  /** Puts a record of a terminal's making where an honest counter reserves and posts one. */
  function forge(counter: OpenCounter, card: number, change: Partial<PurseRecord>, signer = counter): void {
    const last = decoded(counter.ledger.lastRecord(card)!);
    const known = counter.ledger.cardBySerial(card)!;
    const record: PurseRecord = {
      ...last.record,
      sequence: last.record.sequence + 1,
      kind: 'sale',
      amountRupiah: 1_000,
      balanceRupiah: last.record.balanceRupiah - 1_000,
      terminal: counter.bundle.terminal,
      previousHash: recordHash(last),
      ...change,
    };
    const { organisationId } = counter.bundle.trust;
    const message = purseMessage(record, { organisationId, cardSerial: card, uid: known.uid });
    const slot = encodeSlot({ record, signature: signEd25519(signer.signingKey, message) });
    const { kind, amountRupiah, sequence } = record;
    const id = counter.ledger.reserve({ kind: kind as 'sale', card, sequence, amountRupiah, ...slot });
    const movement = { debit: `purse:${card}`, credit: 'sales', amountRupiah: record.amountRupiah };
    counter.ledger.post({ id, card, sequence, ...slot }, movement);
  }

  async function counterWithCard() {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 100_000);
    return { sides, counter };
  }

  it('a record beyond its certificate is in the books, and a case', async () => {
    const { sides, counter } = await counterWithCard();
    await topup(counter, await sides.card(), 100_000);
    forge(counter, 1, { timeSeconds: 4_000_000_000 });
    await sides.import(await sides.export(counter));
    expect(cases(sides)).toEqual([['beyond-certificate', 1]]);
    expect(sides.registry.books.balance('purse:1')).toBe(99_000);
  });

  it('a record that nobody signed is not in the books, and a case', async () => {
    const { sides, counter } = await counterWithCard();
    forge(counter, 1, {}, await sides.counter());
    await sides.import(await sides.export(counter));
    expect(cases(sides)).toEqual([['forged-record', 1]]);
    expect(sides.registry.books.balance('purse:1')).toBe(100_000);
    expect(verifySettlement(sides.registry).unexplained).toEqual([]);
  });

  it('a record of another card is found to be moved', async () => {
    const { sides, counter } = await counterWithCard();
    await topup(counter, await sides.card(), 100_000);
    const moved = counter.ledger.lastRecord(2)!;
    const bytes = Buffer.from(concat(moved.head, moved.tail)).toString('hex');
    counter.ledger.book('seen', { card: 1, uid: '00', record: bytes });
    await sides.import(await sides.export(counter));
    expect(cases(sides)).toEqual([['moved-record', 1]]);
  });

  it('money that its records do not say is found by the last rupiah', async () => {
    const { sides, counter } = await counterWithCard();
    counter.ledger.book('gift', {}, [{ debit: 'drawer', credit: 'purse:1', amountRupiah: 1 }]);
    await sides.import(await sides.export(counter));
    expect(verifySettlement(sides.registry).unexplained).toEqual([
      { card: 1, booksRupiah: 100_001, recordsRupiah: 100_000 },
    ]);
    expect(cases(sides)).toEqual([['unexplained-balance', 1]]);
  });

  it('a balance that does not follow from the one before is a case', async () => {
    const { sides, counter } = await counterWithCard();
    forge(counter, 1, { balanceRupiah: 500_000 });
    await sides.import(await sides.export(counter));
    expect(cases(sides)).toEqual([['unexplained-balance', 1]]);
  });

  it('a record that its counter signed and never reported is found when its journal has gone past it', async () => {
    const { sides, counter } = await counterWithCard();
    const other = await sides.counter();
    const thief = { ...counter, ledger: other.ledger, bundle: counter.bundle };
    const card = await sides.card();
    await topup(other, card, 50_000);
    // Signed with the first counter's key somewhere else; the second one meets the card afterwards.
    forge(thief as OpenCounter, 2, { kind: 'topup', amountRupiah: 200_000, balanceRupiah: 250_000 });
    const forged = other.ledger.lastRecord(2)!;
    const record = Buffer.from(concat(forged.head, forged.tail)).toString('hex');
    const witness = await sides.counter();
    witness.ledger.book('seen', { card: 2, uid: '00', record });
    await sides.import(await sides.export(witness));
    expect(verifySettlement(sides.registry)).toMatchObject({ unreported: 0 });
    sides.clock.nowMs += 7_200_000;
    await topup(counter, await sides.card(), 1_000);
    await sides.import(await sides.export(counter));
    expect(verifySettlement(sides.registry)).toMatchObject({ unreported: 1 });
    expect(cases(sides)).toEqual([['unreported-record', 1]]);
    closeCase(sides.registry, 1, { reason: 'key was taken', by: 'Ani', writeOff: true, approvedBy: 'Budi' });
    expect(sides.registry.books.balance('fraud-loss')).toBe(200_000);
    expect(verifySettlement(sides.registry)).toMatchObject({ unexplained: [], unreported: 0 });
  });

  it('… and at the latest once it has settled with a reply of that time, whatever time the thief has written', async () => {
    const { sides, counter } = await counterWithCard();
    const other = await sides.counter();
    const thief = { ...counter, ledger: other.ledger, bundle: counter.bundle };
    const card = await sides.card();
    await topup(other, card, 50_000);
    const years = Math.floor(sides.clock.nowMs / 1000) + 2 * 365 * 86_400;
    const forged = {
      kind: 'topup',
      amountRupiah: 200_000,
      balanceRupiah: 250_000,
      timeSeconds: years,
    } as const;
    forge(thief as OpenCounter, 2, forged);
    const { head, tail } = other.ledger.lastRecord(2)!;
    const record = Buffer.from(concat(head, tail)).toString('hex');
    const witness = await sides.counter();
    witness.ledger.book('seen', { card: 2, uid: '00', record });
    await sides.settle(counter); // before anybody has told of it
    await sides.import(await sides.export(witness));
    sides.clock.nowMs += 86_400_000;
    await sides.settle(counter);
    expect(verifySettlement(sides.registry)).toMatchObject({ unreported: 0 });
    await sides.settle(counter); // now with a reply that was made since
    expect(verifySettlement(sides.registry)).toMatchObject({ unreported: 1 });
    expect(cases(sides)).toContainEqual(['unreported-record', 1]);
  });

  it.each([
    ['an account that it has no business with', [{ debit: 'drawer', credit: 'bank', amountRupiah: 5 }]],
    ['another counter’s drawer', [{ debit: 'drawer:2', credit: 'sales', amountRupiah: 5 }]],
    ['a negative amount', [{ debit: 'drawer', credit: 'sales', amountRupiah: -5 }]],
    ['a fraction', [{ debit: 'drawer', credit: 'sales', amountRupiah: 0.5 }]],
    ['more than anybody has', [{ debit: 'drawer', credit: 'sales', amountRupiah: 1e15 }]],
    ['an amount in words', [{ debit: 'drawer', credit: 'sales', amountRupiah: '5' }]],
  ])('%s is not booked, and a case', async (_what, lines) => {
    const { sides, counter } = await counterWithCard();
    counter.ledger.book('odd', { lines });
    await sides.import(await sides.export(counter));
    expect(cases(sides)).toEqual([['malformed-entry', 1]]);
    expect(sides.registry.books.trialBalance().accounts.map(({ code }) => code)).toEqual([
      'drawer:1',
      'purse:1',
    ]);
  });
});

describe('gaps', () => {
  it('wait, and close when the counter between has reported', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card();
    await topup(a, card, 100_000);
    await sides.settle(a);
    await sale(b, card, 1_000);
    await sale(b, card, 2_000);
    await sale(a, card, 3_000);
    await sides.import(await sides.export(a));
    expect(verifySettlement(sides.registry)).toMatchObject({ waiting: 1, settled: 0, unexplained: [] });
    expect(sides.registry.overview.gaps(10)).toEqual([{ card: 1, after: 1, sequence: 3, records: 2 }]);
    expect(cases(sides)).toEqual([]);
    await sides.import(await sides.export(b));
    expect(verifySettlement(sides.registry)).toMatchObject({ waiting: 0, settled: 1, unexplained: [] });
    expect(sides.registry.books.balance('purse:1')).toBe(94_000);
  });
});

describe('a counter that tells two stories', () => {
  it('is found, and nothing of the second is taken in', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 100_000);
    await sides.import(await sides.export(counter));
    // An older copy of the ledger, gone on otherwise: same key, same numbers, other entries.
    const copy = await sides.again(counter);
    await topup(copy, await sides.card(), 5_000);
    const report = await sides.import(await sides.export(copy));
    expect(report.refused).toBe(1);
    expect(cases(sides)).toEqual([['journal-forked', 1]]);
    expect(sides.registry.books.balance('drawer:1')).toBe(100_000);
  });
});

it.each([{ refuseAll: true }, { since: '2026-11-21T02:59:00.000Z' }])(
  'books that took in a record before its counter was revoked stay in order (%o)',
  async (how) => {
    const sides = await twoSides();
    const [honest, stolen] = await sides.pair();
    const [before, after] = [await sides.card(), await sides.card()];
    await topup(stolen, before, 50_000);
    await topup(honest, before, 1_000);
    await revokeTerminal(sides.registry, sides.keys, { terminal: 2, reason: 'stolen', ...how });
    expect(prove(honest).findings).toEqual([]);
    await topup(stolen, after, 50_000);
    await applyReply(honest, await sides.reply(honest));
    expect(prove(honest).findings).toEqual([]);
    // What comes after the news is not taken in.
    expect(await tapped(honest, after, { kind: 'balance' })).toMatchObject({ outcome: 'refused' });
    expect(await tapped(honest, before, { kind: 'balance' })).toMatchObject({ outcome: 'read' });
    // Nor does the proof believe an older entry that somebody put under the wrong name.
    const forge = 'UPDATE card_record SET tail = zeroblob(80) WHERE card = 1 AND sequence = 1';
    honest.ledger.database.exec(`DROP TRIGGER card_record_no_update; ${forge}`);
    expect(prove(honest).findings).not.toEqual([]);
  },
);
