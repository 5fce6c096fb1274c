import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { ACR122U, PLAIN, TRANSPARENT } from '../../src/readers/profile.ts';
import { newCard } from '../../src/virtual/index.ts';
import { configured, firmware } from './support.ts';

const PROFILES = [ACR122U, TRANSPARENT, PLAIN];
const ntag215 = () => newCard('ntag215', { uid: fromHex('04E10CDA993C80') });
const classic = (kind: 'classic-1k' | 'classic-4k' = 'classic-1k') =>
  newCard(kind, { uid: fromHex('A1B2C3D4') });
const LOAD_TRANSPORT_KEY = 'FF82000006FFFFFFFFFFFF';

/** Classic firmware with sector of `block` open by key A. */
function opened(block: string, options: Parameters<typeof firmware>[1] = {}, kind?: 'classic-4k') {
  const it = firmware(classic(kind), options);
  expect(it.send(LOAD_TRANSPORT_KEY)).toBe('9000');
  expect(it.send(`FF860000050100${block}6000`)).toBe('9000');
  return it;
}

// protocol-facts §1.
test.each([
  ['classic-1k', '3B8F8001804F0CA000000306030001000000006A'],
  ['classic-4k', '3B8F8001804F0CA0000003060300020000000069'],
  ['ntag213', '3B8F8001804F0CA0000003060300030000000068'],
  ['ntag215', '3B8F8001804F0CA0000003060300030000000068'],
  ['ntag216', '3B8F8001804F0CA0000003060300030000000068'],
] as const)('ATR of %s', (kind, atr) => {
  expect(toHex(firmware(newCard(kind)).device.atr)).toBe(atr);
});

describe.each(PROFILES)('every profile: $id', (profile) => {
  test.each([
    ['UID', 'FFCA000000', '04E10CDA993C809000'],
    ['UID with its exact length', 'FFCA000007', '04E10CDA993C809000'],
    ['UID into more than it has: end before Le', 'FFCA000010', '04E10CDA993C806282'],
    ['UID into less: the right length', 'FFCA000004', '6C07'],
    ['ATS: neither family has one', 'FFCA010000', '6A81'],
    ['16 bytes are four pages', 'FFB0000310', 'E1103E000300FE0000000000000000009000'],
    ['4 bytes are one page', 'FFB0000304', 'E1103E009000'],
    ['17 bytes are too many', 'FFB0000311', '6300'],
    ['no length', 'FFB00003', '6300'],
    ['a page beyond the memory', 'FFB0008710', '6300'],
    ['one page is written', 'FFD6000404CAFEBABE', '9000'],
    ['3 bytes are no page', 'FFD6000403CAFEBA', '6300'],
    ['16 bytes are no page', `FFD6000410${'00'.repeat(16)}`, '6300'],
    ['an NTAG has no keys', 'FF860000050100046000', '6300'],
    ['an NTAG has no values', 'FFD700050501000000' + '01', '6300'],
    ['an unknown instruction', 'FF77000000', '6D00'],
    ['an instruction for the card, which has no file system', '00A4040000', '6E00'],
    ['a length that does not fit', 'FFD6000404CAFE', '6700'],
    ['less than a header', 'FFCA00', '6700'],
    ['nothing', '', '6700'],
  ])('%s', (_, command, answer) => {
    expect(firmware(ntag215(), { profile }).send(command)).toBe(answer);
  });

  test('key load: structure 00, slots 00 and 01, six bytes', () => {
    const { send } = firmware(classic(), { profile });
    expect(send('FF820000' + '06FFFFFFFFFFFF')).toBe('9000');
    expect(send('FF820001' + '06FFFFFFFFFFFF')).toBe('9000');
    expect(send('FF820002' + '06FFFFFFFFFFFF')).toBe('6300');
    expect(send('FF822000' + '06FFFFFFFFFFFF')).toBe('6300');
    expect(send('FF820000' + '05FFFFFFFFFF')).toBe('6300');
  });

  test.each([
    ['key A', 'FF860000050100046000', '9000'],
    ['key B', 'FF860000050100046100', '9000'],
    ['the obsolete form', 'FF8800046000', '9000'],
    ['a slot without a key', 'FF860000050100046001', '6300'],
    ['a key type that does not exist', 'FF860000050100046200', '6300'],
    ['another version', 'FF860000050200046000', '6300'],
    ['a block beyond the memory', 'FF860000050100406000', '6300'],
  ])('authenticate: %s', (_, command, answer) => {
    const { send } = firmware(classic(), { profile });
    send(LOAD_TRANSPORT_KEY);
    expect(send(command)).toBe(answer);
  });

  test('only the last authentication counts (nfc-pcsc#80)', () => {
    const { send } = opened('04', { profile });
    expect(send('FF860000050100086000')).toBe('9000');
    expect(send('FFB0000410')).toBe('6300');
  });

  test('the reader keeps its keys when the card changes, the card keeps no authentication', () => {
    const { device, send } = opened('04', { profile });
    device.powerOff();
    expect(() => send('FFB0000410')).toThrowError(expect.objectContaining({ code: 'card-removed' }));
    device.powerOn();
    expect(send('FFB0000410')).toBe('6300');
    device.powerOn(); // the refusal made the card idle
    expect(send('FF860000050100046000')).toBe('9000');
  });

  test('values: most significant byte first to the reader, least first on the card', () => {
    const { device, send } = opened('04', { profile });
    expect(send('FFD7000505' + '0000000064')).toBe('9000');
    expect(toHex(device.chip!.eeprom.bytes.subarray(80, 96))).toBe('640000009BFFFFFF6400000005FA05FA');
    expect(send('FFB1000500')).toBe('000000649000');
    expect(send('FFD7000505' + '0100000101')).toBe('9000');
    expect(send('FFB1000504')).toBe('000001659000');
    expect(send('FFD7000505' + '0200000166')).toBe('9000');
    expect(send('FFB1000500')).toBe('FFFFFFFF9000');
    expect(send('FFD7000502' + '0306')).toBe('9000');
    expect(send('FFB1000600')).toBe('FFFFFFFF9000');
  });

  test.each([
    ['an unknown operation', 'FFD7000505' + '0400000001'],
    ['store into a trailer', 'FFD7000705' + '0000000001'],
    ['copy into another sector', 'FFD7000402' + '0308'],
    ['a value block that is none', 'FFB1000400'],
    ['a value of another length', 'FFB1000508'],
  ])('values: %s fails', (_, command) => {
    expect(opened('04', { profile }).send(command)).toBe('6300');
  });
});

