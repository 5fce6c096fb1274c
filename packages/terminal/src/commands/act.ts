import { KartuError, parseRupiah } from '@kartukita/card-core';
import { readPin } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { type Cashier, hasCashiers, signIn } from '../day/cashiers.ts';
import { type Context, contextOf, withCounter } from './context.ts';

/** Makes a commander action: it is given the open counter, its options, and its operands in order. */
export function counterAction<Options, Operands extends unknown[]>(
  work: (
    context: Context,
    counter: OpenCounter,
    options: Options,
    ...operands: Operands
  ) => Promise<void> | void,
): (...received: unknown[]) => Promise<void> {
  return async (...received) => {
    const context = contextOf(received.at(-1) as Command);
    const options = received.at(-2) as Options;
    const operands = received.slice(0, -2) as Operands;
    await withCounter(context, async (counter) => {
      await work(context, counter, options, ...operands);
    });
  };
}

export interface CashierOptions {
  readonly cashier?: string;
  readonly pinFile?: string;
}

/** The options of a command that somebody answers for. */
export function addCashierOptions(command: Command): Command {
  return command
    .option('--cashier <id>', 'who does it, where cashiers are registered')
    .option('--pin-file <file>', 'a file with the PIN; else it is asked for');
}

/** Who answers for a command: nobody where no cashiers are registered, else the one who shows his PIN. */
export async function answering(
  context: Context,
  counter: OpenCounter,
  { cashier, pinFile }: CashierOptions,
): Promise<Cashier | undefined> {
  if (!hasCashiers(counter)) return undefined;
  if (cashier === undefined) {
    throw new KartuError('usage', 'say who does it', { details: { what: 'cashier-missing' } });
  }
  const pin = await readPin({ file: pinFile, language: context.language }, 'ask.pin');
  return signIn(counter, cashier, pin);
}

/** Whole rupiah, also 0: a float, a count. Throws `amount-invalid`. */
export function cashOf(text: string): number {
  return /^(Rp)?0$/i.test(text.trim()) ? 0 : parseRupiah(text);
}

/** The number of a shift, a report, a transfer. Throws `usage`. */
export function numberOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new KartuError('usage', `"${text.slice(0, 20)}" is no number`, {
    details: { what: 'number', text: text.slice(0, 20) },
  });
}
