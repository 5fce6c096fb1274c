import type { JournalEntry, OpenedBatch } from '@kartukita/card-core';
import type { CaseKind, Evidence } from '../registry/cases.ts';
import type { ReportedRecord } from '../registry/chains.ts';
import type { Registry } from '../registry/registry.ts';
import { isMemberPayment, takeMemberPayment } from '../value/dues.ts';
import { isOwedAnswer, OWED_TAKEN, takeOwed } from '../value/owed.ts';
import { CREDIT_WITHDRAWN, reportUnpromised, takeWithdrawal } from '../value/withdraw.ts';
import { reportChips } from './chips.ts';
import { type EntryMeaning, meaningOf } from './entries.ts';
import {
  type Claim,
  examineRecord,
  NOT_GENUINE,
  type SettledCard,
  type Signers,
  type Verdict,
} from './records.ts';
import type { SignatureChecker } from './signatures.ts';

/** An entry with what it says of a card: its own record, or that of the reservation whose end it tells. */
export interface Told {
  readonly entry: JournalEntry;
  readonly meaning: EntryMeaning;
  readonly claim: Claim | undefined;
  readonly verdict: Verdict | undefined;
}

/** The longest search for where a record was moved from: it reads every chain. */
const MOST_SEARCHES = 20;

/** What a freeze at a counter is a case of. */
const FREEZES: Readonly<Record<string, CaseKind>> = {
  'card-behind': 'rollback',
  'card-forked': 'fork',
  'chip-changed': 'chip-changed',
};

/** A batch that was looked through: each entry with what it means. */
export interface ReadBatch {
  readonly batch: OpenedBatch;
  /** When all its signatures are checked. Undefined: its turn has not come, it was not looked through. */
  readonly told: Promise<readonly Told[]> | undefined;
  /** Its reservations, by the number of their entry. */
  readonly reserved: ReadonlyMap<number, EntryMeaning>;
}

/**
 * Looks through a batch, and has the signatures of its records checked beside this thread, which begins before this
 * returns. Nothing is changed.
 *
 * @param unfinished the batches before it that are read and not in the registry yet
 */
export function readBatch(
  registry: Registry,
  batch: OpenedBatch,
  signers: Signers,
  signatures: SignatureChecker,
  unfinished: readonly ReadBatch[],
): ReadBatch {
  const reserved = new Map<number, EntryMeaning>();
  const read = [reserved, ...unfinished.map((each) => each.reserved)];
  const reservedIn = (number: number) => read.find((each) => each.has(number))?.get(number);
  const cards = new Map<number, SettledCard | undefined>();
  const cardOf = (serial: number) => {
    if (!cards.has(serial)) cards.set(serial, registry.settlement.card(serial));
    return cards.get(serial);
  };
  const looked = batch.entries.map((entry) => {
    const meaning = meaningOf(batch.terminal, entry.kind, entry.body);
    if (entry.kind === 'reserve') reserved.set(entry.number, meaning);
    const claim = claimOf(registry, batch.terminal, meaning, reservedIn);
    const examined =
      claim &&
      examineRecord(
        claim,
        cardOf(claim.card),
        signers,
        // What others saw was often verified before; what a counter reports of its own hardly ever.
        ({ card, branch, record, hash, isOwn }) =>
          !isOwn && registry.chains.isKnown(card, branch, record.sequence, hash),
      );
    return { entry, meaning, claim, examined };
  });
  const told = signatures
    .check(looked.flatMap(({ examined }) => examined?.signature ?? []))
    .then((good): readonly Told[] => {
      const answers = good.values();
      return looked.map(({ entry, meaning, claim, examined }) => {
        const isGenuine = !examined?.signature || answers.next().value === true;
        return { entry, meaning, claim, verdict: isGenuine ? examined?.verdict : NOT_GENUINE };
      });
    });
  told.catch(() => undefined); // whoever takes it in hears of it, which may be later
  return { batch, told, reserved };
}

