import { randomBytes } from 'node:crypto';
import type { ChipKind, ClassicKind, NtagKind } from '../card-kind.ts';
import { CLASSIC_SPECS, isNtagKind, NTAG_SPECS } from '../card-kind.ts';
import { firstBlock, trailerBlock } from '../classic-geometry.ts';
import { KartuError } from '../errors.ts';
import type { ChipState, ClassicState, NtagState } from './chip.ts';

export interface NewCardOptions {
  /** 7 bytes that start with 04 for NTAG, 4 or 7 for Classic; random unless given. */
  readonly uid?: Uint8Array;
}

/** The chip as it leaves the factory. Throws `image-invalid` for a UID that the chip cannot have. */
export function newCard(kind: 'classic-1k' | 'classic-4k', options?: NewCardOptions): ClassicState;
export function newCard(kind: 'ntag213' | 'ntag215' | 'ntag216', options?: NewCardOptions): NtagState;
export function newCard(kind: ChipKind, options?: NewCardOptions): ChipState;
export function newCard(kind: ChipKind, options: NewCardOptions = {}): ChipState {
  return isNtagKind(kind) ? newNtag(kind, options.uid) : newClassic(kind, options.uid);
}

/** Delivery content of NTAG user memory: an empty NDEF message (data sheet rev. 3.2 §8.5.6). */
const NTAG_DELIVERY: Readonly<Record<NtagKind, readonly number[]>> = {
  ntag213: [0x01, 0x03, 0xa0, 0x0c, 0x34, 0x03, 0x00, 0xfe],
  ntag215: [0x03, 0x00, 0xfe, 0x00],
  ntag216: [0x03, 0x00, 0xfe, 0x00],
};

function newNtag(kind: NtagKind, given: Uint8Array | undefined): NtagState {
  const spec = NTAG_SPECS[kind];
  const uid = given ?? new Uint8Array([0x04, ...randomBytes(6)]);
  if (uid.length !== 7 || uid[0] !== 0x04)
    throw badUid('uid-ntag', 'an NTAG has a UID of 7 bytes that starts with 04');
  const memory = new Uint8Array(spec.pages * 4);
  memory.set(uid.subarray(0, 3), 0);
  memory[3] = 0x88 ^ uid[0]! ^ uid[1]! ^ uid[2]!; // BCC0 with the cascade tag (ISO/IEC 14443-3 §6.5.4)
  memory.set(uid.subarray(3), 4);
  memory[8] = uid[3]! ^ uid[4]! ^ uid[5]! ^ uid[6]!;
  memory[9] = 0x48; // internal
  memory.set(spec.capabilityContainer, 12);
  memory.set(NTAG_DELIVERY[kind], 16);
  memory.set([0x00, 0x00, 0x00, 0xbd], spec.dynamicLockPage * 4);
  memory.set([0x04, 0x00, 0x00, 0xff], spec.cfg0Page * 4); // strong modulation, no mirror, no protection
  memory.set([0x00, 0x05, 0x00, 0x00], spec.cfg1Page * 4); // byte 1 as seen in published dumps [M]
  memory.fill(0xff, spec.pwdPage * 4, spec.pwdPage * 4 + 4);
  return {
    kind,
    memory,
    version: spec.version.slice(),
    signature: new Uint8Array(32), // nobody but the maker can sign a UID
    counter: 0,
    failedAuthentications: 0,
    unknown: new Set(),
  };
}

/** Key A, access bits FF0780 with GPB 69, key B: the transport configuration (MF1S50yyX/V1 §8.8). */
const TRANSPORT_TRAILER = [...new Array(6).fill(0xff), 0xff, 0x07, 0x80, 0x69, ...new Array(6).fill(0xff)];

function newClassic(kind: ClassicKind, given: Uint8Array | undefined): ClassicState {
  const spec = CLASSIC_SPECS[kind];
  const uid = given?.slice() ?? randomClassicUid();
  if (uid.length !== 4 && uid.length !== 7)
    throw badUid('uid-classic', 'a MIFARE Classic has a UID of 4 or 7 bytes');
  // 88 is the cascade tag and 08 a random identifier (ISO/IEC 14443-3 §6.5.4): no fixed 4-byte UID starts so.
  if (uid.length === 4 && (uid[0] === 0x88 || uid[0] === 0x08))
    throw badUid('uid-classic-start', 'a 4-byte UID cannot start with 88 or 08');
  const atqa = spec.atqa.slice();
  if (uid.length === 7) atqa[0]! |= 0x40;
  const memory = new Uint8Array(spec.bytes);
  memory.set(uid, 0);
  if (uid.length === 4) memory[4] = uid[0]! ^ uid[1]! ^ uid[2]! ^ uid[3]!;
  memory.set([spec.sak, ...atqa], uid.length === 4 ? 5 : 7);
  for (let sector = 0; sector < spec.sectors; sector++) {
    if (firstBlock(sector) < spec.blocks) memory.set(TRANSPORT_TRAILER, trailerBlock(sector) * 16);
  }
  return { kind, uid, sak: spec.sak, atqa, memory, unknown: new Set() };
}

function randomClassicUid(): Uint8Array {
  for (;;) {
    const uid = new Uint8Array(randomBytes(4));
    if (uid[0] !== 0x88 && uid[0] !== 0x08) return uid;
  }
}

function badUid(what: string, message: string): KartuError {
  return new KartuError('usage', message, { details: { what } });
}
