import { KartuError } from '@kartukita/card-core';
import { say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { receiptFromBooks } from '../slips/from-books.ts';
import { slipPdf } from '../slips/pdf.ts';
import { printSlip } from '../slips/print-slip.ts';
import {
  type PrinterSetting,
  parseColumns,
  parsePrinterTarget,
  showPrinterTarget,
} from '../slips/printer.ts';
import { printerOf, setPrinter } from '../slips/printer-setting.ts';
import { receiptSlip } from '../slips/receipt.ts';
import { SLIP_TIMES, setSlipTime } from '../slips/slip-setting.ts';
import { testSlip } from '../slips/test-slip.ts';
import { type Context, contextOf, withCounter } from './context.ts';
import { saveNew } from './save-new.ts';

export function addPrintingCommands(program: Command): void {
  const printer = program.command('printer').description('the receipt printer of this counter');
  printer
    .command('set')
    .description('print receipts on this printer from now on')
    .argument('<printer>', 'tcp:ADDRESS, tcp:ADDRESS:PORT or device:/dev/usb/lp0; it must understand ESC/POS')
    .option('--columns <count>', 'characters a line: 32 on 58 mm paper, 42 or 48 on 80 mm', '42')
    .option('--drawer', 'a cash drawer hangs on it: open it when cash is taken')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter printer set tcp:192.168.1.50 --columns 48',
    )
    .action(run(set));
  printer
    .command('show')
    .description('which printer is set')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter printer show')
    .action(run(async (context, counter) => show(context, printerOf(counter.ledger), 'printer.shown')));
  printer
    .command('test')
    .description('print a slip with nothing on it but the names of the organisation and the outlet')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter printer test')
    .action(run(test));
  printer
    .command('off')
    .description('print no receipts')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter printer off')
    .action(
      run(async (context, counter) => {
        setPrinter(counter.ledger, undefined);
        show(context, undefined, 'printer.off');
      }),
    );
  printer
    .command('slips')
    .description('when the screen prints a receipt: off, ask (a button) or always (by itself)')
    .argument('<when>', SLIP_TIMES.join(', '))
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter printer slips always')
    .action(run(slips));
  program
    .command('receipt')
    .description('print the receipt of a transfer again, marked as a copy, or save it as PDF')
    .argument('<transfer>', 'its number, as on the receipt or in the list of a day')
    .option('-o, --out <file>', 'a PDF instead of the printer')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter receipt 12 -o receipt-12.pdf')
    .action(run(receipt));
}

/** Makes a commander action of something that is done at the counter. */
function run<Options, Operands extends unknown[]>(
  work: (context: Context, counter: OpenCounter, options: Options, ...operands: Operands) => Promise<void>,
): (...received: unknown[]) => Promise<void> {
  return async (...received) => {
    const context = contextOf(received.at(-1) as Command);
    const operands = received.slice(0, -2) as Operands;
    await withCounter(context, (counter) => work(context, counter, received.at(-2) as Options, ...operands));
  };
}

async function set(
  context: Context,
  { ledger }: OpenCounter,
  options: { columns: string; drawer?: boolean },
  target: string,
): Promise<void> {
  const columns = parseColumns(options.columns);
  const printer = { target: parsePrinterTarget(target), columns, drawer: options.drawer ?? false };
  setPrinter(ledger, printer);
  show(context, printer, 'printer.set');
}

function show({ output, language }: Context, printer: PrinterSetting | undefined, key: string): void {
  const shown = printer && { ...printer, target: showPrinterTarget(printer.target) };
  output.result({ printer: shown ?? null }, () =>
    shown
      ? say(language, key, { printer: shown.target, columns: shown.columns })
      : say(language, 'printer.off'),
  );
}

async function slips(
  { output, language }: Context,
  { ledger }: OpenCounter,
  _options: object,
  text: string,
): Promise<void> {
  const time = SLIP_TIMES.find((each) => each === text);
  if (!time) {
    const known = SLIP_TIMES.join(', ');
    throw new KartuError('usage', `slips come ${known}, not "${text.slice(0, 20)}"`, {
      details: { what: 'slip-time', known, text: text.slice(0, 20) },
    });
  }
  setSlipTime(ledger, time);
  output.result({ slips: time }, () => say(language, `printer.slips-${time}`));
}

async function test(context: Context, counter: OpenCounter): Promise<void> {
  const { language, output } = context;
  const printer = await printSlip(counter, testSlip(counter, language));
  output.result({ printer, sent: true }, () => say(language, 'printer.tested', { printer }));
}

async function receipt(
  context: Context,
  counter: OpenCounter,
  { out }: { out?: string },
  number: string,
): Promise<void> {
  const { language, output } = context;
  const transfer = /^\d{1,15}$/.test(number) ? Number(number) : 0;
  const slip = receiptSlip(receiptFromBooks(counter, transfer, { copy: true }), language);
  if (out !== undefined) {
    saveNew(out, await slipPdf(slip));
    output.result({ transfer, file: out }, () => say(language, 'receipt.saved', { transfer, file: out }));
    return;
  }
  const printer = await printSlip(counter, slip);
  output.result({ transfer, printer }, () => say(language, 'printer.sent', { transfer, printer }));
}
