import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  composeNumber,
  DEFAULT_PATTERN,
  exampleNumber,
  nextUniqueNumber,
  parseMemberNumber,
  parseScheme,
} from '../src/numbering/scheme.ts';
import { errorOf } from './helpers.ts';

describe('number formats', () => {
  it.each([
    ['YY.NNNNNNNN', { groups: [2, 8], separator: '.' }, '89.00000001'],
    ['YYYY-NNNN-NNNN', { groups: [4, 4, 4], separator: '-' }, '1989-0000-0001'],
    ['NNNNNN', { groups: [6], separator: '' }, '000001'],
    ['YYNNNNNN', { groups: [2, 6], separator: '' }, '89000001'],
    ['NNNN/YY', { groups: [4, 2], separator: '/' }, '0001/89'],
  ])('%s is taken', (pattern, format, example) => {
    const scheme = parseScheme(pattern);
    expect(scheme.format).toEqual(format);
    expect(exampleNumber(scheme)).toBe(example);
  });

  it.each([
    ['', 'nothing'],
    ['YY', 'no unique number'],
    ['YY.', 'separator at the end'],
    ['.NNNN', 'separator at the start'],
    ['YY..NNNN', 'two separators'],
    ['YY.NNNN-NN', 'two kinds of separators'],
    ['YYY.NNNN', 'three digits of a year'],
    ['YY.NNNN.YY', 'the year twice'],
    ['YY.nnnn', 'small letters'],
    ['NNNNNNNNNNNNNNN', '15 digits of a unique number'],
    ['YYYY.NNNNNNNNNNNNN', '17 digits'],
    ['YYNN.NNNN', 'some groups apart, others not'],
    ['YY*NNNN', 'a separator that is none'],
  ])('"%s" is refused: %s', async (pattern) => {
    expect(await errorOf(() => parseScheme(pattern))).toMatchObject({ code: 'usage' });
  });
});

describe('member numbers', () => {
  const scheme = parseScheme(DEFAULT_PATTERN);

  it.each([
    [1989, 1, '8900000001'],
    [2003, 17081945, '0317081945'],
    [2009, 99999999, '0999999999'],
  ])('cohort %i, number %i: %s', (cohort, unique, digits) => {
    expect(composeNumber(scheme, cohort, unique)).toBe(digits);
  });

  it.each([0, -1, 100_000_000])('there is no unique number %i of eight digits', async (unique) => {
    expect(await errorOf(() => composeNumber(scheme, 1989, unique))).toMatchObject({ code: 'usage' });
  });

  it('needs a cohort where the number shows the year, and only there', async () => {
    const error = await errorOf(() => composeNumber(scheme, undefined, 1));
    expect(error).toMatchObject({ code: 'usage', details: { what: 'cohort-needed' } });
    expect(composeNumber(parseScheme('NNNN'), undefined, 1)).toBe('0001');
  });

  it.each(['89.00000001', '8900000001', ' 89.00000001 '])('"%s" is understood', (text) => {
    expect(parseMemberNumber(scheme, text)).toBe('8900000001');
  });

  it.each([
    '',
    '89',
    '8.900000001',
    '89.0000001',
    '89.000000001',
    '89-00000001',
    '89.0000000a',
    '89.00000001.',
    '８９00000001',
    "8900000001'; DROP TABLE members",
  ])('"%s" is no number of this organisation', async (text) => {
    const error = await errorOf(() => parseMemberNumber(scheme, text));
    expect(error).toMatchObject({ code: 'member-number-invalid', details: { example: '89.00000001' } });
  });

  it('reads back every number that it writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2099 }),
        fc.integer({ min: 1, max: 99_999_999 }),
        (cohort, unique) => {
          const digits = composeNumber(scheme, cohort, unique);
          expect(parseMemberNumber(scheme, digits)).toBe(digits);
          expect(parseMemberNumber(scheme, `${digits.slice(0, 2)}.${digits.slice(2)}`)).toBe(digits);
        },
      ),
    );
  });
});

describe('the sequence', () => {
  it.each([
    [0, [], 1],
    [7, [], 8],
    [0, [1, 2, 4], 3],
    [4, [1, 5, 6], 7],
  ])('after %i with %j taken comes %i', (last, taken, next) => {
    const scheme = parseScheme('N');
    expect(nextUniqueNumber(scheme, last, (unique) => taken.includes(unique))).toBe(next);
  });

  it.each([
    [9, []],
    [7, [8, 9]],
  ])('ends: after %i with %j taken there is none of one digit', async (last, taken) => {
    const error = await errorOf(() =>
      nextUniqueNumber(parseScheme('N'), last, (unique) => taken.includes(unique)),
    );
    expect(error).toMatchObject({ code: 'usage', details: { what: 'numbers-exhausted' } });
  });
});
