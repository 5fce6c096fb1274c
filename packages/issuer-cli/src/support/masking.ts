import { toHex } from '@kartukita/card-core';

/**
 * Exchanges with a card as they may be shown to others. What is known to carry no secret is shown; of everything else
 * only its head and its length. So a command that nobody thought of is hidden, not shown.
 */

/** What may be shown of an exchange. Bytes that are hidden stand as `··`. */
export interface ShownExchange {
  readonly command: string;
  readonly response: string;
}

/** How many bytes of a command may be shown, and of its answer which ones. */
interface Rule {
  readonly commandBytes: number;
  readonly showsAnswer: (index: number) => boolean;
  /** A key or a password is inside: not on a command line either. */
  readonly secret?: true;
}

const ALL = () => true;
const NONE = () => false;

/** Commands to the tag itself that only read, and whose answers hold no password (NTAG21x data sheet §10). */
const READING_FRAMES: ReadonlySet<number> = new Set([
  0x30, // READ: PWD and PACK read as zeros
  0x3a, // FAST_READ: the same
  0x60, // GET_VERSION
  0x39, // READ_CNT
  0x3c, // READ_SIG
]);
const PWD_AUTH = 0x1b;

/** @param command a whole command APDU */
export function ruleOf(command: Uint8Array): Rule {
  const [cla, ins, p1 = 0, p2 = 0] = command;
  const whole = { commandBytes: command.length, showsAnswer: ALL };
  if (cla === 0xff && ins === 0xca) return whole; // get UID
  if (cla === 0xff && ins === 0xb0) return { ...whole, showsAnswer: (index) => !isTrailerByte(p2, index) };
  if (cla === 0xff && ins === 0x86) return whole; // authenticate: names a slot of the reader, not a key
  if (cla === 0xff && ins === 0x82) return { commandBytes: 5, showsAnswer: NONE, secret: true };
  if (cla === 0xff && ins === 0x00 && p1 === 0 && p2 === 0) return frameRule(command, 5, [0xd4, 0x42]);
  if (cla === 0xff && ins === 0xc2 && p2 === 0) return whole; // opens or closes a transparent session
  if (cla === 0xff && ins === 0xc2 && p2 === 1) return transparentRule(command);
  return { commandBytes: Math.min(5, command.length), showsAnswer: NONE };
}

/** True for a command that carries a key or a password, as far as this can be told. */
export function carriesSecret(command: Uint8Array): boolean {
  return ruleOf(command).secret === true;
}

export function showCommand(command: Uint8Array): string {
  const { commandBytes } = ruleOf(command);
  return bytesShown(command, (index) => index < commandBytes);
}

/** The answer of a command, without its status word. */
export function showAnswer(command: Uint8Array, data: Uint8Array): string {
  return bytesShown(data, ruleOf(command).showsAnswer);
}

/** `FF C2 00 01 Lc 95 length frame Le` (PC/SC part 3 §3.2.3.2). */
function transparentRule(command: Uint8Array): Rule {
  const long = command[6] === 0x81;
  return command[5] === 0x95 ? frameRule(command, long ? 8 : 7, []) : { commandBytes: 5, showsAnswer: NONE };
}

/** A frame that passes through the reader, behind `prefix` at `offset`. */
function frameRule(command: Uint8Array, offset: number, prefix: readonly number[]): Rule {
  const known = prefix.every((byte, index) => command[offset + index] === byte);
  if (!known) return { commandBytes: offset, showsAnswer: NONE };
  const at = offset + prefix.length;
  const frame = command[at];
  if (frame !== undefined && READING_FRAMES.has(frame))
    return { commandBytes: command.length, showsAnswer: ALL };
  const head = { commandBytes: at + 1, showsAnswer: NONE };
  return frame === PWD_AUTH ? { ...head, secret: true } : head;
}

/**
 * The last block of a MIFARE Classic sector, from where keys may be readable; sectors have 4 blocks, from block 128
 * on 16, whose last is a multiple of 4 less one as well. Pages of an NTAG are hidden with it where numbers agree.
 */
function isTrailerByte(first: number, index: number): boolean {
  return (first + Math.floor(index / 16)) % 4 === 3;
}

function bytesShown(bytes: Uint8Array, isShown: (index: number) => boolean): string {
  return Array.from(bytes, (byte, index) => (isShown(index) ? toHex(Uint8Array.of(byte)) : '··')).join('');
}
