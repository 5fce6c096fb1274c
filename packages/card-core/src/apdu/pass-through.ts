import { concat } from '../bytes.ts';
import { KartuError } from '../errors.ts';
import type { ResponseApdu } from '../readers/connection.ts';
import type { ApduCommand } from './command.ts';
import { expectOk, failedStatus, shortApdu } from './command.ts';

/** How a frame for the tag itself travels through a reader (protocol-facts §2, "Direct transmit", "Transparent"). */

/**
 * What the tag answered: bytes; a refusal (a 4-bit NAK, or what a reader makes of those 4 bits, which is a CRC or
 * framing error [M]); or silence, which is a tag that left the field or was not selected.
 */
export type TagAnswer =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'silence' };

const PN532_TIME_OUT = 0x01;
/** PC/SC part 3 §3.2.3: no response from the card within the time. */
const NO_RESPONSE = 0x6401;
const NAK_CODES = [0x0, 0x1, 0x4, 0x5]; // NTAG21x data sheet rev. 3.2 §9.3

/**
 * PN532 InCommunicateThru inside the ACR122U's direct transmit: `FF000000 Lc D442 frame` → `D543 status answer`.
 * The outer 9000 says that the PN532 answered; whether the tag did stands in the status byte.
 */
export function communicateThru(frame: Uint8Array): ApduCommand<TagAnswer> {
  const name = 'direct transmit';
  return {
    name,
    apdu: shortApdu([0xff, 0x00, 0x00, 0x00], concat(Uint8Array.of(0xd4, 0x42), frame)),
    parse(response) {
      expectOk(name, response);
      const [first, second, status] = response.data;
      if (first !== 0xd5 || second !== 0x43 || status === undefined) throw malformed(name);
      // Bits 5..0 are the error code; 80 and 40 flag NAD and more information (PN532 user manual §7.1).
      const error = status & 0x3f;
      if (error === PN532_TIME_OUT) return { kind: 'silence' };
      if (error !== 0) return { kind: 'refused', reason: `PN532 status ${hexByte(status)}` };
      return dataOrNak(response.data.slice(3));
    },
  };
}

/** Opens a transparent session: PC/SC part 3 §3.2.3.1, object 81. Needs an answer without error object. */
export function startTransparentSession(): ApduCommand<void> {
  return sessionCommand('start transparent session', Uint8Array.of(0x81, 0x00));
}

/** Closes it: object 82. Until then a reader may not notice that the card has left [M]. */
export function endTransparentSession(): ApduCommand<void> {
  return sessionCommand('end transparent session', Uint8Array.of(0x82, 0x00));
}

/**
 * One frame to the tag and its answer: object 95 → object 97 (PC/SC part 3 §3.2.3.2). CRC and parity are left to
 * the reader, which is its default. An ACK or NAK is one byte with bit framing 92 = 4 [M].
 */
export function transceive(frame: Uint8Array): ApduCommand<TagAnswer> {
  const name = 'transparent exchange';
  return {
    name,
    apdu: shortApdu(
      [0xff, 0xc2, 0x00, 0x01],
      concat(Uint8Array.of(0x95, ...berLength(frame.length)), frame),
      256,
    ),
    parse(response) {
      expectOk(name, response);
      const objects = parseObjects(name, response.data);
      const error = objectError(objects.get(0xc0));
      if (error === NO_RESPONSE) return { kind: 'silence' };
      if (error !== undefined) throw failedStatus(name, error);
      const status = objects.get(0x96);
      if (status?.some((byte) => byte !== 0)) {
        return { kind: 'refused', reason: `response status ${[...status].map(hexByte).join('')}` };
      }
      const answer = objects.get(0x97);
      return answer === undefined ? { kind: 'silence' } : dataOrNak(answer);
    },
  };
}

function sessionCommand(name: string, object: Uint8Array): ApduCommand<void> {
  return {
    name,
    apdu: shortApdu([0xff, 0xc2, 0x00, 0x00], object, 256),
    parse(response: ResponseApdu) {
      expectOk(name, response);
      const error = objectError(parseObjects(name, response.data).get(0xc0));
      if (error !== undefined) throw failedStatus(name, error);
    },
  };
}

/** No command of an NTAG is answered with a single byte but by ACK (A) or NAK, which are 4 bits on air. */
function dataOrNak(bytes: Uint8Array): TagAnswer {
  if (bytes.length === 1 && NAK_CODES.includes(bytes[0]!))
    return { kind: 'refused', reason: `NAK ${bytes[0]}` };
  return { kind: 'data', bytes };
}

/** Status object C0 03 xx SW1 SW2; undefined when it reports success or is not there. */
function objectError(status: Uint8Array | undefined): number | undefined {
  if (status === undefined) return undefined;
  const sw = status.length === 3 ? status[1]! * 256 + status[2]! : 0;
  return sw === 0x9000 ? undefined : sw;
}

function parseObjects(name: string, bytes: Uint8Array): Map<number, Uint8Array> {
  const objects = new Map<number, Uint8Array>();
  let offset = 0;
  while (offset < bytes.length) {
    // A two-byte tag has its five low bits set, e.g. 5F46, FF6D (BER, ISO 8825-1 §8.1.2.4).
    let tag = bytes[offset++]!;
    if ((tag & 0x1f) === 0x1f) tag = tag * 256 + (bytes[offset++] ?? 0);
    let length = bytes[offset++];
    if (length === 0x81) length = bytes[offset++];
    else if (length !== undefined && length >= 0x80) throw malformed(name);
    if (length === undefined || offset + length > bytes.length) throw malformed(name);
    objects.set(tag, bytes.slice(offset, offset + length));
    offset += length;
  }
  return objects;
}

function berLength(length: number): number[] {
  return length < 0x80 ? [length] : [0x81, length];
}

function malformed(name: string): KartuError {
  return new KartuError('reader-failed', `${name}: the answer is malformed`, {
    details: { what: 'answer-malformed', command: name },
  });
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
