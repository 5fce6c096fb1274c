import { KartuError, type Reader } from '@kartukita/card-core';
import { VirtualReader } from '@kartukita/card-core/virtual';
import type { Counter } from '../../src/counter/counter.ts';
import type { Step } from '../../src/sale/write-card.ts';
import type { OrderRequest } from '../../src/web/orders.ts';
import type { TillState } from '../../src/web/protocol.ts';
import { runReader } from '../../src/web/reader-loop.ts';
import { Till } from '../../src/web/till.ts';

/** A counter with its till, a reader that cards are laid on, and the loop between them. */
export class Rig {
  readonly till: Till;
  readonly reader = new VirtualReader();
  readonly faults: unknown[] = [];
  /** Called at each step of a tap: where a test pulls the card away. */
  onStep: (step: Step) => void = () => {};
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  #unplugged: AbortController | undefined;
  #isThere = true;

  constructor(counter: Counter) {
    this.till = new Till(counter, 'test');
    this.#loop = runReader(
      counter,
      this.till,
      {
        openReader: async () => this.#open(),
        onStep: (step) => this.onStep(step),
        onFault: (error) => this.faults.push(error),
      },
      this.#stopping.signal,
    );
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /** Lays a card on the reader, after the one before has left. */
  async lay(card: VirtualReader): Promise<void> {
    this.reader.remove();
    await this.until((state) => state.card === null);
    this.reader.insert(card.chip);
  }

  /** Another card in its place, quicker than anybody sees. */
  swap(card: VirtualReader): void {
    this.reader.swap(card.chip!);
  }

  take(): void {
    this.reader.remove();
  }

  /** Pulls the cable; the loop looks for the reader again after a second. */
  unplug(): void {
    this.#isThere = false;
    this.reader.remove();
    this.#unplugged?.abort();
  }

  plugIn(): void {
    this.#isThere = true;
  }

  place(
    part: { id: string; amountRupiah: number; kind?: 'sale' | 'topup' } & Partial<Pick<OrderRequest, 'card'>>,
  ): void {
    const { id, amountRupiah, kind = 'sale', card = null } = part;
    const request = { kind, amountRupiah, reference: id };
    this.till.place({ id, kind, amountRupiah, card, request, duty: {} });
  }

  /** The first state for which something holds. */
  until(holds: (state: TillState) => boolean): Promise<TillState> {
    return new Promise((resolve) => {
      if (holds(this.till.state)) return resolve(this.till.state);
      const stop = this.till.watch((state) => {
        if (!holds(state)) return;
        stop();
        resolve(state);
      });
    });
  }

  phase(phase: NonNullable<TillState['order']>['phase']): Promise<TillState> {
    return this.until(({ order }) => order?.phase === phase);
  }

  #open(): Reader {
    if (!this.#isThere) throw new KartuError('reader-none', 'no reader');
    const { reader } = this;
    const unplugged = new AbortController();
    this.#unplugged = unplugged;
    const orLost = async <T>(wait: Promise<T>): Promise<T> => {
      try {
        return await wait;
      } catch (error) {
        throw unplugged.signal.aborted ? new KartuError('reader-lost', 'unplugged') : error;
      }
    };
    const both = (signal?: AbortSignal) => AbortSignal.any([unplugged.signal, ...(signal ? [signal] : [])]);
    return {
      name: reader.name,
      waitForCard: (options = {}) => orLost(reader.waitForCard({ ...options, signal: both(options.signal) })),
      waitForRemoval: (options = {}) =>
        orLost(reader.waitForRemoval({ ...options, signal: both(options.signal) })),
      close: async () => {},
    };
  }
}
