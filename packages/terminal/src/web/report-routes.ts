import type { Context, Hono } from 'hono';
import { rowsOf } from '../commands/reports.ts';
import type { Counter } from '../counter/counter.ts';
import { csvOf } from '../day/csv.ts';
import { shiftByNumber } from '../day/shifts.ts';
import { zSlipOf } from '../slips/from-books.ts';
import { slipPdf } from '../slips/pdf.ts';
import { printSlip } from '../slips/print-slip.ts';
import { type Env, only } from './auth.ts';
import { problem } from './guard.ts';
import { pdfHeaders } from './print-routes.ts';
import { BadRequest, bodyOf, REQUESTS } from './requests.ts';

const NAMES = ['sales', 'articles', 'merchants', 'members'] as const;

/** What was sold in a stretch of days, for supervisors; Z-reports on paper and as PDF. */
export function addReportRoutes(app: Hono<Env>, counter: Counter): void {
  app.get('/api/reports/:name', only('supervisor'), (c) => c.json({ rows: rows(c, counter) }));
  app.get('/api/reports/:name/csv', only('supervisor'), (c) => {
    const name = `${c.req.param('name')}-${c.req.query('from')}-${c.req.query('to')}.csv`;
    return c.body(csvOf(rows(c, counter)), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '')}"`,
    });
  });
  app.get('/api/z/:number{[0-9]{1,9}}', async (c) => {
    const shift = shiftByNumber(counter.ledger, Number(c.req.param('number')));
    if (!shift || shift.to === null) return problem(c, 404, 'not-found', 'there is no such Z-report');
    const language = c.req.query('lang') === 'en' ? 'en' : 'id';
    const pdf = await slipPdf(zSlipOf(counter, shift, language));
    return c.body(new Uint8Array(pdf), 200, pdfHeaders(`z-${shift.number}`));
  });
  app.post('/api/z/print', async (c) => {
    const { number, language } = await bodyOf(c, REQUESTS.printZ);
    const shift = shiftByNumber(counter.ledger, number);
    if (!shift || shift.to === null) return problem(c, 404, 'not-found', 'there is no such Z-report');
    return c.json({ printer: await printSlip(counter, zSlipOf(counter, shift, language)) });
  });
}

function rows(c: Context<Env>, counter: Counter) {
  const name = NAMES.find((each) => each === c.req.param('name'));
  const { from = '', to = '' } = c.req.query();
  if (!name || !isDay(from) || !isDay(to) || from > to)
    throw new BadRequest('no report of that name or time');
  return rowsOf(counter, name, from, to);
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
