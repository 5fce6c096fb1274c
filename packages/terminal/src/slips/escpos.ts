import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import type { Columns } from './printer.ts';
import { printable, type Slip, type SlipLine } from './slip.ts';

/**
 * A slip in ESC/POS (Epson's command language, which receipt printers of most makes understand), ready to be sent:
 * initialised, in code pages that the encoder picks by the letters in use, cut at the end.
 */
export function encodeEscPos(slip: Slip, columns: Columns): Uint8Array {
  const encoder = new ReceiptPrinterEncoder({ language: 'esc-pos', columns, feedBeforeCut: 4 });
  encoder.initialize().codepage('auto');
  for (const line of slip.lines) addLine(encoder, line, columns);
  return encoder.cut('partial').encode();
}

/** The pulse that opens the cash drawer that hangs on the printer (ESC p, pin 2). */
export function encodeDrawerPulse(): Uint8Array {
  return new ReceiptPrinterEncoder({ language: 'esc-pos', columns: 32 })
    .initialize()
    .pulse(0, 100, 500)
    .encode();
}

function addLine(encoder: ReceiptPrinterEncoder, line: SlipLine, columns: Columns): void {
  switch (line.is) {
    case 'heading':
      encoder
        .align('center')
        .bold(true)
        .height(2)
        .line(printable(line.text))
        .height(1)
        .bold(false)
        .align('left');
      return;
    case 'centred':
      encoder.align('center').line(printable(line.text)).align('left');
      return;
    case 'text':
      encoder.line(printable(line.text));
      return;
    case 'pair':
      addPair(encoder, line.left, line.right, columns, line.strong ?? false);
      return;
    case 'total':
      encoder.height(2);
      addPair(encoder, line.left, line.right, columns, true);
      encoder.height(1);
      return;
    case 'rule':
      encoder.rule();
      return;
    case 'gap':
      encoder.newline();
  }
}

/** The right side whole, the left one wrapped beside it: an amount is never cut off. */
function addPair(
  encoder: ReceiptPrinterEncoder,
  left: string,
  right: string,
  columns: Columns,
  strong: boolean,
): void {
  const value = printable(right);
  const width = Math.min(value.length, columns - 8);
  if (strong) encoder.bold(true);
  encoder.table(
    [
      { width: columns - width - 1, align: 'left', overflow: 'wrap' },
      { width, align: 'right', overflow: 'wrap', marginLeft: 1 },
    ],
    [[printable(left), value]],
  );
  if (strong) encoder.bold(false);
}
