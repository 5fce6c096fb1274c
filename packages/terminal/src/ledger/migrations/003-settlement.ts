/** What goes to the issuer and what came back: batches, replies, credits, standings. */
export const SETTLEMENT = '';
