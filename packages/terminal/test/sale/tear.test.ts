import { ACR122U } from '@kartukita/card-core';
import { createChip } from '@kartukita/card-core/virtual';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAsNotDone, settleInterrupted } from '../../src/sale/recovery.ts';
import type { Step } from '../../src/sale/write-card.ts';
import { booked, makeWorld, prove, tapOnce, tapped, type World } from '../world.ts';
import { exchangesOf, OPERATIONS, tearAndRecover } from './tear.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

// The whole sweep stands in tear-sweep.full.test.ts; this is its shape on two cards, one kind of tear.
describe.each(['classic-1k', 'ntag215'] as const)(
  '%s, the answer lost at every exchange of a debit',
  (kind) => {
    it('is paid once after the second tap', async () => {
      const operation = OPERATIONS[2]!;
      const exchanges = await exchangesOf(world, kind, ACR122U, operation);
      for (let exchange = 1; exchange <= exchanges; exchange++) {
        await tearAndRecover(world, kind, ACR122U, operation, { atExchange: exchange, when: 'after' });
      }
    });
  },
);

/** Tears the last exchange of the head's write, so that the card holds the new state and the counter does not know. */
async function tornAfterHead(request: { kind: 'sale' | 'topup'; amountRupiah: number }) {
  const counter = world.counter(1);
  const card = world.card('classic-1k');
  await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
  const torn = await tapped(counter, card, request, { tear: { atExchange: 19, when: 'after' } });
  expect(torn).toMatchObject({ outcome: 'unresolved', balanceRupiah: 50_000 });
  return { counter, card, transfer: torn.transfer! };
}

describe('a card that left before the first write was sent', () => {
  it('leaves a void transfer and no question open', async () => {
    const counter = world.counter(1);
    const card = world.card('classic-1k');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
    // Exchange 6 authenticates the first sector of the idle slot; the one before it is the last that reads.
    const left = await tapped(
      counter,
      card,
      { kind: 'sale', amountRupiah: 12_500 },
      { tear: { atExchange: 6, when: 'before' } },
    );
    expect(left).toMatchObject({ outcome: 'voided', balanceRupiah: 50_000 });
    expect(counter.ledger.openTransfers()).toEqual([]);
    expect(await tapped(counter, card, { kind: 'sale', amountRupiah: 700 })).toMatchObject({
      balanceRupiah: 49_300,
    });
    expect(prove(counter)).toMatchObject({ findings: [], transfers: { posted: 2, voided: 1 } });
  });
});

describe('an unresolved transfer', () => {
  it('is finished by resolve, without charging again', async () => {
    const { counter, card } = await tornAfterHead({ kind: 'sale', amountRupiah: 12_500 });
    expect(await tapped(counter, card, { kind: 'resolve' })).toMatchObject({
      outcome: 'resolved',
      balanceRupiah: 37_500,
      finishedEarlier: { kind: 'sale', amountRupiah: 12_500 },
    });
    expect(booked(counter, 'sales')).toBe(-12_500);
  });

  it('stands in the way of another transfer as long as the card shows the old state', async () => {
    const counter = world.counter(1);
    const card = world.card('classic-1k');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
    await tapped(
      counter,
      card,
      { kind: 'sale', amountRupiah: 12_500 },
      { tear: { atExchange: 10, when: 'before' } },
    );
    const other = await tapped(counter, card, { kind: 'sale', amountRupiah: 700 });
    expect(other).toMatchObject({
      outcome: 'refused',
      reason: 'unfinished-transfer',
      unfinished: { amountRupiah: 12_500 },
    });
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
      outcome: 'read',
      balanceRupiah: 50_000,
    });
  });

  it('that turns out to be written is told before anything else is charged', async () => {
    const { counter, card } = await tornAfterHead({ kind: 'sale', amountRupiah: 12_500 });
    const other = await tapped(counter, card, { kind: 'sale', amountRupiah: 700 });
    expect(other).toMatchObject({
      outcome: 'refused',
      reason: 'earlier-transfer-finished',
      balanceRupiah: 37_500,
    });
    expect(await tapped(counter, card, { kind: 'sale', amountRupiah: 700 })).toMatchObject({
      balanceRupiah: 36_800,
    });
  });

  it('closed as not sold and written after all is owed to the member, and given back at the next tap', async () => {
    const { counter, card, transfer } = await tornAfterHead({ kind: 'sale', amountRupiah: 12_500 });
    closeAsNotDone(counter.ledger, transfer);
    const shown = await tapped(counter, card, { kind: 'balance' });
    expect(shown).toMatchObject({ outcome: 'read', balanceRupiah: 37_500, owedRupiah: 12_500 });
    expect(booked(counter, 'sales')).toBe(0);
    const next = await tapped(counter, card, { kind: 'sale', amountRupiah: 1_000 });
    expect(next).toMatchObject({
      outcome: 'posted',
      settledRupiah: 12_500,
      balanceRupiah: 49_000,
      owedRupiah: 0,
    });
    expect(prove(counter).findings).toEqual([]);
  });

  it('a top-up closed after the cash went back is taken back from the card', async () => {
    const { counter, card, transfer } = await tornAfterHead({ kind: 'topup', amountRupiah: 30_000 });
    closeAsNotDone(counter.ledger, transfer);
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
      balanceRupiah: 80_000,
      owedRupiah: -30_000,
    });
    expect(await tapped(counter, card, { kind: 'resolve' })).toMatchObject({
      outcome: 'resolved',
      settledRupiah: -30_000,
      balanceRupiah: 50_000,
      owedRupiah: 0,
    });
    expect(booked(counter, 'drawer')).toBe(50_000);
    expect(prove(counter).findings).toEqual([]);
  });

  it('is settled by what another counter found on the card', async () => {
    const { counter, card } = await tornAfterHead({ kind: 'sale', amountRupiah: 12_500 });
    await tapped(world.counter(2), card, { kind: 'sale', amountRupiah: 500 });
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
      outcome: 'read',
      balanceRupiah: 37_000,
    });
    expect(prove(counter)).toMatchObject({ findings: [], transfers: { posted: 2, unresolved: 0 } });
    expect(booked(counter, 'elsewhere')).toBe(-500);
  });

  it('is voided when another counter continued from the state before', async () => {
    const counter = world.counter(1);
    const card = world.card('classic-1k');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
    await tapped(
      counter,
      card,
      { kind: 'sale', amountRupiah: 12_500 },
      { tear: { atExchange: 12, when: 'half' } },
    );
    await tapped(world.counter(2), card, { kind: 'sale', amountRupiah: 500 });
    expect(await tapped(counter, card, { kind: 'sale', amountRupiah: 1_000 })).toMatchObject({
      balanceRupiah: 48_500,
    });
    expect(prove(counter)).toMatchObject({
      findings: [],
      transfers: { posted: 2, voided: 1, unresolved: 0 },
    });
  });
});

