import { balanceAfter, CARD_PROFILE, type CardDriver, equalBytes } from '@kartukita/card-core';
import { type Counter, RESTORED } from '../counter/counter.ts';
import { movementOfClosed, movementsOf } from '../ledger/accounts.ts';
import { dutyOf } from '../ledger/audit.ts';
import { waitingCredits } from '../ledger/credits.ts';
import { attend, attendanceOf, attendRefusal } from '../ledger/events.ts';
import { standingOf } from '../ledger/settlement.ts';
import { decoded, type Reservation, type SlotBytes, type Transfer } from '../ledger/transfer.ts';
import { compareWithReply, knownSinceMs } from '../settlement/knowledge.ts';
import { auditRefusal } from './audit-refusal.ts';
import { compareWithLedger, evidenceFor } from './compare.ts';
import { renewAfterTap } from './key-set.ts';
import { pinRefusal } from './member-pin.ts';
import { type CardReading, readCard, stateOf } from './read-card.ts';
import {
  describe,
  isFor,
  isMoney,
  isSamePurpose,
  isSettlement,
  type MoneyRequest,
  planFor,
  type Request,
  refused,
  type TapResult,
} from './request.ts';
import {
  amountRefusal,
  counterRefusal,
  mostOf,
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

export interface TapOutcome {
  readonly result: TapResult;
  /** To be called when the result has been told: remembers that it was, writes the card's own history, and renews its keys. */
  afterwards(): Promise<void>;
}

export { type MoneyRequest, type Request, refused, type TapResult } from './request.ts';

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
  const isRestored = ledger.setting(RESTORED) !== undefined;
  const own = counterRefusal({ ...counter, isRestored }, ledger.lastTimeMs());
  if (own) return { result: refused(own), afterwards: nothing };
  const read = await readCard(counter, driver);
  onStep('read');
  if (!read.ok) {
    const result = { ...refused(read.reason), memberNumber: read.identity?.memberNumber ?? null };
    const cardSerial = read.identity?.cardSerial ?? null;
    const told = { ...result, cardSerial };
    return { result: told, afterwards: async () => auditRefusal(counter, request, told) };
  }
  return new Tap(counter, read.reading, onStep).run(request);
}

