import { isKartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { openShiftOf } from '../day/shifts.ts';
import type { Duty } from '../ledger/audit.ts';
import type { Transfer } from '../ledger/transfer.ts';
import { closeAsNotDone } from '../sale/recovery.ts';
import type { Request, TapResult } from '../sale/request.ts';
import { markTold, untoldTransfer } from '../sale/told.ts';
import { slipTimeOf } from '../slips/slip-setting.ts';
import { movesCash } from './cash-drawer.ts';
import {
  begunWith,
  isOpen,
  type OrderRequest,
  orderAfter,
  orderAfterFailure,
  withoutNote,
} from './orders.ts';
import type {
  CardView,
  HistoryLine,
  OrderView,
  ReaderView,
  SlipView,
  TillState,
  TrayCardView,
} from './protocol.ts';
import { Turns } from './turns.ts';
import { memberNumberOf, resultOfPosted, resultView } from './views.ts';

/** What the reader has to do with the card that lies there. */
export type Task =
  | {
      readonly kind: 'order';
      readonly id: string;
      readonly request: Request;
      readonly duty: Duty;
      readonly onlyUid: Uint8Array | undefined;
    }
  | { readonly kind: 'look' };

interface Card {
  readonly view: CardView;
  readonly uid: Uint8Array | undefined;
  /** The order that this laying-on has had its turn with. */
  readonly tried: string | undefined;
}

/** A request that does not fit what is going on; the window shows the state as it is instead. */
export class TillConflict extends Error {}

/** What a PIN that is typed now can change. */
const PIN_REASONS: ReadonlySet<string> = new Set(['pin-needed', 'pin-wrong', 'pin-waiting']);
const ORDER_SETTING = 'screen-order';
/** Whoever laid no card by then has gone; the next card must not pay for it. */
const ORDER_PATIENCE_MS = 180_000;

/**
 * What goes on at the counter, for all its windows: one reader, one card, one order at a time. Windows ask, the
 * reader's loop answers, and everybody is shown the same state.
 */
export class Till {
  readonly turns = new Turns();
  readonly #counter: Counter;
  readonly #watchers = new Set<(state: TillState) => void>();
  readonly #wakers = new Set<() => void>();
  #state: TillState;
  #card: Card | undefined;
  #order: OrderView | undefined;
  #request: { readonly request: Request; readonly duty: Duty } | undefined;
  /** The chip that the order is for: the one that was shown, or the one that has to come again. */
  #orderUid: Uint8Array | undefined;
  #placements = 0;
  #patience: NodeJS.Timeout | undefined;

  constructor(counter: Counter, readerName: string) {
    this.#counter = counter;
    this.#state = {
      version: 1,
      reader: { phase: 'opening', name: readerName },
      card: null,
      order: null,
      openCases: 0,
      shift: null,
      slips: slipTimeOf(counter.ledger),
    };
    this.#restore();
    this.#changed({});
  }

  get state(): TillState {
    return this.#state;
  }

  /** Calls back with each new state until the returned function is called. */
  watch(callback: (state: TillState) => void): () => void {
    this.#watchers.add(callback);
    return () => this.#watchers.delete(callback);
  }

  // --- what windows ask for ---------------------------------------------------------------------------------------

  /**
   * Begins an order, or shows what became of one of this name: it is never done twice.
   * Throws TillConflict while another one is under way.
   */
  place(request: OrderRequest): void {
    const current = this.#order;
    if (current?.id === request.id) return;
    this.requireFree();
    const begun = begunWith(request);
    const { id } = request;
    const earlier = this.#counter.ledger.transferByReference(id);
    if (earlier && earlier.state !== 'voided') {
      this.#takeUp(earlier, id);
      return;
    }
    const card = this.#card;
    if (card && request.card !== null && request.card !== card.view.placement) {
      this.#setOrder({ ...begun, phase: 'done', error: 'card-changed' });
      return;
    }
    // So that a server that is killed knows afterwards what the cashier was waiting for.
    this.#counter.ledger.setSetting(ORDER_SETTING, JSON.stringify({ id }));
    const mustLeave = card?.view.mustLeave === true;
    this.#orderUid = request.card !== null && !mustLeave ? card?.uid : undefined;
    const awaited = this.#awaited(request.onlyCard);
    this.#request = request;
    this.#setOrder({
      ...begun,
      phase: 'waiting',
      ...awaited,
      ...(mustLeave ? { hint: 'take-card-away' as const } : {}),
    });
    this.#wake();
  }

  /** Throws TillConflict while an order is under way. */
  requireFree(): void {
    const current = this.#order;
    if (!current || current.phase === 'done') return;
    throw new TillConflict(`the ${current.kind} of before is ${current.phase}`);
  }

  /**
   * Does something while no card is at work and no order is under way: a tap that has begun comes to its end, the
   * next one waits. Throws TillConflict.
   */
  async whileNoCard<T>(work: () => Promise<T>): Promise<T> {
    this.requireFree();
    try {
      return await this.turns.alone(work);
    } finally {
      this.#changed({});
      this.#wake();
    }
  }

  /** Throws TillConflict while money waits for a card: it would be paid after the shift, and be in no Z-report. */
  requireNoMoneyWaits(): void {
    const { kind, phase = 'done' } = this.#order ?? {};
    if (kind === undefined || kind === 'attend' || kind === 'assert') return;
    if (phase !== 'done' && phase !== 'unfinished') throw new TillConflict(`the ${kind} is ${phase}`);
  }

  /** The member typed a PIN for the order that was refused for want of one: the card is asked again. */
  givePin(id: string, pin: string): void {
    const order = this.#order;
    const reason = order?.result?.reason ?? '';
    const { request } = this.#request ?? {};
    if (order?.id !== id || order.phase !== 'refused' || request?.kind !== 'sale' || !PIN_REASONS.has(reason))
      throw new TillConflict('no PIN is asked for');
    this.#request = { ...this.#request!, request: { ...request, pin } };
    if (this.#card) this.#card = { ...this.#card, tried: undefined };
    const { result: _result, ...rest } = withoutNote(order);
    this.#setOrder({ ...rest, phase: 'waiting' });
    this.#wake();
  }

  /** Something that all windows show was changed by other means: a shift, a case. */
  refresh(): void {
    this.#changed({});
  }

  /** Gives up an order that nothing was written for, or ends what is shown of one. Throws TillConflict. */
  withdraw(id: string): void {
    const order = this.#order;
    if (order?.id !== id) return;
    if (order.phase === 'working' || order.phase === 'unfinished')
      throw new TillConflict(`the ${order.kind} is ${order.phase}`);
    // Somebody has seen what came of it: it is not told again after the next start.
    if (order.phase === 'done' && order.result?.transfer !== undefined) {
      markTold(this.#counter.ledger, order.result.transfer);
    }
    this.#setOrder(undefined);
  }

  /** The card does not come back now: the case stays on the list, the counter goes on. */
  setAside(id: string): void {
    if (this.#order?.id !== id || this.#order.phase !== 'unfinished') return;
    // It was seen: the next start leaves it on the list.
    this.#counter.ledger.setSetting(ORDER_SETTING, '');
    this.#setOrder(undefined);
  }

  /** Closes an unfinished transfer as not sold. Throws `not-found`, `usage`, TillConflict. */
  closeCase(transfer: number, duty: Duty): Transfer {
    if (this.#order?.phase === 'working') throw new TillConflict('the card is at work');
    const closed = closeAsNotDone(this.#counter.ledger, transfer, duty);
    const look = this.#card?.view.look;
    if (this.#card && look?.unfinished?.transfer === transfer) {
      const { unfinished: _unfinished, ...rest } = look;
      this.#card = { ...this.#card, view: { ...this.#card.view, look: rest } };
    }
    const isCurrent = this.#order?.phase === 'unfinished' && this.#order.id === closed.reference;
    if (isCurrent) this.#setOrder(undefined);
    else this.#changed({});
    return closed;
  }

  // --- what the reader's loop tells and asks ----------------------------------------------------------------------

  readerIs(reader: ReaderView): void {
    this.#changed({ reader });
  }

  trayIs(tray: readonly TrayCardView[]): void {
    this.#changed({ tray });
  }

  slipIs(slip: SlipView): void {
    this.#changed({ slip });
  }

  cardCame(): void {
    const view = { placement: ++this.#placements, phase: 'reading', mustLeave: false } as const;
    this.#card = { view, uid: undefined, tried: undefined };
    this.#dropHint();
    this.#changed({});
  }

  cardLeft(): void {
    this.#card = undefined;
    this.#dropHint();
    // An amount that was confirmed for a card that left waits for whichever card comes next.
    if (!this.#order?.awaited) this.#orderUid = undefined;
    this.#changed({});
  }

  /** What to do with the card that lies there; undefined when there is nothing more to do with it. */
  nextTask(): Task | undefined {
    const card = this.#card;
    const order = this.#order;
    if (!card || this.turns.isHeld) return undefined;
    if (order && isOpen(order) && !card.view.mustLeave && card.tried !== order.id) {
      const { request, duty } = this.#request ?? { request: { kind: 'resolve' }, duty: {} };
      return { kind: 'order', id: order.id, request, duty, onlyUid: this.#orderUid };
    }
    return card.view.phase === 'reading' && card.tried === undefined ? { kind: 'look' } : undefined;
  }

  /** Calls back when there is something to do, at once if there is, until the returned function is called. */
  whenTask(callback: () => void): () => void {
    this.#wakers.add(callback);
    if (this.nextTask()) callback();
    return () => this.#wakers.delete(callback);
  }

  working(task: Task): void {
    this.turns.begin();
    if (task.kind !== 'order' || !this.#order || !this.#card) return;
    this.#card = { ...this.#card, tried: task.id };
    this.#setOrder({ ...withoutNote(this.#order), phase: 'working' });
  }

  /** True when the card that lies there has nothing more to wait for. */
  get isDoneWithCard(): boolean {
    return !this.turns.isHeld && this.nextTask() === undefined;
  }

  /** A tap came to its answer: what is shown before anything else is done. */
  answered(task: Task, result: TapResult, uid: Uint8Array | undefined): void {
    const look = resultView(this.#counter, result);
    const order = this.#order;
    const isOrders = task.kind === 'order' && order?.id === task.id;
    if (this.#card) {
      const mustLeave = isOrders && (result.outcome === 'posted' || result.outcome === 'resolved');
      this.#card = { ...this.#card, uid, view: { ...this.#card.view, phase: 'read', mustLeave, look } };
    }
    if (order && isOrders) {
      const after = orderAfter(order, look);
      if (after.phase === 'unfinished') this.#orderUid = uid;
      else if (!after.awaited) this.#orderUid = undefined;
      this.#setOrder(after);
    } else if (order?.phase === 'done' && order.result?.cardSerial !== result.cardSerial) {
      // The next card ends what was shown of the last one; the same card, in a hand that trembles, does not.
      this.#setOrder(undefined);
    } else {
      this.#changed({});
    }
  }

  /** A tap ended without an answer about the card. */
  failed(task: Task, error: unknown): void {
    const code = isKartuError(error) ? error.code : 'internal-error';
    const order = this.#order;
    if (this.#card) {
      this.#card = { ...this.#card, view: { ...this.#card.view, phase: 'failed', error: code } };
    }
    if (!order || task.kind === 'look' || order.id !== task.id) {
      this.#changed({});
      return;
    }
    const known = this.#counter.ledger.transferByReference(order.id);
    const memberNumber = known ? memberNumberOf(this.#counter, known.card) : null;
    const after = orderAfterFailure(order, code, known, memberNumber);
    if (after.phase === 'unfinished' && known) {
      this.#orderUid = this.#counter.ledger.cardBySerial(known.card)?.uid;
    } else if (!after.awaited) this.#orderUid = undefined;
    this.#setOrder(after);
  }

  historyIs(history: readonly HistoryLine[]): void {
    if (!this.#card?.view.look) return;
    this.#card = { ...this.#card, view: { ...this.#card.view, history } };
    this.#changed({});
  }

  // --- inside -----------------------------------------------------------------------------------------------------

  /** After a crash: what was under way is found in the books, and told if nobody was. */
  #restore(): void {
    const text = this.#counter.ledger.setting(ORDER_SETTING);
    if (!text) return;
    const { id } = JSON.parse(text) as { id: string };
    const transfer = this.#counter.ledger.transferByReference(id);
    if (!transfer || transfer.state === 'voided') return;
    const isUntold = untoldTransfer(this.#counter.ledger, transfer.card)?.id === transfer.id;
    if (transfer.state !== 'posted' || isUntold) this.#takeUp(transfer, id);
  }

  #takeUp(transfer: Transfer, id: string): void {
    const kind = transfer.kind === 'topup' || transfer.kind === 'payout' ? transfer.kind : 'sale';
    const tender = kind === 'payout' ? ({ tender: movesCash(transfer) ? 'cash' : 'transfer' } as const) : {};
    const base = { id, kind, amountRupiah: transfer.amountRupiah, ...tender, restored: true } as const;
    if (transfer.state === 'posted') {
      this.#setOrder({ ...base, phase: 'done', result: resultOfPosted(this.#counter, transfer) });
      return;
    }
    const awaited = { memberNumber: memberNumberOf(this.#counter, transfer.card) };
    this.#orderUid = this.#counter.ledger.cardBySerial(transfer.card)?.uid;
    this.#request = undefined;
    this.#setOrder({ ...base, phase: 'unfinished', transfer: transfer.id, awaited });
  }

  /** Binds the order to one card that the books know. */
  #awaited(onlyCard: number | undefined): Pick<OrderView, 'awaited'> {
    if (onlyCard === undefined) return {};
    this.#orderUid = this.#counter.ledger.cardBySerial(onlyCard)?.uid;
    return { awaited: { memberNumber: memberNumberOf(this.#counter, onlyCard) } };
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  #dropHint(): void {
    if (this.#order?.hint && this.#order.phase !== 'done') this.#order = withoutNote(this.#order);
  }

  #setOrder(order: OrderView | undefined): void {
    this.#order = order;
    if (!order) {
      this.#orderUid = undefined;
      this.#request = undefined;
    }
    clearTimeout(this.#patience);
    const isWaiting = order?.phase === 'waiting' || order?.phase === 'refused';
    if (order && isWaiting && order.kind !== 'attend') {
      this.#patience = setTimeout(() => this.withdraw(order.id), ORDER_PATIENCE_MS);
      this.#patience.unref();
    }
    this.#changed({});
  }

  #changed(part: Partial<TillState>): void {
    this.#state = {
      ...this.#state,
      ...part,
      version: this.#state.version + 1,
      card: this.#card?.view ?? null,
      order: this.#order ?? null,
      openCases: this.#counter.ledger.openTransfers().length,
      shift: openShiftOf(this.#counter.ledger)?.number ?? null,
      slips: slipTimeOf(this.#counter.ledger),
    };
    for (const watcher of [...this.#watchers]) watcher(this.#state);
  }
}
