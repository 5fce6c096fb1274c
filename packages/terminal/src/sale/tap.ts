import { balanceAfter, CARD_PROFILE, type CardDriver, equalBytes } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { movementOf, movementOfClosed } from '../ledger/accounts.ts';
import { decoded, type SlotBytes, type Transfer } from '../ledger/transfer.ts';
import { compareWithLedger, evidenceFor } from './compare.ts';
import { type CardReading, readCard, stateOf } from './read-card.ts';
import type { RefusalCode } from './refusals.ts';
import {
  amountRefusal,
  counterRefusal,
  type RequestKind,
  type Situation,
  standingRefusal,
  startOfDayMs,
} from './rules.ts';
import { markTold, untoldTransfer } from './told.ts';
import {
  nextRecord,
  type OnStep,
  type WritableTransfer,
  type Written,
  writeAndPost,
  writeHistory,
} from './write-card.ts';

/** What a cashier asks of the card on the reader. */
export type Request =
  | {
      readonly kind: 'sale' | 'topup';
      readonly amountRupiah: number;
      readonly reference?: string | undefined;
    }
  | { readonly kind: 'balance' }
  | { readonly kind: 'resolve' };

/** What came of a tap; the document that scripts read. Amounts in whole rupiah. */
export interface TapResult {
  readonly outcome: 'posted' | 'voided' | 'refused' | 'unresolved' | 'read' | 'resolved';
  readonly reason?: RefusalCode;
  /** Digits without separators; null when no genuine card was there. */
  readonly memberNumber: string | null;
  readonly cardSerial: number | null;
  readonly balanceRupiah: number | null;
  readonly sequence: number | null;
  /** What was moved, or was to be moved, by which transfer. */
  readonly kind?: RequestKind;
  readonly amountRupiah?: number;
  readonly transfer?: number;
  /** The second tap of an unfinished transfer: it was not charged again. */
  readonly resumed?: true;
  /** An earlier transfer that this tap showed to have been written after all. */
  readonly finishedEarlier?: {
    readonly transfer: number;
    readonly kind: string;
    readonly amountRupiah: number;
  };
  /** The unfinished transfer that is in the way. */
  readonly unfinished?: { readonly transfer: number; readonly kind: string; readonly amountRupiah: number };
  /** What was given back to the card (above 0) or taken back (below 0) at this tap for a transfer closed too early. */
  readonly settledRupiah?: number;
  /** What is still owed to the holder (below 0: by him). */
  readonly owedRupiah: number;
}

export interface TapOutcome {
  readonly result: TapResult;
  /** To be called when the result has been told: remembers that it was, and writes the card's own history. */
  afterwards(): Promise<void>;
}

const nothing = async () => {};

/**
 * One tap, from the first exchange to the books: read → decide → reserve (durable) → write card → post (design §4).
 * Never charges twice, and never waits for a card inside a database transaction.
 *
 * @throws KartuError for what is no answer about a card: the reader is gone, the card left before anything was
 *   reserved, the disk is full
 */
export async function tap(
  counter: Counter,
  driver: CardDriver,
  request: Request,
  onStep: OnStep = () => {},
): Promise<TapOutcome> {
  const { ledger } = counter;
  const own = counterRefusal(counter.certificate, counter.now(), ledger.lastTimeMs());
  if (own) return { result: refused(own), afterwards: nothing };
  const read = await readCard(counter, driver);
  onStep('read');
  if (!read.ok) {
    const result = { ...refused(read.reason), memberNumber: read.identity?.memberNumber ?? null };
    return { result: { ...result, cardSerial: read.identity?.cardSerial ?? null }, afterwards: nothing };
  }
  return new Tap(counter, read.reading, onStep).run(request);
}

/** The state of one tap while it goes on: the reading is replaced after each record that is written. */
class Tap {
  readonly #counter: Counter;
  readonly #onStep: OnStep;
  #reading: CardReading;
  #settledRupiah = 0;
  #finishedEarlier: Transfer | undefined;
  readonly #history: { head: Uint8Array; sequence: number }[] = [];

