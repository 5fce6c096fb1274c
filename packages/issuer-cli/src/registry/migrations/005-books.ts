/** The organisation's double-entry books. */
export const BOOKS = '';
