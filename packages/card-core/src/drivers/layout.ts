/**
 * Where the records lie on each kind of card. docs/card-format.md §2 is normative.
 *
 * The layout is made for few exchanges: both heads lie beside each other (with the first identity block on MIFARE
 * Classic), so that a card the ledger knows is recognised by one or two reads; a tail fills whole sectors.
 */
import type { ChipKind } from '../card-kind.ts';
import { IDENTITY_BYTES } from '../records/identity.ts';
import { HEAD_BYTES, TAIL_BYTES } from '../records/purse.ts';

/** Named pieces of a card; a driver reads and writes these and nothing else of the organisation's part. */
export type Area = 'head0' | 'head1' | 'identity' | 'tail0' | 'tail1' | 'history';

export const AREA_BYTES: Readonly<Record<Exclude<Area, 'history'>, number>> = {
  head0: HEAD_BYTES,
  head1: HEAD_BYTES,
  identity: IDENTITY_BYTES,
  tail0: TAIL_BYTES,
  tail1: TAIL_BYTES,
};

/** One entry of the history is a head (card-format §5): unsigned, for people to read. */
export const HISTORY_ENTRY_BYTES = HEAD_BYTES;

/** `purse`: identity and stored value. `identity`: identity alone, the balance lives in the ledger (NTAG213). */
export type CardProfile = 'purse' | 'identity';

export const CARD_PROFILE: Readonly<Record<ChipKind, CardProfile>> = {
  'classic-1k': 'purse',
  'classic-4k': 'purse',
  ntag213: 'identity',
  ntag215: 'purse',
  ntag216: 'purse',
};

// --- NTAG21x: pages of 4 bytes -----------------------------------------------------------------------------------

export interface PageRange {
  readonly firstPage: number;
  readonly pages: number;
}

export interface NtagLayout {
  /** Open to every phone: one NDEF message with the organisation's URI. Everything from `protectedFrom` needs PWD. */
  readonly open: PageRange;
  readonly protectedFrom: number;
  readonly areas: Readonly<Partial<Record<Area, PageRange>>>;
  /** First page of the TLV stream that lists further applications (card-format §2.2), and its end (exclusive). */
  readonly directory?: { readonly firstPage: number; readonly endPage: number };
}

const OPEN: PageRange = { firstPage: 4, pages: 12 };
const PURSE_PAGES = {
  head0: { firstPage: 16, pages: 4 },
  head1: { firstPage: 20, pages: 4 },
  identity: { firstPage: 24, pages: 22 },
  tail0: { firstPage: 46, pages: 20 },
  tail1: { firstPage: 66, pages: 20 },
} as const;

// The history is the first application of the directory: two pages of TLV in front, one page of terminator behind.
export const NTAG_LAYOUTS: Readonly<Record<'ntag213' | 'ntag215' | 'ntag216', NtagLayout>> = {
  ntag213: { open: OPEN, protectedFrom: 16, areas: { identity: { firstPage: 16, pages: 22 } } },
  ntag215: {
    open: OPEN,
    protectedFrom: 16,
    areas: { ...PURSE_PAGES, history: { firstPage: 88, pages: 40 } },
    directory: { firstPage: 86, endPage: 130 },
  },
  ntag216: {
    open: OPEN,
    protectedFrom: 16,
    areas: { ...PURSE_PAGES, history: { firstPage: 88, pages: 80 } },
    directory: { firstPage: 86, endPage: 226 },
  },
};

// --- MIFARE Classic: blocks of 16 bytes in sectors ---------------------------------------------------------------

/** Application identifier of the organisation's sectors in the MAD: not registered with NXP (card-format §2.1). */
export const CLASSIC_AID = 0x384b;

/** Block `index` of the `role`-th sector that carries the AID, counted in ascending order of sectors. */
export interface BlockRef {
  readonly role: number;
  readonly index: number;
}

export interface ClassicLayout {
  /** How many sectors carry the AID, and which ones on a card without defects. */
  readonly defaultSectors: readonly number[];
  /** Where a replacement is taken from when a sector is spoilt; all replacements have the same size. */
  readonly spareSectors: readonly number[];
  /** Blocks of each area in order; the last block of `identity` is filled up with 00. */
  readonly areas: Readonly<Record<Area, readonly BlockRef[]>>;
}

const ndefSector = 1;
export const CLASSIC_NDEF_SECTOR = ndefSector;

export const CLASSIC_LAYOUTS: Readonly<Record<'classic-1k' | 'classic-4k', ClassicLayout>> = {
  'classic-1k': {
    defaultSectors: [2, 3, 4, 5, 6, 7, 8, 9, 10],
    spareSectors: [11, 12, 13, 14, 15],
    areas: {
      head0: [{ role: 0, index: 0 }],
      head1: [{ role: 0, index: 1 }],
      identity: [{ role: 0, index: 2 }, ...blocks(5, 0, 3), ...blocks(6, 0, 2)],
      tail0: [...blocks(1, 0, 3), ...blocks(2, 0, 2)],
      tail1: [...blocks(3, 0, 3), ...blocks(4, 0, 2)],
      history: [...blocks(7, 0, 3), ...blocks(8, 0, 3)],
    },
  },
  'classic-4k': {
    defaultSectors: [32, 33],
    spareSectors: [34, 35, 36, 37, 38, 39],
    areas: {
      head0: [{ role: 0, index: 0 }],
      head1: [{ role: 0, index: 1 }],
      identity: [{ role: 0, index: 2 }, ...blocks(1, 0, 5)],
      tail0: blocks(0, 3, 5),
      tail1: blocks(0, 8, 5),
      history: blocks(1, 5, 10),
    },
  },
};

function blocks(role: number, first: number, count: number): BlockRef[] {
  return Array.from({ length: count }, (_, i) => ({ role, index: first + i }));
}

/** How many entries the history of a card holds; 0 where there is no room. */
export function historyEntries(kind: ChipKind): number {
  if (kind === 'classic-1k' || kind === 'classic-4k') return CLASSIC_LAYOUTS[kind].areas.history.length;
  return ((NTAG_LAYOUTS[kind].areas.history?.pages ?? 0) * 4) / HISTORY_ENTRY_BYTES;
}
