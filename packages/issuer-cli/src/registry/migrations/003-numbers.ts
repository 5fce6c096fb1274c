/** Chosen numbers, reservations, approvals and auctions. */
export const NUMBERS = ``;
