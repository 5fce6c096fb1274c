import { z } from 'zod';
import type { Ledger } from '../ledger/ledger.ts';
import { COLUMNS, type PrinterSetting, parsePrinterTarget, showPrinterTarget } from './printer.ts';

const SETTING = 'printer';
const schema = z.strictObject({
  target: z.string().transform(parsePrinterTarget),
  columns: z.literal([...COLUMNS]),
  drawer: z.boolean(),
});

/** The counter's receipt printer; undefined where none is set. */
export function printerOf(ledger: Ledger): PrinterSetting | undefined {
  const text = ledger.setting(SETTING);
  return text ? schema.parse(JSON.parse(text)) : undefined;
}

/** Keeps the printer for all later commands; undefined: no receipts. */
export function setPrinter(ledger: Ledger, printer: PrinterSetting | undefined): void {
  ledger.setSetting(
    SETTING,
    printer ? JSON.stringify({ ...printer, target: showPrinterTarget(printer.target) }) : '',
  );
}