/** The state of one tap while it goes on: the reading is replaced after each record that is written. */
class Tap {
  readonly #counter: Counter;
  readonly #onStep: OnStep;
  #reading: CardReading;
  #settledRupiah = 0;
  #creditedRupiah = 0;
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
      auditRefusal(this.#counter, request, result);
      for (const { head, sequence } of this.#history) await writeHistory(this.#reading, head, sequence);
      if (this.#history.length > 0) this.#onStep('history-written');
      await renewAfterTap(this.#counter, this.#reading, result);
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
      ledger.freeze(card.serial, suspicion, this.#reading.current);
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
    if (request.kind === 'attend') return this.#attend(request.event);
    if (request.onlyCard !== undefined && request.onlyCard !== card.serial) {
      return this.#result({ outcome: 'refused', reason: 'other-card' });
    }
    const settled = (await this.#settleOwed()) ?? (await this.#applyCredits());
    if (settled) return this.#result({ outcome: settled });
    if (request.kind === 'resolve') return this.#result({ outcome: 'resolved' });
    return this.#transact(request);
  }

  /** Brings what the card shows into the ledger; returns a suspicion when the card cannot be what it says. */
  #takeIn(): 'card-behind' | 'card-forked' | undefined {
    const { ledger } = this.#counter;
    const { card, current, previous, recognised } = this.#reading;
    const suspicion = current && compareWithReply(ledger, card.serial, current);
    if (suspicion) {
      if (!ledger.cardBySerial(card.serial)) ledger.recordSeen(card, undefined);
      return suspicion;
    }
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
        ledger.post(open, ...movementsOf(open));
        if (isSettlement(open)) this.#countSettled(open);
        else this.#finishedEarlier = open;
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
    const same = request.kind === 'resolve' || (isMoney(request) && isFor(request, open));
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
    const { kind, amountRupiah } = transfer;
    if (kind === 'credit') this.#creditedRupiah += amountRupiah;
    else this.#settledRupiah += kind === 'refund' ? amountRupiah : -amountRupiah;
  }

  /** This tap showed that an earlier transfer had been written: it is booked, and nothing is charged on top. */
  async #afterEvidence(earlier: Transfer, request: Request): Promise<TapResult> {
    const finishedEarlier = describe(earlier);
    if (request.kind === 'balance') return this.#result({ outcome: 'read', finishedEarlier });
    if (request.kind === 'resolve')
      return this.#result({ outcome: 'resolved', resumed: true, finishedEarlier });
    if (isMoney(request) && isFor(request, earlier)) {
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
  async #settleOwed(): Promise<Unwritten | undefined> {
    const { ledger } = this.#counter;
    const { serial } = this.#reading.card;
    const owedRupiah = ledger.owedRupiah(serial);
    if (owedRupiah === 0) return undefined;
    const kind = owedRupiah > 0 ? 'refund' : 'payout';
    // As much of it as one record may move and the card can hold or give; the rest at another tap.
    const amountRupiah = Math.min(Math.abs(owedRupiah), mostOf(this.#situation(kind, 0)));
    if (amountRupiah <= 0 || amountRefusal(this.#situation(kind, amountRupiah))) return undefined;
    return this.#settle(this.#reserve({ kind, amountRupiah }));
  }

  /**
   * Salary that waits for this card, as much of it as fits, goes on it as one record that names the last number: what
   * the card carries says what it was given, whichever counter did it. A card without a purse cannot say so: its
   * credits are told to one counter alone, whose own books say what it gave, in numbers that may have gaps.
   */
  async #applyCredits(): Promise<Unwritten | undefined> {
    const hasPurse = CARD_PROFILE[this.#reading.driver.kind] === 'purse';
    const { lastCredit } = stateOf(this.#reading);
    const fitting = { amountRupiah: 0, lastCredit };
    for (const credit of waitingCredits(this.#counter.ledger, this.#reading.card.serial, lastCredit)) {
      // One that is missing here has to come first: the card could never be given it after a later one.
      if (hasPurse && credit.number !== fitting.lastCredit + 1) break;
      const amountRupiah = fitting.amountRupiah + credit.amountRupiah;
      if (amountRefusal(this.#situation('credit', amountRupiah))) break;
      Object.assign(fitting, { amountRupiah, lastCredit: credit.number });
    }
    if (fitting.amountRupiah === 0) return undefined;
    return this.#settle(this.#reserve({ kind: 'credit', ...fitting }));
  }

  async #settle(transfer: WritableTransfer): Promise<Unwritten | undefined> {
    const written = await this.#write(transfer);
    if (written !== 'posted') return written;
    this.#countSettled(transfer);
    return undefined;
  }

  /** The member is at an event: once, by a tap that writes nothing to the card. */
  #attend(event: string): TapResult {
    const { ledger, duty } = this.#counter;
    const { memberNumber } = this.#reading.identity;
    const reason = attendRefusal(ledger, event, memberNumber);
    if (reason) return this.#result({ outcome: 'refused', reason, attendance: attendanceOf(ledger, event) });
    return this.#result({ outcome: 'read', attendance: attend(ledger, event, memberNumber, duty ?? {}) });
  }

  async #transact(request: MoneyRequest): Promise<TapResult> {
    const { kind, amountRupiah, reference, terms } = request;
    const { ledger } = this.#counter;
    const untold = untoldTransfer(ledger, this.#reading.card.serial);
    const isAgain = untold?.kind === kind && untold.amountRupiah === amountRupiah;
    if (isAgain && untold.reference === (reference ?? null) && isSamePurpose(request, untold)) {
      return this.#result({ outcome: 'posted', resumed: true, kind, amountRupiah, transfer: untold.id });
    }
    const { memberNumber } = this.#reading.identity;
    const card = { ledger, card: this.#reading.card.serial, memberNumber };
    const reason =
      amountRefusal(this.#situation(kind, amountRupiah)) ??
      terms?.refusal?.(card) ??
      (await pinRefusal(this.#counter, request, memberNumber));
    if (reason) return this.#result({ outcome: 'refused', reason, kind, amountRupiah });
    const transfer = this.#reserve({
      kind,
      amountRupiah,
      reference,
      plan: planFor(request, card.card),
      details: terms?.details,
      rows: terms?.rows && ((id) => terms.rows?.(card, id)),
    });
    const written = await this.#write(transfer);
    return this.#result({ outcome: written, kind, amountRupiah, transfer: transfer.id });
  }

  #reserve(asked: Asked): WritableTransfer {
    const { kind, amountRupiah } = asked;
    const { card } = this.#reading;
    const balanceRupiah = balanceAfter(kind, stateOf(this.#reading).balanceRupiah, amountRupiah);
    const { lastCredit, ...rest } = asked;
    const record = nextRecord(this.#counter, this.#reading, { ...asked, balanceRupiah });
    const details = { ...dutyOf(this.#counter.duty ?? {}), ...asked.details };
    const reservation = { ...rest, ...record, card: card.serial, details };
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
      memberStanding: standingOf(ledger, card.serial),
      knownSinceMs: knownSinceMs(ledger),
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
      ...(this.#creditedRupiah === 0 ? {} : { creditedRupiah: this.#creditedRupiah }),
      ...this.#waiting(),
      owedRupiah: this.#counter.ledger.owedRupiah(card.serial),
    };
  }

  /** Salary that this card may still get: at a balance inquiry, or beyond what fits on it. */
  #waiting(): { waitingRupiah?: number } {
    const { lastCredit } = stateOf(this.#reading);
    const waiting = waitingCredits(this.#counter.ledger, this.#reading.card.serial, lastCredit);
    if (waiting.length === 0) return {};
    return { waitingRupiah: waiting.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0) };
  }
}

type Unwritten = Exclude<Written, 'posted'>;

/** What is to be reserved: kind and amount, and what else there is to say of it. */
type Asked = Pick<Reservation, 'kind' | 'amountRupiah' | 'reference' | 'plan' | 'details' | 'rows'> & {
  readonly lastCredit?: number;
};
