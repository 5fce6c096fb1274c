import { fromHex } from '../../bytes.ts';
import { KartuError } from '../../errors.ts';
import type { ChipState, ClassicState } from '../chip.ts';
import { chipUid, isNtagState } from '../chip.ts';

/** Shared by the image formats: errors that name the place, and checks that every image has to pass. */

/** `place` is a line, a field or a page: what somebody would look for in the file. */
export function invalid(place: string, what: string): KartuError {
  return new KartuError('image-invalid', `${place}: ${what}`, {
    details: { what: 'image-field', field: place, problem: what },
  });
}

/** Exactly `length` bytes of hexadecimal, blanks allowed. */
export function hexField(place: string, text: string, length: number): Uint8Array {
  const digits = text.replace(/\s/g, '');
  if (!/^[0-9a-fA-F]*$/.test(digits)) throw invalid(place, 'is not hexadecimal');
  if (digits.length !== length * 2) throw invalid(place, `must be ${length} bytes of hexadecimal`);
  return fromHex(digits);
}

/** A decimal number from 0 to `max`. */
export function numberField(place: string, text: string, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw invalid(place, `must be a number from 0 to ${max}`);
  return value;
}

/** Check bytes of the UID (ISO/IEC 14443-3 §6.5.4): a chip with wrong ones cannot be selected. */
export function checkUid(state: ChipState, claimed: Uint8Array | undefined): void {
  const uid = chipUid(state);
  if (isNtagState(state)) {
    const { memory } = state;
    if (claimed !== undefined && Buffer.compare(claimed, uid) !== 0) {
      throw invalid('UID', 'differs from pages 0 and 1');
    }
    if (memory[3] !== (0x88 ^ uid[0]! ^ uid[1]! ^ uid[2]!))
      throw invalid('Page 0', 'check byte of the UID is wrong');
    if (memory[8] !== (uid[3]! ^ uid[4]! ^ uid[5]! ^ uid[6]!)) {
      throw invalid('Page 2', 'check byte of the UID is wrong');
    }
    return;
  }
  const known = (offset: number) => !state.unknown.has(offset);
  for (let i = 0; i < uid.length; i++) {
    if (known(i) && state.memory[i] !== uid[i]) throw invalid('UID', 'differs from block 0');
  }
  const isCheckable = uid.length === 4 && known(4);
  if (isCheckable && state.memory[4] !== (uid[0]! ^ uid[1]! ^ uid[2]! ^ uid[3]!)) {
    throw invalid('Block 0', 'check byte of the UID is wrong');
  }
}

/** Where an image does not say it, the length of a Classic UID follows from the check byte in block 0. */
export function classicUidOfBlock0(state: Pick<ClassicState, 'memory'>): Uint8Array {
  const { memory } = state;
  const hasCheckByte = (memory[0]! ^ memory[1]! ^ memory[2]! ^ memory[3]!) === memory[4];
  // SAK and ATQA follow the UID; bits 7 and 6 of the ATQA's first byte are 00 for 4 bytes and 01 for 7.
  const isSingle = (memory[6]! & 0xc0) === 0x00 && memory[7] === 0x00;
  const isDouble = (memory[8]! & 0xc0) === 0x40 && memory[9] === 0x00;
  if (isDouble && !(hasCheckByte && isSingle)) return memory.slice(0, 7);
  if (hasCheckByte) return memory.slice(0, 4);
  throw invalid('Block 0', 'holds neither a UID of 4 bytes with its check byte nor one of 7 bytes');
}
