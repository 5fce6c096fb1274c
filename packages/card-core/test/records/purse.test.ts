import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/bytes.ts';
import { isKartuError, KartuError } from '../../src/errors.ts';
import { signEd25519, verifyEd25519 } from '../../src/keys/ed25519.ts';
import {
  balanceAfter,
  decodeHead,
  decodeSlot,
  encodeExtension,
  encodeHead,
  encodeSlot,
  HEAD_BYTES,
  linkHash,
  PURSE_KINDS,
  type PurseBinding,
  type PurseRecord,
  purseMessage,
  recordHash,
  TAIL_BYTES,
} from '../../src/records/purse.ts';
import {
  IDENTITY_FIXTURE,
  PURSE_FIXTURE,
  type PurseVector,
  recordOf,
  testPrivateKey,
  testPublicKey,
  withFlippedBit,
} from './fixtures.ts';

// docs/card-format.md §4; fixtures/records/purse.json is made by a second implementation.

function bindingOf(vector: PurseVector): PurseBinding {
  return {
    organisationId: vector.organisationId,
    cardSerial: vector.cardSerial,
    uid: fromHex(vector.uid),
  };
}

/** What a terminal asks of the 96 bytes of a slot: well-formed, and signed for this card. */
function accepted(bytes: Uint8Array, binding: PurseBinding, key: string): boolean {
  try {
    const signed = decodeSlot(bytes.slice(0, HEAD_BYTES), bytes.slice(HEAD_BYTES));
    return (
      signed !== undefined &&
      verifyEd25519(testPublicKey(key), purseMessage(signed.record, binding), signed.signature)
    );
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return false;
    throw error;
  }
}

describe.each(PURSE_FIXTURE.vectors)('purse: $name', (vector) => {
  const record = recordOf(vector);

  test('fields to bytes', () => {
    expect(toHex(concat(encodeHead(record), encodeExtension(record)))).toBe(vector.body);
    const { head, tail } = encodeSlot({ record, signature: fromHex(vector.signature) });
    expect(toHex(concat(head, tail))).toBe(vector.bytes);
  });

  test('bytes to fields', () => {
    const bytes = fromHex(vector.bytes);
    expect(decodeSlot(bytes.slice(0, HEAD_BYTES), bytes.slice(HEAD_BYTES))).toEqual({
      record,
      signature: fromHex(vector.signature),
    });
  });

  test('what is signed, the signature, and the link to it', () => {
    const message = purseMessage(record, bindingOf(vector));
    expect(toHex(message)).toBe(vector.message);
    expect(toHex(signEd25519(testPrivateKey(vector.key), message))).toBe(vector.signature);
    expect(toHex(recordHash({ record, signature: fromHex(vector.signature) }))).toBe(vector.link);
  });
});

test('a life of six records: each links to the one before, the first to the identity, and the sums add up', () => {
  const life = PURSE_FIXTURE.vectors.slice(0, 6);
  const identity = IDENTITY_FIXTURE.vectors[0]!;
  expect(life.map((vector) => vector.fields.kind)).toEqual(PURSE_KINDS.map((kind) => kind.name));
  expect(life[0]!.fields.previousHash).toBe(toHex(linkHash(fromHex(identity.bytes))));
  for (const [i, vector] of life.slice(1).entries()) {
    const before = life[i]!;
    expect(vector.fields.previousHash).toBe(before.link);
    expect(vector.fields.balanceRupiah).toBe(
      balanceAfter(vector.fields.kind, before.fields.balanceRupiah, vector.fields.amountRupiah),
    );
  }
});

