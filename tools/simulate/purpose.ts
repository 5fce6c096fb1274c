import { saleForMerchant } from '../../packages/terminal/src/day/articles.ts';
import { duesPayment } from '../../packages/terminal/src/day/dues.ts';
import { eventRegistration } from '../../packages/terminal/src/day/events.ts';
import type { Claim } from './account.ts';
import type { Request } from './program.ts';

/** What a sale is for, beyond goods of the counter's own. */
export type Purpose =
  | { readonly for: 'merchant'; readonly merchant: string }
  | { readonly for: 'dues' | 'event'; readonly subject: string };

/** What members owe, and what they may register for: opened at the office before the first day. Whole rupiah. */
export const DUES = [
  { period: '2026-03', amountRupiah: 10_003 },
  { period: '2026-04', amountRupiah: 15_003 },
] as const;
export const EVENT = { event: 'rat-2026', feeRupiah: 20_003 } as const;

/** What it costs; undefined: whatever the customer buys. */
export function priceOf(purpose: Purpose | undefined): number | undefined {
  if (purpose?.for === 'dues') return DUES.find(({ period }) => period === purpose.subject)?.amountRupiah;
  return purpose?.for === 'event' ? EVENT.feeRupiah : undefined;
}

/** Paid to a member twice, it is owed back: what it is, of those that are paid once. */
export function onceOnly({ purpose }: Pick<Claim, 'purpose'>): string | undefined {
  return purpose === undefined || purpose.for === 'merchant'
    ? undefined
    : `${purpose.for} ${purpose.subject}`;
}

export const samePurpose = (a: Purpose | undefined, b: Purpose | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** As the counter's commands make it, anew for each try. Throws what they throw, such as for an event it does not know. */
export function requestFor({ till, plastic, kind, amountRupiah, reference, purpose }: Claim): Request {
  const named = reference === undefined ? {} : { reference };
  switch (purpose?.for) {
    case undefined:
      return { kind, amountRupiah, ...named };
    case 'merchant':
      return saleForMerchant(purpose.merchant, amountRupiah, reference);
    case 'dues': {
      const period = { period: purpose.subject, amountRupiah };
      return duesPayment(till.counter, plastic.memberNumber, [period], reference);
    }
    case 'event':
      return eventRegistration(till.counter, purpose.subject, reference);
  }
}
