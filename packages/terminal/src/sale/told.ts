import { isKartuError } from '@kartukita/card-core';
import type { Ledger } from '../ledger/ledger.ts';
import type { Transfer } from '../ledger/transfer.ts';
import { isSettlement } from './request.ts';

/**
 * A process may die between booking a transfer and telling so. The cashier, who saw nothing, does it again; the
 * counter then says that it was done instead of charging twice (design §4.4). What was told is remembered card by card,
 * by the number of the last transfer that was: the cashier may serve others before this one comes back.
 */
const toldOf = (card: number) => `told-transfer:${card}`;

/** As far back as anybody looks: one tap leaves a few transfers that nobody asked for. */
const LOOKED_AT = 20;

/**
 * The last that was asked for with this card and not voided, if it was posted and nobody was told. What the counter
 * settles by itself before it does what is asked (something owed, salary) stands in between and counts for nothing.
 */
export function untoldTransfer(ledger: Ledger, card: number): Transfer | undefined {
  const last = ledger.transfersOf(card, LOOKED_AT).find((transfer) => {
    const isAsked = transfer.kind !== 'correction' && !isSettlement(transfer);
    return isAsked && transfer.state !== 'voided';
  });
  const told = Number(ledger.setting(toldOf(card)) ?? 0);
  return last?.state === 'posted' && last.id > told ? last : undefined;
}

/** Never fails: an answer that was given and not remembered is at worst given once more. */
export function markTold(ledger: Ledger, transfer: number): void {
  try {
    const card = ledger.transfer(transfer)?.card;
    if (card !== undefined) ledger.setSetting(toldOf(card), String(transfer));
  } catch (error) {
    if (!isKartuError(error)) throw error;
  }
}