describe('rejects', () => {
  test.each(PURSE_FIXTURE.rejects)('$name', ({ head, tail, code, reason }) => {
    expect(thrownBy(() => decodeSlot(fromHex(head), fromHex(tail)))).toMatchObject({
      code,
      message: expect.stringContaining(reason),
    });
  });

  const sale = recordOf(PURSE_FIXTURE.vectors[2]!);
  test.each<[string, Partial<PurseRecord>]>([
    ['a sequence of 2^24', { sequence: 0x1000000 }],
    ['a negative sequence', { sequence: -1 }],
    ['a balance of 2^24', { balanceRupiah: 0x1000000 }],
    ['a negative balance', { balanceRupiah: -1 }],
    ['half a rupiah', { amountRupiah: 0.5 }],
    ['no number', { amountRupiah: Number.NaN }],
    ['a time after 2106', { timeSeconds: 0x100000000 }],
    ['terminal 65536', { terminal: 0x10000 }],
    ['credit 65536', { lastCredit: 0x10000 }],
    ['a counter of 2^24', { chipCounter: 0x1000000 }],
    ['a link of seven bytes', { previousHash: new Uint8Array(7) }],
  ])('encoding %s', (_, change) => {
    const record = { ...sale, ...change };
    expect(thrownBy(() => encodeSlot({ record, signature: new Uint8Array(64) }))).toMatchObject({
      code: 'record-invalid',
    });
  });

  test('encoding a signature of 63 bytes', () => {
    expect(thrownBy(() => encodeSlot({ record: sale, signature: new Uint8Array(63) }))).toMatchObject({
      code: 'record-invalid',
      message: expect.stringContaining('64 bytes'),
    });
  });
});

describe('a signed record belongs to one card', () => {
  const vector = PURSE_FIXTURE.vectors[4]!;
  const bytes = fromHex(vector.bytes);
  const binding = bindingOf(vector);

  test('it is accepted as it is', () => {
    expect(accepted(bytes, binding, vector.key)).toBe(true);
  });

  test('each of its 768 bits counts', () => {
    const passed = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter((bit) =>
      accepted(withFlippedBit(bytes, bit), binding, vector.key),
    );
    expect(bytes.length).toBe(96);
    expect(passed).toEqual([]);
  });

  test('each bit of the UID counts', () => {
    const passed = Array.from({ length: binding.uid.length * 8 }, (_, bit) => bit).filter((bit) =>
      accepted(bytes, { ...binding, uid: withFlippedBit(binding.uid, bit) }, vector.key),
    );
    expect(passed).toEqual([]);
  });

  test.each([
    ['another serial', { cardSerial: vector.cardSerial + 1 }],
    ['another organisation', { organisationId: vector.organisationId - 1 }],
    ['a UID cut to four bytes', { uid: binding.uid.slice(0, 4) }],
  ])('not with %s', (_, change) => {
    expect(accepted(bytes, { ...binding, ...change }, vector.key)).toBe(false);
  });

  test('not under another key of the same organisation', () => {
    expect(accepted(bytes, binding, 'terminal-1')).toBe(false);
    expect(accepted(bytes, binding, 'issuer-1')).toBe(false);
  });

  test('an identity signature is no purse signature, whatever the bytes', () => {
    const key = testPrivateKey('issuer-1');
    const opening = recordOf(PURSE_FIXTURE.vectors[0]!);
    const message = purseMessage(opening, binding);
    const identityContext = fromHex(toHex(new TextEncoder().encode('KartuKita identity v1\0')));
    const underOther = concat(identityContext, message.slice('KartuKita purse v1\0'.length));
    expect(verifyEd25519(testPublicKey('issuer-1'), message, signEd25519(key, underOther))).toBe(false);
  });
});

