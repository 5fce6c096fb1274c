import { bankTopup, insertBankTopup } from '../ledger/bank-topups.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MoneyRequest } from '../sale/request.ts';
import { requireReason } from './shifts.ts';

export type Tender = 'cash' | 'transfer';

/** A top-up with cash: it comes into the drawer. */
export function topupByCash(amountRupiah: number, reference?: string): MoneyRequest {
  return { kind: 'topup', amountRupiah, reference, terms: { details: { tender: 'cash' } } };
}

/**
 * A top-up by a bank transfer that the cashier has seen on the account: it comes from the bank, and the reference of
 * one transfer tops up once.
 *
 * @throws `usage` (form of the reference)
 */
export function topupByTransfer(
  ledger: Ledger,
  amountRupiah: number,
  bankReference: string,
  reference?: string,
): MoneyRequest {
  const named = requireReason(bankReference).toUpperCase().replace(/\s+/g, ' ');
  return {
    kind: 'topup',
    amountRupiah,
    reference,
    terms: {
      against: [{ account: 'bank-clearing', amountRupiah }],
      details: { tender: 'transfer', bankReference: named },
      refusal: () => (bankTopup(ledger, named) ? 'bank-transfer-used' : undefined),
      rows: (_card, transfer) => insertBankTopup(ledger, transfer, named),
    },
  };
}
