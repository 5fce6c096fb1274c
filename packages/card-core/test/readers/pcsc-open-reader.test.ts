import { describe, expect, test } from 'vitest';
import { openReader, parseReaderSpec } from '../../src/readers/open-reader.ts';
import { ACR122U, PLAIN, TRANSPARENT } from '../../src/readers/profile.ts';

const virtual = (path: string, options = {}) => ({ kind: 'virtual', path, ...options });
const tear = (atExchange: number, when: string) => ({ tear: { atExchange, when } });

describe('--reader', () => {
  test.each([
    ['pcsc', { kind: 'pcsc' }],
    ['pcsc:ACR122', { kind: 'pcsc', name: 'ACR122' }],
    ['pcsc:ACS ACR122U PICC Interface 00 00', { kind: 'pcsc', name: 'ACS ACR122U PICC Interface 00 00' }],
    ['pcsc:odd: name, with marks', { kind: 'pcsc', name: 'odd: name, with marks' }],
    ['virtual:card.nfc', virtual('card.nfc')],
    ['virtual:/tmp/a b/card.nfc,reader=acr122u', virtual('/tmp/a b/card.nfc', { profile: ACR122U })],
    ['virtual:card.nfc,reader=transparent', virtual('card.nfc', { profile: TRANSPARENT })],
    ['virtual:card.nfc,reader=plain', virtual('card.nfc', { profile: PLAIN })],
    ['virtual:card.nfc,tear=7', virtual('card.nfc', tear(7, 'before'))],
    ['virtual:card.nfc,tear=1:after', virtual('card.nfc', tear(1, 'after'))],
    ['virtual:card.nfc,tear=12:half', virtual('card.nfc', tear(12, 'half'))],
    ['virtual:card.nfc,realtime', virtual('card.nfc', { realTime: true })],
    [
      'virtual:card.nfc,realtime,tear=2,reader=plain',
      virtual('card.nfc', { ...tear(2, 'before'), realTime: true, profile: PLAIN }),
    ],
    ['virtual:C:\\cards\\one.nfc', virtual('C:\\cards\\one.nfc')],
    ['virtual:one, two.nfc', virtual('one, two.nfc')],
    ['virtual:one, two.nfc,realtime', virtual('one, two.nfc', { realTime: true })],
    ['virtual:a,tear=1,b.nfc', virtual('a,tear=1,b.nfc')],
    ['virtual:realtime', virtual('realtime')],
  ])('%s', (spec, parsed) => {
    expect(parseReaderSpec(spec)).toEqual(parsed);
  });

  test.each([
    ['', 'begin with'],
    ['card.nfc', 'begin with'],
    ['PCSC', 'begin with'],
    ['pcsc:', 'name of the reader'],
    ['pcsc: ', 'name of the reader'],
    ['virtual', 'begin with'],
    ['virtual:', 'file of the card'],
    ['virtual:,realtime', 'file of the card'],
    ['virtual:card.nfc,reader=acr1252', 'reader= is one of'],
    ['virtual:card.nfc,reader=toString', 'reader= is one of'],
    ['virtual:card.nfc,reader=', 'reader= is one of'],
    ['virtual:card.nfc,tear=0', 'tear='],
    ['virtual:card.nfc,tear=-1', 'tear='],
    ['virtual:card.nfc,tear=1.5', 'tear='],
    ['virtual:card.nfc,tear=99999999', 'tear='],
    ['virtual:card.nfc,tear=3:never', 'tear='],
    ['virtual:card.nfc,tear=', 'tear='],
    ['virtual:card.nfc,raeder=plain', 'no option "raeder"'],
    ['virtual:card.nfc,realtime,realtime', 'given twice'],
    ['virtual:card.nfc,tear=1,tear=2', 'given twice'],
  ])('"%s" is refused with an example', (spec, problem) => {
    expect(() => parseReaderSpec(spec)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringMatching(new RegExp(`${problem}.*for example virtual:card\\.nfc`)),
      }),
    );
  });

  test('a card file that is not there', async () => {
    await expect(openReader('virtual:/nonexistent/card.nfc')).rejects.toMatchObject({ code: 'not-found' });
  });
});
