import { KartuError } from '@kartukita/card-core';

/** What people write about a card: how much of it is kept. */
const LENGTHS = { reason: 200, recipient: 80, partner: 60 } as const;

/** One line of text, spaces made single. Throws `usage` for nothing, too much, or letters that cannot be seen. */
export function parseLine(field: keyof typeof LENGTHS, text: string): string {
  const max = LENGTHS[field];
  const line = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (line !== '' && [...line].length <= max && !/\p{C}/u.test(line)) return line;
  throw new KartuError('usage', `the ${field} cannot be kept`, { details: { what: `${field}-text`, max } });
}

/**
 * The number of a partner's card as it is printed there, in groups or not: 8 to 19 digits (ISO/IEC 7812 knows up to
 * 19). Throws `usage`, whose details never hold what was typed.
 */
export function parsePartnerNumber(text: string): string {
  const digits = text.trim().replace(/[ .-]/g, '');
  if (/^\d{8,19}$/.test(digits)) return digits;
  throw new KartuError('usage', 'this is no number of a partner card', {
    details: { what: 'partner-number' },
  });
}

/** All that is shown of a partner's number. */
export function maskedNumber(last4: string): string {
  return `•••• ${last4}`;
}
