/** Value that follows people: credits, holds, payouts. */
export const VALUE = '';
