import { createChip } from '@kartukita/card-core/virtual';
import { expect, it } from 'vitest';
import { prove, tapOnce, tapped } from '../world.ts';
import { sale, topup, twoSides } from './two-sides.ts';

it.each(['sale', 'topup'] as const)(
  'a %s that settlement shows below what other counters added is booked once, and the books prove it',
  async (kind) => {
    const sides = await twoSides();
    const [here, there] = [await sides.counter(), await sides.counter()];
    const card = await sides.card();
    await topup(here, card, 50_000);
    await sides.settle(here); // the first one does not know the second yet
    const kill = (step: string) => {
      if (step === 'head-written') throw new Error('killed');
    };
    const request = { kind, amountRupiah: 12_500 };
    await expect(tapOnce(here, card, request, { onStep: kill })).rejects.toThrow('killed');
    // By several records, so that the card itself cannot show any more what became of it.
    for (const amountRupiah of [1_000, 2_000, 3_000]) await sale(there, card, amountRupiah);
    expect(await tapped(here, card, { kind: 'balance' })).toMatchObject({ outcome: 'read' });
    expect(here.ledger.openTransfers()).toHaveLength(1);
    for (const counter of [here, there, here, here]) await sides.settle(counter);
    expect(here.ledger.openTransfers()).toEqual([]);
    expect(prove(here)).toMatchObject({ findings: [], transfers: { posted: 2 } });
    const left = kind === 'sale' ? 31_500 : 56_500;
    expect(sides.registry.books.balance('purse:1')).toBe(left);
    expect(here.ledger.accountBalance('purse:1')).toBe(-left);
  },
);

it('of a copy that went another way it leaves the books as they are: the issuer has the case', async () => {
  const sides = await twoSides();
  const [here, there] = [await sides.counter(), await sides.counter()];
  await topup(here, await sides.card(), 1_000);
  await sides.settle(here); // the first one does not know the second yet
  const card = await sides.card();
  const original = card.chip!.snapshot();
  const kill = (step: string) => {
    if (step === 'head-written') throw new Error('killed');
  };
  const request = { kind: 'topup', amountRupiah: 12_500 } as const;
  await expect(tapOnce(here, card, request, { onStep: kill })).rejects.toThrow('killed');
  const forked = card.chip!.snapshot();
  card.swap(createChip(original));
  for (const amountRupiah of [1_000, 2_000]) await topup(there, card, amountRupiah);
  expect(await tapped(here, card, { kind: 'balance' })).toMatchObject({ outcome: 'read' });
  card.swap(createChip(forked));
  expect(await tapped(there, card, { kind: 'balance' })).toMatchObject({ reason: 'card-forked' });
  for (const counter of [here, there, here, there]) await sides.settle(counter);
  expect(prove(here).findings).toEqual([]);
  expect(here.ledger.openTransfers()).toEqual([]);
  expect(sides.registry.cases.list().map(({ kind }) => kind)).toContain('fork');
});
