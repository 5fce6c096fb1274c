/**
 * The access conditions of MIFARE Classic as the virtual chip applies them: MF1S50yyX/V1 §8.7, tables 6 to 8,
 * collected in protocol-facts §4. The driver has a table of its own; the two check each other in tests.
 */
export type KeyType = 'A' | 'B';
export type DataOperation = 'read' | 'write' | 'increment' | 'decrement';
export type TrailerPart = 'keyAWrite' | 'accessRead' | 'accessWrite' | 'keyBRead' | 'keyBWrite';

/** C1 C2 C3 of the four groups of a sector: three data groups and the trailer. */
export type SectorConditions = readonly [number, number, number, number];

/** Rows by C1C2C3 read as a binary number; columns name the keys that may. Decrement stands for transfer and restore. */
const DATA_TABLE: readonly Readonly<Record<DataOperation, string>>[] = [
  { read: 'AB', write: 'AB', increment: 'AB', decrement: 'AB' }, // 000
  { read: 'AB', write: '', increment: '', decrement: 'AB' }, //     001
  { read: 'AB', write: '', increment: '', decrement: '' }, //       010
  { read: 'B', write: 'B', increment: '', decrement: '' }, //       011
  { read: 'AB', write: 'B', increment: '', decrement: '' }, //      100
  { read: 'B', write: '', increment: '', decrement: '' }, //        101
  { read: 'AB', write: 'B', increment: 'B', decrement: 'AB' }, //   110
  { read: '', write: '', increment: '', decrement: '' }, //         111
];

const TRAILER_TABLE: readonly Readonly<Record<TrailerPart, string>>[] = [
  { keyAWrite: 'A', accessRead: 'A', accessWrite: '', keyBRead: 'A', keyBWrite: 'A' }, //   000
  { keyAWrite: 'A', accessRead: 'A', accessWrite: 'A', keyBRead: 'A', keyBWrite: 'A' }, //  001
  { keyAWrite: '', accessRead: 'A', accessWrite: '', keyBRead: 'A', keyBWrite: '' }, //     010
  { keyAWrite: 'B', accessRead: 'AB', accessWrite: 'B', keyBRead: '', keyBWrite: 'B' }, //  011
  { keyAWrite: 'B', accessRead: 'AB', accessWrite: '', keyBRead: '', keyBWrite: 'B' }, //   100
  { keyAWrite: '', accessRead: 'AB', accessWrite: 'B', keyBRead: '', keyBWrite: '' }, //    101
  { keyAWrite: '', accessRead: 'AB', accessWrite: '', keyBRead: '', keyBWrite: '' }, //     110
  { keyAWrite: '', accessRead: 'AB', accessWrite: '', keyBRead: '', keyBWrite: '' }, //     111
];

/** Decodes access bytes 6..8 of a trailer; undefined when the inverted copies disagree (the sector is dead). */
export function decodeConditions(access: Uint8Array): SectorConditions | undefined {
  const [b6, b7, b8] = [access[0]!, access[1]!, access[2]!];
  const [c1, c2, c3] = [b7 >> 4, b8 & 0x0f, b8 >> 4];
  const inverted = [b6 & 0x0f, b6 >> 4, b7 & 0x0f];
  if ([c1, c2, c3].some((bits, i) => (bits ^ inverted[i]!) !== 0x0f)) return undefined;
  const group = (i: number) => (((c1 >> i) & 1) << 2) | (((c2 >> i) & 1) << 1) | ((c3 >> i) & 1);
  return [group(0), group(1), group(2), group(3)];
}

export function mayUseData(condition: number, key: KeyType, operation: DataOperation): boolean {
  return DATA_TABLE[condition]![operation].includes(key);
}

export function mayUseTrailer(condition: number, key: KeyType, part: TrailerPart): boolean {
  return TRAILER_TABLE[condition]![part].includes(key);
}

/** Key B that can be read serves as data: a session authenticated with it is refused every access. */
export function isKeyBReadable(trailerCondition: number): boolean {
  return TRAILER_TABLE[trailerCondition]!.keyBRead !== '';
}
