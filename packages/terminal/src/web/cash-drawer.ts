import type { Counter } from '../counter/counter.ts';
import { detailsOf } from '../ledger/transfer.ts';
import type { PurposeDetails } from '../sale/request.ts';
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
    if (!printer?.drawer || !transfer || (transfer.kind !== 'topup' && transfer.kind !== 'payout')) return;
    const { tender = 'cash' } = detailsOf(transfer) as PurposeDetails;
    if (tender === 'cash') openDrawerOn(printer.target).catch(onFault);
  });
}

async function openDrawerOn(printer: PrinterTarget): Promise<void> {
  const { encodeDrawerPulse } = await import('../slips/escpos.ts');
  await sendToPrinter(printer, encodeDrawerPulse());
}