/** A reservation is a promise, and no record on a card; its `post` says that it has become one. */
function claimOf(
  registry: Registry,
  terminal: number,
  meaning: EntryMeaning,
  reservedIn: (number: number) => EntryMeaning | undefined,
): Claim | undefined {
  const { kind, card, record, transfer } = meaning;
  if (kind === 'post' && transfer !== undefined) {
    const promised = reservedIn(transfer) ?? storedMeaning(registry, terminal, transfer);
    if (promised?.kind !== 'reserve' || promised.card === undefined || !promised.record) return undefined;
    return { card: promised.card, bytes: promised.record, isOwn: true };
  }
  if (kind === 'reserve' || card === undefined || !record) return undefined;
  return { card, bytes: record, isOwn: kind === 'correction' };
}

function storedMeaning(registry: Registry, terminal: number, number: number): EntryMeaning | undefined {
  const entry = registry.settlement.entry(terminal, number);
  return entry && meaningOf(terminal, entry.kind, entry.body);
}

/** Stores a batch that was read, joins its records, books its money, opens cases. One transaction. */
export function takeBatch(
  registry: Registry,
  batch: OpenedBatch,
  told: readonly Told[],
  signers: Signers,
): void {
  registry.settlement.transact(() => {
    registry.settlement.addBatch(batch);
    const taking = new Taking(registry, batch.terminal, signers);
    for (const each of told) taking.take(each);
    taking.keepPromises(told);
    registry.credits.bookGiven();
    reportUnpromised(registry);
    reportChips(registry);
  });
}

class Taking {
  readonly #registry: Registry;
  readonly #terminal: number;
  readonly #revokedAfterMs: number | undefined;
  readonly #joined = new Map<number, ReportedRecord>();
  #searches = 0;

  constructor(registry: Registry, terminal: number, signers: Signers) {
    this.#registry = registry;
    this.#terminal = terminal;
    this.#revokedAfterMs = signers.terminals.get(terminal)?.revokedAfterMs;
  }

  take(told: Told): void {
    const { entry, meaning, verdict } = told;
    const unbooked = this.#unbookedReason(told);
    if (verdict?.ok) {
      // What a revoked counter says of its own records is known, and not believed: nothing of it is in the books.
      const isOwn = verdict.reported.isOwn && unbooked === undefined;
      this.#registry.chains.take(
        { ...verdict.reported, isOwn },
        this.#evidence(entry.number, ''),
        this.#joined,
      );
      if (verdict.standing) this.#reportStanding(told, verdict.standing);
    } else if (verdict) {
      this.#reportBad(told, verdict.fault);
    }
    this.#book(told, unbooked);
    const { settlement } = this.#registry;
    if (meaning.kind === 'freeze' && meaning.card !== undefined) this.#freeze(told, meaning.card);
    if (meaning.kind === 'unfreeze' && meaning.freeze !== undefined)
      settlement.liftFreeze(this.#terminal, meaning.freeze);
  }

