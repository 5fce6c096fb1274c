import { KartuError } from '@kartukita/card-core';
import type { Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { receiptFromBooks } from '../slips/from-books.ts';
import { slipPdf } from '../slips/pdf.ts';
import { printSlip } from '../slips/print-slip.ts';
import { balanceSlip, receiptSlip } from '../slips/receipt.ts';
import type { Env } from './auth.ts';
import type { CardView } from './protocol.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import type { SlipDesk } from './slip-desk.ts';
import type { Till } from './till.ts';

/** Slips on the counter's printer, or as PDF. A printer that is off stops nothing: the window is told, and goes on. */
export function addPrintRoutes(app: Hono<Env>, counter: Counter, till: Till, desk: SlipDesk): void {
  app.post('/api/print', async (c) => {
    const { transfer, language } = await bodyOf(c, REQUESTS.print);
    await desk.print(transfer, language);
    return c.json({ printed: transfer });
  });
  app.post('/api/print/balance', async (c) => {
    const { language } = await bodyOf(c, REQUESTS.language);
    await printSlip(counter, balanceSlip(balanceOf(counter, till.state.card), language));
    return c.json({ printed: 0 });
  });
  app.get('/api/receipt/:transfer{[0-9]{1,15}}', async (c) => {
    const language = c.req.query('lang') === 'en' ? 'en' : 'id';
    const slip = receiptSlip(
      receiptFromBooks(counter, Number(c.req.param('transfer')), { copy: true }),
      language,
    );
    const pdf = await slipPdf(slip);
    return c.body(new Uint8Array(pdf), 200, pdfHeaders(`receipt-${c.req.param('transfer')}`));
  });
}

/** To be saved: a page that fills a kiosk could not be closed again. */
export function pdfHeaders(name: string): Record<string, string> {
  return {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `attachment; filename="${name}.pdf"`,
  };
}

function balanceOf({ bundle, certificate, now }: Counter, card: CardView | null) {
  const look = card?.look;
  if (!look || look.balanceRupiah === null || look.memberNumber === null) {
    throw new KartuError('not-found', 'no card lies on the reader', { details: { what: 'no-card' } });
  }
  return {
    organisation: bundle.organisationName,
    outlet: certificate.outlet,
    memberNumber: look.memberNumber,
    balanceRupiah: look.balanceRupiah,
    timeMs: now(),
    transactions: (card.history ?? []).slice(0, 10).map(({ kind, time, amountRupiah }) => ({
      kind,
      timeMs: Date.parse(time),
      amountRupiah: kind === 'sale' || kind === 'payout' ? -amountRupiah : amountRupiah,
    })),
  };
}
