import { KartuError } from '../errors.ts';
import type { Connection, ResponseApdu } from './connection.ts';
import { cardRemoved, exchangeError } from './pcsc-errors.ts';

/** What a connection needs of the channel below it. */
export interface Exchanger {
  transmit(command: Uint8Array): Promise<Uint8Array>;
  connect(): Promise<void>;
  disconnect(how: 'reset' | 'leave'): Promise<void>;
}

// CLA INS P1 P2 at least; Lc, 255 bytes of data and Le at most (ISO 7816-3, short APDUs).
const SHORTEST_COMMAND = 4;
const LONGEST_COMMAND = 261;

/**
 * One card that is connected. Exchanges wait for each other in a queue of our own: pcsclite sends from a pool of
 * threads, in no promised order. The first failure ends the connection, because what the card did is unknown, and
 * everything that waits fails the same way without being sent.
 */
export class PcscConnection implements Connection {
  readonly readerName: string;
  readonly atr: Uint8Array;
  readonly #channel: Exchanger;
  #queue: Promise<unknown> = Promise.resolve();
  #failure: KartuError | undefined;
  #abandon: (error: KartuError) => void = () => {};
  #closed: Promise<void> | undefined;
  readonly #isCardThere: () => boolean;

  constructor(readerName: string, atr: Uint8Array, channel: Exchanger, isCardThere: () => boolean) {
    this.readerName = readerName;
    this.atr = atr;
    this.#channel = channel;
    this.#isCardThere = isCardThere;
  }

  transmit(command: Uint8Array): Promise<ResponseApdu> {
    if (command.length < SHORTEST_COMMAND || command.length > LONGEST_COMMAND) {
      return Promise.reject(new KartuError('internal-error', `a command of ${command.length} bytes`));
    }
    const bytes = command.slice();
    const answer = this.#queue.then(() => this.#exchange(bytes));
    this.#queue = answer.catch(() => {});
    return answer;
  }

  async #exchange(command: Uint8Array): Promise<ResponseApdu> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      const response = await Promise.race([this.#channel.transmit(command), this.#abandoned()]);
      // A card that leaves during an exchange can show as an empty answer (vpcd's driver does that).
      if (response.length < 2) throw cardRemoved(this.readerName, new Error('an answer without status word'));
      const data = response.slice(0, -2);
      return { data, sw: response.at(-2)! * 256 + response.at(-1)! };
    } catch (error) {
      this.#failure ??= exchangeError(this.readerName, error);
      throw this.#failure;
    }
  }

  /** Disconnects with a reset and connects again: pcsclite knows no reconnect, and a reset selects the card. */
  reselect(): Promise<void> {
    const done = this.#queue.then(() => this.#reselect());
    this.#queue = done.catch(() => {});
    return done;
  }

  async #reselect(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await this.#channel.disconnect('reset');
      await Promise.race([this.#channel.connect(), this.#abandoned()]);
    } catch (error) {
      this.#failure ??= exchangeError(this.readerName, error);
      throw this.#failure;
    }
  }

  /** Rejects when `fail` is called during this exchange. */
  #abandoned(): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.#abandon = reject;
    return promise;
  }

  /** The reader or its daemon is gone: the exchange under way is given up, and no other is begun. */
  fail(error: KartuError): void {
    this.#failure ??= error;
    this.#abandon(error);
  }

  /** Waits for what was asked for before, then lets go of the card and resets it: no authentication is left. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#queue;
    this.#failure ??= cardRemoved(this.readerName, new Error('the connection was closed'));
    // Also after a loss: a daemon that still runs keeps the card for this process otherwise.
    await this.#channel.disconnect(this.#isCardThere() ? 'reset' : 'leave');
  }
}
