import { dayFromDate, isKartuError, KartuError, NO_EXPIRY } from '@kartukita/card-core';

/** How long a card is good for where nothing is said. */
const DEFAULT_YEARS = 5;

/** The calendar day of an instant where the secretariat is, as days since 2020-01-01. */
export function dayOf(instant: Date): number {
  return dayFromDate(localDate(instant.getFullYear(), instant.getMonth(), instant.getDate()));
}

/** The same day five years on; of 29 February the day after. */
export function defaultExpiry(today: Date): number {
  const then = new Date(today.getFullYear() + DEFAULT_YEARS, today.getMonth(), today.getDate());
  return dayOf(then);
}

/** `YYYY-MM-DD` not before today, or `never`. Throws `usage`. */
export function parseExpiry(text: string, today: Date): number {
  if (text.trim().toLowerCase() === 'never') return NO_EXPIRY;
  const day = dayIfAny(text.trim());
  if (day !== undefined && day >= dayOf(today)) return day;
  throw new KartuError('usage', `"${text.slice(0, 20)}" is no day to come`, {
    details: { what: 'expires', text: text.slice(0, 20) },
  });
}

function dayIfAny(text: string): number | undefined {
  try {
    return dayFromDate(text);
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return undefined;
    throw error;
  }
}

function localDate(year: number, month: number, day: number): string {
  return [String(year).padStart(4, '0'), month + 1, day]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}
