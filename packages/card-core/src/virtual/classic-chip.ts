import type { ClassicKind } from '../card-kind.ts';
import { sectorOf, trailerBlock } from '../classic-geometry.ts';
import type { ClassicState } from './chip.ts';
import { checkState } from './chip.ts';
import type { DataOperation, KeyType, SectorConditions } from './classic-access.ts';
import { decodeConditions, isKeyBReadable, mayUseData, mayUseTrailer } from './classic-access.ts';
import { accessGroupOfBlock, isBlockOf, isTrailer } from './classic-layout.ts';
import { Eeprom } from './eeprom.ts';

export type ValueOperation = 'increment' | 'decrement' | 'restore';

interface Session {
  readonly sector: number;
  readonly key: KeyType;
}

/**
 * A MIFARE Classic 1K or 4K behind a reader that does the cipher: whole operations instead of encrypted frames.
 * Facts: MF1S50yyX/V1 and MF1S70yyX/V1 §8 to §12, collected in protocol-facts §4. Any refused operation ends the
 * authentication and sends the chip back to IDLE. Not yet compared with a chip on a reader; [M] stands beside
 * its line.
 */
export class ClassicChip {
  readonly kind: ClassicKind;
  readonly eeprom: Eeprom;
  readonly atqa: Uint8Array;
  readonly sak: number;
  readonly #uid: Uint8Array;
  #active = false;
  #halted = false;
  #session: Session | undefined;
  #transferBuffer: { value: number; address: number } | undefined;

  constructor(state: ClassicState) {
    checkState(state);
    this.kind = state.kind;
    this.eeprom = new Eeprom(state.memory, state.unknown);
    this.atqa = state.atqa.slice();
    this.sak = state.sak;
    this.#uid = state.uid.slice();
  }

  get uid(): Uint8Array {
    return this.#uid.slice();
  }

  /** Whether the chip would answer; false after a refusal or HALT until it is selected again. */
  get active(): boolean {
    return this.#active;
  }

  /** A copy of everything that outlives a power cycle. */
  snapshot(): ClassicState {
    return {
      kind: this.kind,
      uid: this.uid,
      sak: this.sak,
      atqa: this.atqa.slice(),
      memory: this.eeprom.bytes.slice(),
      unknown: new Set(this.eeprom.unknown),
    };
  }

  powerOn(): void {
    this.powerOff();
    this.select();
  }

  powerOff(): void {
    this.#drop();
    this.#halted = false;
  }

