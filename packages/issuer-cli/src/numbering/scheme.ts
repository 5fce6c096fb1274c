import { KartuError, type NumberFormat } from '@kartukita/card-core';
import { CHECK_DIGITS, type CheckAlgorithm, checkDigitsOf } from './check-digit.ts';
import { readSchemeFile, type SchemeFile, type UniqueWithin } from './scheme-file.ts';

/**
 * How an organisation writes its member numbers, as data. A pattern is made of groups of `Y` (last digits of the
 * cohort's year), `B` (code of the branch), `N` (digits of the unique number) and `C` (check digits, last) with one
 * kind of separator, such as `YY.NNNNNNNN` (domain §1). Nothing in this folder does I/O.
 */
export interface NumberScheme {
  readonly pattern: string;
  readonly format: NumberFormat;
  /** 0, 2 or 4. */
  readonly yearDigits: number;
  /** 0 to 6. */
  readonly branchDigits: number;
  /** Code → name; undefined where the scheme names none. */
  readonly branches: Readonly<Record<string, string>> | undefined;
  /** 1 to 14. */
  readonly uniqueDigits: number;
  /** Over all other digits, in the order in which they are written. */
  readonly check: CheckAlgorithm | undefined;
  /** Within what no two members have the same unique number. */
  readonly uniqueWithin: UniqueWithin;
  /** The pattern without separators: one letter for each digit. */
  readonly letters: string;
  /** What it was made from: {@link parseScheme} makes the same again. */
  readonly source: string;
}

/** The parts of a member number, as they are written. */
export interface NumberParts {
  readonly year: string;
  readonly branch: string;
  readonly unique: number;
}

/** The alumni association's: two digits of the graduation year, eight of the unique number. */
export const DEFAULT_PATTERN = 'YY.NNNNNNNN';

const MAX_DIGITS = 16;
/** Beyond this the greatest number would no longer be an exact integer. */
const MAX_UNIQUE_DIGITS = 14;
const MAX_BRANCH_DIGITS = 6;

/**
 * A scheme from its pattern, or from the JSON text of a scheme file (see scheme-file.ts). In a bare pattern `C` is a
 * Luhn digit and `CC` are those of MOD 97-10. Throws `usage` for a pattern that no number could be written in.
 */
export function parseScheme(source: string): NumberScheme {
  const file = readSchemeSource(source);
  const { pattern } = file;
  const groups = pattern.match(/Y+|N+|B+|C+/g) ?? [];
  const separators = pattern.match(/[^YNBC]/g) ?? [];
  const letters = groups.join('');
  const digitsOf = (letter: string) => letters.split(letter).length - 1;
  const [yearDigits, branchDigits, uniqueDigits] = [digitsOf('Y'), digitsOf('B'), digitsOf('N')];
  const separator = separators[0] ?? '';
  const check = file.check ?? (digitsOf('C') === 0 ? undefined : digitsOf('C') === 2 ? 'mod-97-10' : 'luhn');
  const valid =
    separators.every((each) => each === separator && /[./ -]/.test(each)) &&
    (separators.length === 0 || separators.length === groups.length - 1) &&
    new RegExp(`^[YNBC]+(?:\\${separator || '.'}[YNBC]+)*$`).test(pattern) &&
    ['Y', 'B', 'C'].every((letter) => groups.filter((group) => group.startsWith(letter)).length <= 1) &&
    [0, 2, 4].includes(yearDigits) &&
    branchDigits <= MAX_BRANCH_DIGITS &&
    digitsOf('C') === (check ? CHECK_DIGITS[check] : 0) &&
    /^[^C]*C*$/.test(letters) &&
    uniqueDigits >= 1 &&
    uniqueDigits <= MAX_UNIQUE_DIGITS &&
    letters.length <= MAX_DIGITS &&
    groups.length <= 8 &&
    Object.keys(file.branches ?? {}).every((code) => code.length === branchDigits);
  if (!valid) throw unusable(pattern);
  return {
    pattern,
    format: { groups: groups.map((group) => group.length), separator },
    yearDigits,
    branchDigits,
    branches: file.branches,
    uniqueDigits,
    check,
    uniqueWithin: withinOf(file, yearDigits),
    letters,
    source,
  };
}

/** A bare pattern, or the JSON text of a scheme file. */
export function readSchemeSource(source: string): SchemeFile {
  return source.trimStart().startsWith('{') ? readSchemeFile(source) : { pattern: source };
}

/** Member numbers must differ as well: without the year in them two cohorts would have the same. */
function withinOf({ uniqueWithin = 'organisation', pattern }: SchemeFile, yearDigits: number): UniqueWithin {
  if (uniqueWithin === 'organisation' || yearDigits > 0) return uniqueWithin;
  throw new KartuError('usage', `"${pattern}" shows no year`, {
    details: { what: 'number-within-cohort', pattern, example: DEFAULT_PATTERN },
  });
}

function unusable(pattern: string): KartuError {
  const text = pattern.slice(0, 40);
  return new KartuError('usage', `"${text}" is not a number format such as ${DEFAULT_PATTERN}`, {
    details: { what: 'number-format', text, example: DEFAULT_PATTERN },
  });
}

/**
 * The digits of a member number. Cohort and branch count only where the scheme shows them; a branch is given by its
 * code or its name. Throws `usage` where one is missing or unknown.
 */
