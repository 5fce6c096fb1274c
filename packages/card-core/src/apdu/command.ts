import { KartuError } from '../errors.ts';
import type { ResponseApdu } from '../readers/connection.ts';
import { SW_OK, statusName } from './status-words.ts';

/**
 * A command is a pure pair: the bytes that go out, and what the answer means. No I/O; whoever has a connection
 * sends `apdu` and hands the answer to `parse`, which throws a KartuError for an answer of another shape.
 */
export interface ApduCommand<T> {
  readonly name: string;
  readonly apdu: Uint8Array;
  parse(response: ResponseApdu): T;
}

/** CLA INS P1 P2 [Lc data] [Le]; ISO 7816-4 short form. `le` 256 is sent as 00. */
export function shortApdu(
  header: readonly [number, number, number, number],
  data: Uint8Array = new Uint8Array(0),
  le?: number,
): Uint8Array {
  if (data.length > 255) throw new KartuError('internal-error', `${data.length} bytes in a short APDU`);
  const bytes = [...header];
  if (data.length > 0) bytes.push(data.length, ...data);
  if (le !== undefined) bytes.push(le & 0xff);
  return Uint8Array.from(bytes);
}

/**
 * Data of a successful answer of exactly `length` bytes. Readers document only 9000 and 6300 for card operations,
 * so every other status is one and the same failure (protocol-facts §2); it throws `reader-failed`.
 */
export function expectData(name: string, response: ResponseApdu, length: number): Uint8Array {
  expectOk(name, response);
  if (response.data.length !== length) {
    throw new KartuError('reader-failed', `${name}: ${response.data.length} bytes instead of ${length}`, {
      details: { what: 'reader-length', command: name, bytes: response.data.length, expected: length },
    });
  }
  return response.data;
}

export function expectOk(name: string, response: ResponseApdu): void {
  if (response.sw !== SW_OK) throw failedStatus(name, response.sw);
}

export function failedStatus(name: string, sw: number): KartuError {
  const status = sw.toString(16).toUpperCase().padStart(4, '0');
  return new KartuError('reader-failed', `${name}: status ${status}`, {
    details: { what: 'reader-status', command: name, status, meaning: statusName(sw), available: sw & 0xff },
  });
}
