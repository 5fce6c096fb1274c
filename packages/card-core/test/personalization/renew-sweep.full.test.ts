import { describe, expect, test } from 'vitest';
import { CHIP_KINDS, isNtagKind } from '../../src/card-kind.ts';
import { ACR122U, TRANSPARENT } from '../../src/readers/profile.ts';
import { cardInUse, exchangesOfRenewal, tearRenewal } from './renew.ts';
import { tearsAt } from './tear.ts';

/** Every exchange of a renewal, torn before, after and within, on both kinds of readers; then torn a second time. */
describe.each(CHIP_KINDS)('%s', (kind) => {
  test.each([ACR122U, TRANSPARENT])('$id', async (profile) => {
    const before = await cardInUse(kind);
    const exchanges = await exchangesOfRenewal(kind, profile);
    expect(exchanges.filter((exchange) => exchange !== 'reads').length).toBeGreaterThanOrEqual(4);
    const setAside: string[] = [];
    for (const [index, exchange] of exchanges.entries()) {
      for (const tear of tearsAt(index, exchange)) {
        const second = tear.when === 'half' ? [] : [{ ...tear, atExchange: tear.atExchange + 3 }];
        const outcome = await tearRenewal(kind, profile, before, tear, ...second);
        if (outcome === 'set aside') setAside.push(`${exchange}, ${tear.when}`);
      }
    }
    const allowed = isNtagKind(kind) ? [] : ['writes trailer, half'];
    expect([...new Set(setAside)]).toEqual(allowed);
  });
});
