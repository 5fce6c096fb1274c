import { KartuError, type NumberFormat } from '@kartukita/card-core';

/**
 * How an organisation writes its member numbers, as data. A pattern is made of groups of `Y` (last digits of the
 * cohort's year) and `N` (digits of the unique number) with one kind of separator, such as `YY.NNNNNNNN`
 * (domain §1). Nothing in this folder does I/O.
 */
export interface NumberScheme {
  readonly pattern: string;
  readonly format: NumberFormat;
  /** 0, 2 or 4. */
  readonly yearDigits: number;
  /** 1 to 14. */
  readonly uniqueDigits: number;
  /** The pattern without separators: one letter for each digit. */
  readonly letters: string;
}

/** The alumni association's: two digits of the graduation year, eight of the unique number. */
export const DEFAULT_PATTERN = 'YY.NNNNNNNN';

const MAX_DIGITS = 16;
/** Beyond this the greatest number would no longer be an exact integer. */
const MAX_UNIQUE_DIGITS = 14;

/** Throws `usage` for a pattern that no number could be written in. */
export function parseScheme(pattern: string): NumberScheme {
  const parts = pattern.match(/Y+|N+|[^YN]/g) ?? [];
  const groups = parts.filter((part) => /[YN]/.test(part));
  const separators = parts.filter((part) => !/[YN]/.test(part));
  const letters = groups.join('');
  const years = groups.filter((group) => group.startsWith('Y'));
  const yearDigits = years.join('').length;
  const uniqueDigits = letters.length - yearDigits;
  const separator = separators[0] ?? '';
  const valid =
    separators.every((each) => each === separator && /[./ -]/.test(each)) &&
    (separators.length === 0 || separators.length === groups.length - 1) &&
    new RegExp(`^[YN]+(?:\\${separator || '.'}[YN]+)*$`).test(pattern) &&
    years.length <= 1 &&
    [0, 2, 4].includes(yearDigits) &&
    uniqueDigits >= 1 &&
    uniqueDigits <= MAX_UNIQUE_DIGITS &&
    letters.length <= MAX_DIGITS &&
    groups.length <= 8;
  if (!valid) {
    throw new KartuError(
      'usage',
      `"${pattern.slice(0, 40)}" is not a number format such as ${DEFAULT_PATTERN}`,
      {
        details: { what: 'number-format', text: pattern.slice(0, 40), example: DEFAULT_PATTERN },
      },
    );
  }
  const format = { groups: groups.map((group) => group.length), separator };
  return { pattern, format, yearDigits, uniqueDigits, letters };
}

/** The digits of a member number. The cohort counts only where the scheme shows it. */
export function composeNumber(scheme: NumberScheme, cohort: number | undefined, unique: number): string {
  if (unique < 1 || unique > greatestUnique(scheme)) throw exhausted(scheme);
  if (scheme.yearDigits > 0 && cohort === undefined) {
    throw new KartuError('usage', 'this organisation writes the cohort into its member numbers', {
      details: { what: 'cohort-needed' },
    });
  }
  const year = String(cohort ?? 0)
    .padStart(4, '0')
    .slice(4 - scheme.yearDigits);
  const uniqueText = String(unique).padStart(scheme.uniqueDigits, '0');
  const next = { Y: 0, N: 0 };
  return [...scheme.letters]
    .map((letter) => (letter === 'Y' ? year[next.Y++] : uniqueText[next.N++]))
    .join('');
}

/**
 * The next number of the sequence that nobody has a claim on: the first after `last` for which `isTaken` says no.
 * Throws `usage` when there is none left.
 */
export function nextUniqueNumber(
  scheme: NumberScheme,
  last: number,
  isTaken: (unique: number) => boolean,
): number {
  for (let unique = last + 1; unique <= greatestUnique(scheme); unique++) {
    if (!isTaken(unique)) return unique;
  }
  throw exhausted(scheme);
}

/** The digits of a number as somebody typed it: with its separators or without. Throws `member-number-invalid`. */
export function parseMemberNumber(scheme: NumberScheme, text: string): string {
  const { groups, separator } = scheme.format;
  const typed = text.trim();
  const grouped = typed.split(separator === '' ? /(?!)/ : separator);
  const wellGrouped =
    grouped.length === 1 ||
    (grouped.length === groups.length && grouped.every((g, i) => g.length === groups[i]));
  const digits = grouped.join('');
  if (!wellGrouped || !/^\d+$/.test(digits) || digits.length !== scheme.letters.length) {
    throw new KartuError('member-number-invalid', `"${typed.slice(0, 40)}" is not a member number`, {
      details: { text: typed.slice(0, 40), example: exampleNumber(scheme) },
    });
  }
  return digits;
}

/** A number to show people what theirs look like. */
export function exampleNumber(scheme: NumberScheme): string {
  const letters = [...composeNumber(scheme, 1989, 1)];
  const { groups, separator } = scheme.format;
  return groups.map((size) => letters.splice(0, size).join('')).join(separator);
}

function greatestUnique(scheme: NumberScheme): number {
  return 10 ** scheme.uniqueDigits - 1;
}

function exhausted(scheme: NumberScheme): KartuError {
  return new KartuError('usage', `every number of the format ${scheme.pattern} is taken`, {
    details: { what: 'numbers-exhausted', pattern: scheme.pattern },
  });
}
