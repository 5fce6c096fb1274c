import type { AirAnswer } from './chip.ts';
import { SILENCE } from './chip.ts';
import type { KeyType } from './classic-access.ts';
import type { ClassicChip, ValueOperation } from './classic-chip.ts';
import type { NtagChip } from './ntag-chip.ts';
import type { Meter } from './timing.ts';
import { airMs, TIMING } from './timing.ts';

export type VirtualChip = NtagChip | ClassicChip;

export function isNtagChip(chip: VirtualChip): chip is NtagChip {
  return 'command' in chip;
}

/** What the statistics call a READ, a FAST_READ and a PWD_AUTH. */
const COUNTED_COMMANDS: Readonly<Record<number, 'reads' | 'authentications'>> = {
  48: 'reads',
  58: 'reads',
  27: 'authentications',
};

/**
 * The field between reader and chip: sends operations, counts them and their time, and, with
 * `reselects`, selects a chip again that fell back to IDLE after a NAK, as some firmware may do [M].
 */
export class Air {
  readonly #meter: Meter;
  readonly #reselects: boolean;

  constructor(meter: Meter, reselects: boolean) {
    this.#meter = meter;
    this.#reselects = reselects;
  }

  #reach(chip: VirtualChip): boolean {
    if (!chip.active && this.#reselects) chip.select();
    return chip.active;
  }

  /** One NTAG frame without CRC. */
  ntag(chip: NtagChip, frame: Uint8Array): AirAnswer {
    const answer = this.#reach(chip) ? chip.command(frame) : SILENCE;
    const sent = frame.length + TIMING.crcBytes;
    const code = frame[0];
    const isWrite = code === 0xa2 || (frame.length === 16 && answer.kind === 'ack');
    const program = isWrite && answer.kind === 'ack' ? TIMING.ntagPageProgramMs : 0;
    const counted = isWrite ? 'writes' : COUNTED_COMMANDS[code ?? 0];
    const bits = answerBits(answer);
    this.#meter.air(sent, Math.ceil(bits / TIMING.bitsPerByte), airMs(sent, bits) + program, counted);
    return answer;
  }

  /** 60/61 block CRC, nT, nR aR, aT. */
  classicAuthenticate(chip: ClassicChip, block: number, type: KeyType, key: Uint8Array): boolean {
    this.#reach(chip);
    this.#meter.air(4 + 8, 4 + 4, TIMING.classicAuthenticationMs, 'authentications');
    return chip.authenticate(block, type, key);
  }

  classicRead(chip: ClassicChip, block: number): Uint8Array | undefined {
    const content = this.#reach(chip) ? chip.read(block) : undefined;
    this.#meter.air(4, content === undefined ? 1 : 18, TIMING.classicReadMs, 'reads');
    return content;
  }

  classicWrite(chip: ClassicChip, block: number, content: Uint8Array): boolean {
    this.#meter.air(4 + 18, 2, TIMING.classicWriteMs, 'writes');
    return this.#reach(chip) && chip.write(block, content);
  }

  classicLoadValue(chip: ClassicChip, operation: ValueOperation, block: number, operand: number): boolean {
    this.#meter.air(4 + 6, 1, TIMING.classicLoadValueMs);
    return this.#reach(chip) && chip.loadValue(operation, block, operand);
  }

  classicTransfer(chip: ClassicChip, block: number): boolean {
    this.#meter.air(4, 1, TIMING.classicTransferMs, 'writes');
    return this.#reach(chip) && chip.transfer(block);
  }
}

function answerBits(answer: AirAnswer): number {
  switch (answer.kind) {
    case 'data':
      return (answer.bytes.length + TIMING.crcBytes) * TIMING.bitsPerByte;
    case 'ack':
    case 'nak':
      return 4;
    case 'silence':
      return 0;
  }
}
