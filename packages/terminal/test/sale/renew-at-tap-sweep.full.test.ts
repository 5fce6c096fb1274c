import { CHIP_KINDS, isNtagKind } from '@kartukita/card-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWorld, type World } from '../world.ts';
import { exchangesOf, tearAndComeBack } from './renew-at-tap.ts';
import { PROFILES, tearsAt } from './tear.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

/** A sale that renews the card, pulled away at every exchange: before it, after it, within it in several ways. */
describe.each(CHIP_KINDS)('%s', (kind) => {
  it.each(PROFILES)('through a reader of profile $id', async (profile) => {
    const { first, last } = await exchangesOf(world, kind, 'all', profile);
    expect(last - first).toBeGreaterThan(5);
    const lost: string[] = [];
    // A tag has few exchanges and many ways to tear a page of its configuration; a MIFARE Classic it is the other way.
    const seeds = isNtagKind(kind) ? Array.from({ length: 16 }, (_, i) => i + 1) : [1];
    for (let exchange = first; exchange <= last; exchange++) {
      for (const [i, tear] of tearsAt(exchange, [undefined, ...seeds]).entries()) {
        const elsewhere = (exchange + i) % 2 === 0;
        const fate = await tearAndComeBack(world, kind, 'all', profile, tear, elsewhere).catch(
          (error: Error) => {
            const what = `torn ${tear.when} exchange ${exchange} of ${last}, seed ${tear.seed}, ${elsewhere}`;
            throw new Error(what, { cause: error });
          },
        );
        if (fate === 'lost') lost.push(tear.when);
      }
    }
    // The chip's own limit, and why a MIFARE Classic is renewed at a counter only where that was chosen.
    expect([...new Set(lost)]).toEqual(isNtagKind(kind) ? [] : ['half']);
  });
});
