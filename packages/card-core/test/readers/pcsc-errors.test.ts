import { describe, expect, test } from 'vitest';
import { KartuError } from '../../src/errors.ts';
import { exchangeError, scardCode } from '../../src/readers/pcsc-errors.ts';

describe('the code in a message of pcsclite', () => {
  test.each([
    ['SCardTransmit error: Transaction failed.(0x80100016)', 0x80100016],
    ['SCardConnect error: Card was removed. (0x80100069)', 0x80100069],
    ['SCardGetStatusChange error: RPC transport error.(0xffffffff80100013)', 0x80100013],
    ['Card Reader not connected', undefined],
    ['(0x80)', undefined],
  ])('%s', (message, code) => {
    expect(scardCode(new Error(message))).toBe(code);
  });
});

describe('what a failed exchange means', () => {
  test.each([
    ['0x80100016', 'card-removed'], // not transacted
    ['0x8010000c', 'card-removed'], // no card
    ['0x80100066', 'card-removed'], // unresponsive
    ['0x80100067', 'card-removed'], // unpowered
    ['0x80100068', 'card-removed'], // reset by another program
    ['0x80100069', 'card-removed'], // removed
    ['0x80100013', 'reader-lost'], // the daemon ended
    ['0x80100009', 'reader-lost'], // unknown reader
    ['0x80100017', 'reader-lost'], // reader unavailable
    ['0x8010001d', 'reader-lost'], // no service
    ['0x80100003', 'reader-lost'], // handle of an earlier daemon
    ['0x80100008', 'reader-failed'], // buffer too small: the card has done it
    ['0x80100001', 'reader-failed'],
  ])('%s: %s', (code, expected) => {
    const cause = new Error(`SCardTransmit error: something.(${code})`);
    expect(exchangeError('R', cause)).toMatchObject({ code: expected, details: { reader: 'R' }, cause });
  });

  test('an error of ours stays what it is', () => {
    const ours = new KartuError('card-removed', 'gone');
    expect(exchangeError('R', ours)).toBe(ours);
  });

  test('a thing without a code is told as it is', () => {
    expect(exchangeError('R', 'strange').message).toBe('R: strange');
  });
});
