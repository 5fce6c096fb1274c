import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { NTAG_SPECS } from '../../src/card-kind.ts';
import { TRANSPARENT } from '../../src/readers/profile.ts';
import type { Tear } from '../../src/virtual/index.ts';
import { createChip, newCard, VirtualReader } from '../../src/virtual/index.ts';
import { firmware } from './support.ts';

const gone = expect.objectContaining({ code: 'card-removed' });
const OPEN_SECTOR_1 = ['FF82000006FFFFFFFFFFFF', 'FF860000050100046000'];

/** Writes page 10h of an NTAG215 that holds OLD there; the content afterwards. */
function tornPage(tear: Tear, page = '10', old = 'A1A2A3A4', written = 'B1B2B3B4'): string {
  const state = newCard('ntag215');
  const offset = Number.parseInt(page, 16) * 4;
  state.memory.set(fromHex(old), offset);
  const it = firmware(state, { tear });
  const chip = it.device.chip!;
  expect(() => it.send(`FFD600${page}04${written}`)).toThrowError(gone);
  return toHex(chip.snapshot().memory.subarray(offset, offset + 4));
}

describe('a tap that breaks off', () => {
  test.each([
    ['before', 'A1A2A3A4'],
    ['half', 'B1B2A3A4'],
    ['after', 'B1B2B3B4'],
  ] as const)('%s the write of a page: %s', (when, content) => {
    expect(tornPage({ atExchange: 1, when })).toBe(content);
  });

  test('a seed chooses the place, and perhaps garbage in the byte that was being programmed', () => {
    const old = fromHex('A1A2A3A4');
    const written = fromHex('B1B2B3B4');
    let [withGarbage, without] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const content = tornPage({ atExchange: 1, when: 'half', seed });
      expect(tornPage({ atExchange: 1, when: 'half', seed })).toBe(content);
      const bytes = fromHex(content);
      let at = 0;
      while (at < 4 && bytes[at] === written[at]) at++;
      const rest = [...bytes].slice(at);
      const isClean = rest.every((byte, i) => byte === old[at + i]);
      if (isClean) without++;
      else {
        withGarbage++;
        expect(rest.slice(1)).toEqual([...old].slice(at + 1));
      }
    }
    expect(withGarbage).toBeGreaterThan(50);
    expect(without).toBeGreaterThan(50);
  });

  test.each([
    ['static lock page', '02', 'DA480000', '0000FFFF', 'DA48FFFF'],
    ['container', '03', 'E1103E00', '0000000F', 'E1103E0F'],
    ['dynamic lock page', '82', '000000BD', '7F010F00', '7F000FBD'],
  ])('the %s is old or new, never a mixture', (_, page, old, written, whole) => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      seen.add(tornPage({ atExchange: 1, when: 'half', seed }, page, old, written));
    }
    expect([...seen].sort()).toEqual([old, whole].sort());
  });

  test('PWD is not protected', () => {
    const state = newCard('ntag215');
    const it = firmware(state, { tear: { atExchange: 1, when: 'half' } });
    const chip = it.device.chip!;
    expect(() => it.send('FFD6008504A1B2C3D4')).toThrowError(gone);
    const offset = NTAG_SPECS.ntag215.pwdPage * 4;
    expect(toHex(chip.snapshot().memory.subarray(offset, offset + 4))).toBe('A1B2FFFF');
  });

  test('half a Classic block is eight bytes', () => {
    const it = firmware(newCard('classic-1k'), { tear: { atExchange: 3, when: 'half' } });
    const chip = it.device.chip!;
    for (const apdu of OPEN_SECTOR_1) expect(it.send(apdu)).toBe('9000');
    expect(() => it.send(`FFD6000410${'11'.repeat(16)}`)).toThrowError(gone);
    expect(toHex(chip.snapshot().memory.subarray(64, 80))).toBe('11'.repeat(8) + '00'.repeat(8));
  });

  test('three blocks in one command stop in the middle of the second', () => {
    const it = firmware(newCard('classic-1k'), {
      profile: TRANSPARENT,
      tear: { atExchange: 3, when: 'half' },
    });
    const chip = it.device.chip!;
    for (const apdu of OPEN_SECTOR_1) it.send(apdu);
    expect(() => it.send(`FFD6000430${'11'.repeat(48)}`)).toThrowError(gone);
    expect(toHex(chip.snapshot().memory.subarray(64, 112))).toBe('11'.repeat(24) + '00'.repeat(24));
  });

  test('half an exchange that writes nothing: executed, its answer lost', () => {
    const it = firmware(newCard('ntag215'), { tear: { atExchange: 2, when: 'half' } });
    expect(it.send('FFB0000310')).toMatch(/9000$/);
    expect(() => it.send('FFB0000310')).toThrowError(gone);
    expect(it.device.stats().reads).toBe(2);
  });

  test('the card is gone until it is placed again, and the tear with it', async () => {
    const reader = new VirtualReader({ card: newCard('ntag215'), tear: { atExchange: 1, when: 'before' } });
    const first = await reader.waitForCard();
    await expect(first.transmit(fromHex('FFCA000000'))).rejects.toMatchObject({ code: 'card-removed' });
    await reader.waitForRemoval({ timeoutMs: 1000 });
    await expect(reader.waitForCard({ timeoutMs: 20 })).rejects.toMatchObject({ code: 'no-card' });
    reader.insert();
    const second = await reader.waitForCard();
    expect((await second.transmit(fromHex('FFCA000000'))).sw).toBe(0x9000);
  });

  test('exchanges are counted from the placement, whatever they are', () => {
    const it = firmware(newCard('ntag215'));
    it.send('FFCA000000');
    it.device.insert(createChip(newCard('ntag215')), { atExchange: 3, when: 'before' });
    it.send('FF77000000');
    it.send('FFCA000000');
    expect(() => it.send('FFCA000000')).toThrowError(gone);
  });

  test('property: whatever is torn, no other page changes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 0x81 }),
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.constantFrom('before', 'half', 'after'),
        fc.option(fc.nat(), { nil: undefined }),
        (page, content, when, seed) => {
          const state = newCard('ntag215', { uid: fromHex('04E10CDA993C80') });
          const tear: Tear = { atExchange: 1, when, ...(seed === undefined ? {} : { seed }) };
          const it = firmware(state, { tear });
          const chip = it.device.chip!;
          expect(() => it.device.transmit(new Uint8Array([0xff, 0xd6, 0, page, 4, ...content]))).toThrow();
          const after = chip.snapshot().memory;
          after.set(state.memory.subarray(page * 4, page * 4 + 4), page * 4);
          expect(toHex(after)).toBe(toHex(state.memory));
        },
      ),
    );
  });
});