export function composeNumber(
  scheme: NumberScheme,
  cohort: number | undefined,
  unique: number,
  branch?: string | undefined,
): string {
  if (scheme.yearDigits > 0 && cohort === undefined) {
    throw new KartuError('usage', 'this organisation writes the cohort into its member numbers', {
      details: { what: 'cohort-needed' },
    });
  }
  const year = String(cohort ?? 0)
    .padStart(4, '0')
    .slice(4 - scheme.yearDigits);
  return assembleNumber(scheme, { year, branch: branchCode(scheme, branch), unique });
}

/** The same with parts that stand in a number already. */
export function assembleNumber(scheme: NumberScheme, { year, branch, unique }: NumberParts): string {
  if (unique < 1 || unique > greatestUnique(scheme)) throw exhausted(scheme);
  const text = { Y: year, B: branch, N: String(unique).padStart(scheme.uniqueDigits, '0') };
  const next = { Y: 0, B: 0, N: 0 };
  const digits = [...scheme.letters.replace(/C/g, '')]
    .map((letter) => text[letter as 'Y' | 'B' | 'N'][next[letter as 'Y' | 'B' | 'N']++])
    .join('');
  return scheme.check ? digits + checkDigitsOf(scheme.check, digits) : digits;
}

/** What the digits of a member number say; they must be those of {@link parseMemberNumber}. */
export function partsOfNumber(scheme: NumberScheme, digits: string): NumberParts {
  const of = (letter: string) =>
    [...digits].filter((_digit, place) => scheme.letters[place] === letter).join('');
  return { year: of('Y'), branch: of('B'), unique: Number(of('N')) };
}

function branchCode(scheme: NumberScheme, branch: string | undefined): string {
  if (scheme.branchDigits === 0) return '';
  const typed = branch?.trim().toLowerCase() ?? '';
  const named = Object.entries(scheme.branches ?? {}).find(([code, name]) =>
    [code, name.toLowerCase()].includes(typed),
  );
  if (named) return named[0];
  if (!scheme.branches && /^\d+$/.test(typed) && typed.length === scheme.branchDigits) return typed;
  const known = Object.entries(scheme.branches ?? {}).map(([code, name]) => `${code} ${name}`);
  throw new KartuError('usage', 'this organisation writes the branch into its member numbers', {
    details: {
      what: scheme.branches ? 'number-branch-known' : 'number-branch',
      digits: scheme.branchDigits,
      known: known.join(', '),
    },
  });
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
  requireCheckDigits(scheme, digits, typed);
  return digits;
}

/** A slip of the finger must not become another member's number. */
function requireCheckDigits(scheme: NumberScheme, digits: string, typed: string): void {
  if (!scheme.check) return;
  const size = CHECK_DIGITS[scheme.check];
  if (checkDigitsOf(scheme.check, digits.slice(0, -size)) === digits.slice(-size)) return;
  // `context` chooses the sentence error.member-number-invalid_check
  throw new KartuError('member-number-invalid', `the check digit of "${typed.slice(0, 40)}" does not fit`, {
    details: { context: 'check', text: typed.slice(0, 40), example: exampleNumber(scheme) },
  });
}

/**
 * A unique number as somebody typed it: all its digits with leading zeros, or a whole member number. Short ones are
 * refused: 1212 may be a slip for 12120000 or 00001212, and it will be paid for. Throws `usage`,
 * `member-number-invalid`.
 */
export function parseUniqueNumber(scheme: NumberScheme, text: string): number {
  const typed = text.trim();
  const short = /^\d+$/.test(typed) && typed.length === scheme.uniqueDigits;
  const whole = !short && typed.replace(/\D/g, '').length === scheme.letters.length;
  const unique = short
    ? Number(typed)
    : whole
      ? partsOfNumber(scheme, parseMemberNumber(scheme, typed)).unique
      : 0;
  if (unique >= 1) return unique;
  throw new KartuError('usage', `"${typed.slice(0, 40)}" is not a number of ${scheme.uniqueDigits} digits`, {
    details: {
      what: 'number-unique',
      text: typed.slice(0, 40),
      digits: scheme.uniqueDigits,
      example: formatUnique(scheme, 1212 % (greatestUnique(scheme) + 1)),
    },
  });
}

/** With all its leading zeros. */
export function formatUnique(scheme: NumberScheme, unique: number): string {
  return String(unique).padStart(scheme.uniqueDigits, '0');
}

/** A number to show people what theirs look like. */
export function exampleNumber(scheme: NumberScheme): string {
  const branch = Object.keys(scheme.branches ?? {})[0] ?? '1'.padStart(scheme.branchDigits, '0');
  const letters = [...composeNumber(scheme, 1989, 1, branch)];
  const { groups, separator } = scheme.format;
  return groups.map((size) => letters.splice(0, size).join('')).join(separator);
}

/** The last number that a scheme has. */
export function greatestUnique(scheme: NumberScheme): number {
  return 10 ** scheme.uniqueDigits - 1;
}

function exhausted(scheme: NumberScheme): KartuError {
  return new KartuError('usage', `every number of the format ${scheme.pattern} is taken`, {
    details: { what: 'numbers-exhausted', pattern: scheme.pattern },
  });
}
