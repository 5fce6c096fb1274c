import { KartuError } from '@kartukita/card-core';

/** What may be said of a member, checked before it goes anywhere. Pure. */

export const MAX_NAME_LENGTH = 80;
const EARLIEST_COHORT = 1900;
const LATEST_COHORT = 2099;

/**
 * A name as it is kept: NFC, without spaces around it and with single ones inside. Throws `usage` for an empty or
 * too long one, and for characters that cannot be seen (they would print as something else than they look).
 */
export function normaliseName(text: string): string {
  const name = text.normalize('NFC').trim().replace(/ {2,}/g, ' ');
  const reason =
    name.length === 0
      ? 'empty'
      : [...name].length > MAX_NAME_LENGTH
        ? 'long'
        : /[\p{C}\p{Zl}\p{Zp}]/u.test(name)
          ? 'control'
          : /\p{L}/u.test(name)
            ? undefined
            : 'letters';
  if (reason === undefined) return name;
  throw new KartuError('usage', `the name cannot be kept: ${reason}`, {
    details: { what: `name-${reason}`, max: MAX_NAME_LENGTH },
  });
}

/** A cohort: the four digits of a year. Throws `usage`. */
export function parseCohort(text: string): number {
  const year = /^\d{4}$/.test(text.trim()) ? Number(text) : 0;
  if (year >= EARLIEST_COHORT && year <= LATEST_COHORT) return year;
  throw new KartuError('usage', `"${text.slice(0, 20)}" is not a cohort: a year of four digits`, {
    details: { what: 'cohort', text: text.slice(0, 20) },
  });
}
