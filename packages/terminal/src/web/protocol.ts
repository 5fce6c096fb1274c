import type { ErrorCode } from '@kartukita/card-core';
import type { Role } from '../day/cashiers.ts';
import type { DuesView } from '../day/dues.ts';
import type { EventCount } from '../day/events.ts';
import type { ShiftReport } from '../day/report.ts';
import type { Shift } from '../day/shifts.ts';
import type { Article } from '../ledger/catalogue.ts';
import type { HistoryLine } from '../sale/history.ts';
import type { RefusalCode } from '../sale/refusals.ts';
import type { TapResult } from '../sale/request.ts';
import type { Applied } from '../settlement/apply.ts';
import type { CounterStatus } from '../settlement/status.ts';
import type { SlipTime } from '../slips/slip-setting.ts';

/**
 * What server and screen say to each other: types alone, so that the screen can share them without taking a line of
 * the server into its bundle. Amounts are whole rupiah, times ISO 8601 or milliseconds since 1970 as their names say.
 */

/** What the cashier asks of a card. */
export type OrderKind = 'sale' | 'topup' | 'payout' | 'resolve' | 'attend' | 'assert';

/**
 * `waiting` for a card (or for the one that was charged to be taken away) · `working` with it · `refused` and still
 * waiting for another try · `unfinished`: not paid yet, the same card must come again · `done`.
 */
export type OrderPhase = 'waiting' | 'working' | 'refused' | 'unfinished' | 'done';

export interface OrderLine {
  readonly name: string;
  readonly count?: number;
  readonly amountRupiah: number;
}

export interface OrderView {
  /** Chosen by the screen, once per sale: the reference in the books, under which nothing is ever done twice. */
  readonly id: string;
  readonly kind: OrderKind;
  readonly amountRupiah: number;
  /** What it is for: articles, periods, an event. */
  readonly lines?: readonly OrderLine[];
  readonly phase: OrderPhase;
  /** What came of the last tap for it. */
  readonly result?: ResultView;
  /** A failure that is no answer about a card: `card-removed`, `data-full`, `reader-lost`, … */
  readonly error?: ErrorCode;
  /** The card that has to come again, as far as it may be shown. */
  readonly awaited?: { readonly memberNumber: string | null };
  /** Why nothing happens although a card lies there. */
  readonly hint?: 'take-card-away' | 'other-card' | 'card-changed';
  /** In the books, where something was reserved: what can be closed as not done. */
  readonly transfer?: number;
  /** How money is handed back outside the card. */
  readonly tender?: 'cash' | 'transfer';
  /** Found again after the server was started anew. */
  readonly restored?: true;
}

export interface ResultView extends TapResult {
  /** As the organisation writes it. */
  readonly memberNumber: string | null;
  /** Where the balance comes from: read from this card now, or (a card without purse) from the books of this counter. */
  readonly balanceFrom: 'card' | 'books';
  /** What this counter's books say the card holds; null when they do not know the card. */
  readonly booksRupiah: number | null;
  /** Of the holder's name, for the customer's window alone; null where they are not known or not wanted. */
  readonly initials: string | null;
}

export interface CardView {
  /** Counts the cards that were laid on the reader: another number is another laying-on. */
  readonly placement: number;
  readonly phase: 'reading' | 'read' | 'failed';
  /** Charged already: it has to be taken away before anything else. */
  readonly mustLeave: boolean;
  readonly look?: ResultView;
  readonly error?: ErrorCode;
  readonly history?: readonly HistoryLine[];
}

export interface ReaderView {
  readonly phase: 'opening' | 'ready' | 'lost';
  readonly name: string;
  readonly error?: ErrorCode;
}

export interface TrayCardView {
  readonly name: string;
  readonly title: string;
  readonly isOnReader: boolean;
  readonly isLost: boolean;
}

/** All that every window shows; sent whole at each change, so that a window that was away misses nothing. */
export interface TillState {
  /** Grows with each change. */
  readonly version: number;
  readonly reader: ReaderView;
  readonly card: CardView | null;
  readonly order: OrderView | null;
  /** Transfers whose card has to come again, or that have to be closed. */
  readonly openCases: number;
  /** Number of the open shift. */
  readonly shift: number | null;
  /** When slips are printed at this counter. */
  readonly slips: SlipTime;
  /** What became of the last slip that was printed by itself. */
  readonly slip?: SlipView;
  readonly tray?: readonly TrayCardView[];
}

