import type { ChipKind } from '@kartukita/card-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWorld, type World } from '../world.ts';
import { exchangesOf, OPERATIONS, PROFILES, tearAndRecover, tearsAt } from './tear.ts';

const KINDS: readonly ChipKind[] = ['classic-1k', 'classic-4k', 'ntag215', 'ntag216'];

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

describe.each(KINDS)('%s torn at every exchange', (kind) => {
  describe.each(PROFILES)('through a reader of profile $id', (profile) => {
    it.each(OPERATIONS)('$name', async (operation) => {
      const exchanges = await exchangesOf(world, kind, profile, operation);
      expect(exchanges).toBeGreaterThan(5);
      for (let exchange = 1; exchange <= exchanges; exchange++) {
        for (const tear of tearsAt(exchange, [undefined, 1, 2])) {
          await tearAndRecover(world, kind, profile, operation, tear).catch((error: Error) => {
            throw new Error(`torn ${tear.when} exchange ${exchange} of ${exchanges}, seed ${tear.seed}`, {
              cause: error,
            });
          });
        }
      }
    });
  });
});
