/** What the counters reported: one chain per card, and the cases that it opens. */
export const SETTLEMENT = '';
