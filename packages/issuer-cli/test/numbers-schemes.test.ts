import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en, id } from '../src/locales/numbers.ts';
import { CHECK_ALGORITHMS, type CheckAlgorithm, checkDigitsOf } from '../src/numbering/check-digit.ts';
import { isSamePerson, operatorName } from '../src/numbering/claims.ts';
import {
  DEFAULT_RULES,
  dayIn,
  type NumberRules,
  namedPotential,
  parseRules,
  potentialOf,
  priceOf,
} from '../src/numbering/rules.ts';
import {
  composeNumber,
  exampleNumber,
  formatUnique,
  parseMemberNumber,
  parseScheme,
  parseUniqueNumber,
  partsOfNumber,
} from '../src/numbering/scheme.ts';
import { errorOf } from './helpers.ts';

const MANUAL = new URL('../../../docs/manual/', import.meta.url);
const IKARHOLAZ = parseScheme('YY.NNNNNNNN');
const STUDENTS = JSON.stringify({
  pattern: 'BB.YY.NNNNN',
  branches: { '01': 'Mataram', '02': 'Denpasar' },
});

describe('check digits', () => {
  it.each<[CheckAlgorithm, string, string, string]>([
    ['luhn', '7992739871', '3', 'the example that is used everywhere'],
    ['luhn', '0', '0', 'zero'],
    ['mod-11-10', '0794', '5', 'ISO/IEC 7064, hybrid system'],
    ['mod-11-10', '3339200596', '1', 'a Croatian personal number (OIB)'],
    ['mod-11-10', '13669597', '6', 'a German VAT number'],
    ['mod-97-10', '794', '44', 'ISO/IEC 7064, pure system'],
    ['mod-97-10', '32142829123456987654321611', '82', 'GB82 WEST 1234 5698 7654 32 in digits'],
  ])('%s of %s: %s (%s)', (algorithm, digits, check) => {
    expect(checkDigitsOf(algorithm, digits)).toBe(check);
  });

  it.each(CHECK_ALGORITHMS)('%s finds every single wrong digit of what was typed', (check) => {
    const scheme = parseScheme(
      JSON.stringify({ pattern: check === 'mod-97-10' ? 'NNNNNNCC' : 'NNNNNNC', check }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (unique, at, by) => {
          const digits = composeNumber(scheme, undefined, unique);
          expect(parseMemberNumber(scheme, digits)).toBe(digits);
          const place = at % digits.length;
          const wrong = [...digits];
          wrong[place] = String((Number(wrong[place]) + by) % 10);
          expect(() => parseMemberNumber(scheme, wrong.join(''))).toThrow(/check digit/);
        },
      ),
    );
  });

  it('finds all swapped neighbours with MOD 97-10', () => {
    const scheme = parseScheme('NNNNNN-CC');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.nat({ max: 6 }), (unique, place) => {
        const digits = [...composeNumber(scheme, undefined, unique)];
        fc.pre(digits[place] !== digits[place + 1]);
        [digits[place], digits[place + 1]] = [digits[place + 1]!, digits[place]!];
        expect(() => parseMemberNumber(scheme, digits.join(''))).toThrow(/check digit/);
      }),
    );
  });

  it('say that a digit is wrong, which is more than that it is no number', async () => {
    const error = await errorOf(() => parseMemberNumber(parseScheme('NNNNNN-C'), '000001-1'));
    expect(error).toMatchObject({
      code: 'member-number-invalid',
      details: { context: 'check', text: '000001-1' },
    });
  });
});

