import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessConditions } from '../../src/drivers/access-bits.ts';
import {
  areAccessBitsValid,
  decodeAccessBits,
  encodeAccessBits,
  keyOpens,
  mayReplaceTrailer,
  mayWriteData,
} from '../../src/drivers/access-bits.ts';
import {
  decodeConditions,
  isKeyBReadable,
  mayUseData,
  mayUseTrailer,
} from '../../src/virtual/classic-access.ts';

// Driver and virtual chip have a table each, written apart from one another; they must agree.

const ALL: AccessConditions[] = Array.from({ length: 8 ** 4 }, (_, i) => [
  i & 7,
  (i >> 3) & 7,
  (i >> 6) & 7,
  i >> 9,
]);

test('all 4096 conditions: what the driver encodes the chip decodes', () => {
  for (const conditions of ALL) expect(decodeConditions(encodeAccessBits(conditions))).toEqual(conditions);
});

test('property: the same three bytes are consistent, and mean the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3, maxLength: 3 }), (bytes) => {
      const decoded = decodeConditions(bytes);
      expect(areAccessBitsValid(bytes)).toBe(decoded !== undefined);
      if (decoded !== undefined) expect(decodeAccessBits(bytes)).toEqual(decoded);
    }),
    { numRuns: 5000 },
  );
});

test.each(['A', 'B'] as const)('all 4096 conditions: what key %s may do', (key) => {
  for (const conditions of ALL) {
    const [trailer, data] = [conditions[3], conditions.slice(0, 3)];
    const opens = key === 'A' || !isKeyBReadable(trailer);
    const parts = ['keyAWrite', 'accessWrite', 'keyBWrite'] as const;
    const replaces = opens && parts.every((part) => mayUseTrailer(trailer, key, part));
    const both = (condition: number) =>
      mayUseData(condition, key, 'read') && mayUseData(condition, key, 'write');
    expect([
      keyOpens(conditions, key),
      mayReplaceTrailer(conditions, key),
      mayWriteData(conditions, key),
    ]).toEqual([opens, replaces, opens && data.every(both)]);
  }
});
