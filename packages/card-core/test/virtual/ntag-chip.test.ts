import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { NTAG_SPECS } from '../../src/card-kind.ts';
import { NtagChip, newCard } from '../../src/virtual/index.ts';
import { configured, hexByte, NTAG_KINDS, ntag } from './support.ts';

const UID = fromHex('04E10CDA993C80');
const P215 = NTAG_SPECS.ntag215;

// protocol-facts §3, first table.
describe.each([
  { kind: 'ntag213', version: '0004040201000F03', cc: 'E1101200', last: 0x2c, lock: 0x28 },
  { kind: 'ntag215', version: '0004040201001103', cc: 'E1103E00', last: 0x86, lock: 0x82 },
  { kind: 'ntag216', version: '0004040201001303', cc: 'E1106D00', last: 0xe6, lock: 0xe2 },
] as const)('$kind as delivered', ({ kind, version, cc, last, lock }) => {
  const tag = () => ntag(newCard(kind, { uid: UID }));

  test('GET_VERSION', () => expect(tag().send('60')).toBe(version));
  test('UID with its check bytes, lock bytes and container', () => {
    expect(tag().send('3000')).toBe(`04E10C61DA993C80FF480000${cc}`);
  });
  test('READ of the last page rolls over to page 0; PWD and PACK read as 00', () => {
    expect(tag().send(`30${hexByte(last)}`)).toBe('0000000004E10C61DA993C80FF480000');
    expect(tag().send(`3A${hexByte(last - 1)}${hexByte(last)}`)).toBe('0000000000000000');
  });
  test('a page beyond the last is refused', () => {
    expect(tag().send(`30${hexByte(last + 1)}`)).toBe('NAK0');
    expect(tag().send(`3A00${hexByte(last + 1)}`)).toBe('NAK0');
    expect(tag().send(`A2${hexByte(last + 1)}00000000`)).toBe('NAK0');
  });
  test('dynamic lock and configuration pages', () => {
    expect(tag().send(`3A${hexByte(lock)}${hexByte(lock + 2)}`)).toBe('000000BD040000FF00050000');
  });
  test('FAST_READ gives the whole memory', () => {
    expect(tag().send(`3A00${hexByte(last)}`)).toHaveLength((last + 1) * 8);
  });
  test('factory password FFFFFFFF and PACK 0000', () => {
    expect(tag().send('1BFFFFFFFF')).toBe('0000');
    expect(tag().send('1BFFFFFFFE')).toBe('NAK0');
  });
});

describe('commands', () => {
  test.each([
    ['FAST_READ backwards', '3A0504'],
    ['WRITE to page 0', 'A20004E10C61'],
    ['WRITE to page 1', 'A201DA993C80'],
    ['READ_SIG with another argument', '3C01'],
    ['READ_CNT of another counter', '3900'],
    ['READ without a page', '30'],
    ['WRITE with 3 bytes', 'A204010203'],
    ['PWD_AUTH with 3 bytes', '1BFFFFFF'],
    ['a command that does not exist', 'FF'],
    ['an Ultralight C authentication', '1A00'],
    ['HALT with another argument', '5001'],
    ['an empty frame', ''],
  ])('%s is refused', (_, frame) => {
    expect(ntag(newCard('ntag215')).send(frame)).toBe('NAK0');
  });

  test('WRITE stores a page', () => {
    const tag = ntag(newCard('ntag215'));
    expect(tag.send('A210CAFEBABE')).toBe('ACK');
    expect(tag.send('3A1010')).toBe('CAFEBABE');
  });

  test('COMPATIBILITY_WRITE takes 16 bytes and writes the first 4', () => {
    const tag = ntag(newCard('ntag215'));
    expect(tag.send('A010')).toBe('ACK');
    expect(tag.send('CAFEBABE000102030405060708090A0B')).toBe('ACK');
    expect(tag.send('3A1011')).toBe('CAFEBABE00000000');
    expect(tag.send('A010')).toBe('ACK');
    expect(tag.send('CAFEBABE')).toBe('NAK0');
    expect(tag.send('A000')).toBe('NAK0');
  });

  test('READ_SIG gives the stored signature (vector of protocol-facts §3)', () => {
    const signature = '8B76052EE42F5567BEB53238B3E3F9950707C0DCC956B5C5EFCFDB709B2D82B3';
    expect(ntag({ ...newCard('ntag215', { uid: UID }), signature: fromHex(signature) }).send('3C00')).toBe(
      signature,
    );
  });

  test('HALT is silent, and the chip wakes up to WUPA but not to REQA', () => {
    const tag = ntag(newCard('ntag215'));
    expect(tag.raw('5000')).toBe('silence');
    expect(tag.raw('60')).toBe('silence');
    expect(tag.chip.select(false)).toBe(false);
    expect(tag.chip.select(true)).toBe(true);
    expect(tag.raw('60')).toBe('0004040201001103');
  });

  test('after a NAK the chip is silent until it is selected', () => {
    const tag = ntag(newCard('ntag215'));
    expect([tag.raw('30FF'), tag.raw('60')]).toEqual(['NAK0', 'silence']);
  });
});

