/** The life of a card, batch runs, replacements. */
export const CARDS = '';
