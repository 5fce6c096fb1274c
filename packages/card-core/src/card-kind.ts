import { fromHex } from './bytes.ts';

/**
 * The chips that drivers and virtual cards share, and their constants. Sources: NXP "NTAG213/215/216" data sheet
 * rev. 3.2 §8.5 (memory), §10.1 (GET_VERSION), §9 (container); NXP "MF1S50yyX/V1" and "MF1S70yyX/V1" §8.6;
 * PC/SC part 3 supplemental document for card names in an ATR (collected in protocol-facts §1, §3, §4).
 */
export const CHIP_KINDS = ['classic-1k', 'classic-4k', 'ntag213', 'ntag215', 'ntag216'] as const;
export type ChipKind = (typeof CHIP_KINDS)[number];
export type NtagKind = 'ntag213' | 'ntag215' | 'ntag216';
export type ClassicKind = 'classic-1k' | 'classic-4k';

/** Constants of one NTAG type. Pages are 4 bytes; ranges include both ends. */
export interface NtagSpec {
  readonly kind: NtagKind;
  readonly displayName: string;
  readonly pages: number;
  readonly userFirstPage: number;
  readonly userLastPage: number;
  readonly userBytes: number;
  readonly dynamicLockPage: number;
  readonly cfg0Page: number;
  readonly cfg1Page: number;
  readonly pwdPage: number;
  readonly packPage: number;
  /** Pages that one bit of the dynamic lock bytes locks. */
  readonly dynamicLockGranularity: number;
  /** The answer to GET_VERSION. */
  readonly version: Uint8Array;
  /** The capability container as delivered (page 3). */
  readonly capabilityContainer: Uint8Array;
}

function ntag(
  kind: NtagKind,
  pages: number,
  userLastPage: number,
  dynamicLockGranularity: number,
  version: string,
  container: string,
): NtagSpec {
  return {
    kind,
    displayName: kind.toUpperCase(),
    pages,
    userFirstPage: 4,
    userLastPage,
    userBytes: (userLastPage - 4 + 1) * 4,
    dynamicLockPage: pages - 5,
    cfg0Page: pages - 4,
    cfg1Page: pages - 3,
    pwdPage: pages - 2,
    packPage: pages - 1,
    dynamicLockGranularity,
    version: fromHex(version),
    capabilityContainer: fromHex(container),
  };
}

export const NTAG_SPECS: Readonly<Record<NtagKind, NtagSpec>> = {
  ntag213: ntag('ntag213', 45, 0x27, 2, '0004040201000F03', 'E1101200'),
  ntag215: ntag('ntag215', 135, 0x81, 16, '0004040201001103', 'E1103E00'),
  ntag216: ntag('ntag216', 231, 0xe1, 16, '0004040201001303', 'E1106D00'),
};

/** Constants of one MIFARE Classic type. Blocks are 16 bytes. */
export interface ClassicSpec {
  readonly kind: ClassicKind;
  readonly displayName: string;
  readonly sectors: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly sak: number;
  /** ATQA of the variant with a 4-byte UID, least significant byte first, as block 0 holds it. */
  readonly atqa: Uint8Array;
}

export const CLASSIC_SPECS: Readonly<Record<ClassicKind, ClassicSpec>> = {
  'classic-1k': {
    kind: 'classic-1k',
    displayName: 'MIFARE Classic 1K',
    sectors: 16,
    blocks: 64,
    bytes: 1024,
    sak: 0x08,
    atqa: new Uint8Array([0x04, 0x00]),
  },
  'classic-4k': {
    kind: 'classic-4k',
    displayName: 'MIFARE Classic 4K',
    sectors: 40,
    blocks: 256,
    bytes: 4096,
    sak: 0x18,
    atqa: new Uint8Array([0x02, 0x00]),
  },
};

export function isChipKind(text: string): text is ChipKind {
  return (CHIP_KINDS as readonly string[]).includes(text);
}

export function isNtagKind(kind: ChipKind): kind is NtagKind {
  return kind in NTAG_SPECS;
}

export function isClassicKind(kind: ChipKind): kind is ClassicKind {
  return kind in CLASSIC_SPECS;
}

/** The name people know the chip by. */
export function chipDisplayName(kind: ChipKind): string {
  return isNtagKind(kind) ? NTAG_SPECS[kind].displayName : CLASSIC_SPECS[kind].displayName;
}

/** Size of the whole memory, configuration and trailers included. */
export function chipBytes(kind: ChipKind): number {
  return isNtagKind(kind) ? NTAG_SPECS[kind].pages * 4 : CLASSIC_SPECS[kind].bytes;
}

/** The card's memory byte-exactly as PC/SC part 3 names it in the historical bytes: NN NN of the ATR. */
const ATR_CARD_NAME = { 'classic-1k': 0x0001, 'classic-4k': 0x0002, ntag: 0x0003 } as const;

/**
 * Answer to reset that a PC/SC reader makes for a storage card: `3B8F8001804F0CA000000306 03 NNNN 00000000 TCK`
 * (PC/SC part 3 §3.1.3.2.3.2). All NTAG types and Ultralight share one; only GET_VERSION separates them.
 */
export function chipAtr(kind: ChipKind): Uint8Array {
  const name = isNtagKind(kind) ? ATR_CARD_NAME.ntag : ATR_CARD_NAME[kind];
  const atr = fromHex('3B8F8001804F0CA000000306030000000000000000'.slice(0, 40));
  atr[13] = name >> 8;
  atr[14] = name & 0xff;
  let check = 0;
  for (const byte of atr.subarray(1, 19)) check ^= byte;
  atr[19] = check;
  return atr;
}
