import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/bytes.ts';
import { ClassicChip, newCard } from '../../src/virtual/index.ts';

const KEY_A = fromHex('A0A1A2A3A4A5'); // public MAD key
const KEY_B = fromHex('B0B1B2B3B4B5'); // public
const TRANSPORT_KEY = fromHex('FFFFFFFFFFFF');
type Key = 'A' | 'B';

/** Access bytes 6 to 8 from C1C2C3 of the four groups, by the formula of protocol-facts §4. */
function accessBytes(conditions: readonly string[]): Uint8Array {
  const bits = [0, 1, 2].map((c) => conditions.reduce((sum, text, i) => sum | (Number(text[c]) << i), 0));
  const [c1, c2, c3] = bits as [number, number, number];
  return new Uint8Array([((~c2 & 15) << 4) | (~c1 & 15), (c1 << 4) | (~c3 & 15), (c3 << 4) | c2]);
}

/** A 1K whose sector 1 has the given conditions; block 4 is a value block of 100, block 5 of address 5. */
function sectorWith(conditions: readonly string[]): ClassicChip {
  const state = newCard('classic-1k', { uid: fromHex('A1B2C3D4') });
  state.memory.set(fromHex('640000009BFFFFFF6400000004FB04FB'), 4 * 16);
  state.memory.set(fromHex('640000009BFFFFFF6400000005FA05FA'), 5 * 16);
  state.memory.set(concat(KEY_A, accessBytes(conditions), new Uint8Array([0x69]), KEY_B), 7 * 16);
  return new ClassicChip(state);
}

function authenticated(chip: ClassicChip, key: Key, block = 4): ClassicChip {
  chip.select();
  expect(chip.authenticate(block, key, key === 'A' ? KEY_A : KEY_B)).toBe(true);
  return chip;
}

test('access bytes of the facts: transport, MAD, NDEF, our data sector', () => {
  expect(toHex(accessBytes(['000', '000', '000', '001']))).toBe('FF0780');
  expect(toHex(accessBytes(['100', '100', '100', '011']))).toBe('787788');
  expect(toHex(accessBytes(['000', '000', '000', '011']))).toBe('7F0788');
  expect(toHex(accessBytes(['110', '100', '100', '011']))).toBe('687789');
});

// protocol-facts §4, data: read / write / increment / decrement, transfer, restore.
const DATA = [
  ['000', 'AB', 'AB', 'AB', 'AB'],
  ['010', 'AB', '', '', ''],
  ['100', 'AB', 'B', '', ''],
  ['110', 'AB', 'B', 'B', 'AB'],
  ['001', 'AB', '', '', 'AB'],
  ['011', 'B', 'B', '', ''],
  ['101', 'B', '', '', ''],
  ['111', '', '', '', ''],
] as const;

describe.each(DATA)('data blocks with condition %s', (condition, read, write, increment, decrement) => {
  // Trailer 011: key B is secret, so both keys may authenticate.
  describe.each(['A', 'B'] as const)('by key %s', (key) => {
    const chip = () => authenticated(sectorWith([condition, '000', '000', '011']), key);
    test(`read: ${read || 'nobody'}`, () => {
      expect(chip().read(4) !== undefined).toBe(read.includes(key));
    });
    test(`write: ${write || 'nobody'}`, () => {
      const it = chip();
      const content = new Uint8Array(16).fill(0x42);
      expect(it.write(4, content)).toBe(write.includes(key));
      const isWritten = toHex(it.snapshot().memory.subarray(64, 80)) === toHex(content);
      expect(isWritten).toBe(write.includes(key));
    });
    test(`increment: ${increment || 'nobody'}`, () => {
      expect(chip().loadValue('increment', 4, 1)).toBe(increment.includes(key));
    });
    test(`decrement and restore: ${decrement || 'nobody'}`, () => {
      expect(chip().loadValue('decrement', 4, 1)).toBe(decrement.includes(key));
      expect(chip().loadValue('restore', 4, 0)).toBe(decrement.includes(key));
    });
    test(`transfer: ${decrement || 'nobody'}`, () => {
      const it = chip();
      expect(it.loadValue('restore', 5, 0)).toBe(true);
      expect(it.transfer(4)).toBe(decrement.includes(key));
    });
  });
});

// protocol-facts §4, trailer: key A write; access read, write; key B read, write.
const TRAILER = [
  ['000', 'A', 'A', '', 'A', 'A'],
  ['010', '', 'A', '', 'A', ''],
  ['100', 'B', 'AB', '', '', 'B'],
  ['110', '', 'AB', '', '', ''],
  ['001', 'A', 'A', 'A', 'A', 'A'],
  ['011', 'B', 'AB', 'B', '', 'B'],
  ['101', '', 'AB', 'B', '', ''],
  ['111', '', 'AB', '', '', ''],
] as const;

