import { KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { sendToPrinter, showPrinterTarget } from './printer.ts';
import { printerOf } from './printer-setting.ts';
import type { Slip } from './slip.ts';

/**
 * Prints a slip on the counter's printer; returns the printer's name. Throws `usage` when none is set,
 * `printer-unreachable`.
 */
export async function printSlip({ ledger }: Pick<Counter, 'ledger'>, slip: Slip): Promise<string> {
  const printer = printerOf(ledger);
  if (!printer) throw new KartuError('usage', 'no printer is set', { details: { what: 'printer-none' } });
  const { encodeEscPos } = await import('./escpos.ts'); // a counter without a printer never needs it
  await sendToPrinter(printer.target, encodeEscPos(slip, printer.columns));
  return showPrinterTarget(printer.target);
}
