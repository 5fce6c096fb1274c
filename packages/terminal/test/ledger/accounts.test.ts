import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeAsNotDone } from '../../src/sale/recovery.ts';
import { booked, makeWorld, prove, tapped, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

it('what is owed to one holder is never the account of another, also as the first account of a ledger', async () => {
  const counter = world.counter(1);
  const [first, second] = [world.card('classic-1k'), world.card('classic-1k')];
  const { cardSerial } = await tapped(counter, first, { kind: 'balance' });
  // The very first movement of this counter is a correction: its top-up was closed, and stands on the card.
  const torn = { atExchange: 37, when: 'after' } as const;
  const topup = { kind: 'topup', amountRupiah: 30_000 } as const;
  const { outcome, transfer } = await tapped(counter, second, topup, { tear: torn });
  expect(outcome).toBe('unresolved');
  closeAsNotDone(counter.ledger, transfer!);
  expect(await tapped(counter, second, { kind: 'balance' })).toMatchObject({ owedRupiah: -30_000 });
  expect(booked(counter, `owed:${cardSerial}`)).toBe(0);
  expect(await tapped(counter, first, { kind: 'balance' })).toMatchObject({ owedRupiah: 0 });
  expect(prove(counter).findings).toEqual([]);
});
