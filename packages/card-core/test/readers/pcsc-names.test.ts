import { describe, expect, test } from 'vitest';
import { chooseReader, readerKind, usableReaders } from '../../src/readers/pcsc-names.ts';

// Names as pcscd on Linux shows them, in issues of nfc-pcsc (#56, #97) and pcsc-tools' reader list.
const ACR122 = 'ACS ACR122U PICC Interface 00 00';
const ACR122_SECOND = 'ACS ACR122U PICC Interface 01 00';
const ACR1252 = 'ACS ACR1252 1S CL Reader [ACR1252 1S CL Reader PICC] 00 00';
const ACR1252_SAM = 'ACS ACR1252 1S CL Reader [ACR1252 1S CL Reader SAM] 01 00';
const LAPTOP = 'Alcor Micro AU9560 00 00';

describe('what a reader is, by its name', () => {
  test.each([
    [ACR122, 'contactless'],
    [ACR1252, 'contactless'],
    [ACR1252_SAM, 'contact'],
    ['ACS ACR1281 1S Dual Reader PICC 01 00', 'contactless'],
    ['ACS ACR1281 1S Dual Reader ICC 00 00', 'contact'],
    ['ACS ACR1281 1S Dual Reader SAM 02 00', 'contact'],
    ['SCM Microsystems Inc. SCL3711 reader & NFC device 00 00', 'contactless'],
    ['Broadcom Corp 58200 [Contacted SmartCard] (0123456789ABCD) 00 00', 'contact'],
    ['Broadcom Corp 58200 [Contactless SmartCard] (0123456789ABCD) 01 00', 'contactless'],
    ['Yubico YubiKey OTP+FIDO+CCID 00 00', 'contact'],
    ['Virtual PCD 00 01', 'contactless'],
    [LAPTOP, 'unknown'],
  ])('%s: %s', (name, kind) => {
    expect(readerKind(name)).toBe(kind);
  });

  test('the certain ones come first, contact slots not at all', () => {
    expect(usableReaders([LAPTOP, ACR1252_SAM, ACR122, ACR1252])).toEqual([ACR122, ACR1252, LAPTOP]);
  });
});

describe('which reader is meant', () => {
  test.each([
    ['the only one', [ACR122], undefined, ACR122],
    ['the only contactless one beside a SAM slot', [ACR1252, ACR1252_SAM], undefined, ACR1252],
    ['the only contactless one beside a reader that says nothing', [LAPTOP, ACR122], undefined, ACR122],
    ['the only one, even when its name says nothing', [LAPTOP], undefined, LAPTOP],
    ['the exact name', [ACR122, ACR122_SECOND], ACR122_SECOND, ACR122_SECOND],
    ['the exact name of a contact slot', [ACR1252, ACR1252_SAM], ACR1252_SAM, ACR1252_SAM],
    ['the beginning, in any case', [ACR122, ACR1252], 'acs acr1252', ACR1252],
    ['the beginning before the inside', ['PICC one', 'other PICC'], 'picc', 'PICC one'],
    ['the inside', [ACR122, ACR1252], '1252', ACR1252],
    ['a part that the SAM slot has too', [ACR1252, ACR1252_SAM], 'ACR1252', ACR1252],
  ])('%s', (_what, names, wanted, chosen) => {
    expect(chooseReader(names, wanted)).toBe(chosen);
  });

  test.each([
    ['no reader at all', [], undefined, 'reader-none', {}],
    ['no reader but a name', [], 'ACR122', 'reader-none', {}],
    ['only a SAM slot', [ACR1252_SAM], undefined, 'reader-none', { others: ACR1252_SAM }],
    [
      'two',
      [ACR122, ACR1252],
      undefined,
      'reader-ambiguous',
      { names: `${ACR122}, ${ACR1252}`, example: ACR122 },
    ],
    [
      'two that fit',
      [ACR122, ACR122_SECOND, LAPTOP],
      'acr122',
      'reader-ambiguous',
      { names: `${ACR122}, ${ACR122_SECOND}`, example: ACR122 },
    ],
    ['none that fits', [ACR122], 'ACR1252', 'reader-unknown', { name: 'ACR1252', names: ACR122 }],
    ['a contact slot by a part of its name', [ACR122, ACR1252_SAM], 'SAM', 'reader-unknown', {}],
    ['an empty name', [ACR122], '', 'reader-unknown', {}],
  ])('%s: refused', (_what, names, wanted, code, details) => {
    let caught: unknown;
    try {
      chooseReader(names, wanted);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code, details });
  });
});
