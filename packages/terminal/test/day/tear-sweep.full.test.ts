import type { ChipKind } from '@kartukita/card-core';
import type { Tear } from '@kartukita/card-core/virtual';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { makeWorld, type World } from '../world.ts';
import { DAY_OPERATIONS, dayExchanges, PLAIN_OPERATIONS, tearDay } from './tear.ts';

let world: World;
// Ledgers in memory are many: each operation begins with none.
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const KINDS: readonly ChipKind[] = ['classic-1k', 'classic-4k', 'ntag213', 'ntag215', 'ntag216'];

describe.each(KINDS)('%s', (kind) => {
  const operations = kind === 'ntag213' ? [...PLAIN_OPERATIONS, ...DAY_OPERATIONS] : DAY_OPERATIONS;
  it.each(operations)(
    '$name: torn before, after and within every exchange',
    { timeout: 120_000 },
    async (operation) => {
      const exchanges = await dayExchanges(world, kind, operation);
      for (let atExchange = 1; atExchange <= exchanges; atExchange++) {
        const tears: Tear[] = [
          { atExchange, when: 'before' },
          { atExchange, when: 'after' },
          { atExchange, when: 'half' },
          { atExchange, when: 'half', seed: 7 },
        ];
        for (const tear of tears) await tearDay(world, kind, operation, tear);
      }
    },
  );
});
