import type { ClassicKind } from '../card-kind.ts';
import { CLASSIC_SPECS } from '../card-kind.ts';
import { firstBlock, sectorOf, trailerBlock } from '../classic-geometry.ts';

export function isTrailer(block: number): boolean {
  return trailerBlock(sectorOf(block)) === block;
}

/** Which of the three data groups (0..2) or the trailer (3) governs a block (MF1S70yyX/V1 §8.7.3). */
export function accessGroupOfBlock(block: number): 0 | 1 | 2 | 3 {
  const inSector = block - firstBlock(sectorOf(block));
  return (block < 128 ? inSector : Math.floor(inSector / 5)) as 0 | 1 | 2 | 3;
}

export function isBlockOf(kind: ClassicKind, block: number): boolean {
  return Number.isInteger(block) && block >= 0 && block < CLASSIC_SPECS[kind].blocks;
}
