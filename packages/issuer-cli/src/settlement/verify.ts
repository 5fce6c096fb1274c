import { equalBytes, JOURNAL_GENESIS, journalHash } from '@kartukita/card-core';
import type { Registry } from '../registry/registry.ts';
import type { CardSums } from '../registry/settlement-overview.ts';

export interface SettlementProof {
  readonly cards: number;
  /** Cards whose purse in the books is what their last record shows. */
  readonly settled: number;
  /** Cards of which a counter has still to report something. */
  readonly awaited: number;
  /** Cards whose chain has a gap. */
  readonly waiting: number;
  /** Cards with records that have no place in their chain. */
  readonly forked: number;
  /** Cards whose books and records contradict each other; each has a case. */
  readonly unexplained: readonly {
    readonly card: number;
    readonly booksRupiah: number;
    readonly recordsRupiah: number;
  }[];
  /** Records whose own counter did not report them; each counter has a case. */
  readonly unreported: number;
  /** Journals that are not what was signed: somebody changed the registry. */
  readonly damaged: readonly { readonly terminal: number; readonly batch: number }[];
  readonly entries: number;
}

/**
 * Holds the books, the chains and the journals of all counters against each other, to the last rupiah, and opens a case
 * for what does not fit. What a counter has still to report is no fault; it is counted.
 */
export function verifySettlement(registry: Registry): SettlementProof {
  return registry.settlement.transact(() => {
    const cards = registry.overview.cards();
    const unexplained = cards.filter((card) => !isExplained(card)).map(toFinding);
    for (const { card, booksRupiah, recordsRupiah } of unexplained) {
      const note = `counters have booked ${booksRupiah}, their records say ${recordsRupiah}`;
      registry.cases.report('unexplained-balance', card, { terminal: 0, entry: 0, card, note });
    }
    const unreported = registry.overview.unreported();
    for (const { terminal, card, record } of unreported) {
      const note = 'signed by this counter, and not in its journal';
      registry.cases.report('unreported-record', terminal, { terminal: 0, entry: 0, card, record, note });
    }
    const { damaged, entries } = checkJournals(registry);
    return {
      cards: cards.length,
      settled: cards.filter(isSettled).length,
      awaited: cards.filter(({ awaited }) => awaited > 0).length,
      waiting: cards.filter(({ waiting }) => waiting > 0).length,
      forked: cards.filter(({ evidence }) => evidence > 0).length,
      unexplained,
      unreported: unreported.length,
      damaged,
      entries,
    };
  });
}

/** What reports have booked must be what the reported records moved, wherever these records stand. */
export function unexplainedRupiah(card: CardSums): number {
  return card.reportedRupiah - (card.recordsRupiah - card.awaitedRupiah);
}

function isExplained(card: CardSums): boolean {
  if (unexplainedRupiah(card) !== 0) return false;
  // What was written off as never to be reported, and was reported after all, is booked twice.
  return card.writtenOffRupiah === 0 || card.awaited > 0 || card.waiting > 0 || isSettled(card);
}

/** The purse that is owed is what the card shows. The office may have moved value besides (a replaced card). */
function isSettled(card: CardSums): boolean {
  const purse = card.reportedRupiah + card.writtenOffRupiah;
  return card.waiting === 0 && card.awaited === 0 && purse === card.shownRupiah;
}

function toFinding(card: CardSums) {
  return {
    card: card.card,
    booksRupiah: card.reportedRupiah,
    recordsRupiah: card.recordsRupiah - card.awaitedRupiah,
  };
}

/** The hashes are made again from the entries that lie in the registry. */
function checkJournals(registry: Registry): { damaged: SettlementProof['damaged']; entries: number } {
  const damaged: { terminal: number; batch: number }[] = [];
  let entries = 0;
  for (const { terminal } of registry.terminals.list()) {
    let previous: Uint8Array = JOURNAL_GENESIS;
    for (const batch of registry.settlement.batches(terminal)) {
      for (const entry of registry.settlement.entriesOf(batch)) {
        previous = journalHash({ ...entry, previous });
        entries += 1;
      }
      if (!equalBytes(previous, batch.hashAfter)) damaged.push({ terminal, batch: batch.number });
      previous = batch.hashAfter;
    }
  }
  return { damaged, entries };
}
