import type { Head } from '@kartukita/card-core';
import type { Ledger } from '../ledger/ledger.ts';
import { decoded } from '../ledger/transfer.ts';

/** One transaction of a card as it is shown to its holder, newest first in a list. */
export interface HistoryLine {
  readonly sequence: number;
  readonly time: string;
  readonly kind: string;
  readonly amountRupiah: number;
  readonly balanceRupiah: number;
  readonly terminal: number;
  /** `ledger`: verified. `card`: read from the card's unsigned history, made at another counter. */
  readonly source: 'ledger' | 'card';
}

const LINES = 40;

/**
 * What this counter's books hold of a card, joined with what the card itself remembers of other counters. Where both
 * know a transaction the books count. An entry of the card that is newer than its signed state was torn or forged.
 */
export function cardHistory(ledger: Ledger, serial: number, onCard: readonly Head[]): HistoryLine[] {
  const lines = new Map<number, HistoryLine>();
  for (const slot of ledger.lastRecords(serial, LINES)) {
    const line = lineOf(decoded(slot).record, 'ledger');
    lines.set(line.sequence, line);
  }
  const newest = Math.max(0, ...lines.keys());
  for (const head of onCard) {
    if (head.sequence <= newest && !lines.has(head.sequence)) lines.set(head.sequence, lineOf(head, 'card'));
  }
  return [...lines.values()].sort((a, b) => b.sequence - a.sequence).slice(0, LINES);
}

function lineOf(head: Head, source: HistoryLine['source']): HistoryLine {
  const { sequence, kind, amountRupiah, balanceRupiah, terminal, timeSeconds } = head;
  return {
    sequence,
    time: new Date(timeSeconds * 1000).toISOString(),
    kind,
    amountRupiah,
    balanceRupiah,
    terminal,
    source,
  };
}
