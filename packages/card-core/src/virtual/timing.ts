/**
 * The one model of how long a tap takes (design §3). It counts what a real exchange would cost; it measures
 * nothing. All times in milliseconds.
 */
export const TIMING = {
  /** One exchange between host and a USB reader, in both directions: CCID at full speed; design §3. */
  exchangeOverheadMs: 4,
  /** 106 kbit/s: one bit lasts 128 carrier periods of 13.56 MHz (ISO/IEC 14443-2 §8). */
  airBitMs: 128 / 13_560,
  /** Eight bits and odd parity (ISO/IEC 14443-3 §6.2.3). */
  bitsPerByte: 9,
  /** CRC_A at the end of each frame (ISO/IEC 14443-3 §6.2.4). */
  crcBytes: 2,
  /** Frame delay between two frames, each way: 1172 carrier periods (ISO/IEC 14443-3 §6.2.1). */
  frameDelayMs: 1172 / 13_560,
  /** Programming of one NTAG page, without air time (NTAG213/215/216 data sheet §10.4, table 28). */
  ntagPageProgramMs: 4.1,
  /** Air time included (MF1S50yyX/V1 §2.2 and table 23; design §3). */
  classicAuthenticationMs: 2,
  classicReadMs: 2.5,
  classicWriteMs: 5.5,
  /** Increment, decrement or restore: two short frames and the read of a block; taken like a read [M]. */
  classicLoadValueMs: 2.5,
  /** Transfer programs one block, like a write [M]. */
  classicTransferMs: 5.5,
} as const;

/** Bytes of a CCID bulk message header, sent with every command and every answer (CCID 1.1 §6.1.4, §6.2.1). */
const CCID_HEADER_BYTES = 10;

export interface ExchangeStats {
  /** Commands sent to the reader. */
  readonly exchanges: number;
  /** Bytes on air, CRC included; an answer of 4 bits counts as one byte. */
  readonly bytesToCard: number;
  readonly bytesFromCard: number;
  /** Command and answer with their CCID headers. */
  readonly bytesOverUsb: number;
  readonly modelledMs: number;
  /** READ and FAST_READ of NTAG, 16-byte reads of Classic; refused ones included, as below. */
  readonly reads: number;
  /** Pages or blocks written, transfers included. */
  readonly writes: number;
  /** PWD_AUTH and three-pass authentications. */
  readonly authentications: number;
}

type Counted = 'reads' | 'writes' | 'authentications';

const ZERO = {
  exchanges: 0,
  bytesToCard: 0,
  bytesFromCard: 0,
  bytesOverUsb: 0,
  modelledMs: 0,
  reads: 0,
  writes: 0,
  authentications: 0,
};

/** Adds up exchanges, bytes and modelled time. */
export class Meter {
  #sum = { ...ZERO };

  exchange(commandBytes: number, answerBytes: number): void {
    this.#sum.exchanges++;
    this.#sum.modelledMs += TIMING.exchangeOverheadMs;
    this.#sum.bytesOverUsb += commandBytes + answerBytes + 2 * CCID_HEADER_BYTES;
  }

  /** One operation on air: bytes with CRC in both directions and its whole time. */
  air(bytesToCard: number, bytesFromCard: number, ms: number, counted?: Counted): void {
    this.#sum.bytesToCard += bytesToCard;
    this.#sum.bytesFromCard += bytesFromCard;
    this.#sum.modelledMs += ms;
    if (counted !== undefined) this.#sum[counted]++;
  }

  stats(): ExchangeStats {
    return { ...this.#sum };
  }

  reset(): void {
    this.#sum = { ...ZERO };
  }
}

/** Time on air of one frame and its answer, both with their frame delay; lengths in bits without parity. */
export function airMs(bytesToCard: number, answerBits: number): number {
  const bits = bytesToCard * TIMING.bitsPerByte + answerBits;
  return bits * TIMING.airBitMs + 2 * TIMING.frameDelayMs;
}
