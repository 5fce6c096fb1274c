import { formatMemberNumber, KartuError } from '@kartukita/card-core';
import {
  assembleNumber,
  formatUnique,
  type NumberScheme,
  parseMemberNumber,
  parseUniqueNumber,
  partsOfNumber,
  readSchemeSource,
} from './scheme.ts';
import type { UniqueWithin } from './scheme-file.ts';

/**
 * Within what unique numbers are unique (domain §1): in the organisation there is one pool; as an option each cohort
 * has one of its own, which the year in the member numbers names. Pure.
 */

/** A unique number with the pool that it is unique in. */
export interface PooledNumber {
  readonly unique: number;
  /** The year as numbers show it where they are unique within a cohort; else ''. */
  readonly pool: string;
}

/** The same scheme, with unique numbers that are unique within `within` only. Throws `usage` as {@link parseScheme}. */
export function withUniqueWithin(source: string, within: UniqueWithin): string {
  const { pattern, ...rest } = readSchemeSource(source);
  return within === 'organisation' && !source.trimStart().startsWith('{')
    ? source
    : JSON.stringify({ ...rest, pattern, uniqueWithin: within });
}

/** In which pool the unique part of a member number is unique. */
export function poolOf(scheme: NumberScheme, digits: string): string {
  return scheme.uniqueWithin === 'cohort' ? partsOfNumber(scheme, digits).year : '';
}

/**
 * A unique number as somebody typed it, with its pool: a whole member number, `89/00000777`, or all digits of the
 * unique number where `pool` says whose pool is meant or there is only one. Throws `usage` where none is named.
 */
export function parsePooledNumber(scheme: NumberScheme, text: string, pool?: string): PooledNumber {
  if (scheme.uniqueWithin === 'organisation') return { unique: parseUniqueNumber(scheme, text), pool: '' };
  const [typed, own] = [text.trim(), /^(\d{2}|\d{4})\/(\d+)$/.exec(text.trim())];
  if (own && own[1]!.length === scheme.yearDigits && own[2]!.length === scheme.uniqueDigits) {
    return { unique: parseUniqueNumber(scheme, own[2]!), pool: own[1]! };
  }
  const unique = parseUniqueNumber(scheme, typed);
  const isShort = /^\d+$/.test(typed) && typed.length === scheme.uniqueDigits;
  const named = isShort ? pool : poolOf(scheme, parseMemberNumber(scheme, typed));
  if (named !== undefined) return { unique, pool: named };
  throw new KartuError('usage', 'each cohort has its own numbers', {
    details: { what: 'number-cohort', text: typed, example: formatPooled(scheme, { unique, pool: '89' }) },
  });
}

/** As {@link parsePooledNumber} reads it: `00000777`; with its year where each cohort has its own numbers. */
export function formatPooled(scheme: NumberScheme, { unique, pool }: PooledNumber): string {
  if (pool === '') return formatUnique(scheme, unique);
  if (scheme.branchDigits > 0) return `${pool}/${formatUnique(scheme, unique)}`;
  return formatMemberNumber(assembleNumber(scheme, { year: pool, branch: '', unique }), scheme.format);
}

/** For a member, who is only given numbers of the own cohort. Throws `usage`. */
export function parseNumberFor(scheme: NumberScheme, memberNumber: string, text: string): number {
  const own = poolOf(scheme, memberNumber);
  const { unique, pool } = parsePooledNumber(scheme, text, own);
  if (pool === own) return unique;
  throw otherCohort(pool, own);
}

export function otherCohort(pool: string, own: string): KartuError {
  return new KartuError('usage', `a number of ${pool} is not for a member of ${own}`, {
    details: { what: 'number-other-cohort', pool, own },
  });
}
