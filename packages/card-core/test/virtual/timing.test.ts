import { describe, expect, test } from 'vitest';
import { TRANSPARENT } from '../../src/readers/profile.ts';
import { newCard } from '../../src/virtual/index.ts';
import { firmware } from './support.ts';

// One bit lasts 128/13.56 MHz = 9.44 µs; a byte with parity 84.96 µs; a frame delay 86.43 µs.
const byte = (9 * 128) / 13_560;
const bit = 128 / 13_560;
const delays = (2 * 1172) / 13_560;

describe('modelled time (design §3)', () => {
  test.each([
    ['UID, which the reader keeps', 'FFCA000000', 4],
    ['key load', 'FF82000006FFFFFFFFFFFF', 4],
    ['LED', 'FF00400E0400000000', 4],
    ['NTAG READ: 4 bytes there, 18 back', 'FFB0000410', 4 + 22 * byte + delays],
    ['NTAG FAST_READ of 2 pages: 5 there, 10 back', 'FF00000005D4423A0405', 4 + 15 * byte + delays],
    [
      'NTAG WRITE: 8 there, 4 bits back, 4.1 ms of programming',
      'FFD6000404CAFEBABE',
      4 + 8 * byte + 4 * bit + delays + 4.1,
    ],
    ['NTAG WRITE refused: nothing is programmed', 'FFD6000004CAFEBABE', 4 + 8 * byte + 4 * bit + delays],
    ['PWD_AUTH: 7 there, 4 back', 'FF00000007D4421BFFFFFFFF', 4 + 11 * byte + delays],
  ])('NTAG: %s', (_, command, ms) => {
    const it = firmware(newCard('ntag215'));
    it.send(command);
    expect(it.device.stats().modelledMs).toBeCloseTo(ms, 9);
  });

  test('Classic: authentication 2, read 2.5, write 5.5 each, and 4 per exchange', () => {
    const it = firmware(newCard('classic-1k'), { profile: TRANSPARENT });
    const steps = [
      ['FF82000006FFFFFFFFFFFF', 4],
      ['FF860000050100046000', 6],
      ['FFB0000410', 6.5],
      ['FFB0000430', 4 + 3 * 2.5],
      [`FFD6000410${'00'.repeat(16)}`, 9.5],
      [`FFD6000430${'00'.repeat(48)}`, 4 + 3 * 5.5],
    ] as const;
    for (const [command, ms] of steps) {
      it.device.resetStats();
      expect(it.send(command)).toMatch(/9000$/);
      expect(it.device.stats().modelledMs).toBeCloseTo(ms, 9);
    }
  });
});

test('statistics count operations and bytes, and start again after a reset', () => {
  const it = firmware(newCard('ntag215'));
  for (const apdu of ['FFB0000410', 'FFD6000404CAFEBABE', 'FF00000007D4421BFFFFFFFF', 'FFCA000000'])
    it.send(apdu);
  expect(it.device.stats()).toMatchObject({
    exchanges: 4,
    reads: 1,
    writes: 1,
    authentications: 1,
    bytesToCard: 4 + 8 + 7,
    bytesFromCard: 18 + 1 + 4,
    bytesOverUsb: 5 + 18 + (9 + 2) + (12 + 7) + (5 + 9) + 4 * 20,
  });
  it.device.resetStats();
  expect(it.device.stats()).toMatchObject({ exchanges: 0, modelledMs: 0, reads: 0, bytesOverUsb: 0 });
});

test('an exchange that tore counts too', () => {
  const it = firmware(newCard('ntag215'), { tear: { atExchange: 1, when: 'before' } });
  expect(() => it.send('FFB0000410')).toThrow();
  expect(it.device.stats()).toMatchObject({ exchanges: 1, reads: 0 });
});