describe('several blocks at once', () => {
  test.each([
    ['one block', 'FFB0000410', '9000', '9000', '9000'],
    ['three data blocks', 'FFB0000430', '6300', '9000', '6300'],
    ['a trailer alone', 'FFB0000710', '9000', '9000', '9000'],
    ['into the trailer', 'FFB0000530', '6300', '6300', '6300'],
    ['part of a block', 'FFB0000408', '9000', '6300', '9000'],
    ['more than a sector', 'FFB0000440', '6300', '6300', '6300'],
  ])('1K, read: %s', (_, command, acr122u, transparent, plain) => {
    const answers = PROFILES.map((profile) => opened('04', { profile }).send(command).slice(-4));
    expect(answers).toEqual([acr122u, transparent, plain]);
  });

  test.each([
    ['one block', 0x10, ['9000', '9000', '9000']],
    ['15 data blocks', 0xf0, ['6300', '9000', '6300']],
  ])('4K, big sector, read and write: %s', (_, length, expected) => {
    const lc = length.toString(16).padStart(2, '0');
    const write = `FFD60080${lc}${'5A'.repeat(length)}`;
    const results = PROFILES.map((profile) => {
      const it = opened('80', { profile }, 'classic-4k');
      return [it.send(write), it.send(`FFB00080${lc}`)];
    });
    expect(results.map(([written]) => written)).toEqual(expected);
    expect(results[1]![1]).toBe('5A'.repeat(length) + '9000');
  });

  test('4K, small sector: at most its three data blocks', () => {
    expect(opened('04', { profile: TRANSPARENT }, 'classic-4k').send('FFB00004F0')).toBe('6300');
  });

  test('a write of 15 bytes, or of blocks into the trailer, changes nothing', () => {
    const it = opened('04', { profile: TRANSPARENT });
    const before = toHex(it.device.chip!.eeprom.bytes);
    expect(it.send(`FFD600040F${'11'.repeat(15)}`)).toBe('6300');
    expect(it.send(`FFD6000630${'11'.repeat(48)}`)).toBe('6300');
    expect(toHex(it.device.chip!.eeprom.bytes)).toBe(before);
  });
});

