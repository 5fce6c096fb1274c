import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, utf8 } from '../../src/bytes.ts';
import { decodeUriTlv, encodeUriTlv, isEmptyNdef } from '../../src/drivers/ndef.ts';

const text = (value: string) => toHex(utf8(value));
const page = (hex: string) => fromHex(hex.replaceAll(' ', '').padEnd(96, '0'));

// URI RTD 1.0 §3.4 and table 3; Type 2 Tag 1.2 §2.3: 03 length D1 01 length 55 prefix rest FE.
const VECTORS: readonly [string, string][] = [
  ['http://www.nfc.com', `03 0C D10108 55 01 ${text('nfc.com')} FE`],
  ['https://koperasi.example/', `03 16 D10112 55 04 ${text('koperasi.example/')} FE`],
  ['https://www.example.org', `03 10 D1010C 55 02 ${text('example.org')} FE`],
  ['tel:+62215550100', `03 11 D1010D 55 05 ${text('+62215550100')} FE`],
  ['ikarholaz:kartu', `03 14 D10110 55 00 ${text('ikarholaz:kartu')} FE`],
  [`https://${'a'.repeat(37)}.id`, `03 2D D10129 55 04 ${text(`${'a'.repeat(37)}.id`)} FE`],
];

const path = fc.string({ unit: fc.constantFrom(...'abcXYZ019-._~/?=&'), maxLength: 35 });

describe('the open page', () => {
  test.each(VECTORS)('%s', (uri, hex) => {
    expect(toHex(encodeUriTlv(uri))).toBe(toHex(page(hex)));
    expect(decodeUriTlv(page(hex))).toBe(uri);
  });

  test.each([
    ['a byte too long', `https://${'a'.repeat(38)}.id`],
    ['no URI', 'koperasi'],
    ['with a space', 'https://koperasi.example/a b'],
    ['with a line break', 'https://koperasi.example/\n'],
    ['with letters outside ASCII', 'https://koperasi.example/é'],
    ['empty', ''],
  ])('a text that is %s is not written', (_, uri) => {
    expect(() => encodeUriTlv(uri)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('a message behind other TLVs is found (NTAG213 as delivered)', () => {
    expect(decodeUriTlv(page(`0103A00C34 00 03 0C D10108 55 01 ${text('nfc.com')} FE`))).toBe(
      'http://www.nfc.com',
    );
  });

  test.each([
    ['a terminator first', `FE 03 0C D10108 55 01 ${text('nfc.com')} FE`],
    ['a length past the end', `03 2F D10108 55 01 ${text('nfc.com')} FE`],
    ['a three-byte length past the end', '03 FF 7FFF D10108 5501'],
    ['a payload longer than the message', `03 0C D10109 55 01 ${text('nfc.com')} FE`],
    ['two records', `03 0C 910108 55 01 ${text('nfc.com')} FE`],
    ['a text record', `03 0C D10108 54 01 ${text('nfc.com')} FE`],
    ['an unknown prefix', `03 0C D10108 55 24 ${text('nfc.com')} FE`],
    ['bytes that are not UTF-8', '03 07 D10103 55 04 FFFE FE'],
    ['a control character', '03 07 D10103 55 04 410A FE'],
    ['nothing', ''],
    ['an empty message', '0300FE'],
  ])('%s gives no URI', (_, hex) => {
    expect(decodeUriTlv(page(hex))).toBeUndefined();
  });

  test('bytes of any length and content never crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 900 }), (bytes) => {
        const uri = decodeUriTlv(bytes);
        expect(uri === undefined || typeof uri === 'string').toBe(true);
      }),
    );
  });

  test('every URI that is written is read back', () => {
    fc.assert(
      fc.property(fc.constantFrom('https://', 'http://www.', 'urn:', 'x:'), path, (scheme, rest) => {
        const uri = `${scheme}a/${rest}`;
        expect(decodeUriTlv(encodeUriTlv(uri))).toBe(uri);
      }),
    );
  });

  test.each([
    ['zeros', '', true],
    ['NTAG215 as delivered', '0300FE', true],
    ['NTAG213 as delivered', '0103A00C340300FE', true],
    ['a terminator', 'FE', true],
    ['a message', '0301D0FE', false],
    ['other data', 'A5', false],
  ])('%s: empty is %s', (_, hex, isEmpty) => {
    expect(isEmptyNdef(page(hex))).toBe(isEmpty);
  });
});
