import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleInterrupted } from '../../src/sale/recovery.ts';
import type { Step } from '../../src/sale/write-card.ts';
import { booked, makeWorld, prove, tapOnce, tapped, type World } from '../world.ts';
import { DAY_OPERATIONS, dayExchanges, tearDay } from './tear.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

// The whole sweep stands in tear-sweep.full.test.ts; this is its shape on one card, one kind of tear.
describe.each([DAY_OPERATIONS[3]!, DAY_OPERATIONS[5]!])('$name', (operation) => {
  it('comes to one end when the answer is lost at any exchange', async () => {
    const exchanges = await dayExchanges(world, 'classic-1k', operation);
    for (let atExchange = 1; atExchange <= exchanges; atExchange++) {
      await tearDay(world, 'classic-1k', operation, { atExchange, when: 'after' });
    }
  });
});

describe.each(DAY_OPERATIONS)('$name', (operation) => {
  const steps: readonly Step[] = ['reserved', 'tail-written', 'head-written', 'posted'];
  it.each(steps)('comes to one end when the process is killed after "%s"', async (killedAfter) => {
    const counter = world.counter(1);
    const card = world.card('ntag215');
    const { cardSerial } = await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
    const request = await operation.prepare(counter, card, cardSerial!);
    const kill = (step: Step) => {
      if (step === killedAfter) throw new Error('killed');
    };
    await expect(tapOnce(counter, card, request, { onStep: kill })).rejects.toThrow('killed');
    settleInterrupted(counter.ledger);
    expect(['posted', 'resolved']).toContain((await tapped(counter, card, request)).outcome);
    const { balanceRupiah } = operation;
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({ balanceRupiah, owedRupiah: 0 });
    expect(prove(counter)).toMatchObject({ findings: [], transfers: { unresolved: 0, pending: 0 } });
    for (const [code, rupiah] of Object.entries(operation.booked)) expect(booked(counter, code)).toBe(rupiah);
  });
});
