import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { isKartuError, KartuError } from '../../src/errors.ts';
import { organisationIdOf, signEd25519, verifyEd25519 } from '../../src/keys/ed25519.ts';
import {
  dateFromDay,
  dayFromDate,
  decodeIdentity,
  encodeIdentity,
  IDENTITY_BODY_BYTES,
  type Identity,
  identityMessage,
} from '../../src/records/identity.ts';
import { IDENTITY_FIXTURE, TEST_KEYS, testPrivateKey, testPublicKey, withFlippedBit } from './fixtures.ts';

// docs/card-format.md §3; fixtures/records/identity.json is made by a second implementation.

/** What a terminal asks of the 88 bytes on a card: well-formed, and signed for the card with this UID. */
function accepted(bytes: Uint8Array, uid: Uint8Array, key: string): boolean {
  const body = bytes.slice(0, IDENTITY_BODY_BYTES);
  try {
    decodeIdentity(body);
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return false;
    throw error;
  }
  return verifyEd25519(testPublicKey(key), identityMessage(body, uid), bytes.slice(IDENTITY_BODY_BYTES));
}

describe.each(IDENTITY_FIXTURE.vectors)('identity: $name', (vector) => {
  test('fields to bytes', () => {
    expect(toHex(encodeIdentity(vector.fields))).toBe(vector.body);
  });

  test('bytes to fields', () => {
    expect(decodeIdentity(fromHex(vector.body))).toEqual(vector.fields);
  });

  test('what is signed, and the signature', () => {
    const message = identityMessage(fromHex(vector.body), fromHex(vector.uid));
    expect(toHex(message)).toBe(vector.message);
    expect(toHex(signEd25519(testPrivateKey(vector.key), message))).toBe(vector.signature);
    expect(accepted(fromHex(vector.bytes), fromHex(vector.uid), vector.key)).toBe(true);
  });
});

describe('rejects', () => {
  test.each(IDENTITY_FIXTURE.rejects)('decoding: $name', ({ body, code, reason }) => {
    expect(thrownBy(() => decodeIdentity(fromHex(body)))).toMatchObject({
      code,
      message: expect.stringContaining(reason),
    });
  });

  test.each(IDENTITY_FIXTURE.encodeRejects)('encoding: $name', ({ fields, code, reason }) => {
    expect(thrownBy(() => encodeIdentity(fields))).toMatchObject({
      code,
      message: expect.stringContaining(reason),
    });
  });
});

describe('a signed identity belongs to one card of one organisation', () => {
  const vector = IDENTITY_FIXTURE.vectors[0]!;
  const bytes = fromHex(vector.bytes);
  const uid = fromHex(vector.uid);

  test('each of its 704 bits counts', () => {
    const passed = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter((bit) =>
      accepted(withFlippedBit(bytes, bit), uid, vector.key),
    );
    expect(bytes.length).toBe(88);
    expect(passed).toEqual([]);
  });

  test('each bit of the UID counts', () => {
    const passed = Array.from({ length: uid.length * 8 }, (_, bit) => bit).filter((bit) =>
      accepted(bytes, withFlippedBit(uid, bit), vector.key),
    );
    expect(passed).toEqual([]);
  });

  test.each([
    ['a UID cut to four bytes', uid.slice(0, 4)],
    ['a UID with a byte more', Uint8Array.of(...uid, 0)],
    ['no UID', new Uint8Array(0)],
  ])('not with %s', (_, otherUid) => {
    expect(accepted(bytes, otherUid, vector.key)).toBe(false);
  });

  test.each([
    ['another serial', { cardSerial: 1002 }],
    ['another organisation', { organisationId: vector.fields.organisationId - 1 }],
    ['a later expiry', { expiryDay: 65535 }],
    ['another member', { memberNumber: '8912345679' }],
  ])('the signature does not pass for %s', (_, change) => {
    const body = encodeIdentity({ ...vector.fields, ...change });
    expect(accepted(Uint8Array.of(...body, ...fromHex(vector.signature)), uid, vector.key)).toBe(false);
  });

  test('not under another key of the same organisation', () => {
    expect(accepted(bytes, uid, 'issuer-2')).toBe(false);
    expect(accepted(bytes, uid, 'organisation')).toBe(false);
  });

  test('a byte moved from the UID into the body is not the same message', () => {
    const body = fromHex(vector.body);
    const shorter = identityMessage(Uint8Array.of(uid.at(-1)!, ...body), uid.slice(0, -1));
    expect(toHex(shorter)).not.toBe(vector.message);
  });
});

test('the organisation is named by SHA-256 over its public key', () => {
  expect(organisationIdOf(testPublicKey('organisation'))).toBe(TEST_KEYS.organisationId);
  expect(IDENTITY_FIXTURE.vectors[0]!.fields.organisationId).toBe(TEST_KEYS.organisationId);
});

describe('properties', () => {
  const identities: fc.Arbitrary<Identity> = fc
    .record({
      issuerKey: fc.integer({ min: 1, max: 255 }),
      organisationId: fc.integer({ min: 0, max: 0xffffffff }),
      cardSerial: fc.integer({ min: 1, max: 0xffffffff }),
      memberNumber: fc.stringMatching(/^[0-9]{1,16}$/),
      theme: fc.integer({ min: 1, max: 255 }),
      days: fc.tuple(fc.integer({ min: 0, max: 65535 }), fc.integer({ min: 0, max: 65535 })),
      keySetVersion: fc.integer({ min: 1, max: 255 }),
    })
    .map(({ days, ...rest }) => ({ ...rest, issuedDay: Math.min(...days), expiryDay: Math.max(...days) }));

  test('what is encoded is decoded again', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        expect(decodeIdentity(encodeIdentity(identity))).toEqual(identity);
      }),
    );
  });

  test('any 24 bytes are either refused or the encoding of what they decode to', () => {
    const nearlyValid = fc
      .tuple(identities, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 255 }))
      .map(([identity, at, value]) => encodeIdentity(identity).with(at, value));
    const anything = fc.uint8Array({ minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(fc.oneof(nearlyValid, anything), (bytes) => {
        let decoded: Identity;
        try {
          decoded = decodeIdentity(bytes);
        } catch (error) {
          expect(isKartuError(error, 'record-invalid')).toBe(true);
          return;
        }
        expect(toHex(encodeIdentity(decoded))).toBe(toHex(bytes));
      }),
    );
  });
});

describe('days', () => {
  test.each([
    ['2020-01-01', 0],
    ['2020-02-29', 59],
    ['2026-08-17', 2420],
    ['2031-08-17', 4246],
    ['2199-06-05', 65534],
  ])('%s is day %i', (date, day) => {
    expect(dayFromDate(date)).toBe(day);
    expect(dateFromDay(day)).toBe(date);
  });

  test.each(['2019-12-31', '2025-02-29', '2026-8-17', '2026-08-17T00:00', '17-08-2026', '2199-06-06', ''])(
    '"%s" is refused',
    (date) => {
      expect(thrownBy(() => dayFromDate(date))).toMatchObject({ code: 'record-invalid' });
    },
  );
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
