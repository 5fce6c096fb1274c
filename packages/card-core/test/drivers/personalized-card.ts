import { concat, fromHex, utf8 } from '../../src/bytes.ts';
import type { ChipKind, ClassicKind } from '../../src/card-kind.ts';
import { isNtagKind, NTAG_SPECS } from '../../src/card-kind.ts';
import type { Area } from '../../src/drivers/layout.ts';
import { CLASSIC_LAYOUTS, NTAG_LAYOUTS } from '../../src/drivers/layout.ts';
import { encodeMad1, encodeMad2 } from '../../src/drivers/mad.ts';
import { deriveAccessKeys } from '../../src/keys/diversify.ts';
import type { ChipState, ClassicState } from '../../src/virtual/index.ts';
import { chipUid, isNtagState, newCard } from '../../src/virtual/index.ts';

/**
 * Cards as card-format §2 describes them, put together byte by byte and without the code that personalizes, so
 * that drivers and personalization are tested against something that neither of them made.
 */

/** A master key for tests; it protects nothing. */
export const TEST_KEY_SET = { version: 1, masterKey: fromHex('00112233445566778899AABBCCDDEEFF') };
export const UIDS: Readonly<Record<ChipKind, Uint8Array>> = {
  'classic-1k': fromHex('5A1B2C3D'),
  'classic-4k': fromHex('5A1B2C3E'),
  ntag213: fromHex('04A1B2C3D4E501'),
  ntag215: fromHex('04A1B2C3D4E502'),
  ntag216: fromHex('04A1B2C3D4E503'),
};

export function testKeys(kind: ChipKind) {
  return deriveAccessKeys(TEST_KEY_SET, UIDS[kind]);
}

/** Recognisable content: the area's name over and over. */
export function fillOf(area: Area, length: number): Uint8Array {
  const text = utf8(`${area}.`);
  return Uint8Array.from({ length }, (_, i) => text[i % text.length]!);
}

export function areaLength(kind: ChipKind, area: Area): number {
  if (area === 'identity') return 88;
  if (isNtagKind(kind)) return (NTAG_LAYOUTS[kind].areas[area]?.pages ?? 0) * 4;
  return CLASSIC_LAYOUTS[kind].areas[area].length * 16;
}

export function areasOf(kind: ChipKind): Area[] {
  return Object.keys(isNtagKind(kind) ? NTAG_LAYOUTS[kind].areas : CLASSIC_LAYOUTS[kind].areas) as Area[];
}

/** A personalized card with recognisable areas; on Classic in the given sectors. */
export function personalizedCard(kind: ChipKind, sectors?: readonly number[]): ChipState {
  const state = newCard(kind, { uid: UIDS[kind] });
  return isNtagState(state) ? fillNtag(state) : fillClassic(state, sectors);
}

/** Where an area's bytes lie in a card's memory. */
export function memoryOffsets(kind: ChipKind, area: Area, sectors?: readonly number[]): number[] {
  if (isNtagKind(kind)) {
    const range = NTAG_LAYOUTS[kind].areas[area]!;
    return Array.from({ length: range.pages * 4 }, (_, i) => range.firstPage * 4 + i);
  }
  const used = sectors ?? CLASSIC_LAYOUTS[kind].defaultSectors;
  return CLASSIC_LAYOUTS[kind].areas[area].flatMap(({ role, index }) =>
    Array.from({ length: 16 }, (_, i) => (blockOf(used[role]!, 0) + index) * 16 + i),
  );
}

function fillNtag<S extends ChipState>(state: S): S {
  const keys = deriveAccessKeys(TEST_KEY_SET, chipUid(state));
  const spec = NTAG_SPECS[state.kind as keyof typeof NTAG_SPECS];
  for (const area of areasOf(state.kind)) writeArea(state, area);
  state.memory.set([0x04, 0x00, 0x00, 16], spec.cfg0Page * 4);
  state.memory[spec.cfg1Page * 4] = 0x98; // PROT, NFC_CNT_EN, NFC_CNT_PWD_PROT
  state.memory.set(concat(keys.password, keys.passwordAcknowledge), spec.pwdPage * 4);
  return state;
}

function fillClassic(state: ClassicState, sectors?: readonly number[]): ClassicState {
  const kind: ClassicKind = state.kind;
  const used = sectors ?? CLASSIC_LAYOUTS[kind].defaultSectors;
  const keys = deriveAccessKeys(TEST_KEY_SET, state.uid);
  const aids = new Map([[1, 0xe103], ...used.map((sector) => [sector, 0x384b] as [number, number])]);
  for (const area of areasOf(kind)) writeArea(state, area, used);
  const trailer = (sector: number, keyA: Uint8Array, accessAndGpb: string) =>
    state.memory.set(
      concat(keyA, fromHex(accessAndGpb), keys.keyB),
      blockOf(sector, sector < 32 ? 3 : 15) * 16,
    );
  state.memory.set(encodeMad1({ publisherSector: 0, aids }), 16);
  trailer(0, fromHex('A0A1A2A3A4A5'), kind === 'classic-1k' ? '787788C1' : '787788C2');
  trailer(1, fromHex('D3F7D3F7D3F7'), '78778843');
  if (kind === 'classic-4k') {
    state.memory.set(encodeMad2({ publisherSector: 0, aids }), blockOf(16, 0) * 16);
    trailer(16, fromHex('A0A1A2A3A4A5'), '78778800');
  }
  for (const sector of used) trailer(sector, keys.keyA, '78778800');
  return state;
}

function writeArea(state: ChipState, area: Area, sectors?: readonly number[]): void {
  const content = fillOf(area, areaLength(state.kind, area));
  for (const [i, offset] of memoryOffsets(state.kind, area, sectors).entries()) {
    state.memory[offset] = content[i] ?? 0;
  }
}

function blockOf(sector: number, index: number): number {
  return (sector < 32 ? sector * 4 : 128 + (sector - 32) * 16) + index;
}
