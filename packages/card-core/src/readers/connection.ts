/** What every reader, real or virtual, offers: bytes out, response in. Retries, logging and timing wrap it. */

/** A response APDU: data without status word, and the status word SW1SW2 as one number (0x9000). */
export interface ResponseApdu {
  readonly data: Uint8Array;
  readonly sw: number;
}

/**
 * One card in the field of one reader. Exchanges are strictly one after another: an implementation queues a
 * `transmit` that comes while another is under way.
 */
export interface Connection {
  readonly readerName: string;
  /** Answer to reset as the reader reports it (PC/SC part 3 §3.1.3.2.3). */
  readonly atr: Uint8Array;
  /**
   * One command APDU, one response APDU; any status word is an answer, not an error.
   * Throws `card-removed` (the outcome of this command is unknown) or `reader-lost`.
   */
  transmit(command: Uint8Array): Promise<ResponseApdu>;
  /**
   * Selects the card anew: a chip that refused something (a NAK, a failed authentication) has fallen back to idle
   * and answers nothing until then. Ends every authentication. Throws as `transmit` does.
   */
  reselect(): Promise<void>;
  close(): Promise<void>;
}

export interface WaitOptions {
  /** Gives up with `no-card` after this time; without it waits until aborted. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** One contactless reader. */
export interface Reader {
  readonly name: string;
  /** Resolves when a card lies on the reader. Throws `no-card` after the time, `reader-lost` when it is gone. */
  waitForCard(options?: WaitOptions): Promise<Connection>;
  /** Resolves when no card lies on the reader. */
  waitForRemoval(options?: WaitOptions): Promise<void>;
  close(): Promise<void>;
}
