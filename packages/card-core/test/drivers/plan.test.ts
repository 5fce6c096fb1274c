import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planBlocks, planPages } from '../../src/drivers/plan.ts';

describe('blocks of MIFARE Classic', () => {
  test.each([
    ['contiguous blocks together', [8, 9, 10], undefined, ['2:8+3']],
    ['a new run per sector, the last sector first', [8, 9, 12, 13], undefined, ['3:12+2', '2:8+2']],
    ['the open sector first', [8, 12], 3, ['3:12+1', '2:8+1']],
    ['a gap splits', [8, 10], undefined, ['2:8+1', '2:10+1']],
    ['twice asked, once read', [9, 8, 9], undefined, ['2:8+2']],
    ['big sectors', [128, 129, 142, 144], undefined, ['33:144+1', '32:128+2', '32:142+1']],
  ] as const)('%s', (_, blocks, open, runs) => {
    const planned = planBlocks(blocks, open).map((run) => `${run.sector}:${run.block}+${run.count}`);
    expect(planned).toEqual(runs);
  });
});

describe('pages of NTAG', () => {
  test.each([
    ['one range', [[16, 8]], 12, ['16+8']],
    [
      'adjacent ranges become one',
      [
        [20, 4],
        [16, 4],
      ],
      12,
      ['16+8'],
    ],
    [
      'overlapping ranges become one',
      [
        [16, 8],
        [20, 8],
      ],
      12,
      ['16+12'],
    ],
    [
      'a gap stays',
      [
        [16, 4],
        [46, 4],
      ],
      12,
      ['16+4', '46+4'],
    ],
    ['20 pages in two even reads', [[66, 20]], 12, ['66+10', '76+10']],
    ['30 pages in three', [[16, 30]], 12, ['16+10', '26+10', '36+10']],
    ['all at once where the reader can', [[16, 30]], 60, ['16+30']],
    ['nothing', [], 12, []],
  ] as const)('%s', (_, ranges, max, reads) => {
    const planned = planPages(
      ranges.map(([firstPage, pages]) => ({ firstPage, pages })),
      max,
    );
    expect(planned.map((range) => `${range.firstPage}+${range.pages}`)).toEqual(reads);
  });

  test('covers what was asked, in the fewest reads, none longer than allowed', () => {
    const range = fc.record({
      firstPage: fc.integer({ min: 0, max: 200 }),
      pages: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }), (ranges, max) => {
        const pagesOf = (list: readonly { firstPage: number; pages: number }[]) =>
          new Set(
            list.flatMap(({ firstPage, pages }) => Array.from({ length: pages }, (_, i) => firstPage + i)),
          );
        const planned = planPages(ranges, max);
        expect(pagesOf(planned)).toEqual(pagesOf(ranges));
        expect(planned.every(({ pages }) => pages >= 1 && pages <= max)).toBe(true);
        expect(planned.reduce((sum, { pages }) => sum + pages, 0)).toBe(pagesOf(ranges).size);
      }),
    );
  });
});
