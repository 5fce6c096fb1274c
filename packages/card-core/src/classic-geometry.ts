import type { ClassicKind } from './card-kind.ts';
import { CLASSIC_SPECS } from './card-kind.ts';

/** Sectors 0–31 have 4 blocks, 32–39 have 16; the last one is the trailer (MF1S70yyX/V1 §8.6). */

export const BLOCK_BYTES = 16;

export function firstBlock(sector: number): number {
  return sector < 32 ? sector * 4 : 128 + (sector - 32) * 16;
}

export function dataBlocks(sector: number): number {
  return sector < 32 ? 3 : 15;
}

export function trailerBlock(sector: number): number {
  return firstBlock(sector) + dataBlocks(sector);
}

export function sectorOf(block: number): number {
  return block < 128 ? block >> 2 : 32 + ((block - 128) >> 4);
}

/** Sectors of a card: 16 or 40. */
export function sectorCount(kind: ClassicKind): number {
  return CLASSIC_SPECS[kind].sectors;
}