  /** Reservations whose end has not come, and ends of earlier ones. */
  keepPromises(told: readonly Told[]): void {
    const { settlement } = this.#registry;
    const open = new Map<number, Told>();
    for (const each of told) {
      const { kind, transfer, corrects } = each.meaning;
      if (kind === 'reserve') open.set(each.entry.number, each);
      const ended = kind === 'post' ? transfer : kind === 'correction' ? corrects : undefined;
      if (ended !== undefined && !open.delete(ended)) settlement.endPromise(this.#terminal, ended, 'written');
    }
    for (const { entry, meaning } of open.values()) {
      const { card, record } = meaning;
      if (card !== undefined && record) settlement.addPromise(this.#terminal, entry.number, card, record);
    }
    for (const { meaning } of told) {
      if (meaning.kind !== 'void' || meaning.transfer === undefined) continue;
      settlement.endPromise(this.#terminal, meaning.transfer, 'voided');
    }
  }

  #unbookedReason({
    entry,
    meaning,
    verdict,
    claim,
  }: Told): 'revoked' | 'not-genuine' | 'malformed' | undefined {
    if (this.#revokedAfterMs !== undefined && entry.timeMs > this.#revokedAfterMs) return 'revoked';
    if (meaning.isMalformed) return 'malformed';
    if (meaning.kind === OWED_TAKEN && !isOwedAnswer(this.#registry, this.#terminal, meaning))
      return 'malformed';
    const isForeign = verdict?.ok && claim?.isOwn && verdict.reported.record.terminal !== this.#terminal;
    if (isForeign || (verdict && !verdict.ok && verdict.fault === 'not-genuine')) return 'not-genuine';
    return undefined;
  }

  #book({ entry, meaning }: Told, unbooked: 'revoked' | 'not-genuine' | 'malformed' | undefined): void {
    const { settlement, cases, books } = this.#registry;
    const isAnswer = meaning.kind === CREDIT_WITHDRAWN || meaning.kind === OWED_TAKEN;
    const hasMoney = meaning.lines.length > 0 || meaning.isMalformed || isAnswer;
    if (unbooked === undefined) {
      if (meaning.kind === CREDIT_WITHDRAWN) takeWithdrawal(this.#registry, this.#terminal, meaning);
      if (meaning.kind === OWED_TAKEN) takeOwed(this.#registry, this.#terminal, entry.number, meaning);
      if (meaning.lines.length === 0) return;
      const source = `terminal:${this.#terminal}:entry:${entry.number}`;
      books.post({ source, atMs: entry.timeMs, memo: meaning.kind }, meaning.lines);
      if (isMemberPayment(meaning)) this.#memberPayment(entry.number, meaning);
      return;
    }
    if (!hasMoney) return;
    settlement.leaveUnbooked(this.#terminal, entry.number, unbooked);
    if (unbooked === 'not-genuine') return; // said with its record
    const kind = unbooked === 'revoked' ? 'revoked-terminal' : 'malformed-entry';
    cases.report(kind, this.#terminal, this.#evidence(entry.number, `entry "${meaning.kind}" is not booked`));
  }

  #memberPayment(entry: number, meaning: EntryMeaning): void {
    if (!takeMemberPayment(this.#registry, this.#terminal, meaning)) return;
    const note = 'gave back dues that were credited already';
    this.#registry.cases.report('malformed-entry', this.#terminal, this.#evidence(entry, note));
  }

  #reportStanding({ entry, claim }: Told, standing: 'revoked' | 'beyond'): void {
    const { card, bytes } = claim!;
    const signer = Buffer.from(bytes).readUInt16BE(14);
    const kind = standing === 'revoked' ? 'revoked-terminal' : 'beyond-certificate';
    const evidence = { ...this.#evidence(entry.number, `by counter ${signer}`), card, record: bytes };
    this.#registry.cases.report(kind, signer, evidence);
  }

  #reportBad({ entry, claim }: Told, fault: 'unknown-card' | 'not-genuine'): void {
    const { cases, chains } = this.#registry;
    const { card, bytes } = claim!;
    const evidence = { ...this.#evidence(entry.number, 'not issued here'), card, record: bytes };
    if (fault === 'unknown-card') {
      cases.report('unknown-card', card, evidence);
      return;
    }
    this.#searches += 1;
    const holder = this.#searches <= MOST_SEARCHES ? chains.holderOf(bytes) : undefined;
    const [kind, note] =
      holder === undefined || holder === card
        ? (['forged-record', 'its signature is not valid'] as const)
        : (['moved-record', `it belongs to card ${holder}`] as const);
    cases.report(kind, this.#terminal, { ...evidence, note });
  }

  #freeze({ entry, meaning }: Told, card: number): void {
    const reason = meaning.reason ?? 'unknown';
    this.#registry.settlement.addFreeze(this.#terminal, entry.number, card, reason);
    const kind = FREEZES[reason] ?? 'frozen';
    const note = `frozen at counter ${this.#terminal}: ${reason}`;
    const { record } = meaning;
    const evidence = { ...this.#evidence(entry.number, note), card, ...(record ? { record } : {}) };
    this.#registry.cases.report(kind, card, evidence);
  }

  #evidence(entry: number, note: string): Evidence {
    return { terminal: this.#terminal, entry, note };
  }
}
