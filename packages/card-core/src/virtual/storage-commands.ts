import { CLASSIC_SPECS } from '../card-kind.ts';
import { sectorOf } from '../classic-geometry.ts';
import type { ReaderProfile } from '../readers/profile.ts';
import type { Air, VirtualChip } from './air.ts';
import { isNtagChip } from './air.ts';
import type { Apdu } from './apdu.ts';
import { answer, SW, status } from './apdu.ts';
import type { KeyType } from './classic-access.ts';
import type { ClassicChip } from './classic-chip.ts';
import { formatValueBlock, parseValueBlock } from './classic-chip.ts';
import { isTrailer } from './classic-layout.ts';

/** The storage card commands of PC/SC part 3 §3.2.2.1 as ACS readers carry them out (protocol-facts §2). */

export interface StorageContext {
  readonly chip: VirtualChip;
  readonly air: Air;
  readonly profile: ReaderProfile;
}

/** FFCA0000 UID, FFCA0100 ATS. The reader keeps the UID of the selection, so nothing goes over the air. */
export function getData({ chip }: StorageContext, apdu: Apdu): Uint8Array {
  if (apdu.data.length > 0 || apdu.p2 !== 0 || apdu.p1 !== 0x00) return status(SW.unsupported); // neither family has an ATS
  if (apdu.le === undefined) return status(SW.wrongLength);
  const uid = chip.uid;
  if (apdu.le === 256 || apdu.le === uid.length) return answer(uid);
  return apdu.le < uid.length ? status(0x6c00 | uid.length) : answer(uid, SW.endBeforeLe);
}

/** Authenticates with a key that was loaded before; `typeByte` 60 is key A, 61 key B. */
export function authenticate(
  { chip, air }: StorageContext,
  block: number,
  typeByte: number,
  key: Uint8Array | undefined,
): Uint8Array {
  const type: KeyType | undefined = typeByte === 0x60 ? 'A' : typeByte === 0x61 ? 'B' : undefined;
  if (isNtagChip(chip) || type === undefined || key === undefined) return status(SW.failed);
  return status(air.classicAuthenticate(chip, block, type, key) ? SW.ok : SW.failed);
}

/** FFB000: at most 16 bytes, or several data blocks of one sector where the profile says so. */
export function readBinary(context: StorageContext, apdu: Apdu): Uint8Array {
  const { chip, air } = context;
  if (apdu.p1 !== 0 || apdu.data.length > 0 || apdu.le === undefined) return status(SW.failed);
  if (isNtagChip(chip)) {
    if (apdu.le > 16) return status(SW.failed);
    const got = air.ntag(chip, new Uint8Array([0x30, apdu.p2]));
    return got.kind === 'data' ? answer(got.bytes.subarray(0, apdu.le)) : status(SW.failed);
  }
  const limit = classicLimit(context, chip, apdu.p2, 'classicReadBytes');
  if (limit === undefined || apdu.le > limit) return status(SW.failed);
  const isWholeBlocks = apdu.le % 16 === 0;
  if (!isWholeBlocks && (limit > 16 || apdu.le > 16)) return status(SW.failed);
  const blocks = Math.ceil(apdu.le / 16);
  if (!isWithinDataBlocks(apdu.p2, blocks)) return status(SW.failed);
  const content = new Uint8Array(blocks * 16);
  for (let i = 0; i < blocks; i++) {
    const block = air.classicRead(chip, apdu.p2 + i);
    if (block === undefined) return status(SW.failed);
    content.set(block, i * 16);
  }
  return answer(content.subarray(0, apdu.le));
}

