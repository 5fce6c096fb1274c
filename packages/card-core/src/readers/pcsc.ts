import { setTimeout as delay } from 'node:timers/promises';
import { KartuError } from '../errors.ts';
import type { Connection, Reader, WaitOptions } from './connection.ts';
import { ExchangeChannel } from './pcsc-channel.ts';
import { PcscConnection } from './pcsc-connection.ts';
import { closeAll, discoverReaders, type FoundReader } from './pcsc-discovery.ts';
import { exchangeError, isCardGone, isSharingViolation } from './pcsc-errors.ts';
import { noCard, type ReaderMonitor, type ReaderStatus } from './pcsc-monitor.ts';
import { chooseReader, usableReaders } from './pcsc-names.ts';
import { profileFor, type ReaderProfile } from './profile.ts';

/** How long the daemon may take to list its readers. */
const LIST_TIMEOUT_MS = 5_000;
/** A card at the edge of the field, or another program in the middle of something: try again. */
const RETRY_MS = 100;
const SHARING_RETRIES = 10;

/** A reader as PC/SC lists it. */
export interface PcscReaderInfo {
  readonly name: string;
  readonly profile: ReaderProfile;
  readonly hasCard: boolean;
}

/**
 * The readers that may take a contactless card. Throws `pcsc-not-built`, `daemon-absent`, `reader-failed`.
 * `timeoutMs` bounds the waiting for the list, and then for each reader's first report.
 */
export async function listPcscReaders(options: { timeoutMs?: number } = {}): Promise<PcscReaderInfo[]> {
  const { timeoutMs = LIST_TIMEOUT_MS } = options;
  const found = await discoverReaders(timeoutMs);
  try {
    const names = usableReaders(found.map(({ monitor }) => monitor.name));
    return await Promise.all(
      names.map(async (name) => {
        const { monitor } = found.find((reader) => reader.monitor.name === name)!;
        const hasCard = await monitor.waitFor((status) => status.present, { timeoutMs }).catch(() => false);
        return { name, profile: profileFor(name), hasCard };
      }),
    );
  } finally {
    await closeAll(found);
  }
}

/**
 * Opens a real reader: the only contactless one, or the one that `name` means (see `chooseReader`).
 * Throws `pcsc-not-built`, `daemon-absent`, `reader-none`, `reader-ambiguous`, `reader-unknown`, `reader-failed`.
 * After a `reader-lost` the reader is useless; open it again.
 */
export async function openPcscReader(options: { name?: string; timeoutMs?: number } = {}): Promise<Reader> {
  const found = await discoverReaders(options.timeoutMs ?? LIST_TIMEOUT_MS);
  let chosen: FoundReader | undefined;
  try {
    const name = chooseReader(
      found.map(({ monitor }) => monitor.name),
      options.name,
    );
    chosen = found.find(({ monitor }) => monitor.name === name)!;
    return new PcscReader(chosen);
  } finally {
    await closeAll(found.filter((reader) => reader !== chosen));
  }
}

class PcscReader implements Reader {
  readonly name: string;
  readonly #monitor: ReaderMonitor;
  readonly #channel: ExchangeChannel;
  #connection: PcscConnection | undefined;
  #opening: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor({ raw, monitor }: FoundReader) {
    this.name = monitor.name;
    this.#monitor = monitor;
    this.#channel = new ExchangeChannel(raw);
    monitor.watch(() => {
      if (monitor.lost !== undefined && !monitor.isClosed) this.#connection?.fail(monitor.lost);
    });
  }

  /**
   * Closes the connection before, if it is still open: there is one card and one connection at a time, and one
   * call of this at a time. A card that has just left may still be given, since the daemon looks only every 400 ms;
   * its first exchange then fails with `card-removed`.
   */
  async waitForCard(options: WaitOptions = {}): Promise<Connection> {
    if (this.#opening !== undefined) throw new KartuError('internal-error', 'waitForCard is already waiting');
    const opening = this.#openCard(options);
    this.#opening = opening.then(
      () => {},
      () => {},
    );
    try {
      return await opening;
    } finally {
      this.#opening = undefined;
    }
  }

  async #openCard(options: WaitOptions): Promise<Connection> {
    await this.#connection?.close();
    this.#connection = undefined;
    const deadline = options.timeoutMs === undefined ? undefined : Date.now() + options.timeoutMs;
    for (let sharingRetries = 0; ; ) {
      const timeout = deadline === undefined ? {} : { timeoutMs: deadline - Date.now() };
      const atr = await this.#monitor.waitFor(presentAtr, { ...options, ...timeout });
      try {
        await this.#channel.connect();
      } catch (error) {
        const retry = isCardGone(error) || (isSharingViolation(error) && sharingRetries++ < SHARING_RETRIES);
        if (!retry) throw this.#connectError(error);
        await delay(RETRY_MS);
        continue;
      }
      await this.#letGoWhenTooLate(options.signal);
      this.#connection = new PcscConnection(this.name, atr, this.#channel, () => this.#monitor.hasCard);
      return this.#connection;
    }
  }

  /** The reader was closed, or the caller gave up, while the card was being connected. */
  async #letGoWhenTooLate(signal: AbortSignal | undefined): Promise<void> {
    if (this.#monitor.lost === undefined && !signal?.aborted) return;
    await this.#channel.disconnect('reset');
    throw this.#monitor.lost ?? noCard(this.name, signal?.reason);
  }

  #connectError(error: unknown): KartuError {
    if (!isSharingViolation(error)) return exchangeError(this.name, error);
    return new KartuError('reader-failed', `${this.name}: another program keeps the card to itself`, {
      details: { what: 'card-kept', reader: this.name },
      cause: error,
    });
  }

  async waitForRemoval(options: WaitOptions = {}): Promise<void> {
    let movementsBefore: number | undefined;
    await this.#monitor.waitFor((status) => {
      movementsBefore ??= status.movements;
      // A card that was swapped between two reports shows as present throughout.
      return !status.present || status.movements !== movementsBefore ? true : undefined;
    }, options);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const lost = this.#monitor.lost !== undefined;
    const monitorClosed = this.#monitor.close(); // at once ends what waits
    await this.#opening;
    await this.#connection?.close();
    await monitorClosed;
    if (!lost) this.#channel.release();
  }
}

function presentAtr(status: ReaderStatus): Uint8Array | undefined {
  return status.present && status.atr.length > 0 ? status.atr : undefined;
}
