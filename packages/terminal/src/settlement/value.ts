import type { SettlementReply } from '@kartukita/card-core';
import { addCredits } from '../ledger/credits.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { handOverOwed } from '../ledger/owed.ts';

/** What a reply brought that has a value for somebody. */
export interface AppliedValue {
  /** Credits that this counter did not know. */
  readonly credits: number;
  /** What it owed to holders of cards and has handed over, whole rupiah. */
  readonly handedOverRupiah: number;
}

/** Takes in what a reply says of value, inside the transaction that takes in the reply. */
export function takeInValue(ledger: Ledger, reply: SettlementReply): AppliedValue {
  const credits = addCredits(ledger, reply.credits);
  const handedOver = reply.owed.map(({ id, card }) => handOverOwed(ledger, id, card) ?? 0);
  return { credits, handedOverRupiah: handedOver.reduce((sum, amount) => sum + amount, 0) };
}
