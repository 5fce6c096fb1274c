import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../../packages/card-core/src/console/index.ts';
import { encodeSlot } from '../../packages/card-core/src/index.ts';
import { shiftReport } from '../../packages/terminal/src/day/report.ts';
import { closeShift, openShift, requireOpenShift } from '../../packages/terminal/src/day/shifts.ts';
import { movementOf } from '../../packages/terminal/src/ledger/accounts.ts';
import { waitingCredits } from '../../packages/terminal/src/ledger/credits.ts';
import { Ledger } from '../../packages/terminal/src/ledger/ledger.ts';
import { cardHistory } from '../../packages/terminal/src/sale/history.ts';
import type { Section } from './figures.ts';
import { figure, round, spreadOf, verdict } from './figures.ts';

/** Transfers of one card, and of one shift: the same in the small ledger and in the large one. */
const PER_CARD = 50;
const PER_SHIFT = 500;
const TARGET = { atMost: 1.5 };

/** Whether a counter gets slower with the years: the same work after a thousand transfers and after a million. */
export function ledgerSizeSection(quick: boolean): Section {
  const [small, large] = [1_000, quick ? 20_000 : 1_000_000];
  const rounds = quick ? 20 : 100;
  const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-'));
  const shops = [small, large].map((count) => new Shop(join(folder, `${count}.sqlite`), count));
  try {
    const works: readonly (readonly [string, (shop: Shop) => unknown])[] = [
      ['sale', (shop) => shop.sell()],
      ['history', (shop) => cardHistory(shop.ledger, shop.someCard(), [])],
      ['shift-report', (shop) => shiftReport(shop.ledger, requireOpenShift(shop))],
    ];
    const measured = works.map(([name, work]) => {
      const [before, after] = inTurns(shops, work, rounds) as [number, number];
      return { name, before, after, ratio: after / before };
    });
    return {
      id: 'size',
      title: `A ledger of ${large.toLocaleString('en')} transfers next to one of ${small.toLocaleString('en')}`,
      figures: measured.flatMap(({ name, before, after, ratio }) => [
        figure(`size.${name}.small`, before, 'ms'),
        figure(`size.${name}.large`, after, 'ms'),
        figure(`size.${name}.ratio`, ratio, 'of the small one', TARGET),
      ]),
      text: table(
        ['', `${small} transfers`, `${large} transfers`, 'ratio', 'target'],
        measured.map(({ name, before, after, ratio }) => [
          name,
          `${round(before, 3)} ms`,
          `${round(after, 3)} ms`,
          String(round(ratio, 2)),
          verdict(ratio, TARGET),
        ]),
        [1, 2, 3],
      ),
      notes: [
        `Medians of ${rounds} rounds in turn. A sale is reserve and post with what is asked before it (owed, waiting, spent ` +
          `today), each commit on disk; ${PER_CARD} transfers a card and ${PER_SHIFT} a shift in both ledgers.`,
      ],
    };
  } finally {
    for (const { ledger } of shops) ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The median time of the same work in each shop, in turn, so that whatever else the machine does falls on both. */
function inTurns(shops: readonly Shop[], work: (shop: Shop) => unknown, rounds: number): number[] {
  const times: number[][] = shops.map(() => []);
  for (let round = -5; round < rounds; round++) {
    for (const [index, shop] of shops.entries()) {
      const start = performance.now();
      work(shop);
      if (round >= 0) times[index]!.push(performance.now() - start);
    }
  }
  return times.map((each) => spreadOf(each).median);
}

class Shop {
  readonly ledger: Ledger;
  readonly #cards: number;
  #made = 0;
  #asked = 0;

  constructor(path: string, count: number) {
    this.ledger = new Ledger(path);
    this.#cards = count / PER_CARD;
    // Filled without waiting for the disk; measured with it.
    this.ledger.database.pragma('synchronous = OFF');
    const see = (serial: number) => {
      const uid = Uint8Array.of(0x04, 0, 0, serial >> 24, serial >> 16, serial >> 8, serial & 0xff);
      this.ledger.recordSeen({ serial, uid, kind: 'ntag215', identity: new Uint8Array(88) }, undefined);
    };
    this.ledger.transact(() => {
      for (let serial = 1; serial <= this.#cards; serial++) see(serial);
    });
    openShift(this, 0);
    while (this.#made < count) {
      this.ledger.transact(() => {
        const { number } = requireOpenShift(this);
        for (let sale = 0; sale < PER_SHIFT; sale++) this.#book(number);
      });
      if (this.#made === count) break;
      closeShift(this, 0);
      openShift(this, 0);
    }
    this.ledger.database.pragma('wal_checkpoint(TRUNCATE)');
    this.ledger.database.pragma('synchronous = FULL');
  }

  /** A different one each time, spread over all. */
  someCard(): number {
    this.#asked += 7919;
    return 1 + (this.#asked % this.#cards);
  }

  /** A sale with what is asked before it. */
  sell(): void {
    const { ledger } = this;
    const card = 1 + (this.#made % this.#cards);
    ledger.lastRecord(card);
    ledger.openTransfer(card);
    ledger.owedRupiah(card);
    waitingCredits(ledger, card, 0);
    ledger.spentSince(card, Date.now() - 60_000);
    this.#book(requireOpenShift(this).number);
  }

  #book(shift: number): void {
    const { ledger } = this;
    const card = 1 + (this.#made % this.#cards);
    const sequence = 1 + Math.floor(this.#made / this.#cards);
    this.#made++;
    const record = {
      sequence,
      kind: 'sale' as const,
      balanceRupiah: 1_000_000,
      amountRupiah: 100,
      timeSeconds: 1_772_000_000,
      terminal: 1,
      previousHash: HASH,
      lastCredit: 0,
      chipCounter: 1,
    };
    const details = { cashier: 'siti', shift };
    // The ledger keeps signatures and does not check them: that is done when a card is read.
    const slot = encodeSlot({ record, signature: SIGNATURE });
    const reservation = { kind: 'sale', card, sequence, amountRupiah: 100, ...slot, details } as const;
    const id = ledger.reserve(reservation);
    ledger.post({ ...reservation, id }, movementOf('sale', card, 100));
  }
}

const HASH = randomBytes(8);
const SIGNATURE = randomBytes(64);
