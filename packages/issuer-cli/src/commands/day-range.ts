import { KartuError } from '@kartukita/card-core';

export const SINCE_ABOUT = 'first day, YYYY-MM-DD by the clock of this computer';
export const UNTIL_ABOUT = 'last day, YYYY-MM-DD by the clock of this computer';

/** The first moment of a day by the clock of this computer, as it is typed. Throws `usage`. */
export function startOfDay(text: string): Date {
  const time = new Date(`${text}T00:00`);
  // 30 February would become 2 March
  if (/^\d{4}-\d\d-\d\d$/.test(text) && time.toLocaleDateString('sv-SE') === text) return time;
  throw new KartuError('usage', `${text.slice(0, 20)} is no day`, {
    details: { what: 'day', text: text.slice(0, 20) },
  });
}

/** The moment at which a day begins; undefined where none is given. */
export function fromDay(text: string | undefined): number | undefined {
  return text === undefined ? undefined : startOfDay(text).getTime();
}

/** The moment at which the day after the one given begins; undefined where none is given. */
export function afterDay(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = startOfDay(text);
  day.setDate(day.getDate() + 1);
  return day.getTime();
}
