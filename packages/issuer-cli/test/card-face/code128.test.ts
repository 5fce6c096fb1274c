import { describe, expect, test } from 'vitest';
import { code128Bars } from '../../src/card-face/code128.ts';

/** Widths of bars and spaces: ISO/IEC 15417, table 1. The sum of values and places mod 103 is the check character. */
const PATTERNS: Readonly<Record<string, string>> = {
  '212222': '00',
  '222122': '01',
  '212141': '89',
  '114311': 'check 96',
  '211232': 'start C',
  '2331112': 'stop',
};

/** The widths as they are printed, light ones between the dark ones. */
function widthsOf(text: string): string {
  const { modules, dark } = code128Bars(text);
  let widths = '';
  for (const [index, [at, width]] of dark.entries()) {
    const next = dark[index + 1]?.[0];
    widths += `${width}${next === undefined ? '' : next - at - width}`;
  }
  const [last, width] = dark.at(-1)!;
  expect(last + width).toBe(modules);
  return widths;
}

describe('Code 128', () => {
  test('of a member number: pairs of digits in code set C', () => {
    const widths = widthsOf('8900000001');
    const symbols = [...widths.slice(0, -7).matchAll(/.{6}/g)].map(([pattern]) => PATTERNS[pattern]);
    // (105 + 1·89 + 2·0 + 3·0 + 4·0 + 5·1) mod 103 = 96
    expect([...symbols, PATTERNS[widths.slice(-7)]]).toEqual([
      'start C',
      '89',
      '00',
      '00',
      '00',
      '01',
      'check 96',
      'stop',
    ]);
  });

  test.each([
    ['', 'empty'],
    ['89.Ł', 'not of ASCII'],
    ['9'.repeat(49), 'too long'],
    ['a\nb', 'a control character'],
  ])('%j is refused: %s', (text) => {
    expect(() => code128Bars(text)).toThrow(expect.objectContaining({ code: 'record-invalid' }));
  });
});
