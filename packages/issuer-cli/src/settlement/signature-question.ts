import { type KeyObject, verify } from 'node:crypto';

/** Ed25519 (RFC 8032): a message of at most 65,535 bytes, and 64 bytes of signature. */
export interface Signed {
  readonly key: KeyObject;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** What the worker is asked: signatures one after the other, and the keys that they name by their place. */
export interface Question {
  readonly keys: readonly KeyObject[];
  /** Of each: place of its key (4 bytes), length of its message (4 bytes), the message, 64 bytes of signature. */
  readonly packed: Uint8Array<ArrayBuffer>;
}

/** What the worker answers, for each signature in its order: 1 where it is good. */
export type Answer = Uint8Array<ArrayBuffer>;

const HEADER_BYTES = 8;
const SIGNATURE_BYTES = 64;

export function questionOf(signed: readonly Signed[]): Question {
  const places = new Map<KeyObject, number>();
  const bytes = signed.reduce((sum, { message }) => sum + HEADER_BYTES + message.length + SIGNATURE_BYTES, 0);
  const packed = new Uint8Array(bytes);
  const view = new DataView(packed.buffer);
  let offset = 0;
  for (const { key, message, signature } of signed) {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    view.setUint32(offset, place);
    view.setUint32(offset + 4, message.length);
    packed.set(message, offset + HEADER_BYTES);
    packed.set(signature, offset + HEADER_BYTES + message.length);
    offset += HEADER_BYTES + message.length + SIGNATURE_BYTES;
  }
  return { keys: [...places.keys()], packed };
}

export function answerTo({ keys, packed }: Question): Answer {
  const view = new DataView(packed.buffer);
  const good: number[] = [];
  for (let offset = 0; offset < packed.length; ) {
    const message = offset + HEADER_BYTES;
    const signature = message + view.getUint32(offset + 4);
    const end = signature + SIGNATURE_BYTES;
    const key = keys[view.getUint32(offset)]!;
    good.push(
      verify(null, packed.subarray(message, signature), key, packed.subarray(signature, end)) ? 1 : 0,
    );
    offset = end;
  }
  return Uint8Array.from(good);
}
