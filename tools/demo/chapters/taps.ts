import { say } from '../../../packages/card-core/src/console/index.ts';
import { CARD_PROFILE, formatRupiah } from '../../../packages/card-core/src/index.ts';
import type { Counter, Request } from '../../../packages/terminal/src/index.ts';
import { expect } from '../expect.ts';
import { layCard, milliseconds, readSlots, type SlotContent, showTap, type Tapped } from '../tapping.ts';
import type { Telling } from '../telling.ts';
import type { Counters } from './counters.ts';
import { type Holder, shortChip } from './office.ts';

/** What the story itself saw being paid, to be held against the books in the end. */
export class Tally {
  readonly #sums = new Map<string, number>();
  readonly #balances = new Map<number, number>();

  note(counter: Counter, kind: 'sale' | 'topup', { result }: Tapped): void {
    if (result.outcome !== 'posted') return;
    const key = `${counter.certificate.terminal} ${kind}`;
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + result.amountRupiah!);
    this.#balances.set(result.cardSerial!, result.balanceRupiah!);
  }

  sumOf(terminal: number, kind: 'sale' | 'topup'): number {
    return this.#sums.get(`${terminal} ${kind}`) ?? 0;
  }

  balanceOf(cardSerial: number): number {
    return this.#balances.get(cardSerial) ?? 0;
  }
}

/** Everything that a chapter at the counters needs. */
export interface Market {
  readonly telling: Telling;
  readonly counters: Counters;
  readonly tally: Tally;
}

const FIRST_TOPUP = 100_000;
const FIRST_SALE = 12_500;
const AWAY_SALE = 20_000;
/** What the others pay in and spend, in the order of the holders after the first. */
const OTHERS = [
  [75_000, 18_000],
  [150_000, 25_000],
  [50_000, 9_500],
  [60_000, 15_000],
  [200_000, 48_000],
] as const;

/** A tap whose transfer goes through, or the story ends. */
export async function transact(
  { counters, tally }: Market,
  terminal: 1 | 2,
  holder: Holder,
  kind: 'sale' | 'topup',
  amountRupiah: number,
): Promise<Tapped> {
  const counter = counters[terminal - 1]!;
  const before = tally.balanceOf(holder.cardSerial);
  const tapped = await layCard(counter, holder.file, { kind, amountRupiah });
  const { outcome, reason, balanceRupiah } = tapped.result;
  const what = `the ${kind} of ${holder.firstName} goes through`;
  expect(outcome === 'posted', reason === undefined ? what : `${what} (it was refused: ${reason})`);
  const after = kind === 'sale' ? before - amountRupiah : before + amountRupiah;
  expect(balanceRupiah === after, `${holder.firstName} has ${formatRupiah(after)} afterwards`);
  tally.note(counter, kind, tapped);
  return tapped;
}

/** Chapter 6. Returns the first sale. */
export async function firstTaps(market: Market, holders: readonly Holder[]): Promise<Tapped> {
  const { telling, counters } = market;
  const [counter] = counters;
  const [first, ...others] = holders as [Holder, ...Holder[]];
  telling.chapter('taps.head');
  telling.paragraph('taps.about', {
    name: first.firstName,
    topup: formatRupiah(FIRST_TOPUP),
    sale: formatRupiah(FIRST_SALE),
  });
  showTap(telling, counter, await transact(market, 1, first, 'topup', FIRST_TOPUP));
  const firstSale = await transact(market, 1, first, 'sale', FIRST_SALE);
  showTap(telling, counter, firstSale);
  telling.paragraph('taps.steps');
  const slots = await readSlots(counter, first.file);
  expect(!slots.includes('torn') && !slots.includes('empty'), 'both slots of the card hold a valid record');
  telling.paragraph('taps.on-card');
  slotTable(telling, slots);
  telling.paragraph('taps.others');
  const rows: string[][] = [];
  for (const [index, holder] of others.entries()) {
    const [topup, sale] = OTHERS[index]!;
    await transact(market, 1, holder, 'topup', topup);
    const tapped = await transact(market, 1, holder, 'sale', sale);
    rows.push(saleRow(holder, sale, tapped));
  }
  telling.table(
    ['column.member', 'column.chip', 'column.sale', 'column.balance', 'column.exchanges', 'column.time'],
    rows,
    [2, 3, 4, 5],
  );
  telling.paragraph('taps.without-purse');
  return firstSale;
}

/** Chapter 7. */
export async function awayFromHome(market: Market, holder: Holder, saleAtHome: Tapped): Promise<void> {
  const { telling, counters, tally } = market;
  const [home, away] = counters;
  telling.chapter('away.head');
  telling.paragraph('away.about', { name: holder.firstName, outlet: away.certificate.outlet });
  expect(away.ledger.cardBySerial(holder.cardSerial) === undefined, 'the second counter never saw the card');
  const sale = await transact(market, 2, holder, 'sale', AWAY_SALE);
  expect(sale.exchanges > saleAtHome.exchanges, 'a first meeting takes more exchanges');
  showTap(telling, away, sale);
  telling.paragraph('away.trust');
  const balance: Request = { kind: 'balance' };
  const back = await layCard(home, holder.file, balance);
  const isKnown = back.result.balanceRupiah === tally.balanceOf(holder.cardSerial);
  expect(back.result.outcome === 'read' && isKnown, 'the first counter takes over what the second one wrote');
  telling.paragraph('away.back', { name: holder.firstName });
  showTap(telling, home, back);
}

/** The two slots of a card, and which of them is its state. */
export function slotTable(telling: Telling, slots: readonly SlotContent[]): void {
  const newest = Math.max(...slots.map((slot) => (typeof slot === 'string' ? -1 : slot.sequence)));
  const rows = slots.map((slot, index) => {
    const name = 'AB'[index]!;
    if (typeof slot === 'string') return [name, '–', '–', '–', '–', '–', telling.say(`slot.${slot}`)];
    const { sequence, kind, amountRupiah, balanceRupiah, terminal } = slot;
    return [
      name,
      String(sequence),
      say(telling.language, `kind.${kind}`),
      formatRupiah(amountRupiah),
      formatRupiah(balanceRupiah),
      terminal === 0 ? telling.say('word.secretariat') : telling.say('word.counter', { number: terminal }),
      telling.say(sequence === newest ? 'slot.counts' : 'slot.before'),
    ];
  });
  telling.table(
    [
      'column.slot',
      'column.sequence',
      'column.what',
      'column.amount',
      'column.balance',
      'column.signed-by',
      'column.state',
    ],
    rows,
    [1, 3, 4],
  );
}

function saleRow(
  { member, kind }: Holder,
  saleRupiah: number,
  { result, exchanges, modelledMs }: Tapped,
): string[] {
  const star = CARD_PROFILE[kind] === 'purse' ? '' : ' *';
  return [
    member.name,
    shortChip(kind) + star,
    formatRupiah(saleRupiah),
    formatRupiah(result.balanceRupiah!),
    String(exchanges),
    milliseconds(modelledMs),
  ];
}
