import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refundSale } from '../../src/day/refunds.ts';
import { booked, makeWorld, tapOnce, tapped, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const SALE = { kind: 'sale', amountRupiah: 12_500 } as const;

describe('a sale that was booked when the process died, before anybody was told', () => {
  it('is told when it is asked again, also after other cards were served', async () => {
    const counter = world.counter(1);
    const [card, other] = [world.card('classic-1k'), world.card('ntag215')];
    for (const each of [card, other]) await tapped(counter, each, { kind: 'topup', amountRupiah: 50_000 });
    const kill = (step: string) => {
      if (step === 'posted') throw new Error('killed');
    };
    await expect(tapOnce(counter, card, SALE, { onStep: kill })).rejects.toThrow('killed');
    expect(await tapped(counter, other, SALE)).toMatchObject({ outcome: 'posted', balanceRupiah: 37_500 });
    const again = await tapped(counter, card, SALE);
    expect(again).toMatchObject({ outcome: 'posted', resumed: true, balanceRupiah: 37_500 });
    expect(booked(counter, 'sales')).toBe(-25_000);
    // What was told once is told: the next one is another sale.
    expect(await tapped(counter, card, SALE)).toMatchObject({ outcome: 'posted', balanceRupiah: 25_000 });
  });

  it('is told also where the same tap settles something that is owed before', async () => {
    const counter = world.counter(1);
    const card = world.card('classic-1k');
    const topup = await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
    const bought = await tapped(counter, card, { kind: 'sale', amountRupiah: 1_000 });
    const kill = (step: string) => {
      if (step === 'posted') throw new Error('killed');
    };
    await expect(tapOnce(counter, card, SALE, { onStep: kill })).rejects.toThrow('killed');
    refundSale(counter, bought.transfer!, { reason: 'changed their mind' }, {});
    const again = await tapped(counter, card, SALE);
    expect(again).toMatchObject({ outcome: 'posted', resumed: true, settledRupiah: 1_000 });
    expect(again.balanceRupiah).toBe(topup.balanceRupiah! - SALE.amountRupiah);
    expect(booked(counter, 'sales')).toBe(-SALE.amountRupiah);
  });
});
