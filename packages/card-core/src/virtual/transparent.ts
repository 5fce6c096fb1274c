import { concat } from '../bytes.ts';
import type { Air, VirtualChip } from './air.ts';
import { isNtagChip } from './air.ts';
import type { Apdu } from './apdu.ts';
import { answer, SW, status } from './apdu.ts';
import { SILENCE } from './chip.ts';

/**
 * The transparent session of PC/SC part 3 (2.02.00 amendment 1) as an ACR1252U offers it: protocol-facts §2.
 * Every answer begins with the status object `C0 03 xx SW`, where xx names the object that failed. The order of
 * the answer's objects, the bit framing object 92 and the codes of failure are [M].
 */
const NO_ANSWER_FROM_CARD = 0x6401;

export class TransparentSession {
  isOpen = false;

  /** FFC20000: start (81) or end (82). That the chip keeps its state across both is [M]. */
  manage(apdu: Apdu): Uint8Array {
    const objects = parseObjects(apdu.data);
    if (objects === undefined || objects.length === 0) return answer(statusObject(0, SW.unsupported));
    for (const [index, object] of objects.entries()) {
      const known = (object.tag === 0x81 || object.tag === 0x82) && object.value.length === 0;
      if (!known) return answer(statusObject(index + 1, SW.unsupported));
      this.isOpen = object.tag === 0x81;
    }
    return answer(statusObject(0, SW.ok));
  }

  /** FFC20001: one transceive (95) with default flags (90), framing (91) and an optional timer (5F46). */
  exchange(chip: VirtualChip, air: Air, apdu: Apdu): Uint8Array {
    if (!this.isOpen) return answer(statusObject(0, SW.conditions));
    const objects = parseObjects(apdu.data);
    if (objects === undefined) return answer(statusObject(0, SW.unsupported));
    const badObject = objects.findIndex((object) => !isKnownObject(object));
    if (badObject >= 0) return answer(statusObject(badObject + 1, SW.unsupported));
    const transceives = objects.filter((object) => object.tag === 0x95);
    const frame = transceives[0]?.value;
    if (transceives.length !== 1 || frame === undefined) return answer(statusObject(0, SW.unsupported));
    // A Classic speaks only through its cipher, which lives in the storage commands.
    const got = isNtagChip(chip) ? air.ntag(chip, frame) : SILENCE;
    if (got.kind === 'silence') {
      return answer(statusObject(objects.indexOf(transceives[0]!) + 1, NO_ANSWER_FROM_CARD));
    }
    const bytes = got.kind === 'data' ? got.bytes : new Uint8Array([got.kind === 'ack' ? 0x0a : got.code]);
    const lastByteBits = got.kind === 'data' ? 0 : 4;
    const reply = concat(
      statusObject(0, SW.ok),
      new Uint8Array([0x92, 0x01, lastByteBits, 0x96, 0x02, 0x00, 0x00]),
      object(0x97, bytes),
    );
    return reply.length > 256 ? status(SW.failed) : answer(reply);
  }
}

interface DataObject {
  readonly tag: number;
  readonly value: Uint8Array;
}

function isKnownObject({ tag, value }: DataObject): boolean {
  switch (tag) {
    case 0x95:
      return value.length > 0;
    case 0x90: // transmission and reception flags: only the default (CRC and parity by the reader)
      return value.length === 2 && value.every((byte) => byte === 0);
    case 0x91: // all bits of the last byte
      return value.length === 1 && value[0] === 0;
    case 0x5f46: // timer in microseconds
      return value.length === 4;
    default:
      return false;
  }
}

function statusObject(failedObject: number, sw: number): Uint8Array {
  return new Uint8Array([0xc0, 0x03, failedObject, sw >> 8, sw & 0xff]);
}

function object(tag: number, value: Uint8Array): Uint8Array {
  const length = value.length < 0x80 ? [value.length] : [0x81, value.length];
  return concat(new Uint8Array([tag, ...length]), value);
}

/** BER-TLV objects with tags of one or two bytes and lengths up to 255; undefined when malformed. */
function parseObjects(bytes: Uint8Array): DataObject[] | undefined {
  const objects: DataObject[] = [];
  let at = 0;
  while (at < bytes.length) {
    let tag = bytes[at++]!;
    if ((tag & 0x1f) === 0x1f) tag = (tag << 8) | (bytes[at++] ?? 0);
    let length = bytes[at++];
    if (length === 0x81) length = bytes[at++];
    else if (length !== undefined && length >= 0x80) return undefined;
    if (length === undefined || at + length > bytes.length) return undefined;
    objects.push({ tag, value: bytes.slice(at, at + length) });
    at += length;
  }
  return objects;
}
