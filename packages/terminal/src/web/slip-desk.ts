import { isKartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { receiptFromBooks } from '../slips/from-books.ts';
import { printSlip } from '../slips/print-slip.ts';
import { receiptSlip } from '../slips/receipt.ts';
import { slipTimeOf } from '../slips/slip-setting.ts';
import type { SlipView } from './protocol.ts';
import type { Till } from './till.ts';

/** Prints what was paid: when a window asks, or by itself. A printer that is off stops nothing: it is said, and no more. */
export class SlipDesk {
  readonly #counter: Counter;
  readonly #till: Till;
  /** The transfer whose first slip was sent last: any other slip of it is a copy. */
  #printed: number | undefined;
  #seen: number | undefined;

  constructor(counter: Counter, till: Till) {
    this.#counter = counter;
    this.#till = till;
    this.#seen = till.state.order?.result?.transfer;
  }

  /** Throws `not-found`, `usage` where no printer is set, `printer-unreachable`. */
  async print(transfer: number, language: 'en' | 'id'): Promise<void> {
    const { order } = this.#till.state;
    // Whatever is not being shown for the first time may have been printed before.
    const isShown = order?.result?.transfer === transfer && !order.restored;
    const isFirst = isShown && this.#printed !== transfer;
    const slip = receiptSlip(receiptFromBooks(this.#counter, transfer, { copy: !isFirst }), language);
    if (isFirst) this.#printed = transfer;
    try {
      await printSlip(this.#counter, slip);
    } catch (error) {
      if (isFirst) this.#printed = undefined;
      throw error;
    }
  }

  /**
   * From now on prints by itself what the till has done, where the counter is set so; each transfer once. Returns how
   * to end that.
   */
  printByItself(language: 'en' | 'id', onFault: (error: unknown) => void): () => void {
    return this.#till.watch(({ order }) => {
      const { result } = order ?? {};
      if (result?.outcome !== 'posted' || result.transfer === undefined || result.transfer === this.#seen)
        return;
      this.#seen = result.transfer;
      if (order?.restored || slipTimeOf(this.#counter.ledger) !== 'always') return;
      void this.#tell(result.transfer, language, onFault);
    });
  }

  async #tell(transfer: number, language: 'en' | 'id', onFault: (error: unknown) => void): Promise<void> {
    const tell = (slip: Omit<SlipView, 'transfer'>) => this.#till.slipIs({ transfer, ...slip });
    tell({ phase: 'printing' });
    try {
      await this.print(transfer, language);
      tell({ phase: 'printed' });
    } catch (error) {
      const isUnset = isKartuError(error, 'usage');
      tell({ phase: 'failed', problem: isUnset ? 'printer-none' : 'printer-unreachable' });
      if (!isKartuError(error)) onFault(error);
    }
  }
}
