import { KartuError } from './errors.ts';

/** Lower-level helpers on byte arrays. Multi-byte integers are big-endian unless a name says otherwise. */

/** Upper-case hexadecimal without separators, as data sheets print it. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

/** Hexadecimal of even length, spaces and colons allowed between bytes. Throws `record-invalid`. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/[\s:]/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new KartuError('record-invalid', `"${text.slice(0, 40)}" is not hexadecimal`);
  }
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Equality of public data. Secrets are compared with node:crypto's `timingSafeEqual`. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

export function isFilledWith(bytes: Uint8Array, value: number): boolean {
  return bytes.every((byte) => byte === value);
}

/** Unsigned big-endian integer of 1 to 6 bytes. */
export function readUint(bytes: Uint8Array, offset: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + bytes[offset + i]!;
  return value;
}

/** Writes an unsigned big-endian integer of 1 to 6 bytes; throws `record-invalid` when it does not fit. */
export function writeUint(bytes: Uint8Array, offset: number, length: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** length) {
    throw new KartuError('record-invalid', `${value} does not fit into ${length} unsigned bytes`);
  }
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[offset + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
