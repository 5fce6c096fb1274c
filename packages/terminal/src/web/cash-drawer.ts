import type { Counter } from '../counter/counter.ts';
import { movementsOf } from '../ledger/accounts.ts';
import type { Transfer } from '../ledger/transfer.ts';
import { type PrinterTarget, sendToPrinter } from '../slips/printer.ts';
import { printerOf } from '../slips/printer-setting.ts';
import type { Till } from './till.ts';

/**
 * Opens the cash drawer that hangs on the printer when cash was paid in or out, once for each transfer. Nobody waits
 * for it: with a printer that is off the drawer is opened by its key, and what happened is told to `onFault`.
 */
export function openDrawerForCash(
  counter: Counter,
  till: Till,
  onFault: (error: unknown) => void,
): () => void {
  let last = till.state.order?.result?.transfer;
  return till.watch(({ order }) => {
    const { result } = order ?? {};
    if (result?.outcome !== 'posted' || result.transfer === undefined || result.transfer === last) return;
    last = result.transfer;
    const printer = printerOf(counter.ledger);
    const transfer = counter.ledger.transfer(result.transfer);
    if (printer?.drawer && transfer && movesCash(transfer)) openDrawerOn(printer.target).catch(onFault);
  });
}

/** True for what lays cash into the drawer or takes it out: not for a bank transfer, nor for a sale by card. */
export function movesCash(transfer: Transfer): boolean {
  return movementsOf(transfer).some(({ debit, credit }) => debit === 'drawer' || credit === 'drawer');
}

async function openDrawerOn(printer: PrinterTarget): Promise<void> {
  const { encodeDrawerPulse } = await import('../slips/escpos.ts');
  await sendToPrinter(printer, encodeDrawerPulse());
}
