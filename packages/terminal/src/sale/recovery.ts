import { KartuError } from '@kartukita/card-core';
import { type Duty, dutyOf } from '../ledger/audit.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Transfer } from '../ledger/transfer.ts';

/**
 * What a counter does when it starts: a transfer that is still pending was cut off between reserve and post. Whether
 * the card was written cannot be known, so it becomes unresolved; the card's next tap shows it.
 *
 * @returns the transfers that were pending
 */
export function settleInterrupted(ledger: Ledger): Transfer[] {
  const interrupted = ledger.openTransfers().filter((transfer) => transfer.state === 'pending');
  for (const transfer of interrupted) ledger.markUnresolved(transfer.id, 'interrupted');
  return interrupted;
}

/**
 * The cashier closes a transfer whose card does not come back: nothing was sold, or the cash was given back. Should
 * the card show later that the write had happened, the ledger takes it in on that evidence (see tap.ts).
 */
export function closeAsNotDone(ledger: Ledger, transferId: number, by: Duty = {}): Transfer {
  const transfer = ledger.transfer(transferId);
  if (!transfer)
    throw new KartuError('not-found', `There is no transfer ${transferId}`, {
      details: { what: 'transfer-unknown', transfer: transferId },
    });
  if (transfer.state !== 'unresolved') {
    throw new KartuError(
      'usage',
      `Transfer ${transferId} is ${transfer.state}: only an unresolved one can be closed`,
      { details: { what: 'transfer-closed', transfer: transferId, state: transfer.state } },
    );
  }
  ledger.void(transferId, 'closed by the cashier', dutyOf(by));
  return { ...transfer, state: 'voided' };
}
