import type { ClassicKind, NtagKind } from '../card-kind.ts';
import { CLASSIC_SPECS, isNtagKind, NTAG_SPECS } from '../card-kind.ts';
import { KartuError } from '../errors.ts';

/** Everything of an NTAG that outlives a power cycle. */
export interface NtagState {
  readonly kind: NtagKind;
  /** All pages, with the true PWD and PACK. */
  readonly memory: Uint8Array;
  /** 8 bytes, the answer to GET_VERSION. */
  readonly version: Uint8Array;
  /** 32 bytes, the answer to READ_SIG; zeros where unknown. */
  readonly signature: Uint8Array;
  /** NFC counter, 24 bits. */
  readonly counter: number;
  readonly failedAuthentications: number;
  /** Offsets into `memory` whose content an image did not know; they read as 00. */
  readonly unknown: ReadonlySet<number>;
}

/** Everything of a MIFARE Classic that outlives a power cycle. */
export interface ClassicState {
  readonly kind: ClassicKind;
  /** 4 or 7 bytes. */
  readonly uid: Uint8Array;
  readonly sak: number;
  /** 2 bytes as sent on air: least significant byte first. */
  readonly atqa: Uint8Array;
  /** All blocks, trailers with both keys. */
  readonly memory: Uint8Array;
  /** Offsets into `memory` whose content an image did not know; a key with such a byte never matches. */
  readonly unknown: ReadonlySet<number>;
}

export type ChipState = NtagState | ClassicState;

export function isNtagState(state: ChipState): state is NtagState {
  return isNtagKind(state.kind);
}

/** The UID of a chip: 7 bytes on NTAG, 4 or 7 on Classic. */
export function chipUid(state: ChipState): Uint8Array {
  if (!isNtagState(state)) return state.uid.slice();
  return new Uint8Array([...state.memory.subarray(0, 3), ...state.memory.subarray(4, 8)]);
}

/** A deep copy, so that nobody changes a running chip from outside. */
export function copyState<S extends ChipState>(state: S): S {
  const copy = { ...state, memory: state.memory.slice(), unknown: new Set(state.unknown) };
  return copy;
}

/** Throws `image-invalid` naming the field when a state cannot be a chip of its kind. */
export function checkState(state: ChipState): void {
  const bad = (field: string, what: string): never => {
    throw new KartuError('image-invalid', `${field}: ${what}`, {
      details: { what: 'image-field', field, problem: what },
    });
  };
  const bytes = isNtagState(state) ? NTAG_SPECS[state.kind].pages * 4 : CLASSIC_SPECS[state.kind].bytes;
  if (state.memory.length !== bytes) bad('memory', `${state.memory.length} bytes instead of ${bytes}`);
  if (isNtagState(state)) {
    if (state.version.length !== 8) bad('version', 'must be 8 bytes');
    if (state.signature.length !== 32) bad('signature', 'must be 32 bytes');
    if (!Number.isInteger(state.counter) || state.counter < 0 || state.counter > 0xffffff) {
      bad('counter', 'must be a number of 24 bits');
    }
    if (!Number.isInteger(state.failedAuthentications) || state.failedAuthentications < 0) {
      bad('failedAuthentications', 'must not be negative');
    }
    return;
  }
  if (state.uid.length !== 4 && state.uid.length !== 7) bad('uid', 'must be 4 or 7 bytes');
  if (state.atqa.length !== 2) bad('atqa', 'must be 2 bytes');
  if (!Number.isInteger(state.sak) || state.sak < 0 || state.sak > 0xff) bad('sak', 'must be one byte');
}

/** What a tag sends back on air, without CRC. `nak` and `ack` are 4 bits; silence is no answer at all. */
export type AirAnswer =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak'; readonly code: number }
  | { readonly kind: 'silence' };

export const ACK: AirAnswer = { kind: 'ack' };
export const SILENCE: AirAnswer = { kind: 'silence' };
export const nak = (code: number): AirAnswer => ({ kind: 'nak', code });
export const data = (bytes: Uint8Array): AirAnswer => ({ kind: 'data', bytes });
