import { sectorOf } from '../classic-geometry.ts';
import type { PageRange } from './layout.ts';

/** Reads planned so that a tap makes few exchanges: pure functions, tested by tables. */

/** One stretch of blocks that a single call of `readBlocks` fetches. */
export interface BlockRun {
  readonly sector: number;
  readonly block: number;
  readonly count: number;
}

/**
 * Blocks in the order they are best read: the sector that is authenticated already comes first, every sector
 * once, contiguous blocks together. A block asked for twice is read once. Otherwise sectors are taken from the last
 * to the first, because the heads lie in the first and what is asked for next lies beside them.
 */
export function planBlocks(blocks: Iterable<number>, authenticatedSector?: number): BlockRun[] {
  const rank = (block: number) => (sectorOf(block) === authenticatedSector ? 0 : 1);
  const ordered = [...new Set(blocks)].sort(
    (a, b) => rank(a) - rank(b) || sectorOf(b) - sectorOf(a) || a - b,
  );
  const runs: BlockRun[] = [];
  for (const block of ordered) {
    const last = runs.at(-1);
    const sector = sectorOf(block);
    if (last !== undefined && last.sector === sector && last.block + last.count === block) {
      runs[runs.length - 1] = { ...last, count: last.count + 1 };
    } else {
      runs.push({ sector, block, count: 1 });
    }
  }
  return runs;
}

/**
 * FAST_READs for ranges of pages: adjacent and overlapping ranges become one, and what is longer than `maxPages`
 * is split evenly, because a short last answer would cost as much overhead as a long one.
 */
export function planPages(ranges: readonly PageRange[], maxPages: number): PageRange[] {
  const sorted = [...ranges].sort((a, b) => a.firstPage - b.firstPage);
  const merged: { firstPage: number; pages: number }[] = [];
  for (const { firstPage, pages } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && firstPage <= last.firstPage + last.pages) {
      last.pages = Math.max(last.pages, firstPage + pages - last.firstPage);
    } else {
      merged.push({ firstPage, pages });
    }
  }
  return merged.flatMap((range) => split(range, maxPages));
}

function split({ firstPage, pages }: PageRange, maxPages: number): PageRange[] {
  const parts = Math.ceil(pages / maxPages);
  const cut = (part: number) => Math.round((part * pages) / parts);
  return Array.from({ length: parts }, (_, part) => ({
    firstPage: firstPage + cut(part),
    pages: cut(part + 1) - cut(part),
  }));
}
