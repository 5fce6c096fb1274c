import { expect, test } from 'vitest';
import { CHIP_KINDS } from '../../src/card-kind.ts';
import { ACR122U, TRANSPARENT } from '../../src/readers/profile.ts';
import { exchangesOfIssue, mayBeSetAside, tearAndResume, tearsAt } from './tear.ts';

// One in so many of the tears of tear-sweep.full.test.ts, spread evenly over all of them.
const EVERY = 61;

test.each(CHIP_KINDS)(
  '%s: a torn issue is finished by the same command, or set aside by name',
  async (kind) => {
    for (const profile of [ACR122U, TRANSPARENT]) {
      const exchanges = await exchangesOfIssue(kind, profile);
      const all = exchanges.flatMap((exchange, index) =>
        tearsAt(index, exchange).map((tear) => ({ exchange, tear })),
      );
      const some = all.filter((_, i) => i % EVERY === 0);
      expect(some.length).toBeGreaterThan(3);
      for (const { exchange, tear } of some) {
        const { outcome, chip } = await tearAndResume(kind, profile, tear);
        const isExpected =
          outcome === 'finished' || (tear.when === 'half' && mayBeSetAside(kind, exchange, chip));
        expect(isExpected, `${profile.id} ${exchange} ${JSON.stringify(tear)}`).toBe(true);
      }
    }
  },
);
