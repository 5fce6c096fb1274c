import type { Context, Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { shiftReport } from '../day/report.ts';
import {
  bankDeposit,
  closeShift,
  moveCash,
  openDrawer,
  openShift,
  openShiftOf,
  type Shift,
  shiftByNumber,
  shiftsOf,
} from '../day/shifts.ts';
import { namedReport } from '../slips/from-books.ts';
import { byWhom, type Env } from './auth.ts';
import { problem } from './guard.ts';
import type { ShiftView } from './protocol.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import type { Till } from './till.ts';

/** Shifts: open, cash in and out, count and close; the Z-reports. */
export function addShiftRoutes(app: Hono<Env>, counter: Counter, till: Till): void {
  const { ledger } = counter;
  const answer = (c: Context<Env>, shift: Shift | undefined) => {
    till.refresh();
    return c.json(shiftView(counter, shift, c.get('who').role === 'cashier'));
  };
  app.get('/api/shift', (c) =>
    c.json(shiftView(counter, openShiftOf(ledger), c.get('who').role === 'cashier')),
  );
  app.get('/api/shift/:number{[0-9]{1,9}}', (c) => {
    const shift = shiftByNumber(ledger, Number(c.req.param('number')));
    if (!shift) return problem(c, 404, 'not-found', 'there is no such shift');
    return c.json(shiftView(counter, shift, c.get('who').role === 'cashier'));
  });
  app.post('/api/shift/open', async (c) => {
    const { floatRupiah } = await bodyOf(c, REQUESTS.shiftOpen);
    return answer(c, openShift(counter, floatRupiah, byWhom(c)));
  });
  app.post('/api/shift/close', async (c) => {
    const { shift, countedRupiah, leaveUnfinished } = await bodyOf(c, REQUESTS.shiftClose);
    // Asked for again, perhaps because the answer was lost: it must not close the one that was opened meanwhile.
    const named = shiftByNumber(ledger, shift);
    if (named && named.to !== null) return answer(c, named);
    till.requireNoMoneyWaits();
    return answer(c, closeShift(counter, countedRupiah, byWhom(c), { leaveUnfinished }));
  });
  app.post('/api/shift/cash', async (c) => {
    const { id, amountRupiah, direction, reason } = await bodyOf(c, REQUESTS.cash);
    moveCash(counter, direction === 'in' ? amountRupiah : -amountRupiah, reason, byWhom(c), id);
    return answer(c, openShiftOf(ledger));
  });
  app.post('/api/shift/deposit', async (c) => {
    const { id, amountRupiah, reference } = await bodyOf(c, REQUESTS.deposit);
    bankDeposit(counter, amountRupiah, reference, byWhom(c), id);
    return answer(c, openShiftOf(ledger));
  });
  app.post('/api/shift/drawer', async (c) => {
    const { id, reason } = await bodyOf(c, REQUESTS.drawer);
    openDrawer(counter, reason, byWhom(c), id);
    return answer(c, openShiftOf(ledger));
  });
}

/** Whoever counts the drawer is not told first what should lie in it. */
function shiftView(counter: Counter, shift: Shift | undefined, isCashier: boolean): ShiftView {
  const { ledger } = counter;
  const earlier = shiftsOf(ledger, 30).filter(({ to }) => to !== null);
  if (!shift) return { shift: null, report: null, isBlind: isCashier, earlier };
  const report = namedReport(counter, shiftReport(ledger, shift));
  const isBlind = isCashier && shift.to === null;
  if (!isBlind) return { shift, report, isBlind, earlier };
  return { shift, report: { ...report, expectedRupiah: 0, cash: [], byTender: [] }, isBlind, earlier };
}
