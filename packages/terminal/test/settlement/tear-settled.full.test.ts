import { ACR122U, type ChipKind, type ReaderProfile, TRANSPARENT } from '@kartukita/card-core';
import { type Tear, VirtualReader } from '@kartukita/card-core/virtual';
import { describe, expect, it } from 'vitest';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import type { OpenCounter } from '../../src/counter/enrol.ts';
import { refundSale, takeBackTopup } from '../../src/day/refunds.ts';
import type { Request } from '../../src/sale/tap.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { prove, tapOnce, tapped } from '../world.ts';
import { salary } from './payroll.ts';
import { sale, type TwoSides, topup, twoSides } from './two-sides.ts';

/**
 * A card torn away at one counter, and then: tapped again there; or taken to another counter, and brought back; or never
 * brought back, so that settlement alone tells the first counter what became of its write. When both have settled,
 * cards, both ledgers and the issuer's books agree to the rupiah, and nobody has a case.
 *
 * A sample, to stay within a minute: of the exchanges every third, beginning elsewhere for each kind, reader and
 * operation, and the three ways take turns. Every exchange at the same counter is in sale/ and day/tear-sweep.
 */
const STRIDE = 3;
const ENDINGS = ['here', 'elsewhere-and-back', 'elsewhere'] as const;
/** What a card without a purse holds stands in the counter's ledger alone: it ends where it was torn. */
const KINDS: readonly ChipKind[] = ['classic-1k', 'classic-4k', 'ntag213', 'ntag215', 'ntag216'];
const READERS: readonly ReaderProfile[] = [ACR122U, TRANSPARENT];
const HELD_RUPIAH = 50_000;
const LATER_RUPIAH = 700;

interface Operation {
  readonly name: string;
  /** Once for all cards, before any is tapped. */
  readonly announce?: (sides: TwoSides, counters: readonly OpenCounter[], serials: number[]) => Promise<void>;
  /** With a card that holds Rp50.000 of this counter's only top-up; gives what is then asked of the card. */
  readonly prepare: (counter: OpenCounter, card: VirtualReader, serial: number) => Promise<Request> | Request;
  /** What it changes the card's balance by, from what it held before its tap. */
  readonly changeRupiah: number;
}

const OPERATIONS: readonly Operation[] = [
  { name: 'top-up', prepare: () => ({ kind: 'topup', amountRupiah: 30_000 }), changeRupiah: 30_000 },
  { name: 'debit', prepare: () => ({ kind: 'sale', amountRupiah: 12_500 }), changeRupiah: -12_500 },
  {
    name: 'void of a debit',
    prepare: async (counter, card) => {
      const { transfer } = await sale(counter, card, 12_500);
      refundSale(counter, transfer!, { reason: 'wrong article' }, {});
      return { kind: 'resolve' };
    },
    changeRupiah: 12_500,
  },
  {
    name: 'void of a part of a top-up',
    prepare: (counter, _card, serial) => {
      const { id } = counter.ledger.transfersOf(serial, 1)[0]!;
      return takeBackTopup(counter, id, { reason: 'typed wrong' }, { amountRupiah: 20_000 });
    },
    changeRupiah: -20_000,
  },
  {
    name: 'credit',
    announce: async (sides, counters, serials) => {
      await salary(
        sides,
        '2026-11',
        Object.fromEntries(serials.map((serial) => [serial, 40_000])),
        counters[0]!.bundle.terminal,
      );
      for (const counter of counters) await applyReply(counter, await sides.reply(counter));
    },
    prepare: () => ({ kind: 'resolve' }),
    changeRupiah: 40_000,
  },
];

const DONE = ['posted', 'resolved'];

async function newCard(sides: TwoSides, kind: ChipKind, profile: ReaderProfile): Promise<VirtualReader> {
  const issued = await sides.card(kind);
  return new VirtualReader({ profile, card: issued.chip! });
}

