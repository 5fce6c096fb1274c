import { setTimeout as delay } from 'node:timers/promises';
import type { RawReader } from 'nfc-pcsc';
import { KartuError } from '../errors.ts';
import type { WaitOptions } from './connection.ts';
import { readerLost } from './pcsc-errors.ts';

// SCARD_READERSTATE.dwEventState, pcsclite.h; the upper 16 bits count insertions and removals.
const STATE_UNKNOWN = 0x0004;
const STATE_UNAVAILABLE = 0x0008;
const STATE_PRESENT = 0x0020;

/** Longer than a status thread takes from reporting a change to waiting for the next one. */
export const SETTLE_MS = 25;

/** What lies on a reader. `atr` is empty while a card is there that does not answer. */
export interface ReaderStatus {
  readonly present: boolean;
  readonly atr: Uint8Array;
  /** Changes with every insertion and removal. */
  readonly movements: number;
}

/**
 * Follows one reader through the status thread of a pcsclite reader, which is used for nothing else:
 * pcsclite holds one lock during an exchange and takes the same lock in its status callback on the main thread,
 * so that exchanges over this object would stop the event loop (src/cardreader.cpp, DoTransmit and
 * HandleReaderStatusChange).
 */
export class ReaderMonitor {
  readonly name: string;
  readonly #raw: RawReader;
  readonly #watchers = new Set<() => void>();
  #status: ReaderStatus | undefined;
  #lost: KartuError | undefined;
  #closed: Promise<void> | undefined;
  /** Closed by us, not lost. */
  #isClosed = false;
  #lastEventAt = Date.now();

  constructor(raw: RawReader) {
    this.name = raw.name;
    this.#raw = raw;
    // nfc-pcsc's listeners would connect SHARED on their own and swallow the failure.
    raw.removeAllListeners('status');
    raw.on('status', (status: { state: number; atr?: Buffer }) => this.#onStatus(status));
    raw.on('error', (error: unknown) => this.#onLost(error));
    raw.on('end', () => this.#onLost());
  }

  #onStatus({ state, atr }: { state: number; atr?: Buffer }): void {
    if ((state & (STATE_UNKNOWN | STATE_UNAVAILABLE)) !== 0) {
      this.#onLost();
      return;
    }
    const present = (state & STATE_PRESENT) !== 0;
    this.#status = {
      present,
      atr: present && atr !== undefined ? new Uint8Array(atr) : new Uint8Array(),
      movements: state >>> 16,
    };
    this.#changed();
  }

  #onLost(cause?: unknown): void {
    this.#lost ??= readerLost(this.name, cause);
    this.#changed();
  }

  #changed(): void {
    this.#lastEventAt = Date.now();
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** What the last report said; false when the reader was lost. */
  get hasCard(): boolean {
    return this.#status?.present === true && (this.#lost === undefined || this.#isClosed);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The error when the reader or the daemon is gone, or this monitor is closed. */
  get lost(): KartuError | undefined {
    return this.#lost;
  }

  /** Calls back at every change until the returned function is called. */
  watch(callback: () => void): () => void {
    this.#watchers.add(callback);
    return () => this.#watchers.delete(callback);
  }

  /**
   * The first answer of `found` that is not undefined, asked now and at every change. Throws `reader-lost`, or
   * `no-card` after the time or when aborted (with the abort reason as cause).
   */
  waitFor<T>(found: (status: ReaderStatus) => T | undefined, options: WaitOptions = {}): Promise<T> {
    const { timeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      const finish = (end: () => void) => {
        stopWatching();
        clearTimeout(timer);
        signal?.removeEventListener('abort', look);
        end();
      };
      const look = () => {
        if (signal?.aborted) return finish(() => reject(noCard(this.name, signal.reason)));
        if (this.#lost !== undefined) {
          const lost = this.#lost;
          return finish(() => reject(lost));
        }
        const answer = this.#status === undefined ? undefined : found(this.#status);
        if (answer !== undefined) finish(() => resolve(answer));
      };
      const stopWatching = this.watch(look);
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => finish(() => reject(noCard(this.name))), Math.max(0, timeoutMs));
      signal?.addEventListener('abort', look);
      look();
    });
  }

  /**
   * Ends the status thread. Never at once: this may run inside the thread's own callback, which holds the lock that
   * close() needs; and SCardCancel is lost on a thread that is not yet waiting again, and close() then joins it
   * for ever.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#isClosed = this.#lost === undefined;
    this.#lost ??= new KartuError('reader-lost', `${this.name}: the reader was closed`, {
      details: { reader: this.name },
    });
    for (const watcher of [...this.#watchers]) watcher();
    do {
      await delay(SETTLE_MS);
    } while (Date.now() - this.#lastEventAt < SETTLE_MS);
    this.#raw.close();
  }
}

/** The time is over, or the caller gave up: the card did not come, or did not go. */
export function noCard(reader: string, cause?: unknown): KartuError {
  return new KartuError('no-card', `${reader}: waiting for the card ended`, { details: { reader }, cause });
}