describe('schemes', () => {
  it.each([
    ['NNNNNN-C', '000001-8', 'luhn'],
    ['NNNNNN-CC', '000001-95', 'mod-97-10'],
    ['BBB.NNNNN', '001.00001', undefined],
    [STUDENTS, '01.89.00001', undefined],
    [JSON.stringify({ pattern: 'NNNNNNC', check: 'mod-11-10' }), '0000017', 'mod-11-10'],
  ])('%s makes %s', (source, example, check) => {
    const scheme = parseScheme(source);
    expect(exampleNumber(scheme)).toBe(example);
    expect(scheme.check).toBe(check);
    expect(parseScheme(scheme.source)).toEqual(scheme);
  });

  it.each([
    ['CNNNN', 'a check digit in front'],
    ['NNN-C-NN', 'a check digit in the middle'],
    ['NNNNCCC', 'three check digits'],
    ['BBBBBBBNNN', 'seven digits of a branch'],
    ['BB.NNN.BB', 'the branch twice'],
    ['{"pattern":"NNNNC","check":"mod-97-10"}', 'one digit where the method has two'],
    ['{"pattern":"NNNN","check":"luhn"}', 'a check digit without a place'],
    ['{"pattern":"BB.NNN","branches":{"1":"Mataram"}}', 'a code of another length'],
    ['{"pattern":"NNNN","cheque":"luhn"}', 'a word that is not known'],
    ['{"pattern":"NNNN"', 'half a file'],
    ['{}', 'no pattern'],
  ])('%s is refused: %s', async (source) => {
    expect(await errorOf(() => parseScheme(source))).toMatchObject({ code: 'usage' });
  });

  it.each([
    ['01', '018900007'],
    ['Mataram', '018900007'],
    [' denpasar ', '028900007'],
  ])('take a branch by its code or name: %s', (branch, digits) => {
    const scheme = parseScheme(STUDENTS);
    expect(composeNumber(scheme, 1989, 7, branch)).toBe(digits);
    expect(partsOfNumber(scheme, digits)).toEqual({ year: '89', branch: digits.slice(0, 2), unique: 7 });
  });

  it.each([
    [STUDENTS, '03', 'number-branch-known'],
    [STUDENTS, undefined, 'number-branch-known'],
    ['BB.NNN', '1', 'number-branch'],
    ['BB.NNN', 'Mataram', 'number-branch'],
  ])('%s has no branch %s', async (source, branch, what) => {
    const error = await errorOf(() => composeNumber(parseScheme(source), 1989, 7, branch));
    expect(error).toMatchObject({ code: 'usage', details: { what } });
  });

  it.each([
    ['00001212', 1212],
    ['17081945', 17081945],
    ['89.00000777', 777],
    ['8900000777', 777],
  ])('a number to choose is typed as %s', (text, unique) => {
    expect(parseUniqueNumber(IKARHOLAZ, text)).toBe(unique);
  });

  it.each(['1212', '00000000', '89.00000000', '000001212', '-0001212', '', '0000121a'])(
    '"%s" is not a number to choose',
    async (text) => {
      expect(await errorOf(() => parseUniqueNumber(IKARHOLAZ, text))).toMatchObject({ code: 'usage' });
    },
  );

  it('does not let a wrong check digit through when a whole number is typed for its unique part', async () => {
    const error = await errorOf(() => parseUniqueNumber(parseScheme('NNNNNN-C'), '000001-1'));
    expect(error).toMatchObject({ code: 'member-number-invalid' });
  });
});

describe('prices', () => {
  it.each([
    ['12345678', 8, 100_000],
    ['01234567', 7, 200_000],
    ['00123456', 6, 300_000],
    ['00012345', 5, 400_000],
    ['00001234', 4, 500_000],
    ['00000123', 3, 600_000],
    ['00000012', 2, 700_000],
    ['00000001', 1, 800_000],
    ['10000000', 8, 100_000],
  ])('%s has %i significant digits: %i rupiah', (number, significantDigits, listPriceRupiah) => {
    expect(priceOf(DEFAULT_RULES, Number(number), new Date())).toMatchObject({
      significantDigits,
      listPriceRupiah,
      feeRupiah: listPriceRupiah,
    });
  });

  const sale = (percent: number, about: string) => ({
    from: '2026-08-01',
    until: '2026-08-31',
    percent,
    about,
  });
  const withDiscounts = (...discounts: NumberRules['discounts']) => ({ ...DEFAULT_RULES, discounts });

  it.each([
    ['2026-07-31T16:59:59.999Z', 600_000, 'the last moment of the day before in Jakarta'],
    ['2026-07-31T17:00:00.000Z', 450_000, 'its first moment'],
    ['2026-08-31T16:59:59.999Z', 450_000, 'its last'],
    ['2026-08-31T17:00:00.000Z', 600_000, 'the day after'],
  ])('a discount of August at %s: %i, %s', (now, fee) => {
    expect(priceOf(withDiscounts(sale(25, 'Agustus')), 777, new Date(now)).feeRupiah).toBe(fee);
  });

  it.each([
    [false, 480_000, ['a']],
    [true, 390_000, ['b', 'a']],
  ])('of several discounts, adding up %s: %i', (discountsAddUp, feeRupiah, discounts) => {
    const rules = { ...withDiscounts(sale(15, 'b'), sale(20, 'a')), discountsAddUp };
    const price = priceOf(rules, 777, new Date('2026-08-17T00:00:00Z'));
    expect(price).toMatchObject({ feeRupiah, discounts });
  });

  it('never fall below nothing, and are whole rupiah', () => {
    const price = (percent: number, list: number) =>
      priceOf(
        {
          ...withDiscounts(sale(percent, 'a'), sale(percent, 'b')),
          discountsAddUp: true,
          pricesRupiah: { 3: list },
        },
        777,
        new Date('2026-08-17T00:00:00Z'),
      ).feeRupiah;
    expect(price(60, 100_000)).toBe(0);
    expect(price(1, 99)).toBe(98);
  });

  it('are not made up where the list has none', async () => {
    const error = await errorOf(() => priceOf({ ...DEFAULT_RULES, pricesRupiah: {} }, 777, new Date()));
    expect(error).toMatchObject({ code: 'usage', details: { what: 'number-no-price', digits: 3 } });
  });

  it('go by the calendar of the organisation', () => {
    expect(dayIn('Asia/Makassar', new Date('2026-11-21T16:30:00Z'))).toBe('2026-11-22');
    expect(dayIn('Asia/Jakarta', new Date('2026-11-21T16:30:00Z'))).toBe('2026-11-21');
  });
});

