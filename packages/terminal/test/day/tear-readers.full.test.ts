import { type ChipKind, TRANSPARENT } from '@kartukita/card-core';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { makeWorld, type World } from '../world.ts';
import { DAY_OPERATIONS, dayExchanges, PLAIN_OPERATIONS, tearDay } from './tear.ts';

/**
 * Through a reader that reads and writes more in an exchange, so that a tear leaves other things behind. A plain reader
 * is to a MIFARE Classic what an ACR122U is, and passes no commands of a tag through.
 */
const KINDS: readonly ChipKind[] = ['classic-1k', 'classic-4k', 'ntag213', 'ntag215', 'ntag216'];
/** Debit, top-up, a sale and a top-up taken back, a credit. */
const OPERATIONS = [...PLAIN_OPERATIONS, DAY_OPERATIONS[2]!, DAY_OPERATIONS[3]!, DAY_OPERATIONS[5]!];

let world: World;
// Ledgers in memory are many: each operation begins with none.
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

describe.each(KINDS)('%s', (kind) => {
  it.each(OPERATIONS)(
    '$name: torn before, after and within every exchange',
    { timeout: 120_000 },
    async (operation) => {
      const exchanges = await dayExchanges(world, kind, operation, TRANSPARENT);
      for (let atExchange = 1; atExchange <= exchanges; atExchange++) {
        for (const when of ['before', 'after', 'half'] as const)
          await tearDay(world, kind, operation, { atExchange, when }, TRANSPARENT);
      }
    },
  );
});
