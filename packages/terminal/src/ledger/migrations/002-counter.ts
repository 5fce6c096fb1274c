/** The counter's day: cashiers, shifts, articles, tenders, merchants, receipts. */
export const COUNTER = '';
