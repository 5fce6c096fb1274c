import type { NtagKind, NtagSpec } from '../card-kind.ts';
import { NTAG_SPECS } from '../card-kind.ts';
import type { AirAnswer, NtagState } from './chip.ts';
import { ACK, checkState, chipUid, data, nak, SILENCE } from './chip.ts';
import { Eeprom } from './eeprom.ts';
import { isPageLocked, mergeDynamicLocks, mergeOneTimeProgrammable, mergeStaticLocks } from './ntag-locks.ts';
import { applyMirror } from './ntag-mirror.ts';

/** NAK codes, data sheet rev. 3.2 §9.3. Which code stands for a refused access is [M]. */
const NAK_INVALID_ARGUMENT = 0x0;
const NAK_AUTHENTICATION_LIMIT = 0x4;

/**
 * An NTAG213, 215 or 216 as seen from the air: one frame without CRC in, one answer out. Facts: data sheet
 * rev. 3.2 §8 and §10, collected in protocol-facts §3. Not yet compared with a chip on a reader; what is [M]
 * stands beside its line.
 */
export class NtagChip {
  readonly kind: NtagKind;
  readonly eeprom: Eeprom;
  readonly atqa = new Uint8Array([0x44, 0x00]);
  readonly sak = 0x00;
  readonly #spec: NtagSpec;
  readonly #version: Uint8Array;
  readonly #signature: Uint8Array;
  #counter: number;
  #failedAuthentications: number;
  #active = false;
  #halted = false;
  #authenticated = false;
  #countedSincePowerUp = false;
  #configLocked = false;
  #compatibilityPage: number | undefined;

  constructor(state: NtagState) {
    checkState(state);
    this.kind = state.kind;
    this.#spec = NTAG_SPECS[state.kind];
    this.eeprom = new Eeprom(state.memory, state.unknown);
    this.#version = state.version.slice();
    this.#signature = state.signature.slice();
    this.#counter = state.counter;
    this.#failedAuthentications = state.failedAuthentications;
  }

  get uid(): Uint8Array {
    return chipUid(this.snapshot());
  }

  /** Whether the chip would answer a command; false after a NAK or HALT until it is selected again. */
  get active(): boolean {
    return this.#active;
  }

  /** A copy of everything that outlives a power cycle. */
  snapshot(): NtagState {
    return {
      kind: this.kind,
      memory: this.eeprom.bytes.slice(),
      version: this.#version.slice(),
      signature: this.#signature.slice(),
      counter: this.#counter,
      failedAuthentications: this.#failedAuthentications,
      unknown: new Set(this.eeprom.unknown),
    };
  }

  powerOn(): void {
    this.powerOff();
    this.#countedSincePowerUp = false;
    // CFGLCK takes hold with the next power-up (data sheet §8.5.7 [M]); AUTH0 and PROT at once.
    this.#configLocked = (this.#access & 0x40) !== 0;
    this.select();
  }

  powerOff(): void {
    this.#active = false;
    this.#halted = false;
    this.#authenticated = false;
    this.#compatibilityPage = undefined;
  }