describe('ACR122U: direct transmit', () => {
  const send = (command: string) => {
    const state = configured('ntag215', { password: 'A1B2C3D4', pack: 'CAFE' });
    return firmware(state).send(command);
  };
  test.each([
    ['GET_VERSION', 'FF00000003D44260', 'D5430000040402010011039000'],
    ['PWD_AUTH', 'FF00000007D4421BA1B2C3D4', 'D54300CAFE9000'],
    ['PWD_AUTH with Le', 'FF00000007D4421BA1B2C3D400', 'D54300CAFE9000'],
    ['a wrong password: outer 9000, inner status (nfc-pcsc#59)', 'FF00000007D4421B00000000', 'D543029000'],
    ['FAST_READ', 'FF00000005D4423A0304', 'D54300E1103E000300FE009000'],
    ['WRITE shows the 4-bit ACK', 'FF00000008D442A204CAFEBABE', 'D543000A9000'],
    ['HALT has no answer', 'FF00000004D4425000', 'D543019000'],
    ['InDataExchange READ', 'FF00000005D440013003', 'D54100E1103E000300FE0000000000000000009000'],
    ['InDataExchange WRITE shows no ACK', 'FF00000009D44001A204CAFEBABE', 'D541009000'],
    ['InDataExchange takes 60 for an authentication', 'FF00000004D4400160', 'D541149000'],
    ['InDataExchange of a second target', 'FF00000005D440023003', '6300'],
    ['PN532 firmware', 'FF00000002D402', 'D503320106079000'],
    ['an unknown PN532 command', 'FF00000002D4FE', '6300'],
    ['no PN532 frame', 'FF0000000160', '6300'],
    ['FAST_READ of 12 pages fits the frame', 'FF00000005D4423A040F', `D543000300FE00${'00'.repeat(44)}9000`],
    ['FAST_READ of 13 pages does not', 'FF00000005D4423A0410', '6300'],
  ])('%s', (_, command, answer) => {
    expect(send(command)).toBe(answer);
  });

  test.each([
    ['firmware, without a status word', 'FF00480000', toHex(new TextEncoder().encode('ACR122U214'))],
    ['LED: red off, green on', 'FF00400E0400000000', '9002'],
    ['LED with another length', 'FF00400E03000000', '6A81'],
    ['buzzer on detection off', 'FF00520000', '9000'],
    ['buzzer on detection on', 'FF0052FF00', '9000'],
    ['buzzer on detection, neither', 'FF00520100', '6A81'],
    ['a pseudo-APDU that nobody knows', 'FF00990000', '6A81'],
    ['a transparent session', 'FFC20000028100', '6A81'],
  ])('%s', (_, command, answer) => {
    expect(send(command)).toBe(answer);
  });

  test('a whole Classic session through InDataExchange', () => {
    const { send: direct } = firmware(classic(), { reselects: true });
    expect(direct('FF00000005D440013004')).toBe('D541139000');
    expect(direct('FF0000000FD440016004FFFFFFFFFFFFA1B2C3D4')).toBe('D541009000');
    expect(direct(`FF00000015D44001A004${'42'.repeat(16)}`)).toBe('D541009000');
    expect(direct('FF00000005D440013004')).toBe(`D54100${'42'.repeat(16)}9000`);
    expect(direct('FF0000000FD440016004FFFFFFFFFFFF00000000')).toBe('D541149000');
    expect(direct('FF00000003D44260')).toBe('D543019000');
  });
});