describe('a transfer closed as not done, and written after all', () => {
  const closed = async (request: { kind: 'sale' | 'topup'; amountRupiah: number }) => {
    const { counter, card, transfer } = await tornAfterHead(request);
    closeAsNotDone(counter.ledger, transfer);
    return { counter, card };
  };

  it.each([
    ['sale', 12_500, 37_000, 12_500],
    ['topup', 30_000, 79_500, -30_000],
  ] as const)(
    'a %s is still told when another counter was there in between',
    async (kind, amountRupiah, left, owed) => {
      const { counter, card } = await closed({ kind, amountRupiah });
      await tapped(world.counter(2), card, { kind: 'sale', amountRupiah: 500 });
      const shown = await tapped(counter, card, { kind: 'balance' });
      expect(shown).toMatchObject({ outcome: 'read', balanceRupiah: left, owedRupiah: owed });
      expect(booked(counter, 'elsewhere')).toBe(-500);
      expect(prove(counter).findings).toEqual([]);
    },
  );

  it('a copy of that state is no evidence once the card has gone further', async () => {
    const { counter, card } = await closed({ kind: 'sale', amountRupiah: 12_500 });
    const copy = card.chip!.snapshot();
    const other = world.counter(2);
    for (const amountRupiah of [1_000, 2_000, 3_000])
      await tapped(other, card, { kind: 'sale', amountRupiah });
    await tapped(counter, card, { kind: 'balance' });
    card.swap(createChip(copy));
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
      outcome: 'refused',
      reason: 'card-behind',
    });
    expect(prove(counter).findings).toEqual([]);
  });
});

describe('a process killed between two steps', () => {
  const steps: readonly Step[] = [
    'read',
    'reserved',
    'tail-written',
    'head-written',
    'posted',
    'history-written',
  ];
  it.each(steps)('after "%s" settles what it finds when it starts again', async (killedAfter) => {
    const counter = world.counter(1);
    const card = world.card('classic-4k');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
    const sale = { kind: 'sale', amountRupiah: 12_500 } as const;
    const kill = (step: Step) => {
      if (step === killedAfter) throw new Error('killed');
    };
    await expect(tapOnce(counter, card, sale, { onStep: kill })).rejects.toThrow('killed');
    const interrupted = settleInterrupted(counter.ledger);
    expect(interrupted.length).toBe(
      ['reserved', 'tail-written', 'head-written'].includes(killedAfter) ? 1 : 0,
    );
    // Told before the history is written: a tap after that is another sale.
    if (killedAfter !== 'history-written') {
      const again = await tapped(counter, card, sale);
      expect(again).toMatchObject({ outcome: 'posted', balanceRupiah: 37_500 });
      expect(again.resumed).toBe(killedAfter === 'read' ? undefined : true);
    }
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({ balanceRupiah: 37_500 });
    expect(prove(counter)).toMatchObject({
      findings: [],
      transfers: { posted: 2, unresolved: 0, pending: 0 },
    });
  });
});
