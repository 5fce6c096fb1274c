import { equalBytes, recordHash } from '@kartukita/card-core';
import { movementOfClosed, movementsOf, purseAccount } from '../ledger/accounts.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { decoded, type Transfer } from '../ledger/transfer.ts';
import type { RequestKind } from '../sale/rules.ts';

export interface SettledTransfer {
  readonly transfer: number;
  readonly card: number;
  readonly amountRupiah: number;
  /** `owed`: it had been closed as not done and stands on the card after all. */
  readonly outcome: 'posted' | 'voided' | 'owed';
}

/**
 * Other counters have met a card whose transfer was unfinished here, or closed as not done, and the issuer says what
 * they saw. The books follow, as they would at a tap (sale/tap.ts). Says nothing about a transfer that is settled.
 */
export function settleTransfer(ledger: Ledger, id: number, written: boolean): SettledTransfer[] {
  const transfer = ledger.transfer(id);
  if (!transfer || transfer.kind === 'correction') return [];
  const { card, amountRupiah, state } = transfer;
  const settled = (outcome: SettledTransfer['outcome']) => [{ transfer: id, card, amountRupiah, outcome }];
  const isOpen = state === 'pending' || state === 'unresolved';
  if (!written) {
    if (!isOpen) return [];
    ledger.void(id, 'the issuer knows that it was not written');
    return settled('voided');
  }
  if (ledger.recordAt(card, transfer.sequence)) return []; // taken in at a tap since
  if (!isOpen && state !== 'voided') return [];
  if (isOfAnotherBranch(ledger, transfer)) {
    if (!isOpen) return [];
    ledger.void(id, 'the card forked, and these books have the other side');
    return settled('voided');
  }
  const kind = transfer.kind as RequestKind;
  takeBackElsewhere(ledger, transfer);
  if (isOpen) {
    ledger.post(transfer, ...movementsOf(transfer));
    return settled('posted');
  }
  ledger.postCorrection(transfer, movementOfClosed(kind, card, amountRupiah));
  return settled('owed');
}

/**
 * A copy of the card went on without it, and these books have met what follows there: it has no place in their chain.
 * The issuer has both sides, and a case.
 */
function isOfAnotherBranch(ledger: Ledger, transfer: Transfer): boolean {
  const next = ledger.recordAt(transfer.card, transfer.sequence + 1);
  return next !== undefined && !equalBytes(decoded(next).record.previousHash, recordHash(decoded(transfer)));
}

/** What a later state has brought into these books as done elsewhere was done here: it is taken back there. */
function takeBackElsewhere(ledger: Ledger, transfer: Transfer): void {
  const last = ledger.lastRecord(transfer.card);
  if (!last || decoded(last).record.sequence < transfer.sequence) return;
  const purse = purseAccount(transfer.card);
  const takes = transfer.kind === 'sale' || transfer.kind === 'payout';
  const [debit, credit] = takes ? ['elsewhere', purse] : [purse, 'elsewhere'];
  const { id, card, amountRupiah } = transfer;
  ledger.book('not-elsewhere', { card, seen: id }, [{ debit, credit, amountRupiah }]);
}
