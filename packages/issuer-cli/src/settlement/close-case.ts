import { KartuError } from '@kartukita/card-core';
import type { Case } from '../registry/cases.ts';
import { writeOffLine } from '../registry/chains.ts';
import type { Registry } from '../registry/registry.ts';
import { isMemberPayment, takeMemberPayment } from '../value/dues.ts';
import { isOwedAnswer, OWED_TAKEN, takeOwed } from '../value/owed.ts';
import { CREDIT_WITHDRAWN, takeWithdrawal } from '../value/withdraw.ts';
import { meaningOf } from './entries.ts';

export interface CloseOrder {
  readonly reason: string;
  /** Who closes it, and the second person where money is written off or let in. */
  readonly by: string;
  readonly approvedBy?: string | undefined;
  /** Book the difference between what cards show and what is booked. */
  readonly writeOff?: boolean | undefined;
  /** Book what a revoked counter told and was left out. */
  readonly accept?: boolean | undefined;
  /** Counters may take the card again. */
  readonly unfreeze?: boolean | undefined;
}

export interface ClosedCase {
  readonly id: number;
  readonly writtenOff: readonly { readonly card: number; readonly amountRupiah: number }[];
  /** Entries that were booked after all. */
  readonly accepted: number;
  readonly unfrozen: boolean;
}

const MAX_REASON = 200;

/**
 * Closes a case; what it costs is booked in the same transaction. Throws `not-found`, `usage` (closed already, no
 * reason, nothing to write off, records that have still to come), `not-permitted` (no second person).
 */
export function closeCase(registry: Registry, id: number, order: CloseOrder): ClosedCase {
  return registry.settlement.transact(() => {
    const found = registry.cases.get(id);
    requireClosable(found, order);
    const isLate = found.kind === 'used-after-release';
    const lossesOf = isLate ? lateLossOf : writeOffsOf;
    const writeOffs = order.writeOff ? lossesOf(registry, found) : [];
    if (order.writeOff && writeOffs.length === 0) throw usage('case-nothing', { case: id });
    const accepted = order.accept ? acceptEntries(registry, found) : 0;
    const unfrozen = order.unfreeze === true && found.card !== null;
    const { by, approvedBy = null } = order;
    const reason = order.reason.trim();
    const move = registry.cases.move(id, 'closed', { reason, by, approvedBy, writeOffs, accepted, unfrozen });
    for (const [card, amounts] of Map.groupBy(writeOffs, (each) => each.card)) {
      // What was lost after the value had followed is no difference between this card and its books.
      for (const { amountRupiah } of isLate ? [] : amounts)
        registry.cases.addWriteOff(id, move, card, amountRupiah);
      const origin = isLate ? 'late-use' : 'case';
      registry.books.post(
        { source: `${origin}:${id}:${move}:card:${card}`, memo: reason },
        amounts.map(({ amountRupiah }) => writeOffLine(card, amountRupiah)),
      );
    }
    if (found.kind === 'unreported-record' && order.writeOff)
      registry.chains.writeOffAwaitedOf(found.terminal!, id);
    if (unfrozen) unfreeze(registry, found);
    registry.audit.record('case-closed', String(id), {
      reason,
      by,
      approvedBy,
      writeOffs,
      accepted,
      unfrozen,
    });
    return { id, writtenOff: writeOffs, accepted, unfrozen };
  });
}

function requireClosable(found: Case, order: CloseOrder): void {
  if (found.state === 'closed') throw usage('case-closed', { case: found.id });
  const { length } = order.reason.trim();
  if (length < 1 || length > MAX_REASON) throw usage('case-reason', { max: MAX_REASON });
  if (order.accept && found.kind !== 'revoked-terminal') throw usage('case-accept', {});
  if (order.unfreeze && found.card === null) throw usage('case-unfreeze', {});
  if (!(order.writeOff || order.accept) || order.approvedBy !== undefined) return;
  throw new KartuError('not-permitted', 'a second person has to approve this', {
    details: { what: 'case-second' },
  });
}

function writeOffsOf(registry: Registry, found: Case): { card: number; amountRupiah: number }[] {
  if (found.kind === 'unreported-record') {
    const awaited = registry.overview.awaitedOf(found.terminal!);
    return awaited.map(({ card, rupiah }) => ({ card, amountRupiah: rupiah }));
  }
  if (found.card === null) return [];
  const [sums] = registry.overview.cards(found.card);
  if (!sums) return [];
  if (sums.awaited > 0 || sums.waiting > 0) throw usage('case-awaited', { case: found.id, card: found.card });
  const amountRupiah = sums.shownRupiah - sums.reportedRupiah - sums.writtenOffRupiah;
  return amountRupiah === 0 ? [] : [{ card: found.card, amountRupiah }];
}

/** A card was used after its value had followed to another: what its purse lacks is lost. */
function lateLossOf(registry: Registry, { card }: Case): { card: number; amountRupiah: number }[] {
  const amountRupiah = Math.max(0, -registry.books.balance(`purse:${card!}`));
  return amountRupiah === 0 ? [] : [{ card: card!, amountRupiah }];
}

/** What a revoked counter told is believed after all: somebody has looked into it. */
function acceptEntries(registry: Registry, { terminal }: Case): number {
  let accepted = 0;
  for (const entry of registry.settlement.leftOut(terminal!)) {
    const meaning = meaningOf(terminal!, entry.kind, entry.body);
    if (meaning.isMalformed) continue;
    if (meaning.kind === OWED_TAKEN) {
      if (!isOwedAnswer(registry, terminal!, meaning)) continue;
      takeOwed(registry, terminal!, entry.number, meaning);
    }
    if (meaning.kind === CREDIT_WITHDRAWN) takeWithdrawal(registry, terminal!, meaning);
    const source = `terminal:${terminal}:entry:${entry.number}`;
    if (meaning.lines.length > 0) {
      const { posted } = registry.books.post(
        { source, atMs: entry.timeMs, memo: meaning.kind },
        meaning.lines,
      );
      if (posted) accepted += 1;
      // A payment that came twice is owed back, as at any other counter; one that was given back too is somebody's loss.
      if (posted && isMemberPayment(meaning)) takeMemberPayment(registry, terminal!, meaning);
    }
    const reserved =
      meaning.kind === 'post' && meaning.transfer !== undefined
        ? registry.settlement.entry(terminal!, meaning.transfer)
        : undefined;
    const told = reserved ? meaningOf(terminal!, reserved.kind, reserved.body) : meaning;
    const isOwn = meaning.kind === 'post' || meaning.kind === 'correction';
    if (isOwn && told.card !== undefined && told.record)
      registry.chains.forgetAwaitedRecord(told.card, told.record);
  }
  return accepted;
}

function unfreeze(registry: Registry, { id, card }: Case): void {
  const others = registry.cases.freezing(card!).filter((each) => each.id !== id);
  const [other] = others;
  if (other) throw usage('case-other', { case: id, card: card!, other: other.id });
  registry.cases.setFrozen(card!, false, id);
}

function usage(what: string, details: Record<string, string | number>): KartuError {
  return new KartuError('usage', what, { details: { what, ...details } });
}
