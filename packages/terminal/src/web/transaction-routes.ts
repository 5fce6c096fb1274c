import type { Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { refundable, refundSale, takeBackTopup } from '../day/refunds.ts';
import { dayOf, periodOf } from '../day/report.ts';
import { openShiftOf } from '../day/shifts.ts';
import { entryAt, type Fact, factsBetween } from '../ledger/facts.ts';
import { refundedRupiah, refundsOf } from '../ledger/refunds.ts';
import { detailsOf } from '../ledger/transfer.ts';
import type { PurposeDetails } from '../sale/request.ts';
import { approval, dutyOf, type Env } from './auth.ts';
import type { TransactionView } from './protocol.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import type { Till } from './till.ts';
import { memberNumberOf } from './views.ts';

const SHOWN = 200;
const NOTHING: ReadonlyMap<string, number> = new Map();

/** What happened in the open shift (or today), and taking it back with a supervisor's PIN. */
export function addTransactionRoutes(app: Hono<Env>, counter: Counter, till: Till): void {
  app.get('/api/transactions', (c) => c.json({ transactions: transactions(counter) }));
  app.post('/api/refund', async (c) => {
    const asked = await bodyOf(c, REQUESTS.refund);
    const requireTurn = () => {
      if (till.state.order?.id !== asked.id) till.requireFree();
    };
    requireTurn();
    const { transfer } = refundable(counter, asked.transfer);
    const supervisor = await approval(c, counter, asked, `refund of ${transfer.id}`);
    // The PIN took its time: a sale may have begun meanwhile, or the shift have ended. From here on nothing waits.
    requireTurn();
    const duty = dutyOf(c, counter);
    const grounds = { reason: asked.reason, ...(supervisor === undefined ? {} : { supervisor }) };
    const { id, amountRupiah, items } = asked;
    if (transfer.kind === 'sale') {
      refundSale(counter, transfer.id, grounds, duty, { amountRupiah, items, reference: id });
      // Best at once: the card's next tap gives it back.
      till.place({
        id,
        kind: 'resolve',
        amountRupiah: 0,
        card: null,
        onlyCard: transfer.card,
        request: { kind: 'resolve' },
        duty,
      });
      return c.json(till.state);
    }
    const request = takeBackTopup(counter, transfer.id, grounds, { amountRupiah, reference: id });
    const { kind } = request;
    till.place({
      id,
      kind: kind as 'payout',
      amountRupiah: request.amountRupiah,
      card: null,
      onlyCard: transfer.card,
      tender: (detailsOf(transfer) as PurposeDetails).tender ?? 'cash',
      request,
      duty,
    });
    return c.json(till.state);
  });
}

/** Newest first. */
function transactions(counter: Counter): TransactionView[] {
  const { ledger } = counter;
  const today = dayOf(counter.now());
  const from = openShiftOf(ledger)?.from ?? entryAt(ledger, periodOf(today, today).fromMs);
  const facts: Fact[] = [];
  for (const fact of factsBetween(ledger, from)) {
    facts.push(fact);
    if (facts.length > SHOWN) facts.shift();
  }
  return facts.reverse().map((fact) => transactionView(counter, fact));
}

function transactionView(counter: Counter, fact: Fact): TransactionView {
  const { entry, timeMs, kind, amountRupiah, transfer, card, cashier, purpose } = fact;
  const { items = [], dues, event } = purpose;
  const mayTakeBack = transfer !== null && (kind === 'sale' || kind === 'topup');
  const leftRupiah = mayTakeBack ? amountRupiah - refundedRupiah(counter.ledger, transfer) : 0;
  // What came back of a sale is asked for where it has articles, and something did.
  const hasReturns = transfer !== null && items.length > 0 && leftRupiah < amountRupiah;
  const back = hasReturns ? refundsOf(counter.ledger, transfer).pieces : NOTHING;
  return {
    entry,
    timeMs,
    kind,
    amountRupiah,
    transfer,
    memberNumber: card === null ? null : memberNumberOf(counter, card),
    cashier,
    items: items.map(({ sku, name, count, priceRupiah }) => ({
      sku,
      name,
      count,
      priceRupiah,
      left: leftRupiah === 0 ? 0 : count - (back.get(sku) ?? 0),
    })),
    isWhole: dues !== undefined || event !== undefined,
    tender: purpose.tender ?? null,
    leftRupiah,
  };
}
