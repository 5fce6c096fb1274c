import { KartuError } from '@kartukita/card-core';
import { z } from 'zod';
import { formatUnique, type NumberScheme } from './scheme.ts';
import { parseJsonAs } from './scheme-file.ts';

/** What a chosen number costs and which numbers are only sold by auction: the organisation's data. Pure. */

const day = z.iso.date();
const about = z.string().trim().min(1).max(80);

const rulesSchema = z.strictObject({
  version: z.literal(1),
  /** Whose calendar the dates of discounts are in. */
  timeZone: z.string().refine(isTimeZone, 'not a time zone such as Asia/Jakarta'),
  /** By significant digits: leading zeros are not counted (domain §1). */
  pricesRupiah: z.record(z.string().regex(/^[1-9]\d?$/), z.int().min(0).max(1_000_000_000)),
  /** Both days belong to the range. */
  discounts: z
    .array(
      z
        .strictObject({ from: day, until: day, percent: z.int().min(1).max(100), about })
        .refine(({ from, until }) => from <= until, 'the last day is before the first'),
    )
    .max(1000),
  /** Where several hold on one day: false, the greatest alone; true, their sum. */
  discountsAddUp: z.boolean(),
  /** How long a number is kept for a member who has not paid. */
  reservationDays: z.int().min(1).max(365),
  potential: z.strictObject({
    /** Numbers of publicly known dates and events, each with all its digits. */
    publicDates: z.array(z.strictObject({ number: z.string().regex(/^\d{1,14}$/), about })).max(10_000),
    /** Null: no such rule. Leading zeros are not counted. */
    equalDigits: z.strictObject({ atLeast: z.int().min(2).max(14), inARow: z.boolean() }).nullable(),
  }),
  /** Whether potential numbers are kept out of the regular sequence. */
  sequenceSkipsPotential: z.boolean(),
  /** Whether regular numbers are first taken from those that members gave up. */
  sequenceReusesReleased: z.boolean(),
  /** Whether a number that was given up is free while cards that carry it are still out. */
  releaseBeforeCardsAreBack: z.boolean(),
  /** When a fee that was paid is owed back to a member who cancels. */
  refundOnCancel: z.enum(['before-approval', 'always', 'never']),
});

export type NumberRules = z.infer<typeof rulesSchema>;

/** Those of the alumni association (domain §1), with the safer reading wherever a rule reads two ways. */
export const DEFAULT_RULES: NumberRules = {
  version: 1,
  timeZone: 'Asia/Jakarta',
  pricesRupiah: {
    8: 100_000,
    7: 200_000,
    6: 300_000,
    5: 400_000,
    4: 500_000,
    3: 600_000,
    2: 700_000,
    1: 800_000,
  },
  discounts: [],
  discountsAddUp: false,
  reservationDays: 7,
  potential: {
    publicDates: [
      { number: '17081945', about: 'Hari Kemerdekaan' },
      { number: '18061927', about: 'Hari jadi klub sepak bola' },
      { number: '00001212', about: 'Hari belanja 12.12' },
    ],
    equalDigits: { atLeast: 6, inARow: false },
  },
  sequenceSkipsPotential: true,
  sequenceReusesReleased: false,
  releaseBeforeCardsAreBack: false,
  refundOnCancel: 'before-approval',
};

/** Throws `usage` with the place of the first fault. */
export function parseRules(text: string): NumberRules {
  return parseJsonAs(rulesSchema, text, 'number-rules');
}

/** Why a number is sold by auction only; undefined for one that is not. */
export type Potential =
  | { readonly rule: 'public-date'; readonly about: string }
  | { readonly rule: 'equal-digits' };

export function potentialOf(scheme: NumberScheme, rules: NumberRules, unique: number): Potential | undefined {
  const number = formatUnique(scheme, unique);
  const date = rules.potential.publicDates.find((each) => each.number === number);
  if (date) return { rule: 'public-date', about: date.about };
  const { equalDigits } = rules.potential;
  if (!equalDigits) return undefined;
  const digits = String(unique);
  const most = equalDigits.inARow
    ? Math.max(...digits.match(/(\d)\1*/g)!.map((run) => run.length))
    : Math.max(...[...'0123456789'].map((digit) => digits.split(digit).length - 1));
  return most >= equalDigits.atLeast ? { rule: 'equal-digits' } : undefined;
}

export interface Price {
  readonly significantDigits: number;
  readonly listPriceRupiah: number;
  readonly discountRupiah: number;
  /** What is to be paid. */
  readonly feeRupiah: number;
  /** Of the discounts that hold. */
  readonly discounts: readonly string[];
}

/** By the price list, on the day that `now` is for the organisation. Throws `usage` where the list has no price. */
export function priceOf(rules: NumberRules, unique: number, now: Date): Price {
  const significantDigits = String(unique).length;
  const listPriceRupiah = rules.pricesRupiah[String(significantDigits)];
  if (listPriceRupiah === undefined) {
    throw new KartuError('usage', `no price for ${significantDigits} significant digits`, {
      details: { what: 'number-no-price', digits: significantDigits },
    });
  }
  const today = dayIn(rules.timeZone, now);
  const holding = rules.discounts.filter(({ from, until }) => from <= today && today <= until);
  const greatest = Math.max(0, ...holding.map(({ percent }) => percent));
  const applied = rules.discountsAddUp
    ? holding
    : holding.filter(({ percent }) => percent === greatest).slice(0, 1);
  const percent = Math.min(
    100,
    applied.reduce((sum, each) => sum + each.percent, 0),
  );
  const discountRupiah = Math.floor((listPriceRupiah * percent) / 100);
  return {
    significantDigits,
    listPriceRupiah,
    discountRupiah,
    feeRupiah: listPriceRupiah - discountRupiah,
    discounts: applied.map((each) => each.about),
  };
}

/** `YYYY-MM-DD`. */
export function dayIn(timeZone: string, time: Date): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(time);
}

/** The potential numbers that can be named: the public dates, and those of one digit throughout. */
export function namedPotential(scheme: NumberScheme, rules: NumberRules): number[] {
  const dates = rules.potential.publicDates
    .filter(({ number }) => number.length === scheme.uniqueDigits)
    .map(({ number }) => Number(number));
  const repeated = [...'123456789'].map((digit) => Number(digit.repeat(scheme.uniqueDigits)));
  const candidates = [...dates, ...repeated].filter(
    (unique) => unique >= 1 && potentialOf(scheme, rules, unique),
  );
  return [...new Set(candidates)].sort((a, b) => a - b);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
