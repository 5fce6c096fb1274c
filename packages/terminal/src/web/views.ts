import { CARD_PROFILE } from '@kartukita/card-core';
import { shownNumber } from '../commands/context.ts';
import type { Counter } from '../counter/counter.ts';
import { purseAccount } from '../ledger/accounts.ts';
import { initialsOf } from '../ledger/settlement.ts';
import type { Transfer } from '../ledger/transfer.ts';
import { identityOf } from '../sale/read-card.ts';
import type { TapResult } from '../sale/request.ts';
import type { CaseView, ResultView } from './protocol.ts';

/** A tap's result as the screen shows it: with the books' own balance beside the card's, never in its place. */
export function resultView(counter: Counter, result: TapResult): ResultView {
  const { ledger } = counter;
  const card = result.cardSerial === null ? undefined : ledger.cardBySerial(result.cardSerial);
  return {
    ...result,
    memberNumber: shownNumber(counter, result.memberNumber),
    balanceFrom: card && CARD_PROFILE[card.kind] !== 'purse' ? 'books' : 'card',
    booksRupiah: card ? 0 - ledger.accountBalance(purseAccount(card.serial)) : null,
    initials: card && result.outcome !== 'refused' ? initialsFor(counter, card.serial) : null,
  };
}

/** Nothing of a card that is refused, and nothing where the organisation does not want it. */
function initialsFor({ ledger, bundle }: Counter, card: number): string | null {
  return bundle.policy.displayInitials === false ? null : (initialsOf(ledger, card) ?? null);
}

/** The result of a transfer that is in the books already, for a window that asks for it again. */
export function resultOfPosted(counter: Counter, transfer: Transfer): ResultView {
  const card = counter.ledger.cardBySerial(transfer.card);
  const balanceRupiah = 0 - counter.ledger.accountBalance(purseAccount(transfer.card));
  return resultView(counter, {
    outcome: 'posted',
    resumed: true,
    kind: transfer.kind as NonNullable<TapResult['kind']>,
    amountRupiah: transfer.amountRupiah,
    transfer: transfer.id,
    memberNumber: card ? identityOf(card).memberNumber : null,
    cardSerial: transfer.card,
    balanceRupiah,
    sequence: transfer.sequence,
    owedRupiah: 0,
  });
}

/** What is unfinished at this counter, oldest first. */
export function openCases(counter: Counter): CaseView[] {
  return counter.ledger.openTransfers().map((transfer) => ({
    transfer: transfer.id,
    kind: transfer.kind,
    amountRupiah: transfer.amountRupiah,
    memberNumber: memberNumberOf(counter, transfer.card),
    timeMs: transfer.timeMs,
  }));
}

export function memberNumberOf(counter: Counter, serial: number): string | null {
  const card = counter.ledger.cardBySerial(serial);
  return card ? shownNumber(counter, identityOf(card).memberNumber) : null;
}
