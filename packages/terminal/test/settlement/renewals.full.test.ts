import type { VirtualReader } from '@kartukita/card-core/virtual';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IssuerKeys } from '../../../issuer-cli/src/index.ts';
import { countersWithout } from '../../../issuer-cli/src/keys/list.ts';
import { makeReply } from '../../../issuer-cli/src/settlement/reply.ts';
import type { OpenCounter } from '../../src/counter/enrol.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { tapped } from '../world.ts';
import { type TwoSides, twoSides } from './two-sides.ts';

const HOUR_MS = 3_600_000;

let sides: TwoSides;
/** After `keys rotate set`. */
let keys: IssuerKeys;
let first: OpenCounter;
let second: OpenCounter;
let card: VirtualReader;
beforeEach(async () => {
  sides = await twoSides();
  [first, second] = await sides.pair();
  card = await sides.card('ntag213');
  sides.registry.keys.addKeySet(2, () => {});
  keys = {
    ...sides.keys,
    keySets: [...sides.keys.keySets, { version: 2, masterKey: new Uint8Array(16).fill(2) }],
  };
});

/** Something happens, and the counter brings it; its reply is left where it is. */
async function brings(counter: OpenCounter): Promise<void> {
  sides.clock.nowMs += HOUR_MS;
  await tapped(counter, card, { kind: 'topup', amountRupiah: 1000 });
  const { refused } = await sides.import(await sides.export(counter));
  expect(refused).toBe(0);
}

async function isAnswered(counter: OpenCounter): Promise<void> {
  await applyReply(counter, (await makeReply(sides.registry, keys, counter.bundle.terminal)).sealed);
}

const missing = () => countersWithout(sides.registry, 2);
const accessVersion = () => sides.registry.cards.findByUid(card.chip!.uid)!.accessVersion;

describe('a key set that was rotated', () => {
  it('reaches counters by their replies, then cards at their taps, then the registry', async () => {
    await brings(first);
    await isAnswered(first);
    expect([first.bundle.keySets.length, first.bundle.renewTo, await missing()]).toEqual([2, undefined, [2]]);
    await brings(second);
    await isAnswered(second);
    expect([second.bundle.renewTo, await missing()]).toEqual([2, []]);
    await tapped(second, card, { kind: 'balance' }); // renews it after its answer
    expect(accessVersion()).toBe(1);
    await brings(second);
    expect(accessVersion()).toBe(2);
    expect(sides.registry.keys.keySets().map(({ cards }) => cards)).toEqual([0, 1]);
    expect((await tapped(first, card, { kind: 'balance' })).outcome).toBe('read');
  });

  it('is not taken for known where a counter goes on under an older bundle', async () => {
    await brings(first);
    await isAnswered(first);
    await makeReply(sides.registry, keys, 2); // made, and lost on the way
    expect(await missing()).toEqual([]);
    await brings(second);
    expect(await missing()).toEqual([2]);
    await brings(first);
    await isAnswered(first);
    expect(first.bundle.renewTo).toBeUndefined();
  });

  it('waits for no counter that sells no more', async () => {
    const { registry } = sides;
    expect(await missing()).toEqual([1, 2]);
    const since = registry.now().toISOString();
    registry.keys.revoke({ terminal: 1, since, records: 'earlier', reason: 'dicuri' }, () => {});
    expect(await missing()).toEqual([2]);
    sides.clock.nowMs += 400 * 24 * HOUR_MS;
    expect(await missing()).toEqual([]);
  });
});

describe('what a counter says of a renewal', () => {
  it('changes nothing where it cannot be so', async () => {
    const claims = [
      { card: 4_000_000, keySet: 2 },
      { card: 1, keySet: 9 },
      { card: 1, keySet: 1 },
      { card: [1], keySet: { version: 2 } },
      {},
    ];
    for (const claim of claims) first.ledger.book('card-renewed', claim);
    await brings(first);
    expect([accessVersion(), sides.registry.keys.renewals.of(1)]).toEqual([1, []]);
  });

  it('is noted once, and does not finish what the desk has begun', async () => {
    first.ledger.book('card-renewed', { card: 1, keySet: 2 });
    first.ledger.book('card-renewed', { card: 1, keySet: 2 });
    await brings(first);
    const { renewals } = sides.registry.keys;
    expect(renewals.of(1)).toMatchObject([{ fromVersion: 1, toVersion: 2, finishedAt: expect.any(String) }]);
    sides.registry.keys.addKeySet(3, () => {});
    renewals.begin(1, 2, 3);
    first.ledger.book('card-renewed', { card: 1, keySet: 3 });
    await brings(first);
    expect(renewals.pending(1)).toMatchObject({ toVersion: 3 });
  });
});
