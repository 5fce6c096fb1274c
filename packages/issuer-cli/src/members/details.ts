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

const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['jan', 'januari', 'january'],
    ['feb', 'februari', 'pebruari', 'february'],
    ['mar', 'maret', 'march'],
    ['apr', 'april'],
    ['mei', 'may'],
    ['jun', 'juni', 'june'],
    ['jul', 'juli', 'july'],
    ['agu', 'ags', 'agt', 'aug', 'agustus', 'august'],
    ['sep', 'sept', 'september'],
    ['okt', 'oct', 'oktober', 'october'],
    ['nov', 'nop', 'november', 'nopember'],
    ['des', 'dec', 'desember', 'december'],
  ].flatMap((names, month) => names.map((name) => [name, month + 1])),
);

/**
 * A birth date as `YYYY-MM-DD`, from that form or day first (17/08/1945, 17-8-1945, 17 Agustus 1945). Nothing is
 * guessed: two digits of a year, a month above 12 and a day that no calendar has are refused. Throws `usage`.
 */
export function parseBirthDate(text: string, today: Date): string {
  const typed = text.trim();
  const refuse = (reason: string) =>
    new KartuError('usage', `"${typed.slice(0, 30)}" is not a birth date: ${reason}`, {
      details: { what: `birth-date-${reason}`, text: typed.slice(0, 30) },
    });
  if (/^\d{4,5}([.,]\d+)?$/.test(typed)) throw refuse('serial');
  if (/^\d{1,2}[-/. ][\p{L}\d]+[-/. ]\d{2}$/u.test(typed)) throw refuse('short');
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?$/.exec(typed);
  const dayFirst = /^(\d{1,2})[-/. ]\s?(\p{L}+|\d{1,2})[-/. ]\s?(\d{4})$/u.exec(typed);
  if (!iso && !dayFirst) throw refuse('format');
  const [year, monthText, day] = iso
    ? [Number(iso[1]), iso[2]!, Number(iso[3])]
    : [Number(dayFirst![3]), dayFirst![2]!, Number(dayFirst![1])];
  const month = MONTHS[monthText.toLowerCase()] ?? Number(monthText);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists) throw refuse('impossible');
  if (year < EARLIEST_COHORT) throw refuse('old');
  if (date.getTime() > today.getTime()) throw refuse('future');
  return date.toISOString().slice(0, 10);
}

/**
 * A telephone number as `+` and digits. Without a country it is an Indonesian one. A number that begins with 8 has
 * lost its leading zero in a spreadsheet: it is read as if it were there. Throws `usage`.
 */
export function parsePhone(text: string): string {
  const typed = text.trim();
  const digits = typed.replace(/[\s().-]/g, '').replace(/^00/, '+');
  const number = /^0[1-9]/.test(digits)
    ? `+62${digits.slice(1)}`
    : /^8\d{8,11}$/.test(digits) || /^62\d+$/.test(digits)
      ? `+${digits.startsWith('8') ? '62' : ''}${digits}`
      : digits;
  const fits =
    /^\+62[1-9]\d{6,12}$/.test(number) || (/^\+[1-9]\d{6,14}$/.test(number) && !/^\+62/.test(number));
  if (fits) return number;
  throw new KartuError('usage', `"${typed.slice(0, 30)}" is not a telephone number`, {
    details: { what: 'phone', text: typed.slice(0, 30) },
  });
}

/** True for an Indonesian mobile number whose leading zero is gone, as spreadsheets do. */
export function lostLeadingZero(text: string): boolean {
  return /^8\d{8,11}$/.test(text.trim());
}

/** True for what a spreadsheet makes of a long number: 8.12346E+11. Its digits are gone. */
export function isExcelNumber(text: string): boolean {
  return /^[+-]?\d+([.,]\d+)?E[+-]?\d+$/i.test(text.trim());
}

/** An e-mail address, in lower case after the @; not more than a check for slips. Throws `usage`. */
export function parseEmail(text: string): string {
  const typed = text.trim();
  const match = /^([^\s@<>()",;:]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(typed);
  if (match && typed.length <= 120) return `${match[1]}@${match[2]!.toLowerCase()}`;
  throw new KartuError('usage', `"${typed.slice(0, 40)}" is not an e-mail address`, {
    details: { what: 'email', text: typed.slice(0, 40) },
  });
}

const TEXT_LENGTHS = { address: 200, branch: 60, reason: 200 } as const;

/** One line of text, spaces made single. Throws `usage` for nothing, too much, or letters that cannot be seen. */
export function parseText(field: keyof typeof TEXT_LENGTHS, text: string): string {
  const max = TEXT_LENGTHS[field];
  const line = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (line !== '' && [...line].length <= max && !/\p{C}/u.test(line)) return line;
  throw new KartuError('usage', `the ${field} cannot be kept`, { details: { what: `${field}-text`, max } });
}
