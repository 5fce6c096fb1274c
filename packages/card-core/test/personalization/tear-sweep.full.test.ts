import { describe, expect, test } from 'vitest';
import { CHIP_KINDS } from '../../src/card-kind.ts';
import { ACR122U, TRANSPARENT } from '../../src/readers/profile.ts';
import { seededRandom } from '../../src/virtual/eeprom.ts';
import type { Tear } from '../../src/virtual/index.ts';
import { exchangesOfIssue, mayBeSetAside, tearAndResume, tearsAt } from './tear.ts';

describe.each([ACR122U, TRANSPARENT])('an issue torn at every exchange, through $id', (profile) => {
  test.each(CHIP_KINDS)(
    '%s: the same command finishes it, or the card is set aside by name',
    async (kind) => {
      const exchanges = await exchangesOfIssue(kind, profile);
      const count = { finished: 0, 'set aside': 0 };
      for (const [index, exchange] of exchanges.entries()) {
        for (const tear of tearsAt(index, exchange)) {
          const { outcome, chip } = await named(exchange, [tear], () => tearAndResume(kind, profile, tear));
          count[outcome]++;
          const isExpected =
            outcome === 'finished' || (tear.when === 'half' && mayBeSetAside(kind, exchange, chip));
          expect(isExpected, `${exchange} ${JSON.stringify(tear)}`).toBe(true);
        }
      }
      expect(count.finished).toBeGreaterThan(2 * exchanges.length);
      // Both ends must have been seen, or the sweep has not tried what it is for.
      expect(count['set aside']).toBeGreaterThan(0);
    },
  );

  test.each(CHIP_KINDS)('%s: also when the second and the third attempt are torn', async (kind) => {
    const exchanges = await exchangesOfIssue(kind, profile);
    for (let seed = 1; seed <= 150; seed++) {
      const random = seededRandom(seed);
      // Whole writes and torn data only: what a torn trailer costs is the sweep's business.
      const tears = Array.from({ length: 3 }, (): Tear => {
        const atExchange = 1 + Math.floor(random() * exchanges.length);
        return { atExchange, when: random() < 0.5 ? 'before' : 'after' };
      });
      const { outcome } = await named('any', tears, () => tearAndResume(kind, profile, ...tears));
      expect(outcome, JSON.stringify(tears)).toBe('finished');
    }
  });
});

async function named<T>(exchange: string, tears: readonly Tear[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${exchange} ${JSON.stringify(tears)}`, { cause: error });
  }
}
