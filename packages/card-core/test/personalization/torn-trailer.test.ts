import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import { personalize, verifyPersonalized } from '../../src/personalization/index.ts';
import { ACR122U } from '../../src/readers/profile.ts';
import { issuedCard, place, testData } from './issue.ts';

// A trailer of 16 bytes whose write broke off behind its first bytes: key A is the new one already, access bits and
// key B are the factory's. Every key still opens the sector, so the card must be finished, not set aside.

const FACTORY_REST = fromHex('FF078069 FFFFFFFFFFFF');

describe.each(['classic-1k', 'classic-4k'] as const)('%s', (kind) => {
  test.each([0, 1, 2].map((sector) => [kind === 'classic-4k' && sector === 2 ? 32 : sector] as const))(
    'trailer of sector %i torn behind key A: the same command finishes the card',
    async (sector) => {
      const state = await issuedCard(kind);
      const whole = state.memory.slice();
      const trailer = (sector < 32 ? sector * 4 + 3 : 128 + (sector - 32) * 16 + 15) * 16;
      state.memory.set(FACTORY_REST, trailer + 6);
      const { connection, reader } = await place(state, ACR122U);
      const journal = { before: () => {}, after: () => {}, begun: true };
      await personalize(connection, testData(kind), journal);
      expect(reader.chip!.snapshot().memory).toEqual(whole);
      await verifyPersonalized(connection, testData(kind));
    },
  );
});
