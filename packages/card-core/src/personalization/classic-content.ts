import type { ClassicKind } from '../card-kind.ts';
import { BLOCK_BYTES, dataBlocks, firstBlock } from '../classic-geometry.ts';
import { encodeTrailer, OWN_ACCESS } from '../drivers/access-bits.ts';
import type { Area } from '../drivers/layout.ts';
import { CLASSIC_AID, CLASSIC_LAYOUTS, CLASSIC_NDEF_SECTOR } from '../drivers/layout.ts';
import type { Directory } from '../drivers/mad.ts';
import { encodeMad1, encodeMad2, MAD_DEFECT, MAD_FREE, MAD_GPB, MAD_NDEF } from '../drivers/mad.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { PersonalizationData } from './data.ts';
import { areaContent } from './data.ts';

/** What a MIFARE Classic holds when it is issued: pure functions of the data and of the sectors chosen. */

/** Public keys: AN10787 §3.3 (MAD), AN1305 §6.2 (NDEF). */
export const MAD_KEY_A = Uint8Array.of(0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5);
export const NDEF_KEY_A = Uint8Array.of(0xd3, 0xf7, 0xd3, 0xf7, 0xd3, 0xf7);
export const TRANSPORT_KEY = new Uint8Array(6).fill(0xff);
export const MAD2_SECTOR = 16;
/** NDEF mapping version 1.0, read access granted, write access denied (AN1305 §6.1.3). */
const NDEF_GPB = 0x43;

export interface TrailerSpec {
  readonly keyA: Uint8Array;
  readonly keyB: Uint8Array;
  readonly access: Uint8Array;
  readonly generalPurposeByte: number;
}

/** The final trailer of a sector of ours. Key B is ours everywhere: the organisation alone can change it. */
export function trailerOf(kind: ClassicKind, sector: number, keys: CardAccessKeys): TrailerSpec {
  const { keyB } = keys;
  if (sector === 0) return { keyA: MAD_KEY_A, keyB, access: OWN_ACCESS, generalPurposeByte: MAD_GPB[kind] };
  if (kind === 'classic-4k' && sector === MAD2_SECTOR) {
    return { keyA: MAD_KEY_A, keyB, access: OWN_ACCESS, generalPurposeByte: 0 };
  }
  if (sector === CLASSIC_NDEF_SECTOR) {
    // Written with key B alone: a stranger must not lead members to an address of his own.
    return { keyA: NDEF_KEY_A, keyB, access: OWN_ACCESS, generalPurposeByte: NDEF_GPB };
  }
  return { keyA: keys.keyA, keyB, access: OWN_ACCESS, generalPurposeByte: 0 };
}

/** 16 bytes, checked: see {@link encodeTrailer}. */
export function trailerBytes(spec: TrailerSpec): Uint8Array {
  return encodeTrailer(spec.keyA, spec.access, spec.generalPurposeByte, spec.keyB);
}

/** Sectors of the directory itself, the most important last: trailers are written in this order. */
export function directorySectors(kind: ClassicKind): number[] {
  return kind === 'classic-1k' ? [0] : [MAD2_SECTOR, 0];
}

/**
 * The directory with our sectors in it. Entries of others are kept; a sector of ours that is not used any more
 * becomes free, one that died becomes `defect`.
 */
export function directoryWith(
  found: ReadonlyMap<number, number>,
  location: readonly number[],
  dead: readonly number[],
): Directory {
  const aids = new Map(found);
  for (const [sector, aid] of aids) if (aid === CLASSIC_AID) aids.set(sector, MAD_FREE);
  for (const sector of dead) aids.set(sector, MAD_DEFECT);
  for (const sector of location) aids.set(sector, CLASSIC_AID);
  aids.set(CLASSIC_NDEF_SECTOR, MAD_NDEF);
  return { publisherSector: 0, aids };
}

/** First block and content of the directory in each of its sectors. */
export function directoryBlocks(
  kind: ClassicKind,
  directory: Directory,
): { readonly block: number; readonly bytes: Uint8Array }[] {
  const mad1 = { block: 1, bytes: encodeMad1(directory) };
  if (kind === 'classic-1k') return [mad1];
  return [{ block: firstBlock(MAD2_SECTOR), bytes: encodeMad2(directory) }, mad1];
}

/** All data blocks of the `role`-th sector of ours, which is the card's sector `sector`. */
export function roleContent(
  kind: ClassicKind,
  role: number,
  sector: number,
  data: PersonalizationData,
): Uint8Array {
  const content = new Uint8Array(dataBlocks(sector) * BLOCK_BYTES);
  for (const [area, refs] of areasOf(kind)) {
    const bytes = areaContent(area, refs.length * BLOCK_BYTES, data);
    for (const [i, ref] of refs.entries()) {
      const block = bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES);
      if (ref.role === role) content.set(block, ref.index * BLOCK_BYTES);
    }
  }
  return content;
}

/** The blocks of an area on a card whose roles lie in these sectors. */
export function areaBlocks(kind: ClassicKind, area: Area, location: readonly number[]): number[] {
  return CLASSIC_LAYOUTS[kind].areas[area].map(({ role, index }) => firstBlock(location[role]!) + index);
}

/** Indices within a role's sector of the blocks that do not belong to the identity. */
export function purseIndices(kind: ClassicKind, role: number): Set<number> {
  const indices = new Set<number>();
  for (const [area, refs] of areasOf(kind)) {
    for (const ref of refs) if (area !== 'identity' && ref.role === role) indices.add(ref.index);
  }
  return indices;
}

function areasOf(kind: ClassicKind) {
  return Object.entries(CLASSIC_LAYOUTS[kind].areas) as [
    Area,
    (typeof CLASSIC_LAYOUTS)[typeof kind]['areas'][Area],
  ][];
}
