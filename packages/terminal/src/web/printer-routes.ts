import type { Context, Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { printSlip } from '../slips/print-slip.ts';
import { COLUMNS, parsePrinterTarget, showPrinterTarget } from '../slips/printer.ts';
import { printerOf, setPrinter } from '../slips/printer-setting.ts';
import { setSlipTime, slipTimeOf } from '../slips/slip-setting.ts';
import { testSlip } from '../slips/test-slip.ts';
import { type Env, only } from './auth.ts';
import type { PrinterView } from './protocol.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import type { Till } from './till.ts';

/** The receipt printer and when it prints: set by supervisors. */
export function addPrinterRoutes(app: Hono<Env>, counter: Counter, till: Till): void {
  const { ledger } = counter;
  const view = (c: Context<Env>) => {
    const printer = printerOf(ledger);
    return c.json({
      printer: printer ? showPrinterTarget(printer.target) : null,
      columns: printer?.columns ?? COLUMNS[1],
      drawer: printer?.drawer ?? false,
      slips: slipTimeOf(ledger),
    } satisfies PrinterView);
  };
  app.get('/api/printer', only('supervisor'), view);
  app.post('/api/printer', only('supervisor'), async (c) => {
    const { printer, columns, drawer, slips } = await bodyOf(c, REQUESTS.printer);
    setPrinter(
      ledger,
      printer === null ? undefined : { target: parsePrinterTarget(printer), columns, drawer },
    );
    setSlipTime(ledger, slips);
    till.refresh();
    return view(c);
  });
  app.post('/api/printer/test', only('supervisor'), async (c) => {
    const { language } = await bodyOf(c, REQUESTS.language);
    return c.json({ printer: await printSlip(counter, testSlip(counter, language)) });
  });
}