  /** REQA or WUPA with anticollision. A halted chip answers to WUPA alone. */
  select(wakeUp = true): boolean {
    if (this.#halted && !wakeUp) return false;
    this.#active = true;
    this.#halted = false;
    this.#authenticated = false;
    this.#compatibilityPage = undefined;
    return true;
  }

  /** One command frame without CRC. A NAK ends the authentication and puts the chip back into IDLE. */
  command(frame: Uint8Array): AirAnswer {
    if (!this.#active) return SILENCE;
    const answer = this.#dispatch(frame);
    if (answer.kind === 'nak') this.#deselect();
    return answer;
  }

  #dispatch(frame: Uint8Array): AirAnswer {
    if (this.#compatibilityPage !== undefined) return this.#compatibilityData(frame);
    const key = `${(frame[0] ?? -1).toString(16)}/${frame.length}`;
    switch (key) {
      case '60/1':
        return data(this.#version.slice());
      case '30/2':
        return this.#read(frame[1]!);
      case '3a/3':
        return this.#fastRead(frame[1]!, frame[2]!);
      case 'a2/6':
        return this.#write(frame[1]!, frame.subarray(2));
      case 'a0/2':
        return this.#compatibilityWrite(frame[1]!);
      case '39/2':
        return this.#readCounter(frame[1]!);
      case '1b/5':
        return this.#authenticate(frame.subarray(1));
      case '3c/2':
        return frame[1] === 0 ? data(this.#signature.slice()) : nak(NAK_INVALID_ARGUMENT);
      case '50/2':
        return this.#halt(frame[1]!);
      default:
        return nak(NAK_INVALID_ARGUMENT);
    }
  }

  #read(page: number): AirAnswer {
    const limit = this.#readLimit;
    if (page >= limit) return nak(NAK_INVALID_ARGUMENT);
    this.#count();
    const image = this.#readableImage();
    const answer = new Uint8Array(16);
    for (let i = 0; i < 4; i++) {
      const from = ((page + i) % limit) * 4; // rolls over to page 0, at AUTH0 when reads are protected
      answer.set(image.subarray(from, from + 4), i * 4);
    }
    return data(answer);
  }

  #fastRead(start: number, end: number): AirAnswer {
    if (end < start || end >= this.#readLimit) return nak(NAK_INVALID_ARGUMENT);
    this.#count();
    return data(this.#readableImage().slice(start * 4, (end + 1) * 4));
  }

  #write(page: number, content: Uint8Array): AirAnswer {
    if (!this.#isWritable(page)) return nak(NAK_INVALID_ARGUMENT);
    const old = this.eeprom.bytes.slice(page * 4, page * 4 + 4);
    if (page === 2) this.eeprom.program(page * 4, mergeStaticLocks(old, content), true);
    else if (page === 3) this.eeprom.program(page * 4, mergeOneTimeProgrammable(old, content), true);
    else if (page === this.#spec.dynamicLockPage) {
      this.eeprom.program(page * 4, mergeDynamicLocks(this.#spec, old, content), true);
    } else this.eeprom.program(page * 4, content);
    return ACK;
  }

  #compatibilityWrite(page: number): AirAnswer {
    if (!this.#isWritable(page)) return nak(NAK_INVALID_ARGUMENT);
    this.#compatibilityPage = page;
    return ACK;
  }

  /** The second part of COMPATIBILITY_WRITE: 16 bytes, of which the first 4 are written. */
  #compatibilityData(frame: Uint8Array): AirAnswer {
    const page = this.#compatibilityPage!;
    this.#compatibilityPage = undefined;
    return frame.length === 16 ? this.#write(page, frame.subarray(0, 4)) : nak(NAK_INVALID_ARGUMENT);
  }

  #readCounter(address: number): AirAnswer {
    if (address !== 0x02 || !this.#isCounterVisible) return nak(NAK_INVALID_ARGUMENT);
    return data(new Uint8Array([this.#counter & 0xff, (this.#counter >> 8) & 0xff, this.#counter >> 16]));
  }

  #authenticate(password: Uint8Array): AirAnswer {
    this.#authenticated = false;
    const limit = this.#access & 0b111;
    if (limit > 0 && this.#failedAuthentications >= limit) return nak(NAK_AUTHENTICATION_LIMIT);
    const offset = this.#spec.pwdPage * 4;
    const known = !this.#isUnknown(offset, 4);
    if (!known || Buffer.compare(password, this.eeprom.bytes.subarray(offset, offset + 4)) !== 0) {
      if (limit > 0) this.#setFailedAuthentications(this.#failedAuthentications + 1);
      return nak(NAK_INVALID_ARGUMENT);
    }
    this.#setFailedAuthentications(0);
    this.#authenticated = true;
    return data(this.eeprom.bytes.slice(this.#spec.packPage * 4, this.#spec.packPage * 4 + 2));
  }

  #halt(argument: number): AirAnswer {
    if (argument !== 0) return nak(NAK_INVALID_ARGUMENT);
    this.#deselect();
    this.#halted = true;
    return SILENCE;
  }

  #isWritable(page: number): boolean {
    const spec = this.#spec;
    if (page < 2 || page >= spec.pages) return false; // pages 0 and 1 hold the UID
    if (page >= this.#auth0 && !this.#authenticated) return false;
    if (this.#configLocked && (page === spec.cfg0Page || page === spec.cfg1Page)) return false;
    return !isPageLocked(this.eeprom.bytes, spec, page);
  }

  /** Number of pages from 0 that can be read now. */
  get #readLimit(): number {
    const isProtected = (this.#access & 0x80) !== 0 && !this.#authenticated;
    return isProtected ? Math.min(this.#auth0, this.#spec.pages) : this.#spec.pages;
  }

  /** Memory as READ shows it: PWD and PACK as 00, with the ASCII mirror. */
  #readableImage(): Uint8Array {
    const image = this.eeprom.bytes.slice();
    image.fill(0, this.#spec.pwdPage * 4, this.#spec.packPage * 4 + 2);
    for (const offset of this.eeprom.unknown) image[offset] = 0;
    applyMirror(image, this.#spec, this.eeprom.bytes, {
      value: this.#counter,
      visible: this.#isCounterVisible,
    });
    return image;
  }

  /** The counter moves with the first READ or FAST_READ after power-up, and stops at FFFFFF. */
  #count(): void {
    if (this.#countedSincePowerUp || (this.#access & 0x10) === 0) return;
    this.#countedSincePowerUp = true;
    if (this.#counter === 0xffffff) return;
    this.#counter++;
    this.eeprom.revision++;
  }

  /** That a counter which is not enabled answers NAK is [M]; the data sheet speaks of the password only. */
  get #isCounterVisible(): boolean {
    if ((this.#access & 0x10) === 0) return false;
    return (this.#access & 0x08) === 0 || this.#authenticated;
  }

  #setFailedAuthentications(count: number): void {
    if (count === this.#failedAuthentications) return;
    this.#failedAuthentications = count;
    this.eeprom.revision++;
  }

  #deselect(): void {
    this.#active = false;
    this.#authenticated = false;
    this.#compatibilityPage = undefined;
  }

  #isUnknown(offset: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.eeprom.unknown.has(offset + i)) return true;
    return false;
  }

  get #auth0(): number {
    return this.eeprom.bytes[this.#spec.cfg0Page * 4 + 3]!;
  }

  get #access(): number {
    return this.eeprom.bytes[this.#spec.cfg1Page * 4]!;
  }
}
