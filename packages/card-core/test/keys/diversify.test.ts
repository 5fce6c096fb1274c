import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { deriveAccessKeys, diversifyAes128 } from '../../src/keys/diversify.ts';
import { ACCESS_KEY_FIXTURE } from '../records/fixtures.ts';

const PUBLISHED_KEY = '00112233445566778899AABBCCDDEEFF';

describe('NXP AN10922 §2.2, AES-128', () => {
  test('the published example (§2.2.1)', () => {
    const key = diversifyAes128(fromHex(PUBLISHED_KEY), fromHex('04782E21801D803042F54E585020416275'));
    expect(toHex(key)).toBe('A8DD63A3B89D54B37CA802473FDA9175');
  });

  test('a short input is padded to two blocks: not AES-CMAC', () => {
    const key = toHex(diversifyAes128(fromHex(PUBLISHED_KEY), fromHex('04782E21801D80')));
    expect(key).toBe('4FD3364753B8142980E8203C75AD83BE');
    expect(key).not.toBe('B3179E2D918AC5190815983B054B63AD'); // AES-CMAC over 01 ‖ M
  });

  test.each(ACCESS_KEY_FIXTURE.diversification)('$name', ({ masterKey, input, key }) => {
    expect(toHex(diversifyAes128(fromHex(masterKey), fromHex(input)))).toBe(key);
  });

  test.each([0, 32, 33])('an input of %i bytes is refused', (length) => {
    expect(() => diversifyAes128(fromHex(PUBLISHED_KEY), new Uint8Array(length))).toThrow(
      'AN10922 takes 1 to 31',
    );
  });

  test.each([0, 15, 17, 24, 32])('a master key of %i bytes is refused', (length) => {
    expect(() => diversifyAes128(new Uint8Array(length), Uint8Array.of(1))).toThrow('16 bytes');
  });

  test('the input is left as it was', () => {
    const input = fromHex('04782E21801D80');
    diversifyAes128(fromHex(PUBLISHED_KEY), input);
    expect(toHex(input)).toBe('04782E21801D80');
  });
});

describe('access keys of a card (card-format §6)', () => {
  test.each(ACCESS_KEY_FIXTURE.cards)('UID $uid, key set $keySetVersion', (card) => {
    const keys = deriveAccessKeys(
      { version: card.keySetVersion, masterKey: fromHex(card.masterKey) },
      fromHex(card.uid),
    );
    expect(toHex(keys.keyA)).toBe(card.keyA);
    expect(toHex(keys.keyB)).toBe(card.keyB);
    expect(toHex(keys.password)).toBe(card.password);
    expect(toHex(keys.passwordAcknowledge)).toBe(card.passwordAcknowledge);
  });

  test('no two of 500 cards, no two versions and no two purposes share a key', () => {
    const masterKey = fromHex(PUBLISHED_KEY);
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const uid = createHmac('sha256', 'uid').update(String(i)).digest().subarray(0, 7);
      for (const version of [1, 2]) {
        const keys = deriveAccessKeys({ version, masterKey }, uid);
        seen.add(toHex(keys.keyA)).add(toHex(keys.keyB));
        seen.add(toHex(keys.password) + toHex(keys.passwordAcknowledge));
      }
    }
    expect(seen.size).toBe(500 * 2 * 3);
  });
});