describe('potential numbers', () => {
  it.each([
    ['17081945', 'public-date'],
    ['18061927', 'public-date'],
    ['00001212', 'public-date'],
    ['11111111', 'equal-digits'],
    ['22222222', 'equal-digits'],
    ['77777712', 'equal-digits'],
    ['17777177', 'equal-digits'],
    ['10000000', 'equal-digits'],
  ])('%s is one: %s', (number, rule) => {
    expect(potentialOf(IKARHOLAZ, DEFAULT_RULES, Number(number))).toMatchObject({ rule });
  });

  it.each(['21051971', '00000001', '00000777', '00077777', '12121212', '12345678'])(
    '%s is none (a birth date, leading zeros and a few equal digits do not make one)',
    (number) => {
      expect(potentialOf(IKARHOLAZ, DEFAULT_RULES, Number(number))).toBeUndefined();
    },
  );

  it('may be found by equal digits in a row only, or by dates only', () => {
    const inARow = { ...DEFAULT_RULES.potential, equalDigits: { atLeast: 6, inARow: true } };
    expect(potentialOf(IKARHOLAZ, { ...DEFAULT_RULES, potential: inARow }, 17777177)).toBeUndefined();
    expect(potentialOf(IKARHOLAZ, { ...DEFAULT_RULES, potential: inARow }, 17777771)).toBeDefined();
    const datesOnly = { ...DEFAULT_RULES.potential, equalDigits: null };
    expect(potentialOf(IKARHOLAZ, { ...DEFAULT_RULES, potential: datesOnly }, 11111111)).toBeUndefined();
  });

  it('are named: dates and repeated digits', () => {
    const named = namedPotential(IKARHOLAZ, DEFAULT_RULES).map((unique) => formatUnique(IKARHOLAZ, unique));
    expect(named).toContain('00001212');
    expect(named).toContain('99999999');
    expect(named).toHaveLength(12);
  });

  it('of eight digits say nothing of an organisation whose numbers have six', () => {
    expect(potentialOf(parseScheme('NNNNNN'), DEFAULT_RULES, 1212)).toBeUndefined();
  });
});

describe('rules as a file', () => {
  it('are those of the example in the manual where none were set', () => {
    const example = readFileSync(new URL('number-rules.example.json', MANUAL), 'utf8');
    expect(parseRules(example)).toEqual(DEFAULT_RULES);
  });

  it.each([
    ['no prices', { pricesRupiah: undefined }],
    ['half a rupiah', { pricesRupiah: { 8: 0.5 } }],
    ['a negative price', { pricesRupiah: { 8: -1 } }],
    [
      'an impossible date',
      { discounts: [{ from: '2026-02-30', until: '2026-03-01', percent: 5, about: 'x' }] },
    ],
    [
      'a range that ends before it begins',
      { discounts: [{ from: '2026-03-02', until: '2026-03-01', percent: 5, about: 'x' }] },
    ],
    [
      'more than all off',
      { discounts: [{ from: '2026-03-01', until: '2026-03-01', percent: 101, about: 'x' }] },
    ],
    ['a time zone that is none', { timeZone: 'Jakarta' }],
    ['no time to pay', { reservationDays: 0 }],
    ['a word that is not known', { prices: {} }],
    [
      'letters in a number',
      { potential: { publicDates: [{ number: '17O81945', about: 'x' }], equalDigits: null } },
    ],
  ])('are refused with %s', async (_what, change) => {
    const error = await errorOf(() => parseRules(JSON.stringify({ ...DEFAULT_RULES, ...change })));
    expect(error).toMatchObject({ code: 'usage', details: { what: 'number-rules' } });
  });
});

describe('people', () => {
  it.each([
    ['Sari', 'sari', true],
    ['Sari Dewi', ' SARI  DEWI ', true],
    ['Sari Dewi', 'Sari-Dewi.', true],
    ['Ｓari', 'Sari', true],
    ['Sari', 'Hadi', false],
  ])('%s and %s: the same %s', (one, other, same) => {
    expect(isSamePerson(one, other)).toBe(same);
  });

  it.each(['', '  ', '12', 'a\u0000b', 'x'.repeat(81)])('%j is nobody', async (name) => {
    expect(await errorOf(() => operatorName(name))).toMatchObject({ details: { what: 'number-operator' } });
  });
});

describe('both languages', () => {
  const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].sort();

  it('say the same things of numbers, with the same gaps', () => {
    expect(Object.keys(id)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[])
      expect(gapsOf(id[key])).toEqual(gapsOf(en[key]));
  });
});
