import type { ClassicKind } from '../card-kind.ts';
import { CLASSIC_SPECS } from '../card-kind.ts';

/** Geometry of MIFARE Classic: sectors 0–31 of 4 blocks, 32–39 of 16 (MF1S70yyX/V1 §8.6). */

export function sectorOfBlock(block: number): number {
  return block < 128 ? block >> 2 : 32 + ((block - 128) >> 4);
}

export function firstBlockOfSector(sector: number): number {
  return sector < 32 ? sector * 4 : 128 + (sector - 32) * 16;
}

export function trailerOfSector(sector: number): number {
  return firstBlockOfSector(sector) + (sector < 32 ? 3 : 15);
}

export function isTrailer(block: number): boolean {
  return trailerOfSector(sectorOfBlock(block)) === block;
}

/** Which of the three data groups (0..2) or the trailer (3) governs a block. */
export function accessGroupOfBlock(block: number): 0 | 1 | 2 | 3 {
  const inSector = block - firstBlockOfSector(sectorOfBlock(block));
  return (block < 128 ? inSector : Math.floor(inSector / 5)) as 0 | 1 | 2 | 3;
}

export function isBlockOf(kind: ClassicKind, block: number): boolean {
  return Number.isInteger(block) && block >= 0 && block < CLASSIC_SPECS[kind].blocks;
}
