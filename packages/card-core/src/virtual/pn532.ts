import { fromHex } from '../bytes.ts';
import type { Air, VirtualChip } from './air.ts';
import { isNtagChip } from './air.ts';
import type { AirAnswer } from './chip.ts';
import type { ClassicChip, ValueOperation } from './classic-chip.ts';

/**
 * The PN532 inside an ACR122U as `FF000000` reaches it (PN532 User Manual rev. 02 §7; protocol-facts §2).
 * Status bytes other than 00 and 01 are [M]; so is the 4-bit ACK showing as `0A` under InCommunicateThru.
 */
const STATUS = { ok: 0x00, timeOut: 0x01, crc: 0x02, format: 0x13, authentication: 0x14 } as const;

/** Answer of a PN532 GetFirmwareVersion: IC 32, version 1.6, support 07 (PN532 User Manual §7.2.2). */
const FIRMWARE = fromHex('D50332010607');

/** Answer frame (`D5…`), or undefined for a command that this PN532 does not know. */
export function pn532(chip: VirtualChip, air: Air, frame: Uint8Array): Uint8Array | undefined {
  if (frame[0] !== 0xd4) return undefined;
  if (frame[1] === 0x02 && frame.length === 2) return FIRMWARE.slice();
  if (frame[1] === 0x42 && frame.length > 2) return inCommunicateThru(chip, air, frame.subarray(2));
  if (frame[1] === 0x40 && frame.length > 3 && frame[2] === 0x01) {
    return inDataExchange(chip, air, frame.subarray(3));
  }
  return undefined;
}

/** Bytes go to the card as they are. A Classic answers no plain command but the first of an authentication. */
function inCommunicateThru(chip: VirtualChip, air: Air, frame: Uint8Array): Uint8Array {
  if (!isNtagChip(chip)) return new Uint8Array([0xd5, 0x43, STATUS.timeOut]);
  const got = air.ntag(chip, frame);
  switch (got.kind) {
    case 'data':
      return new Uint8Array([0xd5, 0x43, STATUS.ok, ...got.bytes]);
    case 'ack':
      return new Uint8Array([0xd5, 0x43, STATUS.ok, 0x0a]);
    case 'nak':
      return new Uint8Array([0xd5, 0x43, STATUS.crc]);
    case 'silence':
      return new Uint8Array([0xd5, 0x43, STATUS.timeOut]);
  }
}

/** The PN532 interprets MIFARE commands itself: 60 and 61 are a Classic authentication, writes show no 0A. */
function inDataExchange(chip: VirtualChip, air: Air, frame: Uint8Array): Uint8Array {
  const reply = (code: number, bytes: Uint8Array = new Uint8Array()) =>
    new Uint8Array([0xd5, 0x41, code, ...bytes]);
  if (!isNtagChip(chip)) return classicExchange(chip, air, frame, reply);
  if (frame[0] === 0x60 || frame[0] === 0x61) return reply(STATUS.authentication);
  if (frame[0] === 0xa0 && frame.length === 18) {
    const first = air.ntag(chip, frame.subarray(0, 2));
    return fromAir(first.kind === 'ack' ? air.ntag(chip, frame.subarray(2)) : first, reply);
  }
  return fromAir(air.ntag(chip, frame), reply);
}

type Reply = (code: number, bytes?: Uint8Array) => Uint8Array;

function fromAir(got: AirAnswer, reply: Reply): Uint8Array {
  if (got.kind === 'data') return reply(STATUS.ok, got.bytes);
  if (got.kind === 'ack') return reply(STATUS.ok);
  return reply(got.kind === 'nak' ? STATUS.format : STATUS.timeOut);
}

const VALUE_OPERATIONS: Readonly<Record<number, ValueOperation>> = {
  192: 'decrement',
  193: 'increment',
  194: 'restore',
};

/** 60|61 block key6 uid4; 30 block; A0 block data16; C0|C1|C2 block operand4 (LSB first); B0 block. */
function classicExchange(chip: ClassicChip, air: Air, frame: Uint8Array, reply: Reply): Uint8Array {
  const [code, block] = [frame[0]!, frame[1] ?? 0];
  const done = (ok: boolean) => reply(ok ? STATUS.ok : STATUS.format);
  if ((code === 0x60 || code === 0x61) && frame.length === 12) {
    const isOurs = Buffer.compare(frame.subarray(8, 12), chip.uid.subarray(-4)) === 0;
    const ok = isOurs && air.classicAuthenticate(chip, block, code === 0x60 ? 'A' : 'B', frame.slice(2, 8));
    return reply(ok ? STATUS.ok : STATUS.authentication);
  }
  if (code === 0x30 && frame.length === 2) {
    const content = air.classicRead(chip, block);
    return content === undefined ? reply(STATUS.format) : reply(STATUS.ok, content);
  }
  if (code === 0xa0 && frame.length === 18) return done(air.classicWrite(chip, block, frame.slice(2)));
  const operation = VALUE_OPERATIONS[code];
  if (operation !== undefined && frame.length === 6) {
    const operand = new DataView(frame.buffer, frame.byteOffset + 2, 4).getUint32(0, true);
    return done(air.classicLoadValue(chip, operation, block, operand));
  }
  if (code === 0xb0 && frame.length === 2) return done(air.classicTransfer(chip, block));
  return reply(STATUS.timeOut);
}