describe.each(TRAILER)(
  'trailer with condition %s',
  (condition, keyA, accessRead, accessWrite, keyBRead, keyB) => {
    const isKeyBReadable = keyBRead !== '';
    const usable = isKeyBReadable ? (['A'] as const) : (['A', 'B'] as const);
    const NEW_TRAILER = concat(
      fromHex('111111111111'),
      accessBytes(['000', '000', '000', '001']),
      fromHex('55222222222222'),
    );

    describe.each(usable)('by key %s', (key) => {
      const chip = () => authenticated(sectorWith(['000', '000', '000', condition]), key);

      test('read: key A never, the rest by the table', () => {
        const content = chip().read(7);
        expect(content !== undefined).toBe(accessRead.includes(key));
        if (content === undefined) return;
        expect(toHex(content.subarray(0, 6))).toBe('000000000000');
        expect(toHex(content.subarray(6, 9))).toBe(toHex(accessBytes(['000', '000', '000', condition])));
        expect(toHex(content.subarray(10))).toBe(keyBRead.includes(key) ? toHex(KEY_B) : '000000000000');
      });

      test('write: each part by the table', () => {
        const it = chip();
        const before = it.snapshot().memory.subarray(112, 128);
        const parts = [keyA, accessWrite, keyB].map((keys) => (keys as string).includes(key));
        expect(it.write(7, NEW_TRAILER)).toBe(parts.some(Boolean));
        const after = it.snapshot().memory.subarray(112, 128);
        for (const [i, [from, to]] of (
          [
            [0, 6],
            [6, 10],
            [10, 16],
          ] as const
        ).entries()) {
          const expected = parts[i] ? NEW_TRAILER : before;
          expect(toHex(after.subarray(from, to))).toBe(toHex(expected.subarray(from, to)));
        }
      });
    });

    if (isKeyBReadable) {
      test('key B is data: after an authentication with it every access is refused', () => {
        const withKeyB = () => authenticated(sectorWith(['000', '000', '000', condition]), 'B');
        expect(withKeyB().read(4)).toBeUndefined();
        expect(withKeyB().read(7)).toBeUndefined();
        expect(withKeyB().write(4, new Uint8Array(16))).toBe(false);
        expect(withKeyB().loadValue('decrement', 4, 1)).toBe(false);
      });
    }
  },
);

describe('authentication', () => {
  const fresh = () => {
    const chip = new ClassicChip(newCard('classic-1k'));
    chip.powerOn();
    return chip;
  };

  test('opens one sector, and only the last one counts', () => {
    const chip = fresh();
    expect(chip.authenticate(5, 'A', TRANSPORT_KEY)).toBe(true);
    expect(chip.read(4)).toHaveLength(16);
    expect(chip.authenticate(8, 'A', TRANSPORT_KEY)).toBe(true);
    expect(chip.read(4)).toBeUndefined();
  });

  test('a wrong key closes what was open, and the chip is silent until it is selected', () => {
    const chip = fresh();
    chip.authenticate(4, 'A', TRANSPORT_KEY);
    expect(chip.authenticate(4, 'A', KEY_A)).toBe(false);
    expect(chip.authenticate(4, 'A', TRANSPORT_KEY)).toBe(false);
    chip.select();
    expect(chip.read(4)).toBeUndefined();
  });

  test('a refused access closes the sector', () => {
    const chip = fresh();
    chip.authenticate(0, 'A', TRANSPORT_KEY);
    expect(chip.write(0, new Uint8Array(16))).toBe(false); // block 0 is the maker's
    chip.select();
    expect(chip.read(1)).toBeUndefined();
  });

  test('a power cycle closes the sector', () => {
    const chip = fresh();
    chip.authenticate(4, 'A', TRANSPORT_KEY);
    chip.powerOn();
    expect(chip.read(4)).toBeUndefined();
  });

  test.each([
    ['beyond the memory', 64],
    ['negative', -1],
    ['not whole', 1.5],
  ])('a block %s is refused', (_, block) => {
    expect(fresh().authenticate(block, 'A', TRANSPORT_KEY)).toBe(false);
  });

  test('a key that an image does not know matches nothing', () => {
    const state = newCard('classic-1k');
    const chip = new ClassicChip({ ...state, unknown: new Set([7 * 16 + 3]) });
    chip.powerOn();
    expect(chip.authenticate(4, 'A', TRANSPORT_KEY)).toBe(false);
    chip.select();
    expect(chip.authenticate(4, 'B', TRANSPORT_KEY)).toBe(true);
  });
});