  /** REQA or WUPA with anticollision. A halted chip answers to WUPA alone. */
  select(wakeUp = true): boolean {
    if (this.#halted && !wakeUp) return false;
    this.#drop();
    this.#active = true;
    this.#halted = false;
    return true;
  }

  halt(): void {
    this.#drop();
    this.#halted = true;
  }

  /** Authenticates the sector of `block`; only the last authentication counts. */
  authenticate(block: number, type: KeyType, key: Uint8Array): boolean {
    if (!this.#active) return false;
    this.#session = undefined;
    this.#transferBuffer = undefined;
    if (!isBlockOf(this.kind, block) || key.length !== 6) return this.#refuse();
    const sector = sectorOf(block);
    // Inconsistent access bits block the whole sector for ever: no session, so nobody can repair them.
    if (this.#conditions(sector) === undefined) return this.#refuse();
    const offset = trailerBlock(sector) * 16 + (type === 'A' ? 0 : 10);
    if (this.#isUnknown(offset, 6)) return this.#refuse();
    if (Buffer.compare(key, this.eeprom.bytes.subarray(offset, offset + 6)) !== 0) return this.#refuse();
    this.#session = { sector, key: type };
    return true;
  }

  /** 16 bytes, or undefined when refused. Key A always reads as zeros, key B where it is not readable. */
  read(block: number): Uint8Array | undefined {
    const right = this.#rightFor(block);
    if (right === undefined) return this.#refuseRead();
    if (!isTrailer(block)) {
      if (!mayUseData(right.condition, right.key, 'read')) return this.#refuseRead();
      return this.#block(block);
    }
    const content = this.#block(block);
    content.fill(0, 0, 6);
    if (!mayUseTrailer(right.condition, right.key, 'accessRead')) return this.#refuseRead();
    if (!mayUseTrailer(right.condition, right.key, 'keyBRead')) content.fill(0, 10, 16);
    return content;
  }

  /** False when refused. Inconsistent access bits are accepted, and kill the sector. */
  write(block: number, content: Uint8Array): boolean {
    const right = this.#rightFor(block);
    if (right === undefined || content.length !== 16 || block === 0) return this.#refuse();
    if (!isTrailer(block)) {
      if (!mayUseData(right.condition, right.key, 'write')) return this.#refuse();
      this.eeprom.program(block * 16, content);
      return true;
    }
    // Where only parts of a trailer may be written the others keep their content [M].
    const merged = this.eeprom.bytes.slice(block * 16, block * 16 + 16);
    const parts = [
      ['keyAWrite', 0, 6],
      ['accessWrite', 6, 10],
      ['keyBWrite', 10, 16],
    ] as const;
    const allowed = parts.filter(([part]) => mayUseTrailer(right.condition, right.key, part));
    if (allowed.length === 0) return this.#refuse();
    for (const [, from, to] of allowed) merged.set(content.subarray(from, to), from);
    this.eeprom.program(block * 16, merged);
    return true;
  }

  /**
   * Loads the transfer buffer from a value block, changed by `operand` (unsigned, 32 bits; ignored by restore).
   * False when refused: no right, no value block, or a result beyond 32 signed bits [M].
   */
  loadValue(operation: ValueOperation, block: number, operand: number): boolean {
    const right = this.#rightFor(block);
    const needed: DataOperation = operation === 'increment' ? 'increment' : 'decrement';
    if (right === undefined || isTrailer(block) || block === 0) return this.#refuse();
    if (!mayUseData(right.condition, right.key, needed)) return this.#refuse();
    const stored = parseValueBlock(this.#block(block));
    if (stored === undefined) return this.#refuse();
    const change = operation === 'restore' ? 0 : operation === 'increment' ? operand : -operand;
    const value = stored.value + change;
    if (value > 0x7fffffff || value < -0x80000000) return this.#refuse();
    this.#transferBuffer = { value, address: stored.address };
    return true;
  }

  /** Commits the transfer buffer to a block of the same sector. */
  transfer(block: number): boolean {
    const right = this.#rightFor(block);
    const buffer = this.#transferBuffer;
    if (right === undefined || buffer === undefined || isTrailer(block) || block === 0) return this.#refuse();
    if (!mayUseData(right.condition, right.key, 'decrement')) return this.#refuse();
    this.eeprom.program(block * 16, formatValueBlock(buffer.value, buffer.address));
    return true;
  }

  /** The key in use and the condition of a block in the authenticated sector; undefined without one. */
  #rightFor(block: number): { readonly key: KeyType; readonly condition: number } | undefined {
    const session = this.#session;
    if (!this.#active || session === undefined || !isBlockOf(this.kind, block)) return undefined;
    if (sectorOf(block) !== session.sector) return undefined;
    const conditions = this.#conditions(session.sector);
    if (conditions === undefined) return undefined;
    if (session.key === 'B' && isKeyBReadable(conditions[3])) return undefined;
    return { key: session.key, condition: conditions[accessGroupOfBlock(block)] };
  }

  #conditions(sector: number): SectorConditions | undefined {
    const offset = trailerBlock(sector) * 16 + 6;
    if (this.#isUnknown(offset, 3)) return undefined;
    return decodeConditions(this.eeprom.bytes.subarray(offset, offset + 3));
  }

  #block(block: number): Uint8Array {
    const content = this.eeprom.bytes.slice(block * 16, block * 16 + 16);
    for (let i = 0; i < 16; i++) if (this.eeprom.unknown.has(block * 16 + i)) content[i] = 0;
    return content;
  }

  #isUnknown(offset: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.eeprom.unknown.has(offset + i)) return true;
    return false;
  }

  #refuse(): false {
    this.#drop();
    return false;
  }

  #refuseRead(): undefined {
    this.#drop();
    return undefined;
  }

  #drop(): void {
    this.#active = false;
    this.#session = undefined;
    this.#transferBuffer = undefined;
  }
}

/** v, ~v, v (least significant byte first), a, ~a, a, ~a; undefined when a copy disagrees (MF1S50yyX/V1 §8.6.2.1). */
export function parseValueBlock(block: Uint8Array): { value: number; address: number } | undefined {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const value = view.getInt32(0, true);
  if (view.getInt32(4, true) !== ~value || view.getInt32(8, true) !== value) return undefined;
  const address = block[12]!;
  const isAddressWhole = block[14] === address && block[13] === (address ^ 0xff) && block[15] === block[13];
  return isAddressWhole ? { value, address } : undefined;
}

export function formatValueBlock(value: number, address: number): Uint8Array {
  const block = new Uint8Array(16);
  const view = new DataView(block.buffer);
  view.setInt32(0, value, true);
  view.setInt32(4, ~value, true);
  view.setInt32(8, value, true);
  block.set([address, address ^ 0xff, address, address ^ 0xff], 12);
  return block;
}
