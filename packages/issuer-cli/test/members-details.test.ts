import { csvText } from '@kartukita/card-core/console';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isExcelNumber,
  lostLeadingZero,
  parseBirthDate,
  parseEmail,
  parsePhone,
  parseText,
} from '../src/members/details.ts';
import { keysAlike, likenessOf, nameKey } from '../src/members/likeness.ts';
import { errorOf, NOW } from './helpers.ts';

describe('birth dates', () => {
  it.each([
    ['1971-05-20', '1971-05-20'],
    ['1971-5-2', '1971-05-02'],
    ['1971-05-20T00:00:00.000Z', '1971-05-20'],
    ['20/5/1971', '1971-05-20'],
    ['20-05-1971', '1971-05-20'],
    ['20.05.1971', '1971-05-20'],
    ['17 Agustus 1945', '1945-08-17'],
    ['1 Mei 1990', '1990-05-01'],
    ['29/2/2000', '2000-02-29'],
    ['21/11/2026', '2026-11-21'],
  ])('%j is %s', (text, date) => {
    expect(parseBirthDate(text, NOW)).toBe(date);
  });

  it.each([
    ['29/2/1900', 'birth-date-impossible'],
    ['31-04-1990', 'birth-date-impossible'],
    ['12/31/1990', 'birth-date-impossible'],
    ['1990-00-10', 'birth-date-impossible'],
    ['0/5/1990', 'birth-date-impossible'],
    ['17 Agostus 1945', 'birth-date-impossible'],
    ['20/5/71', 'birth-date-short'],
    ['32874', 'birth-date-serial'],
    ['32874.5', 'birth-date-serial'],
    ['1899-12-31', 'birth-date-old'],
    ['2026-11-22', 'birth-date-future'],
    ['yesterday', 'birth-date-format'],
    ['1971-05-20 07:30', 'birth-date-format'],
    ['', 'birth-date-format'],
  ])('%j is refused: %s', async (text, what) => {
    expect(await errorOf(() => parseBirthDate(text, NOW))).toMatchObject({
      code: 'usage',
      details: { what },
    });
  });

  it('come back as they were, from either form', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-11-20'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        const [year, month, date] = iso.split('-');
        expect(parseBirthDate(iso, NOW)).toBe(iso);
        expect(parseBirthDate(`${date}/${month}/${year}`, NOW)).toBe(iso);
      }),
    );
  });
});

describe('telephones', () => {
  it.each([
    ['081234567890', '+6281234567890'],
    ['0812-3456-7890', '+6281234567890'],
    ['+62 812 3456 7890', '+6281234567890'],
    ['6281234567890', '+6281234567890'],
    ['006281234567890', '+6281234567890'],
    ['81234567890', '+6281234567890'],
    ['(0361) 123456', '+62361123456'],
    ['+6591234567', '+6591234567'],
  ])('%s is %s', (text, phone) => {
    expect(parsePhone(text)).toBe(phone);
  });

  it.each([
    '',
    '0',
    '12345',
    '0012',
    '+62',
    '+6200000000',
    '08123x567890',
    '8.12346E+11',
    '+1234567890123456',
  ])('%j is none', async (text) => {
    expect(await errorOf(() => parsePhone(text))).toMatchObject({ details: { what: 'phone' } });
  });

  it('tell what a spreadsheet did to them', () => {
    expect(['81234567890', '081234567890', '123456789'].map(lostLeadingZero)).toEqual([true, false, false]);
    const numbers = ['1E+05', '8.12346E+11', '8,12346E+11', '1e5', '100000', 'E5', '1E'];
    expect(numbers.map(isExcelNumber)).toEqual([true, true, true, true, false, false, false]);
  });
});

describe('other details', () => {
  it('keep an e-mail address, its domain in small letters', async () => {
    expect(parseEmail(' Ani.L@Contoh.Example ')).toBe('Ani.L@contoh.example');
    for (const bad of [
      '',
      'ani',
      'ani@contoh',
      'a b@c.example',
      'ani@@c.example',
      'ani@c.example,b@c.example',
    ]) {
      expect(await errorOf(() => parseEmail(bad))).toMatchObject({ details: { what: 'email' } });
    }
  });

  it('keep a text on one line, and refuse what cannot be seen or is too much', async () => {
    expect(parseText('address', ' Jl. Melati\n No. 5 ')).toBe('Jl. Melati No. 5');
    for (const bad of ['', ' ', 'a\u0000', 'a\u202E', 'x'.repeat(201)]) {
      expect(await errorOf(() => parseText('address', bad))).toMatchObject({
        details: { what: 'address-text' },
      });
    }
  });
});

