import type { SettlementReply } from '@kartukita/card-core';
import { addCredits, withdrawCredit } from '../ledger/credits.ts';
import { eventById, putEvent } from '../ledger/events.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { handOverOwed } from '../ledger/owed.ts';
import { addPaidElsewhere, type PaidElsewhere, putDuesPeriod } from '../ledger/paid-elsewhere.ts';

/** What a reply brought that has a value for somebody. */
export interface AppliedValue {
  /** Credits that this counter did not know. */
  readonly credits: number;
  /** What they add up to, whole rupiah. */
  readonly creditsRupiah: number;
  /** What it owed to holders of cards and has handed over, whole rupiah. */
  readonly handedOverRupiah: number;
}

/** Takes in what a reply says of value, inside the transaction that takes in the reply. */
export function takeInValue(ledger: Ledger, reply: SettlementReply): AppliedValue {
  const credits = addCredits(ledger, reply.credits);
  for (const { id, card, number } of reply.withdrawn) withdrawCredit(ledger, id, card, number);
  takeInDues(ledger, reply);
  const handedOver = reply.owed.map(({ id, card }) => handOverOwed(ledger, id, card) ?? 0);
  return {
    credits: credits.length,
    creditsRupiah: credits.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0),
    handedOverRupiah: handedOver.reduce((sum, amount) => sum + amount, 0),
  };
}

/** Periods and events as the issuer has them, and who has paid elsewhere. */
function takeInDues(ledger: Ledger, { dues, events }: SettlementReply): void {
  for (const { period, title, amountRupiah, due } of dues)
    putDuesPeriod(ledger, { period, title, amountRupiah, due });
  for (const { event: id, title: name, feeRupiah, open: active } of events) {
    const known = eventById(ledger, id);
    const isKnown = known?.name === name && known.feeRupiah === feeRupiah && known.active === active;
    if (!isKnown) putEvent(ledger, { id, name, feeRupiah, active });
  }
  const paid = (kind: PaidElsewhere['kind'], subject: string, members: readonly string[], is: boolean) =>
    [...new Set(members)].map((member): PaidElsewhere => ({ kind, subject, member, paid: is }));
  addPaidElsewhere(ledger, [
    ...dues.flatMap((each) => [
      ...paid('dues', each.period, each.paid, true),
      ...paid('dues', each.period, each.unpaid, false),
    ]),
    ...events.flatMap((each) => [
      ...paid('event', each.event, each.registered, true),
      ...paid('event', each.event, each.unregistered, false),
    ]),
  ]);
}
