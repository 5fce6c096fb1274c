import { chipAtr } from '../card-kind.ts';
import { KartuError } from '../errors.ts';
import type { ReaderProfile } from '../readers/profile.ts';
import { ACR122U } from '../readers/profile.ts';
import type { VirtualChip } from './air.ts';
import { Air } from './air.ts';
import type { Apdu } from './apdu.ts';
import { answer, parseApdu, SW, status } from './apdu.ts';
import type { ChipState } from './chip.ts';
import { TornWrite } from './eeprom.ts';
import { pn532 } from './pn532.ts';
import {
  authenticate,
  blocksWritten,
  getData,
  readBinary,
  readValue,
  updateBinary,
  valueOperation,
} from './storage-commands.ts';
import type { ExchangeStats } from './timing.ts';
import { Meter } from './timing.ts';
import { TransparentSession } from './transparent.ts';

/** Where a tap breaks off. */
export interface Tear {
  /** The n-th exchange since the card was placed, counted from 1. */
  readonly atExchange: number;
  /** Not executed; executed with the answer lost; or stopped in the middle of what it writes. */
  readonly when: 'before' | 'after' | 'half';
  /** Chooses place and garbage of a half write; without it the first half is new and the rest old. */
  readonly seed?: number;
}

export type PassThrough = 'none' | 'pn532' | 'transparent';

export interface FirmwareOptions {
  /** ACR122U unless given. */
  readonly profile?: ReaderProfile;
  /** How raw tag commands get through; by the profile unless given (`probe` means none). */
  readonly passThrough?: PassThrough;
  /**
   * Whether the reader selects a card by itself that fell back to IDLE after a refusal [M]; false unless given, so
   * that whoever talks to it has to.
   */
  readonly reselects?: boolean;
  /** Called with the chip's new state before the answer of an exchange that changed it is given. */
  readonly onChange?: (state: ChipState) => void;
}

/** Key slots of ACR122U and ACR1252U: structure 00, slots 00 and 01, volatile (protocol-facts §2). */
const KEY_SLOTS = 2;
/** The ACR122U answers within one 64-byte USB packet: 10 bytes of CCID header leave 54, that is 12 pages. */
const ACR122_ANSWER_BYTES = 54;
const ACR122_FIRMWARE = new TextEncoder().encode('ACR122U214');

/**
 * The firmware of a PC/SC reader with a card on it: one APDU in, one answer with status word out, at once. What
 * it does not understand fails. Not yet compared with a real reader.
 */
export class VirtualFirmware {
  readonly profile: ReaderProfile;
  readonly #passThrough: PassThrough;
  readonly #onChange: ((state: ChipState) => void) | undefined;
  readonly #meter = new Meter();
  readonly #air: Air;
  readonly #keys: (Uint8Array | undefined)[] = Array.from({ length: KEY_SLOTS });
  #session = new TransparentSession();
  #chip: VirtualChip | undefined;
  #isPowered = false;
  #exchangesSincePlaced = 0;
  #tear: Tear | undefined;
  #leds = 0;

  constructor(options: FirmwareOptions = {}) {
    this.profile = options.profile ?? ACR122U;
    const byProfile = this.profile.passThrough === 'probe' ? 'none' : this.profile.passThrough;
    this.#passThrough = options.passThrough ?? byProfile;
    this.#air = new Air(this.#meter, options.reselects ?? false);
    this.#onChange = options.onChange;
  }

  /** The chip on the reader, if any. */
  get chip(): VirtualChip | undefined {
    return this.#chip;
  }

