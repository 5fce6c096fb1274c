import { isKartuError, type KartuError } from '@kartukita/card-core';
import { type PrinterTarget, sendToPrinter } from './printer.ts';

/** What became of a slip. */
export type Printed =
  | { readonly name: string; readonly done: true }
  | { readonly name: string; readonly done: false; readonly error: KartuError };

/**
 * Slips on their way to one printer, one after the other. Nobody waits for it: a printer that is off costs a notice,
 * never a sale. What it could not print is not kept, since a receipt is printed again from the books.
 */
export class Spool {
  readonly #send: (bytes: Uint8Array) => Promise<void>;
  readonly #report: (printed: Printed) => void;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(
    target: PrinterTarget,
    report: (printed: Printed) => void,
    send: (bytes: Uint8Array) => Promise<void> = (bytes) => sendToPrinter(target, bytes),
  ) {
    this.#report = report;
    this.#send = send;
  }

  /** Slips that are not printed yet. */
  get waiting(): number {
    return this.#waiting;
  }

  add(name: string, bytes: Uint8Array): void {
    this.#waiting++;
    this.#last = this.#last.then(() => this.#print(name, bytes));
  }

  /** When all that was added has been tried. */
  idle(): Promise<void> {
    return this.#last;
  }

  async #print(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#send(bytes);
      this.#report({ name, done: true });
    } catch (error) {
      if (!isKartuError(error)) throw error;
      this.#report({ name, done: false, error });
    } finally {
      this.#waiting--;
    }
  }
}