describe('a slot that was not written to the end', () => {
  const old = fromHex(PURSE_FIXTURE.vectors[2]!.bytes);
  const next = fromHex(PURSE_FIXTURE.vectors[4]!.bytes);
  const { key } = PURSE_FIXTURE.vectors[4]!;
  const binding = bindingOf(PURSE_FIXTURE.vectors[4]!);
  const keys = [PURSE_FIXTURE.vectors[2]!.key, key];

  test('never written: no record, whatever its tail', () => {
    expect(decodeSlot(new Uint8Array(16), new Uint8Array(TAIL_BYTES))).toBeUndefined();
    expect(decodeSlot(new Uint8Array(16), next.slice(HEAD_BYTES))).toBeUndefined();
  });

  // Tail first, in pages of 4 bytes, then the head's pages 1, 2, 3 and at last 0 (card-format §4.4).
  const order = [...Array.from({ length: 20 }, (_, i) => 4 + i), 1, 2, 3, 0];
  test.each(order.slice(0, -1).map((page, i) => [i + 1, page]))(
    'NTAG: after %i of 24 pages no key accepts it',
    (written) => {
      const mixed = old.slice();
      for (const page of order.slice(0, written)) mixed.set(next.slice(page * 4, page * 4 + 4), page * 4);
      expect(keys.map((name) => accepted(mixed, binding, name))).toEqual([false, false]);
    },
  );

  test('NTAG: whole after the 24th', () => {
    const mixed = old.slice();
    for (const page of order) mixed.set(next.slice(page * 4, page * 4 + 4), page * 4);
    expect(accepted(mixed, binding, key)).toBe(true);
  });

  test('MIFARE Classic: any mix of old and new bits in the head is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (mask) => {
        const head = next.slice(0, 16).map((byte, i) => (byte & mask[i]!) | (old[i]! & ~mask[i]!));
        const whole = toHex(head) === toHex(next.slice(0, 16));
        expect(accepted(concat(head, next.slice(16)), binding, key)).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('properties', () => {
  const uint = (bytes: number) => fc.integer({ min: 0, max: 256 ** bytes - 1 });
  const records: fc.Arbitrary<PurseRecord> = fc
    .record({
      sequence: fc.integer({ min: 1, max: 0xffffff }),
      kind: fc.constantFrom('topup', 'sale', 'refund', 'credit', 'payout' as const),
      balanceRupiah: uint(3),
      amountRupiah: uint(3),
      timeSeconds: uint(4),
      terminal: fc.integer({ min: 1, max: 65535 }),
      previousHash: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      lastCredit: uint(2),
      chipCounter: uint(3),
    })
    // A balance after money came in is at least what came in; before money went out it fitted into 3 bytes;
    // something always moves.
    .map((record) => {
      const [small, large] = [record.balanceRupiah, record.amountRupiah].sort((a, b) => a - b);
      return record.kind === 'sale' || record.kind === 'payout'
        ? { ...record, balanceRupiah: small! >> 1, amountRupiah: Math.max(1, large! >> 1) }
        : { ...record, balanceRupiah: Math.max(1, large!), amountRupiah: Math.max(1, small!) };
    });
  const signatures = fc.uint8Array({ minLength: 64, maxLength: 64 });

  test('what is encoded is decoded again', () => {
    fc.assert(
      fc.property(records, signatures, (record, signature) => {
        const { head, tail } = encodeSlot({ record, signature });
        expect(decodeSlot(head, tail)).toEqual({ record, signature });
      }),
    );
  });

  test('any 16 bytes are either refused or the encoding of what they decode to', () => {
    const nearlyValid = fc
      .tuple(records, fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 255 }))
      .map(([record, at, value]) => encodeHead(record).with(at, value));
    const anything = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.oneof(nearlyValid, anything), (bytes) => {
        try {
          const head = decodeHead(bytes);
          const rest = { previousHash: new Uint8Array(8), lastCredit: 0, chipCounter: 0 };
          expect(toHex(encodeHead({ ...head, ...rest }))).toBe(toHex(bytes));
        } catch (error) {
          if (!isKartuError(error, 'record-invalid')) throw error;
        }
      }),
    );
  });

  test('two different records are never signed as the same message', () => {
    fc.assert(
      fc.property(records, records, fc.uint8Array({ minLength: 4, maxLength: 10 }), (one, two, uid) => {
        const binding = { organisationId: 1, cardSerial: 1, uid };
        const same = toHex(purseMessage(one, binding)) === toHex(purseMessage(two, binding));
        const signature = new Uint8Array(64);
        expect(same).toBe(
          toHex(recordHash({ record: one, signature })) === toHex(recordHash({ record: two, signature })),
        );
      }),
    );
  });
});

function thrownBy(action: () => unknown): KartuError {
  try {
    action();
  } catch (error) {
    if (error instanceof KartuError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