  constructor(counter: Counter, reading: CardReading, onStep: OnStep) {
    this.#counter = counter;
    this.#reading = reading;
    this.#onStep = onStep;
  }

  async run(request: Request): Promise<TapOutcome> {
    const result = await this.#answer(request);
    const told = result.outcome === 'posted' ? result.transfer : result.finishedEarlier?.transfer;
    const afterwards = async () => {
      if (told !== undefined) markTold(this.#counter.ledger, told);
      if (CARD_PROFILE[this.#reading.driver.kind] !== 'purse' || this.#history.length === 0) return;
      for (const { head, sequence } of this.#history) await writeHistory(this.#reading, head, sequence);
      this.#onStep('history-written');
    };
    return { result, afterwards };
  }

  async #answer(request: Request): Promise<TapResult> {
    const { ledger } = this.#counter;
    const { card, chipCounter } = this.#reading;
    const frozen = ledger.frozen(card.serial);
    if (frozen) return this.#result({ outcome: 'refused', reason: 'card-frozen' });

    const suspicion = this.#takeIn();
    if (suspicion) {
      ledger.freeze(card.serial, suspicion);
      return this.#result({ outcome: 'refused', reason: suspicion });
    }
    if (chipCounter < stateOf(this.#reading).chipCounter) {
      ledger.freeze(card.serial, 'chip-changed');
      return this.#result({ outcome: 'refused', reason: 'chip-changed' });
    }
    // Standing does not depend on the amount; a top-up needs no look at what was spent today.
    const standing = standingRefusal(this.#situation('topup', 0));
    const open = ledger.openTransfer(card.serial);
    if (open && standing && request.kind !== 'balance') {
      return this.#result({ outcome: 'refused', reason: standing, unfinished: describe(open) });
    }
    if (open && isSettlement(open) && request.kind !== 'balance' && this.#canRepeat(open)) {
      // Half-written when something owed was being settled: finish that first, then do what is asked.
      const finished = await this.#write(open);
      if (finished !== 'posted') return this.#result({ outcome: finished });
      this.#countSettled(open);
    } else if (open) {
      return this.#unfinished(open, request);
    }
    if (this.#finishedEarlier) return this.#afterEvidence(this.#finishedEarlier, request);
    if (request.kind === 'balance') {
      return this.#result(standing ? { outcome: 'refused', reason: standing } : { outcome: 'read' });
    }
    if (standing) return this.#result({ outcome: 'refused', reason: standing });
    const settled = await this.#settleOwed();
    if (settled === 'unresolved' || settled === 'voided') return this.#result({ outcome: settled });
    if (request.kind === 'resolve') return this.#result({ outcome: 'resolved' });
    return this.#transact(request.kind, request.amountRupiah, request.reference);
  }

  /** Brings what the card shows into the ledger; returns a suspicion when the card cannot be what it says. */
  #takeIn(): 'card-behind' | 'card-forked' | undefined {
    const { ledger } = this.#counter;
    const { card, current, previous, recognised } = this.#reading;
    if (!current || recognised) {
      if (!ledger.cardBySerial(card.serial)) ledger.recordSeen(card, undefined);
      return undefined;
    }
    const last = ledger.lastRecord(card.serial);
    const lastSequence = last ? decoded(last).record.sequence : -1;
    const open = ledger.openTransfer(card.serial);
    // Beyond what is known alone: an older copy is no evidence.
    if (open && open.sequence > lastSequence) {
      const evidence = evidenceFor(open, current, previous);
      if (evidence === 'written') {
        ledger.post(open, movementOf(open.kind as RequestKind, open.card, open.amountRupiah));
        this.#finishedEarlier = open;
      }
      if (evidence === 'not-written') ledger.void(open.id, 'the card went on without it');
    }
    for (const closed of ledger.voidedAfter(card.serial, lastSequence)) {
      if (evidenceFor(closed, current, previous) !== 'written') continue;
      // It was closed as not done and stands on the card after all, perhaps below what other counters added.
      const { kind, amountRupiah } = closed;
      ledger.postCorrection(closed, movementOfClosed(kind as RequestKind, card.serial, amountRupiah));
      break;
    }
    const comparison = compareWithLedger(ledger, card.serial, current);
    if (comparison.is === 'behind') return 'card-behind';
    if (comparison.is === 'forked') return 'card-forked';
    ledger.recordSeen(card, current);
    return undefined;
  }

  /** The card still shows the state before an unfinished transfer. */
  async #unfinished(open: Transfer, request: Request): Promise<TapResult> {
    const unfinished = describe(open);
    if (request.kind === 'balance') return this.#result({ outcome: 'read', unfinished });
    const same = request.kind === 'resolve' || isFor(request, open);
    if (!same || !this.#canRepeat(open)) {
      return this.#result({ outcome: 'refused', reason: 'unfinished-transfer', unfinished });
    }
    // The same record again, byte for byte: whichever write succeeds, it is one transaction.
    const written = await this.#write(open);
    return this.#result({
      outcome: written,
      resumed: true,
      kind: open.kind as RequestKind,
      amountRupiah: open.amountRupiah,
      transfer: open.id,
    });
  }

  /** True while the card holds the very state that the unfinished record builds on. */
  #canRepeat(open: Transfer): boolean {
    const { sequence, previousHash } = stateOf(this.#reading);
    return open.sequence === sequence + 1 && equalBytes(decoded(open).record.previousHash, previousHash);
  }

  #countSettled(transfer: Pick<Transfer, 'kind' | 'amountRupiah'>): void {
    this.#settledRupiah += transfer.kind === 'refund' ? transfer.amountRupiah : -transfer.amountRupiah;
  }

  /** This tap showed that an earlier transfer had been written: it is booked, and nothing is charged on top. */
  async #afterEvidence(earlier: Transfer, request: Request): Promise<TapResult> {
    const finishedEarlier = describe(earlier);
    if (request.kind === 'balance') return this.#result({ outcome: 'read', finishedEarlier });
    if (request.kind === 'resolve')
      return this.#result({ outcome: 'resolved', resumed: true, finishedEarlier });
    if (isFor(request, earlier)) {
      const { amountRupiah, id } = earlier;
      const { kind } = request;
      return this.#result({
        outcome: 'posted',
        resumed: true,
        kind,
        amountRupiah,
        transfer: id,
        finishedEarlier,
      });
    }
    return this.#result({ outcome: 'refused', reason: 'earlier-transfer-finished', finishedEarlier });
  }

  /** What is owed after a transfer that was closed too early goes to the card (or comes from it) before anything else. */
  async #settleOwed(): Promise<Written | undefined> {
    const { ledger } = this.#counter;
    const { serial } = this.#reading.card;
    const owedRupiah = ledger.owedRupiah(serial);
    if (owedRupiah === 0) return undefined;
    const kind = owedRupiah > 0 ? 'refund' : 'payout';
    const { balanceRupiah } = stateOf(this.#reading);
    const amountRupiah = owedRupiah > 0 ? owedRupiah : Math.min(-owedRupiah, balanceRupiah);
    if (amountRupiah === 0 || amountRefusal(this.#situation(kind, amountRupiah))) return undefined;
    const transfer = this.#reserve(kind, amountRupiah);
    const written = await this.#write(transfer);
    if (written === 'posted') this.#countSettled(transfer);
    return written;
  }

  async #transact(
    kind: 'sale' | 'topup',
    amountRupiah: number,
    reference: string | undefined,
  ): Promise<TapResult> {
    const untold = untoldTransfer(this.#counter.ledger, this.#reading.card.serial);
    const isAgain = untold?.kind === kind && untold.amountRupiah === amountRupiah;
    if (isAgain && untold.reference === (reference ?? null)) {
      return this.#result({ outcome: 'posted', resumed: true, kind, amountRupiah, transfer: untold.id });
    }
    const reason = amountRefusal(this.#situation(kind, amountRupiah));
    if (reason) return this.#result({ outcome: 'refused', reason, kind, amountRupiah });
    const transfer = this.#reserve(kind, amountRupiah, reference);
    const written = await this.#write(transfer);
    return this.#result({ outcome: written, kind, amountRupiah, transfer: transfer.id });
  }

  #reserve(kind: RequestKind, amountRupiah: number, reference?: string) {
    const { card } = this.#reading;
    const balanceRupiah = balanceAfter(kind, stateOf(this.#reading).balanceRupiah, amountRupiah);
    const record = nextRecord(this.#counter, this.#reading, kind, amountRupiah, balanceRupiah);
    const reservation = { kind, card: card.serial, amountRupiah, reference, ...record };
    const id = this.#counter.ledger.reserve(reservation);
    this.#onStep('reserved');
    return { ...reservation, id };
  }

  async #write(transfer: WritableTransfer): Promise<Written> {
    const written = await writeAndPost(this.#counter, this.#reading, transfer, this.#onStep);
    if (written === 'posted') {
      const current: SlotBytes = { head: transfer.head, tail: transfer.tail };
      const slot = this.#reading.slot === 0 ? 1 : 0;
      this.#reading = { ...this.#reading, current, slot, previous: this.#reading.current };
      this.#history.push({ head: transfer.head, sequence: transfer.sequence });
    }
    return written;
  }

  #situation(kind: RequestKind, amountRupiah: number): Situation {
    const { ledger, certificate, bundle, now } = this.#counter;
    const { balanceRupiah, sequence, chipCounter } = stateOf(this.#reading);
    const { identity, card } = this.#reading;
    return {
      kind,
      chipCounterJump: this.#reading.chipCounter - chipCounter,
      amountRupiah,
      nowMs: now(),
      identity,
      balanceRupiah,
      sequence,
      certificate,
      policy: bundle.policy,
      blocklist: bundle.blocklist,
      spentTodayRupiah: kind === 'sale' ? ledger.spentSince(card.serial, startOfDayMs(now())) : 0,
    };
  }

  #result(part: Pick<TapResult, 'outcome'> & Partial<TapResult>): TapResult {
    const { identity, card } = this.#reading;
    const { balanceRupiah, sequence } = stateOf(this.#reading);
    return {
      ...part,
      memberNumber: identity.memberNumber,
      cardSerial: card.serial,
      balanceRupiah,
      sequence,
      ...(this.#settledRupiah === 0 ? {} : { settledRupiah: this.#settledRupiah }),
      owedRupiah: this.#counter.ledger.owedRupiah(card.serial),
    };
  }
}

/** A refusal before anything is known of who holds the card. */
export function refused(reason: RefusalCode): TapResult {
  const nobody = { memberNumber: null, cardSerial: null, balanceRupiah: null, sequence: null, owedRupiah: 0 };
  return { outcome: 'refused', reason, ...nobody };
}

/**
 * Whether a request asks for a transfer that was begun before. A name of the caller's own tells two transfers of one
 * amount apart: what was begun under another name, or none, must not pass for the one that is asked for now.
 */
function isFor(request: Extract<Request, { kind: 'sale' | 'topup' }>, transfer: Transfer): boolean {
  const { kind, amountRupiah, reference } = request;
  const named = reference === undefined || reference === transfer.reference;
  return kind === transfer.kind && amountRupiah === transfer.amountRupiah && named;
}

function isSettlement(transfer: Transfer): boolean {
  return transfer.kind === 'refund' || transfer.kind === 'payout';
}

function describe(transfer: Transfer) {
  return { transfer: transfer.id, kind: transfer.kind, amountRupiah: transfer.amountRupiah };
}