  /** Answer to reset of the card on the reader. Throws `card-removed` when there is none. */
  get atr(): Uint8Array {
    return chipAtr(this.#present().kind);
  }

  /** Puts a card on the reader and powers it. A tear holds for this placement only. */
  insert(chip: VirtualChip, tear?: Tear): void {
    this.remove();
    this.#chip = chip;
    this.#tear = tear;
    this.#exchangesSincePlaced = 0;
    this.powerOn();
  }

  /** Takes the card away; its volatile state is gone. */
  remove(): void {
    this.powerOff();
    this.#chip = undefined;
    this.#tear = undefined;
  }

  /** Field on: the chip starts anew, without authentication. Returns the ATR. */
  powerOn(): Uint8Array {
    this.#session = new TransparentSession();
    const chip = this.#present();
    chip.powerOn();
    this.#isPowered = true;
    return this.atr;
  }

  powerOff(): void {
    this.#chip?.powerOff();
    this.#isPowered = false;
  }

  stats(): ExchangeStats {
    return this.#meter.stats();
  }

  resetStats(): void {
    this.#meter.reset();
  }

  /**
   * One exchange. Throws `card-removed` when no powered card is there or the tear strikes; then the card is gone
   * until it is placed again.
   */
  transmit(apdu: Uint8Array): Uint8Array {
    const chip = this.#present();
    if (!this.#isPowered) throw cardRemoved();
    this.#exchangesSincePlaced++;
    const tear = this.#tear?.atExchange === this.#exchangesSincePlaced ? this.#tear : undefined;
    const parsed = parseApdu(apdu);
    const revision = chip.eeprom.revision;
    let response: Uint8Array | undefined;
    if (tear?.when === 'half') {
      const blocks = parsed === undefined ? 1 : blocksWritten(parsed);
      chip.eeprom.armFuse(Math.ceil(blocks / 2), tear.seed);
    }
    try {
      if (tear?.when !== 'before') response = this.#execute(chip, apdu, parsed);
    } catch (error) {
      if (!(error instanceof TornWrite)) throw error;
    } finally {
      chip.eeprom.disarmFuse();
      this.#meter.exchange(apdu.length, response?.length ?? 0);
    }
    this.#save(chip, revision);
    if (tear !== undefined || response === undefined) {
      this.remove();
      throw cardRemoved();
    }
    return response;
  }

  /** What could not be saved never happened for the holder: the card is taken away and the error passed on. */
  #save(chip: VirtualChip, revisionBefore: number): void {
    if (chip.eeprom.revision === revisionBefore) return;
    try {
      this.#onChange?.(chip.snapshot());
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  #execute(chip: VirtualChip, bytes: Uint8Array, apdu: Apdu | undefined): Uint8Array {
    if (bytes.length > 0 && bytes[0] !== 0xff) return status(SW.unknownClass);
    // The obsolete authentication has no Lc: FF88 00 block type slot, six bytes.
    if (bytes.length === 6 && bytes[1] === 0x88 && bytes[2] === 0) {
      return authenticate(this.#context(chip), bytes[3]!, bytes[4]!, this.#keys[bytes[5]!]);
    }
    if (apdu === undefined) return status(SW.wrongLength);
    switch (apdu.ins) {
      case 0xca:
        return getData(this.#context(chip), apdu);
      case 0x82:
        return this.#loadKey(apdu);
      case 0x86:
        return this.#generalAuthenticate(chip, apdu);
      case 0xb0:
        return readBinary(this.#context(chip), apdu);
      case 0xd6:
        return updateBinary(this.#context(chip), apdu);
      case 0xd7:
        return valueOperation(this.#context(chip), apdu);
      case 0xb1:
        return readValue(this.#context(chip), apdu);
      case 0x00:
        return this.#pseudo(chip, apdu);
      case 0xc2:
        return this.#transparent(chip, apdu);
      default:
        return status(SW.unknownInstruction);
    }
  }

  #context(chip: VirtualChip) {
    return { chip, air: this.#air, profile: this.profile };
  }

  #loadKey(apdu: Apdu): Uint8Array {
    const { p1, p2, data } = apdu;
    if (p1 !== this.profile.keyStructure || p2 >= KEY_SLOTS || data.length !== 6) return status(SW.failed);
    this.#keys[p2] = data.slice();
    return status(SW.ok);
  }

  #generalAuthenticate(chip: VirtualChip, { p1, p2, data }: Apdu): Uint8Array {
    if (p1 !== 0 || p2 !== 0 || data.length !== 5 || data[0] !== 1 || data[1] !== 0) return status(SW.failed);
    return authenticate(this.#context(chip), data[2]!, data[3]!, this.#keys[data[4]!]);
  }

  /** FF00: direct transmit, LED and buzzer, firmware version; they belong to the ACR122U. */
  #pseudo(chip: VirtualChip, apdu: Apdu): Uint8Array {
    if (this.#passThrough !== 'pn532') return status(SW.unsupported);
    if (apdu.p1 === 0x00 && apdu.p2 === 0x00 && apdu.data.length > 0) {
      const reply = pn532(chip, this.#air, apdu.data);
      return reply === undefined || reply.length + 2 > ACR122_ANSWER_BYTES
        ? status(SW.failed)
        : answer(reply);
    }
    if (apdu.p1 === 0x40 && apdu.data.length === 4) return this.#setLeds(apdu.p2);
    if (apdu.p1 === 0x48 && apdu.p2 === 0x00 && apdu.data.length === 0) return ACR122_FIRMWARE.slice(); // no status word
    const isSwitch = apdu.p2 === 0x00 || apdu.p2 === 0xff;
    if (apdu.p1 === 0x52 && isSwitch && apdu.data.length === 0) return status(SW.ok);
    return status(SW.unsupported);
  }

  /** P2: bits 0 and 1 final red and green, bits 2 and 3 which of them change. The answer is `90 state`. */
  #setLeds(p2: number): Uint8Array {
    const mask = (p2 >> 2) & 0b11;
    this.#leds = (this.#leds & ~mask) | (p2 & mask);
    return new Uint8Array([0x90, this.#leds]);
  }

  #transparent(chip: VirtualChip, apdu: Apdu): Uint8Array {
    if (this.#passThrough !== 'transparent' || apdu.p1 !== 0) return status(SW.unsupported);
    if (apdu.p2 === 0x00) return this.#session.manage(apdu);
    if (apdu.p2 === 0x01) return this.#session.exchange(chip, this.#air, apdu);
    return status(SW.unsupported);
  }

  #present(): VirtualChip {
    if (this.#chip === undefined) throw cardRemoved();
    return this.#chip;
  }
}

export function cardRemoved(): KartuError {
  return new KartuError(
    'card-removed',
    'the card was taken away; whether the last command was executed is unknown',
  );
}
