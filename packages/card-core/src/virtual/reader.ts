import { setTimeout as sleep } from 'node:timers/promises';
import { KartuError } from '../errors.ts';
import type { Connection, Reader, ResponseApdu, WaitOptions } from '../readers/connection.ts';
import type { VirtualChip } from './air.ts';
import type { ChipState } from './chip.ts';
import { isNtagState } from './chip.ts';
import { ClassicChip } from './classic-chip.ts';
import type { FirmwareOptions, Tear } from './firmware.ts';
import { cardRemoved, VirtualFirmware } from './firmware.ts';
import { NtagChip } from './ntag-chip.ts';
import type { ExchangeStats } from './timing.ts';

/** A running chip from its stored state. Throws `image-invalid` for a state that fits no chip. */
export function createChip(state: ChipState): VirtualChip {
  return isNtagState(state) ? new NtagChip(state) : new ClassicChip(state);
}

export interface VirtualReaderOptions extends FirmwareOptions {
  /** As PC/SC would name it; a name that `profileFor` maps to the profile unless given. */
  readonly name?: string;
  /** A card that lies on the reader from the start. */
  readonly card?: VirtualChip | ChipState;
  /** Tear of the first placement; later ones with `insert`. */
  readonly tear?: Tear;
  /** Sleeps the modelled time of each exchange. */
  readonly realTime?: boolean;
}

const NAMES = {
  acr122u: 'Virtual ACS ACR122U PICC Interface 00 00',
  transparent: 'Virtual ACS ACR1252 Dual Reader PICC 00 00',
  plain: 'Virtual Contactless Reader 00 00',
} as const;

/** A reader in memory: `VirtualFirmware` behind the interface of every reader. */
export class VirtualReader implements Reader {
  readonly name: string;
  readonly firmware: VirtualFirmware;
  readonly #realTime: boolean;
  #lastChip: VirtualChip | undefined;
  /** Counts placements, so that a connection to an earlier one stays dead. */
  #placement = 0;
  #isClosed = false;
  #queue: Promise<unknown> = Promise.resolve();
  #watchers = new Set<() => void>();
  #isConnected = false;

  constructor(options: VirtualReaderOptions = {}) {
    this.firmware = new VirtualFirmware(options);
    this.name = options.name ?? NAMES[this.firmware.profile.id];
    this.#realTime = options.realTime ?? false;
    if (options.card !== undefined) this.insert(options.card, options.tear);
  }

  /** The chip on the reader, or the one that lay there last. */
  get chip(): VirtualChip | undefined {
    return this.firmware.chip ?? this.#lastChip;
  }

  /** Lays a card on the reader in place of any other; without one, the last card comes back. */
  insert(card: VirtualChip | ChipState | undefined = this.#lastChip, tear?: Tear): void {
    if (card === undefined) throw new KartuError('no-card', 'there is no card to lay on the virtual reader');
    const chip = 'memory' in card ? createChip(card) : card;
    this.#lastChip = chip;
    this.#placement++;
    this.#isConnected = false;
    this.firmware.insert(chip, tear);
    this.#changed();
  }

  remove(): void {
    this.firmware.remove();
    this.#changed();
  }

  /** Another card in place of the one that lies there. */
  swap(card: VirtualChip | ChipState, tear?: Tear): void {
    this.remove();
    this.insert(card, tear);
  }

  stats(): ExchangeStats {
    return this.firmware.stats();
  }

  resetStats(): void {
    this.firmware.resetStats();
  }

  async waitForCard(options: WaitOptions = {}): Promise<Connection> {
    await this.#until(() => this.firmware.chip !== undefined, options);
    // A second connection to a card that stayed is a new start for it, as after SCardConnect with a reset.
    if (this.#isConnected) this.firmware.powerOn();
    this.#isConnected = true;
    return this.#connect();
  }

  async waitForRemoval(options: WaitOptions = {}): Promise<void> {
    await this.#until(() => this.firmware.chip === undefined, options);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.firmware.remove();
    this.#changed();
  }

  #connect(): Connection {
    const placement = this.#placement;
    let isOpen = true;
    const check = () => {
      if (this.#isClosed) throw new KartuError('reader-lost', 'the virtual reader was closed');
      if (!isOpen || placement !== this.#placement || this.firmware.chip === undefined) throw cardRemoved();
    };
    return {
      readerName: this.name,
      atr: this.firmware.atr,
      transmit: (command) => {
        const bytes = command.slice();
        return this.#enqueue(() => this.#exchange(bytes, check));
      },
      reselect: () =>
        this.#enqueue(async () => {
          check();
          this.firmware.powerOn();
        }),
      close: async () => {
        isOpen = false;
      },
    };
  }

  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #exchange(command: Uint8Array, check: () => void): Promise<ResponseApdu> {
    check();
    const before = this.firmware.stats().modelledMs;
    let response: Uint8Array;
    try {
      response = this.firmware.transmit(command);
    } finally {
      if (this.firmware.chip === undefined) this.#changed();
    }
    if (this.#realTime) {
      await sleep(this.firmware.stats().modelledMs - before);
      check(); // taken away meanwhile: the answer is lost
    }
    const end = response.length - 2;
    return { data: response.slice(0, end), sw: (response[end]! << 8) | response[end + 1]! };
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** Waits for a condition on the card; `no-card` after the time or when aborted, `reader-lost` when closed. */
  #until(condition: () => boolean, { timeoutMs, signal }: WaitOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        signal?.removeEventListener('abort', onAbort);
        act();
      };
      const look = () => {
        if (this.#isClosed) {
          settle(() => reject(new KartuError('reader-lost', 'the virtual reader was closed')));
        } else if (condition()) settle(resolve);
      };
      const giveUp = (cause?: unknown) =>
        settle(() => reject(new KartuError('no-card', 'waiting for the card ended', { cause })));
      const onAbort = () => giveUp(signal?.reason);
      this.#watchers.add(look);
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort);
      if (timeoutMs !== undefined) timer = setTimeout(() => giveUp(), timeoutMs);
      look();
    });
  }
}