describe('password', () => {
  const setup = { auth0: 0x10, password: 'A1B2C3D4', pack: 'CAFE' };

  test('write protection: reading is free, writing from AUTH0 on needs the password', () => {
    const tag = ntag(configured('ntag215', setup));
    expect(tag.send('A20F01020304')).toBe('ACK');
    expect(tag.send('A21001020304')).toBe('NAK0');
    expect(tag.send('A010')).toBe('NAK0');
    expect(tag.send('3A1010')).toBe('00000000');
    expect(tag.send('1BA1B2C3D4')).toBe('CAFE');
    expect(tag.send('A21001020304')).toBe('ACK');
  });

  test('read protection: READ rolls over at AUTH0, FAST_READ must end before it', () => {
    const tag = ntag(configured('ntag215', { ...setup, access: 0x80 }));
    expect(tag.send('300E')).toBe('000000000000000004E10C61DA993C80');
    expect(tag.send('3010')).toBe('NAK0');
    expect(tag.send('3A0F0F')).toBe('00000000');
    expect(tag.send('3A0F10')).toBe('NAK0');
    tag.send('1BA1B2C3D4');
    expect(tag.send('3A0F10')).toBe('0000000000000000');
    expect(tag.send(`30${hexByte(P215.packPage)}`)).toBe('0000000004E10C61DA993C80FF480000');
  });

  test('configuration and lock pages lie behind AUTH0 too', () => {
    for (const page of [P215.dynamicLockPage, P215.cfg0Page, P215.cfg1Page, P215.pwdPage, P215.packPage]) {
      expect(ntag(configured('ntag215', setup)).send(`A2${hexByte(page)}00000000`)).toBe('NAK0');
    }
  });

  test('AUTH0 takes hold with the write itself', () => {
    const tag = ntag(newCard('ntag215'));
    expect(tag.send(`A2${hexByte(P215.cfg0Page)}04000010`)).toBe('ACK');
    expect(tag.send(`A2${hexByte(P215.cfg1Page)}80050000`)).toBe('NAK0');
  });

  test.each([
    ['a NAK', '30FF'],
    ['a wrong password', '1B00000000'],
  ])('%s ends the authentication', (_, frame) => {
    const tag = ntag(configured('ntag215', setup));
    tag.send('1BA1B2C3D4');
    expect(tag.send(frame)).toBe('NAK0');
    expect(tag.send('A21001020304')).toBe('NAK0');
  });

  test('a power cycle ends the authentication', () => {
    const tag = ntag(configured('ntag215', setup));
    tag.send('1BA1B2C3D4');
    tag.chip.powerOn();
    expect(tag.send('A21001020304')).toBe('NAK0');
  });

  test('a new password counts at once and is never read back', () => {
    const tag = ntag(newCard('ntag215'));
    tag.send(`A2${hexByte(P215.pwdPage)}11223344`);
    tag.send(`A2${hexByte(P215.packPage)}BEEF0000`);
    expect(tag.send('1B11223344')).toBe('BEEF');
    expect(tag.send(`3A${hexByte(P215.pwdPage)}${hexByte(P215.packPage)}`)).toBe('0000000000000000');
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('AUTHLIM %i: locked for ever at that many failures', (limit) => {
    const tag = ntag(configured('ntag215', { ...setup, access: limit }));
    for (let i = 0; i < limit; i++) expect(tag.send('1B00000000')).toBe('NAK0');
    expect(tag.send('1BA1B2C3D4')).toBe('NAK4');
    const after = ntag(tag.chip.snapshot());
    expect(after.send('1BA1B2C3D4')).toBe('NAK4');
    expect(after.send('A21001020304')).toBe('NAK0');
    expect(after.send('A20F01020304')).toBe('ACK');
  });

  test('a success before the limit starts the count again', () => {
    const tag = ntag(configured('ntag215', { ...setup, access: 2 }));
    for (let i = 0; i < 5; i++) {
      expect(tag.send('1B00000000')).toBe('NAK0');
      expect(tag.send('1BA1B2C3D4')).toBe('CAFE');
    }
  });

  test('AUTHLIM 0: failures are not counted', () => {
    const tag = ntag(configured('ntag215', setup));
    for (let i = 0; i < 20; i++) tag.send('1B00000000');
    expect(tag.chip.snapshot().failedAuthentications).toBe(0);
    expect(tag.send('1BA1B2C3D4')).toBe('CAFE');
  });

  test('CFGLCK freezes CFG0 and CFG1 from the next power-up on, PWD and PACK stay writable', () => {
    const tag = ntag(configured('ntag215', {}));
    expect(tag.send(`A2${hexByte(P215.cfg1Page)}40050000`)).toBe('ACK');
    expect(tag.send(`A2${hexByte(P215.cfg0Page)}040000FF`)).toBe('ACK');
    tag.chip.powerOn();
    expect(tag.send(`A2${hexByte(P215.cfg0Page)}04000010`)).toBe('NAK0');
    expect(tag.send(`A2${hexByte(P215.cfg1Page)}00050000`)).toBe('NAK0');
    expect(tag.send(`A2${hexByte(P215.pwdPage)}01020304`)).toBe('ACK');
    expect(tag.send(`A2${hexByte(P215.packPage)}01020000`)).toBe('ACK');
  });
});

describe('counter', () => {
  test('is off as delivered, and then cannot be read', () => {
    const tag = ntag(newCard('ntag215'));
    tag.send('3000');
    expect(tag.send('3902')).toBe('NAK0');
    expect(tag.chip.snapshot().counter).toBe(0);
  });

  test.each(['3000', '3A0405'])('moves once a power-up, with the first %s', (read) => {
    const tag = ntag(configured('ntag215', { access: 0x10 }));
    expect(tag.send('3902')).toBe('000000');
    tag.send(read);
    tag.send(read);
    expect(tag.send('3902')).toBe('010000');
    tag.chip.select();
    tag.send(read);
    expect(tag.send('3902')).toBe('010000');
    tag.chip.powerOn();
    tag.send(read);
    expect(tag.send('3902')).toBe('020000');
  });

  test.each(['60', '3C00', '1BFFFFFFFF', 'A21001020304', '30FF'])('does not move with %s', (frame) => {
    const tag = ntag(configured('ntag215', { access: 0x10 }));
    tag.send(frame);
    expect(tag.send('3902')).toBe('000000');
  });

  test('24 bits, least significant byte first; stops at FFFFFF', () => {
    const state = configured('ntag215', { access: 0x10 });
    expect(ntag({ ...state, counter: 0x123456 }).send('3902')).toBe('563412');
    const full = ntag({ ...state, counter: 0xffffff });
    full.send('3000');
    expect(full.send('3902')).toBe('FFFFFF');
  });

  test('behind the password where NFC_CNT_PWD_PROT says so', () => {
    const tag = ntag(configured('ntag215', { access: 0x18, password: 'A1B2C3D4', pack: 'CAFE' }));
    expect(tag.send('3902')).toBe('NAK0');
    tag.send('1BA1B2C3D4');
    expect(tag.send('3902')).toBe('000000');
  });
});

describe('ASCII mirror', () => {
  test.each([
    ['UID', 0x40, '3034453130434441393933433830'],
    ['counter', 0x80, '303030303031'],
    ['UID and counter', 0xc0, '303445313043444139393343383078303030303031'],
  ])('%s shows in reads alone', (_, mirror, ascii) => {
    const state = configured('ntag215', { access: 0x10 });
    state.memory[P215.cfg0Page * 4] = mirror | 0x10; // from byte 1 of the page
    state.memory[P215.cfg0Page * 4 + 2] = 0x08;
    const tag = ntag(state);
    expect(tag.send('3A080E').slice(2, 2 + ascii.length)).toBe(ascii);
    expect(toHex(tag.chip.snapshot().memory.subarray(32, 60))).toBe('00'.repeat(28));
  });
});

test.each(NTAG_KINDS)('%s: a snapshot is a whole chip, apart from what is volatile', (kind) => {
  const chip = new NtagChip(configured(kind, { auth0: 5, access: 0x93, password: '01020304' }));
  const copy = new NtagChip(chip.snapshot());
  expect(copy.snapshot()).toEqual(chip.snapshot());
});
