import { KartuError } from '../errors.ts';
import type { ResponseApdu } from '../readers/connection.ts';
import type { ApduCommand } from './command.ts';
import { expectData, expectOk, failedStatus, shortApdu } from './command.ts';
import { SW_OK } from './status-words.ts';

/** Pseudo-APDUs for storage cards: PC/SC part 3 §3.2.2.1, ACS "ACR122U API" 2.04 §4, §5 (protocol-facts §2). */

export type KeyType = 'A' | 'B';

/** UID of the card, 4, 7 or 10 bytes. */
export function getUid(): ApduCommand<Uint8Array> {
  return {
    name: 'get UID',
    apdu: shortApdu([0xff, 0xca, 0x00, 0x00], undefined, 256),
    parse(response) {
      expectOk('get UID', response);
      if (![4, 7, 10].includes(response.data.length)) {
        throw new KartuError('reader-failed', `get UID: ${response.data.length} bytes`, {
          details: { what: 'uid-length', command: 'get UID', bytes: response.data.length },
        });
      }
      return response.data;
    },
  };
}

/** Puts a key of 6 bytes into a slot of the reader. The structure and the slots differ from reader to reader. */
export function loadKey(structure: number, slot: number, key: Uint8Array): ApduCommand<void> {
  if (key.length !== 6) throw new KartuError('internal-error', 'a MIFARE Classic key has 6 bytes');
  return okCommand('load key', shortApdu([0xff, 0x82, structure, slot], key));
}

/** Authenticates the sector of `block` with the key of a slot. False when it failed, for whatever reason. */
export function authenticate(block: number, type: KeyType, slot: number): ApduCommand<boolean> {
  const key = type === 'A' ? 0x60 : 0x61;
  return {
    name: 'authenticate',
    apdu: shortApdu([0xff, 0x86, 0x00, 0x00], Uint8Array.of(0x01, 0x00, block, key, slot)),
    parse: (response) => response.sw === SW_OK,
  };
}

/** `length` bytes from a block (Classic, authenticated) or a page (NTAG, 16 bytes = 4 pages) on. */
export function readBinary(block: number, length: number): ApduCommand<Uint8Array> {
  const name = `read ${block}`;
  return {
    name,
    apdu: shortApdu([0xff, 0xb0, 0x00, block], undefined, length),
    parse: (response) => expectData(name, response, length),
  };
}

/** Writes whole blocks (Classic, 16 bytes each) or one page (NTAG, 4 bytes). Throws `card-write-failed`. */
export function updateBinary(block: number, data: Uint8Array): ApduCommand<void> {
  const name = `write ${block}`;
  return {
    name,
    apdu: shortApdu([0xff, 0xd6, 0x00, block], data),
    parse: (response) => expectWritten(name, response),
  };
}

export function expectWritten(name: string, response: ResponseApdu): void {
  if (response.sw === SW_OK) return;
  const { message, details } = failedStatus(name, response.sw);
  throw new KartuError('card-write-failed', message, { details });
}

function okCommand(name: string, apdu: Uint8Array): ApduCommand<void> {
  return { name, apdu, parse: (response) => expectOk(name, response) };
}
