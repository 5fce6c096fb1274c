import { decodeHead, formatMemberNumber, KartuError } from '@kartukita/card-core';
import type { Language } from '@kartukita/card-core/console';
import type { Counter } from '../counter/counter.ts';
import { type ShiftReport, shiftReport } from '../day/report.ts';
import { cashierById } from '../ledger/cashiers.ts';
import type { Shift } from '../ledger/shifts.ts';
import { detailsOf } from '../ledger/transfer.ts';
import { identityOf } from '../sale/read-card.ts';
import type { PurposeDetails } from '../sale/request.ts';
import type { ReceiptData } from './receipt.ts';
import type { Slip } from './slip.ts';
import { zSlip } from './z-slip.ts';

/**
 * What stands on the receipt of a transfer, out of the books alone: the same each time it is asked for.
 *
 * @param copy true when it has been printed, or may have been
 * @throws `not-found` when there is no such transfer, or it is not posted: `details.state` says what it is
 */
export function receiptFromBooks(
  { ledger, bundle, certificate }: Pick<Counter, 'ledger' | 'bundle' | 'certificate'>,
  id: number,
  { copy }: { copy: boolean },
): ReceiptData {
  const transfer = ledger.transfer(id);
  if (transfer?.state !== 'posted') {
    throw new KartuError('not-found', `no posted transfer ${id}`, {
      details: {
        what: transfer ? 'receipt-not-posted' : 'receipt-unknown',
        transfer: id,
        state: transfer?.state ?? '',
      },
    });
  }
  const { items, merchant, tender, corrects, cashier } = detailsOf(transfer) as PurposeDetails & {
    readonly cashier?: string;
  };
  const shown = (digits: string) => formatMemberNumber(digits, bundle.numberFormat);
  const { memberNumber } = identityOf(ledger.cardBySerial(transfer.card)!);
  return {
    organisation: bundle.organisationName,
    outlet: certificate.outlet,
    terminal: bundle.terminal,
    transfer: id,
    timeMs: transfer.timeMs,
    kind: transfer.kind,
    amountRupiah: transfer.amountRupiah,
    balanceRupiah: decodeHead(transfer.head)!.balanceRupiah,
    memberNumber: shown(memberNumber),
    items,
    cashier: cashier === undefined ? undefined : (cashierById(ledger, cashier)?.name ?? cashier),
    merchant: merchant === undefined ? undefined : shown(merchant),
    tender: tender ?? (transfer.kind === 'sale' ? 'card' : transfer.kind === 'topup' ? 'cash' : undefined),
    corrects,
    copy,
  };
}

/** The report of a shift as people read it: cashiers by their names, merchants by their numbers as they are written. */
export function namedReport(
  { ledger, bundle }: Pick<Counter, 'ledger' | 'bundle'>,
  report: ShiftReport,
): ShiftReport {
  const shown = (digits: string) => formatMemberNumber(digits, bundle.numberFormat);
  const name = (id: string) => cashierById(ledger, id)?.name ?? id;
  const { shift } = report;
  return {
    ...report,
    shift: { ...shift, openedBy: shift.openedBy === null ? null : name(shift.openedBy) },
    byMerchant: report.byMerchant.map((sum) => ({ ...sum, key: shown(sum.key) })),
    byCashier: report.byCashier.map((sum) => ({ ...sum, key: name(sum.key) })),
  };
}

/** The report of a shift: the same each time it is asked for, once the shift is closed. */
export function zSlipOf(
  counter: Pick<Counter, 'ledger' | 'bundle' | 'certificate'>,
  shift: Shift,
  language: Language,
): Slip {
  const { ledger, bundle, certificate } = counter;
  const head = {
    organisation: bundle.organisationName,
    outlet: certificate.outlet,
    terminal: bundle.terminal,
  };
  return zSlip(namedReport(counter, shiftReport(ledger, shift)), head, language);
}