describe('likely spellings', () => {
  it.each([
    ['Muhammad Yusuf', 'Mohamad Yusup', true],
    ['Soeharto Tjahjadi', 'Suharto Cahyadi', true],
    ['Soekarno', 'Sukarno', true],
    ['Djoko Susilo', 'Joko Susilo', true],
    ['Siti Aisyah', 'St. Aisjah', true],
    ['H. Ahmad Fauzi, S.Pd.', 'Ahmad Fauzi', true],
    ['Rizky Ramadhan', 'Rizki Ramadan', true],
    ['Ani Lestari', 'Lestari Ani', true],
    ['Ani Puspita Lestari', 'Ani Lestari', true],
    ["D'Müller", 'Dmuller', true],
    ['Budi Santoso', 'Budi Santosa', true],
    ['Budi Santoso', 'Beni Santoso', false],
    ['Dwi Ratna', 'Dwiratna', true],
    ['Agus Saputra', 'Agus Saputri', false],
    ['Rina Putra', 'Rina Putri', false],
    ['Ani', 'Ali', false],
    ['Ani', 'Ani Lestari', false],
  ])('%s and %s: %s', (a, b, alike) => {
    expect(keysAlike(nameKey(a), nameKey(b))).toBe(alike);
    expect(keysAlike(nameKey(b), nameKey(a))).toBe(alike);
  });

  it('forgive two neighbouring letters swapped in a long word, not in a short one', () => {
    const swap = (word: string, i: number) =>
      `${word.slice(0, i)}${word[i + 1]}${word[i]}${word.slice(i + 2)}`;
    for (const [word, alike] of [
      ['darmawan', true],
      ['agus', false],
    ] as const) {
      for (let i = 0; i + 1 < word.length; i++) {
        if (word[i] === word[i + 1]) continue;
        expect([word, i, keysAlike(`siti ${word}`, `siti ${swap(word, i)}`)]).toEqual([word, i, alike]);
      }
    }
  });

  const ani = { nameKey: nameKey('Ani Lestari'), birthDate: '1971-05-20', phone: '+6281234567890' };
  it.each([
    ['all the same', {}, ['name', 'birth-date', 'phone']],
    ['another telephone', { phone: '+6281234567891' }, ['name', 'birth-date']],
    ['no birth date', { birthDate: undefined }, ['name', 'phone']],
    ['the same name only', { birthDate: undefined, phone: undefined }, undefined],
    ['a father and a son with one telephone', { birthDate: '1995-05-20' }, undefined],
    ['twins with one telephone', { nameKey: nameKey('Budi Lestari') }, undefined],
  ])('%s', (_what, other, likeness) => {
    expect(likenessOf(ani, { ...ani, ...other })).toEqual(likeness);
  });
});

describe('CSV that is written', () => {
  it.each([
    [['Ani', '5'], 'Ani,5\r\n'],
    [['=1+1'], "'=1+1\r\n"],
    [['+6281'], "'+6281\r\n"],
    [['-1'], "'-1\r\n"],
    [['@SUM(A1)'], "'@SUM(A1)\r\n"],
    [[' =1+1'], "' =1+1\r\n"],
    [['\t=1+1'], '"\'\t=1+1"\r\n'],
    [['a,b', 'c;d', 'e"f'], '"a,b","c;d","e""f"\r\n'],
    [['=HYPERLINK("x")'], '"\'=HYPERLINK(""x"")"\r\n'],
    [['a\nb', ''], '"a\nb",\r\n'],
  ])('%j', (values, line) => {
    expect(csvText([values])).toBe(line);
  });
  it('keeps a number a number', () => {
    expect(csvText([['Ani', -5000]], ';')).toBe('Ani;-5000\r\n');
  });
});
