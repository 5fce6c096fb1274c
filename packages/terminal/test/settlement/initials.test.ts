import type { VirtualReader } from '@kartukita/card-core/virtual';
import { describe, expect, it } from 'vitest';
import type { OpenCounter } from '../../src/counter/enrol.ts';
import { resultView } from '../../src/web/views.ts';
import { tapped } from '../world.ts';
import { topup, twoSides } from './two-sides.ts';

async function settled() {
  const sides = await twoSides();
  const counter = await sides.counter();
  const card = await sides.card(); // of Anggota Contoh
  await topup(counter, card, 50_000);
  expect((await shown(counter, card)).initials).toBeNull();
  await sides.settle(counter);
  expect(await shown(counter, card)).toMatchObject({ outcome: 'read', initials: 'AC' });
  return { sides, counter, card };
}

const shown = async (counter: OpenCounter, card: VirtualReader) =>
  resultView(counter, await tapped(counter, card, { kind: 'balance' }));
const kept = ({ ledger }: OpenCounter) =>
  ledger.statements.all<{ initials: string }>('SELECT initials FROM card_initials');

describe('initials for the customer’s screen', () => {
  it('come with a reply, and follow the name with a later one', async () => {
    const { sides, counter, card } = await settled();
    const other = await sides.card();
    const { memberNumber } = sides.registry.members.list()[0]!;
    sides.registry.members.edit(memberNumber, { name: 'Budi' }, 'married');
    await sides.settle(counter);
    expect((await shown(counter, card)).initials).toBe('B');
    expect(kept(counter)).toEqual([{ initials: 'B' }, { initials: 'AC' }]);
    await topup(counter, other, 5000);
    expect((await shown(counter, other)).initials).toBe('AC');
  });

  it('go when the organisation does not want them: at the counter with the bundle, from its books with the reply', async () => {
    const { sides, counter, card } = await settled();
    const { policy } = sides.registry.organisation();
    sides.registry.setPolicy({ ...policy, displayInitials: false });
    await sides.settle(counter);
    expect(kept(counter)).toEqual([]);
    expect((await shown(counter, card)).initials).toBeNull();
  });

  it('are not shown of a card that is refused', async () => {
    const { sides, counter, card } = await settled();
    const { memberNumber } = sides.registry.members.list()[0]!;
    const { members } = sides.registry;
    for (const state of ['approved', 'active', 'suspended'] as const)
      members.setState(memberNumber, state, 'as asked');
    await sides.settle(counter);
    expect(await shown(counter, card)).toMatchObject({ outcome: 'refused', initials: null });
    members.setState(memberNumber, 'left', 'moved away');
    await sides.settle(counter);
    expect(kept(counter)).toEqual([]);
  });
});