describe('inconsistent access bits', () => {
  test('can be written, and kill the sector for ever and no other', () => {
    const chip = new ClassicChip(newCard('classic-1k'));
    chip.powerOn();
    chip.authenticate(4, 'A', TRANSPORT_KEY);
    expect(chip.write(7, fromHex('FFFFFFFFFFFF00000069FFFFFFFFFFFF'))).toBe(true);
    expect(chip.read(4)).toBeUndefined();
    for (const key of ['A', 'B'] as const) {
      chip.powerOn();
      expect(chip.authenticate(4, key, TRANSPORT_KEY)).toBe(false);
    }
    const later = new ClassicChip(chip.snapshot());
    later.powerOn();
    expect(later.authenticate(7, 'A', TRANSPORT_KEY)).toBe(false);
    later.select();
    expect(later.authenticate(8, 'A', TRANSPORT_KEY)).toBe(true);
  });

  test('every single flipped bit of the three bytes is inconsistent', () => {
    for (let bit = 0; bit < 24; bit++) {
      const state = newCard('classic-1k');
      state.memory[7 * 16 + 6 + (bit >> 3)]! ^= 1 << (bit & 7);
      const chip = new ClassicChip(state);
      chip.powerOn();
      expect(chip.authenticate(4, 'A', TRANSPORT_KEY)).toBe(false);
    }
  });
});

describe('value blocks', () => {
  const opened = () => authenticated(sectorWith(['000', '000', '000', '011']), 'A');
  const block = (chip: ClassicChip, number: number) =>
    toHex(chip.snapshot().memory.subarray(number * 16, number * 16 + 16));

  test('increment changes nothing before transfer', () => {
    const chip = opened();
    expect(chip.loadValue('increment', 5, 7)).toBe(true);
    expect(block(chip, 5)).toBe('640000009BFFFFFF6400000005FA05FA');
    expect(chip.transfer(5)).toBe(true);
    expect(block(chip, 5)).toBe('6B00000094FFFFFF6B00000005FA05FA');
  });

  test('decrement below zero', () => {
    const chip = opened();
    chip.loadValue('decrement', 5, 101);
    chip.transfer(5);
    expect(block(chip, 5)).toBe('FFFFFFFF00000000FFFFFFFF05FA05FA');
  });

  test('restore and transfer copy value and address to another block', () => {
    const chip = opened();
    chip.loadValue('restore', 5, 0);
    expect(chip.transfer(6)).toBe(true);
    expect(block(chip, 6)).toBe('640000009BFFFFFF6400000005FA05FA');
  });

  test.each([
    ['a block that is no value', 6, 1],
    ['a trailer', 7, 1],
    ['another sector', 8, 1],
    ['a result above 32 bits', 5, 0x7fffffff],
  ])('%s is refused', (_, number, operand) => {
    expect(opened().loadValue('increment', number, operand)).toBe(false);
  });

  test.each([4, 8, 12, 13, 14, 15])('a copy that disagrees in byte %i is no value block', (at) => {
    const state = sectorWith(['000', '000', '000', '011']).snapshot();
    state.memory[5 * 16 + at]! ^= 0x10;
    const chip = authenticated(new ClassicChip(state), 'A');
    expect(chip.loadValue('restore', 5, 0)).toBe(false);
  });

  test('transfer without a loaded value is refused', () => {
    expect(opened().transfer(5)).toBe(false);
  });
});

describe('4K geometry', () => {
  const chip = () => {
    const it = new ClassicChip(newCard('classic-4k'));
    it.powerOn();
    return it;
  };

  test.each([
    { block: 127, first: 124, last: 127 },
    { block: 128, first: 128, last: 143 },
    { block: 255, first: 240, last: 255 },
  ])('block $block opens blocks $first to $last', ({ block, first, last }) => {
    for (const inside of [first, last]) {
      const it = chip();
      it.authenticate(block, 'A', TRANSPORT_KEY);
      expect(it.read(inside)).toHaveLength(16);
    }
    for (const outside of [first - 1, last + 1]) {
      const it = chip();
      it.authenticate(block, 'A', TRANSPORT_KEY);
      expect(it.read(outside)).toBeUndefined();
    }
  });

  test('groups of a big sector: blocks 0–4, 5–9, 10–14', () => {
    const state = newCard('classic-4k');
    state.memory.set(accessBytes(['000', '010', '111', '011']), 143 * 16 + 6);
    const it = new ClassicChip(state);
    const can = Array.from({ length: 15 }, (_, i) => {
      it.powerOn();
      it.authenticate(128, 'A', TRANSPORT_KEY);
      if (it.read(128 + i) === undefined) return '-';
      return it.write(128 + i, new Uint8Array(16)) ? 'w' : 'r';
    });
    expect(can.join('')).toBe('wwwwwrrrrr-----');
  });
});
