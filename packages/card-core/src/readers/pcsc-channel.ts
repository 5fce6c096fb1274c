import type { RawReader } from 'nfc-pcsc';
import { isReaderGone, isSharingViolation } from './pcsc-errors.ts';

/**
 * PCSC-Lite's MAX_BUFFER_SIZE: 256 bytes of data, a status word, and a little. A buffer that is too small fails
 * with 0x80100008 *after* the card has executed the command.
 */
const RESPONSE_BUFFER = 264;

/**
 * pcsclite's native readers made by us. They are never let go: their destructor joins a thread that was never
 * started, with an id that was never set (src/cardreader.cpp, ~CardReader). One is made for each reader name and
 * for each loss of the daemon, since the context inside cannot be renewed.
 */
const everyRawReader: RawReader[] = [];
const idle = new Map<string, RawReader[]>();

function makeRawReader(sample: RawReader): RawReader {
  // lib/pcsclite.js does not export the class, but every reader has it.
  const CardReader = sample.constructor as new (name: string) => RawReader;
  const raw = new CardReader(sample.name);
  everyRawReader.push(raw);
  return raw;
}

/**
 * Exchanges with the card on one reader, over a native object apart from the one that watches for cards (see
 * ReaderMonitor). Errors are pcsclite's; callers do one thing at a time.
 */
export class ExchangeChannel {
  #raw: RawReader;
  #protocol = 0;
  /** Made in this channel's time, so that its context belongs to the daemon of now. */
  #fresh: boolean;

  /** A channel to the reader that `sample` watches. */
  constructor(sample: RawReader) {
    const used = idle.get(sample.name)?.pop();
    this.#raw = used ?? makeRawReader(sample);
    this.#fresh = used === undefined;
  }

  /** Gives the native object back for the next use; not after a loss, when its context is dead. */
  release(): void {
    const free = idle.get(this.#raw.name) ?? [];
    idle.set(this.#raw.name, [...free, this.#raw]);
  }

  /** Takes the card for this process alone; shares it when another program already holds it shared. */
  async connect(): Promise<void> {
    try {
      await this.#connectExclusively();
    } catch (error) {
      // The daemon was started again since this native object was last used.
      if (this.#fresh || !isReaderGone(error)) throw error;
      this.#raw = makeRawReader(this.#raw);
      await this.#connectExclusively();
    }
    this.#fresh = true;
  }

  async #connectExclusively(): Promise<void> {
    try {
      await this.#connect(this.#raw.SCARD_SHARE_EXCLUSIVE);
    } catch (error) {
      if (!isSharingViolation(error)) throw error;
      await this.#connect(this.#raw.SCARD_SHARE_SHARED);
    }
  }

  #connect(shareMode: number): Promise<void> {
    // After a disconnect that failed this is still set, and connect() would do nothing and say nothing.
    this.#raw.connected = false;
    return new Promise((resolve, reject) => {
      this.#raw.connect({ share_mode: shareMode }, (error, protocol) => {
        if (error || protocol === undefined) return reject(error ?? new Error('connect gave no protocol'));
        this.#protocol = protocol;
        resolve();
      });
    });
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      // A copy: the caller may reuse its bytes. Throws synchronously for wrong arguments, which rejects too.
      this.#raw.transmit(Buffer.from(command), RESPONSE_BUFFER, this.#protocol, (error, response) => {
        if (error || response === undefined) return reject(error ?? new Error('no response'));
        resolve(new Uint8Array(response));
      });
    });
  }

  /**
   * Lets go of the card, `reset` also ends every authentication on it. Never fails. Not `reset` when the card has
   * left: pcscd 1.9.9 would then report a silent card on the empty reader (winscard.c, SCardDisconnect).
   */
  disconnect(how: 'reset' | 'leave'): Promise<void> {
    const raw = this.#raw;
    return new Promise((resolve) => {
      raw.disconnect(how === 'reset' ? raw.SCARD_RESET_CARD : raw.SCARD_LEAVE_CARD, () => {
        raw.connected = false;
        resolve();
      });
    });
  }
}
