import { copyFileSync, rmSync } from 'node:fs';
import { say } from '../../../packages/card-core/src/console/index.ts';
import { formatRupiah } from '../../../packages/card-core/src/index.ts';
import { expect } from '../expect.ts';
import type { DemoFolder } from '../folder.ts';
import { layCard, readSlots, showTap } from '../tapping.ts';
import type { Holder } from './office.ts';
import { type Market, slotTable, transact } from './taps.ts';

const USUAL_SALE = 5_000;
const TORN_SALE = 15_000;
const COPIED_SALE = 40_000;

/** Chapter 8. Returns the exchange at which the card was pulled away. */
export async function pulledAway(market: Market, holder: Holder): Promise<number> {
  const { telling, counters, tally } = market;
  const [counter] = counters;
  const { ledger } = counter;
  const request = { kind: 'sale', amountRupiah: TORN_SALE } as const;
  telling.chapter('torn.head');
  // An ordinary sale shows after how many exchanges the new state begins to count: that is where it hurts most.
  const usual = await transact(market, 1, holder, 'sale', USUAL_SALE);
  const atExchange = usual.exchangesAt.get('tail-written')! + 1;
  const before = tally.balanceOf(holder.cardSerial);
  const amounts = {
    usual: formatRupiah(USUAL_SALE),
    amount: formatRupiah(TORN_SALE),
    balance: formatRupiah(before),
  };
  telling.paragraph('torn.about', { name: holder.firstName, exchange: atExchange, ...amounts });
  const purse = () => formatRupiah(0 - ledger.accountBalance(`purse:${holder.cardSerial}`));
  const views = [[telling.say('torn.before'), '–', purse()]];
  const state = (id: number) => say(telling.language, `state.${ledger.transfer(id)!.state}`);

  const first = await layCard(counter, holder.file, request, { atExchange, when: 'half' });
  const { outcome, transfer } = first.result;
  expect(
    outcome === 'unresolved' && transfer !== undefined,
    'a card pulled away in mid-write is not paid yet',
  );
  showTap(telling, counter, first);
  views.push([telling.say('torn.first'), state(transfer), purse()]);
  const slots = await readSlots(counter, holder.file);
  const standing = slots.map((slot) => (typeof slot === 'string' ? undefined : slot.balanceRupiah));
  expect(slots.includes('torn') && standing.includes(before), 'the old state stands beside the torn one');
  telling.paragraph('torn.on-card');
  slotTable(telling, slots);

  const second = await layCard(counter, holder.file, request);
  tally.note(counter, 'sale', second);
  const { resumed, balanceRupiah } = second.result;
  expect(second.result.outcome === 'posted' && resumed, 'the second tap finishes the first');
  expect(second.result.transfer === transfer, 'the second tap is the same transfer');
  expect(balanceRupiah === before - TORN_SALE, 'it is paid once');
  telling.paragraph('torn.again', { name: holder.firstName });
  showTap(telling, counter, second);
  views.push([telling.say('torn.second'), state(transfer), purse()]);
  telling.paragraph('torn.ledger', { transfer });
  telling.table(['column.moment', 'column.transfer-is', 'column.purse-in-books'], views, [2]);
  return atExchange;
}

/** Chapter 9. */
export async function olderCopy(market: Market, holder: Holder, folder: DemoFolder): Promise<void> {
  const { telling, counters, tally } = market;
  const [counter] = counters;
  telling.chapter('copy.head');
  const copied = tally.balanceOf(holder.cardSerial);
  const copy = folder.path('cards', `${holder.themeId}-older-copy.nfc`);
  copyFileSync(holder.file, copy);
  await transact(market, 1, holder, 'sale', COPIED_SALE);
  const left = tally.balanceOf(holder.cardSerial);
  const details = {
    name: holder.firstName,
    copied: formatRupiah(copied),
    sale: formatRupiah(COPIED_SALE),
    left: formatRupiah(left),
  };
  telling.paragraph('copy.about', details);
  const tried = await layCard(counter, copy, { kind: 'sale', amountRupiah: copied });
  expect(
    tried.result.outcome === 'refused' && tried.result.reason === 'card-behind',
    'the older copy is refused',
  );
  expect(counter.ledger.frozen(holder.cardSerial) === 'card-behind', 'the card is frozen');
  const booked = 0 - counter.ledger.accountBalance(`purse:${holder.cardSerial}`);
  expect(booked === left, 'the books still hold what is really left');
  showTap(telling, counter, tried);
  telling.paragraph('copy.why', details);
  const genuine = await layCard(counter, holder.file, { kind: 'sale', amountRupiah: 1_000 });
  expect(genuine.result.reason === 'card-frozen', 'the genuine card is frozen with it');
  showTap(telling, counter, genuine);
  const { maxSpentPerDayRupiah } = counter.bundle.policy;
  telling.paragraph('copy.bounded', { limit: formatRupiah(maxSpentPerDayRupiah) });
  rmSync(copy);
}