/** FFD600: exactly 4 bytes on NTAG; on Classic 16, or several data blocks of one sector. */
export function updateBinary(context: StorageContext, apdu: Apdu): Uint8Array {
  const { chip, air } = context;
  if (apdu.p1 !== 0 || apdu.le !== undefined) return status(SW.failed);
  if (isNtagChip(chip)) {
    if (apdu.data.length !== 4) return status(SW.failed);
    const got = air.ntag(chip, new Uint8Array([0xa2, apdu.p2, ...apdu.data]));
    return status(got.kind === 'ack' ? SW.ok : SW.failed);
  }
  const limit = classicLimit(context, chip, apdu.p2, 'classicWriteBytes');
  const blocks = apdu.data.length / 16;
  if (limit === undefined || apdu.data.length > limit || blocks < 1 || !Number.isInteger(blocks)) {
    return status(SW.failed);
  }
  if (!isWithinDataBlocks(apdu.p2, blocks)) return status(SW.failed);
  for (let i = 0; i < blocks; i++) {
    const content = apdu.data.slice(i * 16, i * 16 + 16);
    if (!air.classicWrite(chip, apdu.p2 + i, content)) return status(SW.failed);
  }
  return status(SW.ok);
}

/**
 * FFD700: operation 00 stores, 01 increments, 02 decrements (operand most significant byte first), 03 copies to
 * another block of the sector.
 */
export function valueOperation({ chip, air }: StorageContext, apdu: Apdu): Uint8Array {
  if (isNtagChip(chip) || apdu.p1 !== 0 || apdu.le !== undefined) return status(SW.failed);
  const { data, p2: block } = apdu;
  const done = (ok: boolean) => status(ok ? SW.ok : SW.failed);
  if (data.length === 2 && data[0] === 0x03) {
    return done(air.classicLoadValue(chip, 'restore', block, 0) && air.classicTransfer(chip, data[1]!));
  }
  if (data.length !== 5) return status(SW.failed);
  const operand = new DataView(data.buffer, data.byteOffset + 1, 4);
  switch (data[0]) {
    case 0x00:
      if (isTrailer(block)) return status(SW.failed);
      return done(air.classicWrite(chip, block, formatValueBlock(operand.getInt32(0), block)));
    case 0x01:
    case 0x02: {
      const operation = data[0] === 0x01 ? 'increment' : 'decrement';
      const isLoaded = air.classicLoadValue(chip, operation, block, operand.getUint32(0));
      return done(isLoaded && air.classicTransfer(chip, block));
    }
    default:
      return status(SW.failed);
  }
}

/** FFB100: the value of a value block, most significant byte first. */
export function readValue({ chip, air }: StorageContext, apdu: Apdu): Uint8Array {
  if (isNtagChip(chip) || apdu.p1 !== 0 || apdu.data.length > 0) return status(SW.failed);
  if (apdu.le !== 256 && apdu.le !== 4) return status(SW.failed);
  const content = isTrailer(apdu.p2) ? undefined : air.classicRead(chip, apdu.p2);
  const stored = content === undefined ? undefined : parseValueBlock(content);
  if (stored === undefined) return status(SW.failed);
  const value = new Uint8Array(4);
  new DataView(value.buffer).setInt32(0, stored.value);
  return answer(value);
}

/** Blocks that one storage APDU writes, for tearing in its middle. */
export function blocksWritten(apdu: Apdu): number {
  return apdu.ins === 0xd6 ? Math.max(1, Math.floor(apdu.data.length / 16)) : 1;
}

function classicLimit(
  { profile }: StorageContext,
  chip: ClassicChip,
  block: number,
  direction: 'classicReadBytes' | 'classicWriteBytes',
): number | undefined {
  if (block >= CLASSIC_SPECS[chip.kind].blocks) return undefined;
  return block < 128 ? profile[direction].small : profile[direction].big;
}

/** A trailer goes alone; several blocks must all be data blocks of one sector. */
function isWithinDataBlocks(first: number, count: number): boolean {
  if (count === 1) return true;
  for (let block = first; block < first + count; block++) {
    if (isTrailer(block) || sectorOf(block) !== sectorOf(first)) return false;
  }
  return true;
}
