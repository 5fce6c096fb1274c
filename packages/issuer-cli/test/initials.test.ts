import { describe, expect, it } from 'vitest';
import { cardsByInitials, initialsOf } from '../src/members/initials.ts';

describe('what the customer’s screen shows of a name', () => {
  it.each([
    ['Ani Lestari', 'AL'],
    ['Suharto', 'S'],
    ['budi', 'B'],
    ['  Citra   Dewi Anggraini ', 'CA'],
    ['I Gusti Ngurah Rai', 'IR'],
    ['R.M. Soedarsono', 'RS'],
    ['(Alm.) Joko', 'AJ'],
    ['Siti 2', 'S'],
    ['érica østby', 'ÉØ'],
    ['ßen Öz', 'SÖ'],
    ['王小明', '王'],
    ['12345', ''],
    ['', ''],
  ])('%j: %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
    expect(initials).toMatch(/^\p{L}{0,2}$/u);
  });

  it('is told by initials, with the cards of all who have these; of who has none nothing', () => {
    const holders = [
      { serial: 1, name: 'Ani Lestari' },
      { serial: 2, name: 'Budi Santoso' },
      { serial: 3, name: 'Agus Lubis' },
      { serial: 4, name: '007' },
    ];
    expect(cardsByInitials(holders)).toEqual([
      ['AL', [1, 3]],
      ['BS', [2]],
    ]);
  });
});
