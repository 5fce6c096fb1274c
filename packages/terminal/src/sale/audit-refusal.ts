import { isKartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { audit } from '../ledger/audit.ts';
import { isMoney, type Request, type TapResult } from './request.ts';

/** A refusal in a shift stands in the audit trail; that it could not be written down is no reason to fail. */
export function auditRefusal({ ledger, duty }: Counter, request: Request, result: TapResult): void {
  if (duty?.shift === undefined || result.outcome !== 'refused' || request.kind === 'balance') return;
  const { reason, cardSerial } = result;
  const amount = isMoney(request) ? { amountRupiah: request.amountRupiah } : {};
  try {
    audit(ledger, 'refusal', duty, { reason, kind: request.kind, ...amount, card: cardSerial });
  } catch (error) {
    if (!isKartuError(error)) throw error;
  }
}