export interface SlipView {
  readonly transfer: number;
  readonly phase: 'printing' | 'printed' | 'failed';
  readonly problem?: 'printer-none' | 'printer-unreachable';
}

/** What a CSV file would do to the catalogue. */
export interface ArticleFileView {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly faults: number;
  readonly ignoredColumns: readonly string[];
  /** The first that are new or change. */
  readonly sample: readonly Article[];
  /** Faults, with one of which nothing is taken in, and what was put right; `what` names the sentence. */
  readonly remarks: readonly {
    readonly line: number;
    readonly field: string | null;
    readonly what: string;
    readonly details: Readonly<Record<string, string | number>>;
    readonly isFault: boolean;
  }[];
}

/** A statement of membership for another system. */
export interface AssertionView {
  readonly token: string;
  readonly audience: string;
  readonly secondsLeft: number;
}

/** A stretch of the audit trail, newest first. */
export interface AuditView {
  readonly entries: readonly {
    readonly number: number;
    readonly timeMs: number;
    readonly what: string;
    /** Name of the cashier, or the id that was typed where nobody has it. */
    readonly who: string | null;
    readonly shift: number | null;
    readonly details: Readonly<Record<string, string | number>>;
  }[];
  readonly hasMore: boolean;
}

/** How this counter prints. */
export interface PrinterView {
  /** `tcp:192.168.1.50:9100`, `device:/dev/usb/lp0`; null: none. */
  readonly printer: string | null;
  readonly columns: number;
  readonly drawer: boolean;
  readonly slips: SlipTime;
}

export interface CaseView {
  readonly transfer: number;
  readonly kind: string;
  readonly amountRupiah: number;
  readonly memberNumber: string | null;
  readonly timeMs: number;
}

/** Who works at this window. */
export interface Who {
  /** Id; undefined where no cashiers are registered: then anybody works here, with every right. */
  readonly cashier: string | undefined;
  readonly name: string;
  readonly role: Role;
}

export interface SessionView {
  /** Null: somebody has to sign in. */
  readonly who: Who | null;
  /** False as long as nobody is registered. */
  readonly hasCashiers: boolean;
  readonly cashiers: readonly { readonly id: string; readonly name: string; readonly role: Role }[];
}

/** A shift as it stands, or its Z-report. What is expected is kept from a cashier until he has counted. */
export interface ShiftView {
  readonly shift: Shift | null;
  readonly report: ShiftReport | null;
  readonly isBlind: boolean;
  readonly earlier: readonly Shift[];
}

/** One thing that happened in the shift. */
export interface TransactionView {
  readonly entry: number;
  readonly timeMs: number;
  readonly kind: string;
  readonly amountRupiah: number;
  readonly transfer: number | null;
  readonly memberNumber: string | null;
  readonly cashier: string | null;
  readonly items: readonly {
    readonly sku: string;
    readonly name: string;
    readonly count: number;
    readonly priceRupiah: number;
    /** Pieces that may still come back. */
    readonly left: number;
  }[];
  /** Goes back in whole or not at all: dues, an event. */
  readonly isWhole: boolean;
  readonly tender: 'cash' | 'transfer' | null;
  /** What may still be taken back. */
  readonly leftRupiah: number;
}

export interface CounterView {
  readonly organisation: string;
  readonly outlet: string;
  readonly terminal: number;
  readonly language: 'en' | 'id';
  readonly maxBalanceRupiah: number;
}

/** How every refusal of the server looks. */
export interface Problem {
  readonly error: {
    readonly code: ErrorCode | 'not-signed-in' | 'not-allowed' | 'request-invalid' | 'conflict' | 'busy';
    readonly message: string;
    readonly details?: Readonly<Record<string, string | number>>;
  };
}

export type {
  Applied,
  Article,
  CounterStatus,
  DuesView,
  EventCount,
  HistoryLine,
  RefusalCode,
  Role,
  Shift,
  ShiftReport,
  SlipTime,
  TapResult,
};
