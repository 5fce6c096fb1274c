import { CHIP_KINDS } from '@kartukita/card-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booked, makeWorld, prove, tapped, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

describe.each(CHIP_KINDS)('a card of kind %s at a counter', (kind) => {
  it('is topped up, pays and shows its balance; the books say the same', async () => {
    const counter = world.counter(1);
    const card = world.card(kind);
    expect(await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 })).toMatchObject({
      outcome: 'posted',
      memberNumber: '8900000001',
      balanceRupiah: 50_000,
      sequence: 1,
    });
    expect(await tapped(counter, card, { kind: 'sale', amountRupiah: 12_500 })).toMatchObject({
      outcome: 'posted',
      balanceRupiah: 37_500,
      sequence: 2,
    });
    const balance = await tapped(counter, card, { kind: 'balance' });
    expect(balance).toMatchObject({ outcome: 'read', balanceRupiah: 37_500, sequence: 2, owedRupiah: 0 });
    expect(booked(counter, 'drawer')).toBe(50_000);
    expect(booked(counter, 'sales')).toBe(-12_500);
    expect(booked(counter, `purse:${balance.cardSerial}`)).toBe(-37_500);
    expect(prove(counter)).toMatchObject({
      findings: [],
      transfers: { posted: 2, voided: 0, unresolved: 0, pending: 0 },
    });
  });

  it('alternates its slots over many transactions', async () => {
    const counter = world.counter(1);
    const card = world.card(kind);
    await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 });
    for (let i = 1; i <= 7; i++) {
      const result = await tapped(counter, card, { kind: 'sale', amountRupiah: 1_000 * i });
      expect(result).toMatchObject({ outcome: 'posted', sequence: i + 1 });
    }
    expect((await tapped(counter, card, { kind: 'balance' })).balanceRupiah).toBe(72_000);
    expect(prove(counter).findings).toEqual([]);
  });
});