describe('ACR1252U: transparent session', () => {
  const start = 'FFC20000028100';
  const exchange = (frame: string) => {
    const object = `95${(frame.length / 2).toString(16).padStart(2, '0')}${frame}`;
    return `FFC20001${(object.length / 2).toString(16).padStart(2, '0')}${object}00`;
  };
  const inSession = () => {
    const it = firmware(configured('ntag215', { password: 'A1B2C3D4', pack: 'CAFE' }), {
      profile: TRANSPARENT,
    });
    expect(it.send(start)).toBe('C0030090009000');
    return it;
  };

  test.each([
    ['GET_VERSION', '60', 'C00300900092010096020000970800040402010011039000'],
    ['PWD_AUTH', '1BA1B2C3D4', 'C00300900092010096020000' + '9702CAFE9000'],
    ['ACK of 4 bits', 'A204CAFEBABE', 'C00300900092010496020000' + '97010A9000'],
    ['NAK of 4 bits', '1B00000000', 'C00300900092010496020000' + '9701009000'],
    ['no answer', '5000', 'C0030164019000'],
  ])('%s', (_, frame, answer) => {
    expect(inSession().send(exchange(frame))).toBe(answer);
  });

  test('60 pages in one answer, with a length of two bytes', () => {
    const answer = inSession().send(exchange('3A043F'));
    expect(answer.slice(0, 30)).toBe('C00300900092010096020000' + '9781F0');
    expect(answer).toHaveLength((15 + 240 + 2) * 2);
  });

  test('flags, framing and timer at their defaults are taken', () => {
    const objects = '90020000' + '910100' + '5F4604000186A0' + '950160';
    const lc = (objects.length / 2).toString(16).padStart(2, '0');
    expect(inSession().send(`FFC20001${lc}${objects}`)).toContain('97080004040201001103');
  });

  test.each([
    ['an unknown object is named by its place', 'FFC2000105' + '950160' + 'AA00', 'C003026A819000'],
    ['flags that are not the default', 'FFC2000107' + '90020001' + '950160', 'C003016A819000'],
    ['an object cut off', 'FFC2000103' + '950560', 'C003006A819000'],
    ['nothing to send', 'FFC2000102' + '9500', 'C003016A819000'],
    ['an unknown subcommand', 'FFC2000302' + '9500', '6A81'],
    ['direct transmit', 'FF00000003D44260', '6A81'],
  ])('%s', (_, command, answer) => {
    expect(inSession().send(command)).toBe(answer);
  });

  test('not before its start and not after its end', () => {
    const it = firmware(ntag215(), { profile: TRANSPARENT });
    expect(it.send(exchange('60'))).toBe('C0030069859000');
    it.send(start);
    expect(it.send('FFC20000028200')).toBe('C0030090009000');
    expect(it.send(exchange('60'))).toBe('C0030069859000');
  });

  test('a Classic has nothing to say there', () => {
    const it = firmware(classic(), { profile: TRANSPARENT });
    it.send(start);
    expect(it.send(exchange('3004'))).toBe('C0030164019000');
  });
});

describe('an unknown reader', () => {
  test.each(['FF00000003D44260', 'FFC20000028100', 'FF00400E0400000000', 'FF00480000'])(
    'has no pass-through: %s',
    (command) => {
      expect(firmware(ntag215(), { profile: PLAIN }).send(command)).toBe('6A81');
    },
  );

  test('may have the PN532 or the transparent session after all', () => {
    const pn532 = firmware(ntag215(), { profile: PLAIN, passThrough: 'pn532' });
    expect(pn532.send('FF00000003D44260')).toBe('D5430000040402010011039000');
    expect(pn532.send('FFC20000028100')).toBe('6A81');
    const transparent = firmware(ntag215(), { profile: PLAIN, passThrough: 'transparent' });
    expect(transparent.send('FFC20000028100')).toBe('C0030090009000');
    expect(transparent.send('FF00000003D44260')).toBe('6A81');
  });
});

describe('after a NAK', () => {
  test('a reader may select the card again by itself, without authentication', () => {
    const it = firmware(
      configured('ntag215', { auth0: 4, access: 0x80, password: 'A1B2C3D4', pack: 'CAFE' }),
      { reselects: true },
    );
    expect(it.send('FF00000007D4421BA1B2C3D4')).toBe('D54300CAFE9000');
    expect(it.send('FFB000F010')).toBe('6300');
    expect(it.send('FFB0000404')).toBe('6300');
    expect(it.send('FFB0000304')).toBe('E1103E009000');
  });

  test('otherwise it has lost the card until it is placed or powered anew', () => {
    const it = firmware(ntag215());
    expect(it.send('FFB000F010')).toBe('6300');
    expect(it.send('FFB0000304')).toBe('6300');
    expect(it.send('FF00000003D44260')).toBe('D543019000');
    it.device.powerOn();
    expect(it.send('FFB0000304')).toBe('E1103E009000');
  });
});