/** Tears one operation at the first counter and lets it end in one of the ways. Gives the balance on the card. */
async function tearAndEnd(
  [here, there]: readonly [OpenCounter, OpenCounter],
  card: VirtualReader,
  request: Request,
  how: {
    readonly tear: Tear;
    readonly ending: (typeof ENDINGS)[number];
    readonly possible: readonly [number, number];
  },
): Promise<number> {
  const [before, after] = how.possible;
  const first = await tapOnce(here, card, request, { tear: how.tear });
  if (first.error) expect(['card-removed', 'reader-failed']).toContain(first.error.code);
  const isDone = DONE.includes(first.result?.outcome ?? '');
  if (how.ending === 'here') {
    if (!isDone) expect(DONE).toContain((await tapped(here, card, request)).outcome);
    expect(await tapped(here, card, { kind: 'balance' })).toMatchObject({
      balanceRupiah: after,
      owedRupiah: 0,
    });
    return after;
  }
  const elsewhere = await sale(there, card, LATER_RUPIAH);
  expect(elsewhere).toMatchObject({ outcome: 'posted' });
  const found = elsewhere.balanceRupiah! - (elsewhere.creditedRupiah ?? 0) + LATER_RUPIAH;
  // What was done is never undone.
  expect(isDone ? [after] : [before, after]).toContain(found);
  if (how.ending === 'elsewhere-and-back') {
    expect(await tapped(here, card, { kind: 'balance' })).toMatchObject({ outcome: 'read' });
    expect(here.ledger.openTransfers().filter((open) => open.card === elsewhere.cardSerial)).toEqual([]);
  }
  return elsewhere.balanceRupiah!;
}

async function exchangesOf(sides: TwoSides, kind: ChipKind, profile: ReaderProfile, { prepare }: Operation) {
  // Salary is counted by a top-up: one record is one record.
  const counter = await sides.counter();
  const card = await newCard(sides, kind, profile);
  const { cardSerial } = await topup(counter, card, HELD_RUPIAH);
  const request = await prepare(counter, card, cardSerial!);
  card.resetStats();
  await tapped(counter, card, request.kind === 'resolve' ? { kind: 'topup', amountRupiah: 100 } : request);
  await sides.settle(counter);
  return card.stats().exchanges;
}

describe.each(KINDS.map((kind, index) => ({ kind, index })))('$kind', ({ kind, index }) => {
  describe.each(READERS.map((profile, reader) => ({ profile, reader })))(
    '$profile.id',
    ({ profile, reader }) => {
      it.each(OPERATIONS.map((operation, place) => ({ ...operation, place })))(
        '$name, torn: all agree when both counters have settled',
        async (operation) => {
          const sides = await twoSides();
          const exchanges = await exchangesOf(sides, kind, profile, operation);
          const tears: Tear[] = [];
          const start = 1 + ((index + reader + operation.place) % STRIDE);
          for (let atExchange = start; atExchange <= exchanges; atExchange += STRIDE) {
            for (const when of ['before', 'after', 'half'] as const) tears.push({ atExchange, when });
          }
          const counters = await sides.pair();
          const [here, there] = counters;
          const cards: { card: VirtualReader; serial: number; balanceRupiah: number }[] = [];
          // The other one has something to report too, whatever kind of card this is about.
          await topup(there, await sides.card(), 1_000);
          for (const _ of tears) {
            const card = await newCard(sides, kind, profile);
            const { cardSerial } = await topup(here, card, HELD_RUPIAH);
            cards.push({ card, serial: cardSerial!, balanceRupiah: HELD_RUPIAH });
          }
          await operation.announce?.(
            sides,
            counters,
            cards.map(({ serial }) => serial),
          );
          for (const [turn, tear] of tears.entries()) {
            const each = cards[turn]!;
            const request = await operation.prepare(here, each.card, each.serial);
            const before = operation.name === 'void of a debit' ? HELD_RUPIAH - 12_500 : HELD_RUPIAH;
            const possible = [before, before + operation.changeRupiah] as const;
            const ending = kind === 'ntag213' ? 'here' : ENDINGS[(turn + Math.floor(turn / 3)) % 3]!;
            each.balanceRupiah = await tearAndEnd(counters, each.card, request, {
              tear,
              ending,
              possible,
            }).catch((cause: Error) => {
              throw new Error(`torn ${tear.when} exchange ${tear.atExchange} of ${exchanges}, ${ending}`, {
                cause,
              });
            });
          }
          for (const counter of [...counters, ...counters, ...counters]) await sides.settle(counter);

          const { books, cases } = sides.registry;
          const inBooks = cards.map(({ serial }) => books.balance(`purse:${serial}`));
          expect(inBooks).toEqual(cards.map(({ balanceRupiah }) => balanceRupiah));
          expect(verifySettlement(sides.registry)).toMatchObject({
            ...{
              settled: cards.length + 2,
              awaited: 0,
              waiting: 0,
              forked: 0,
              unexplained: [],
              unreported: 0,
            },
          });
          expect(cases.list()).toEqual([]);
          for (const counter of counters) {
            expect(prove(counter)).toMatchObject({ findings: [], transfers: { pending: 0, unresolved: 0 } });
          }
        },
      );
    },
  );
});
