import { identityOf } from '../sale/read-card.ts';
import type { PurposeDetails } from '../sale/request.ts';
import { firstEntryAt } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { KnownCard, Movement } from './transfer.ts';

/**
 * `sale`, `topup` and `credit` (salary) as they were posted; `takeback` a top-up that went back to its tender;
 * `refund` what was taken back of a sale; `settled` and `settled-back` what was owed and went to the card or came from
 * it; `correction` a transfer closed too early; the rest is cash.
 */
export type FactKind =
  | 'sale'
  | 'topup'
  | 'credit'
  | 'takeback'
  | 'refund'
  | 'settled'
  | 'settled-back'
  | 'correction'
  | 'cash-in'
  | 'cash-out'
  | 'deposit'
  | 'shift-open'
  | 'shift-close';

/** One thing that moved money, as every report counts it. */
export interface Fact {
  /** The entry of the journal that moved it. */
  readonly entry: number;
  readonly timeMs: number;
  readonly kind: FactKind;
  readonly amountRupiah: number;
  /** Number of the transfer that was written to a card. */
  readonly transfer: number | null;
  readonly card: number | null;
  /** Digits of the member number; worked out when it is asked for. */
  readonly member: string | null;
  readonly cashier: string | null;
  readonly shift: number | null;
  readonly purpose: PurposeDetails;
  readonly movements: readonly Movement[];
}

interface Row {
  entry: number;
  timeMs: number;
  kind: string;
  body: string;
  reserved: string | null;
}

const KINDS =
  "('post', 'correction', 'refund', 'cash-in', 'cash-out', 'deposit', 'shift-open', 'shift-close')";
const SELECT = `
  SELECT j.number AS entry, j.time_ms AS timeMs, j.kind, j.body, r.body AS reserved
  FROM journal j LEFT JOIN journal r ON j.kind = 'post' AND r.number = j.body ->> 'transfer'
  WHERE j.number >= ? AND j.number <= ? AND j.kind IN ${KINDS} ORDER BY j.number`;

type Body = PurposeDetails & {
  readonly kind?: string;
  readonly transfer?: number;
  readonly card?: number;
  readonly cashier?: string;
  readonly shift?: number;
  readonly lines?: readonly Movement[];
} & Partial<Movement>;

/**
 * What moved money between two entries of the journal, both included; read from the journal alone, as quickly as
 * there is little of it, however long the books are.
 */
export function* factsBetween(ledger: Ledger, from: number, to = Number.MAX_SAFE_INTEGER): Generator<Fact> {
  const members = new Map<number, string | null>();
  for (const row of ledger.database.prepare(SELECT).iterate(from, to) as IterableIterator<Row>) {
    const said = JSON.parse(row.body) as Body;
    const begun = row.reserved === null ? said : (JSON.parse(row.reserved) as Body);
    const movements = movementsOf(said);
    const card = begun.card ?? null;
    yield {
      entry: row.entry,
      timeMs: row.timeMs,
      kind: kindOf(row.kind, begun),
      amountRupiah: movements.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0),
      transfer: row.kind === 'post' ? (said.transfer ?? null) : row.kind === 'correction' ? row.entry : null,
      card,
      get member() {
        return card === null ? null : memberOf(ledger, members, card);
      },
      cashier: begun.cashier ?? null,
      shift: begun.shift ?? null,
      purpose: begun,
      movements,
    };
  }
}

/** The first entry at or after an instant; beyond the last where there is none. */
export function entryAt(ledger: Ledger, timeMs: number): number {
  return firstEntryAt(ledger.statements, timeMs);
}

function kindOf(entry: string, begun: Body): FactKind {
  if (entry !== 'post') return entry as FactKind;
  if (begun.kind === 'payout') return begun.corrects === undefined ? 'settled-back' : 'takeback';
  return begun.kind === 'refund' ? 'settled' : (begun.kind as FactKind);
}

function movementsOf({ lines, debit, credit, amountRupiah }: Body): readonly Movement[] {
  if (lines) return lines;
  return debit && credit && amountRupiah ? [{ debit, credit, amountRupiah }] : [];
}

function memberOf(ledger: Ledger, known: Map<number, string | null>, card: number): string | null {
  const found = known.get(card);
  if (found !== undefined) return found;
  const seen: KnownCard | undefined = ledger.cardBySerial(card);
  const member = seen ? identityOf(seen).memberNumber : null;
  known.set(card, member);
  return member;
}
