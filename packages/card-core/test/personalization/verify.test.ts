import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import { CHIP_KINDS } from '../../src/card-kind.ts';
import { verifyPersonalized } from '../../src/personalization/index.ts';
import { ACR122U } from '../../src/readers/profile.ts';
import { newCard } from '../../src/virtual/index.ts';
import { UIDS } from '../drivers/personalized-card.ts';
import { headInUse, issuedCard, place, testData } from './issue.ts';

const STRANGER = fromHex('112233445566');

describe('verification names every difference', () => {
  test.each([
    ['classic-1k', (m: Uint8Array) => m.set([0xee], 12 * 16), 'tail0'],
    ['classic-1k', (m: Uint8Array) => m.set([0x01], 4 * 16 + 8), 'open page'],
    ['classic-1k', (m: Uint8Array) => m.set([0x01], 2 * 16 + 15), 'directory'],
    ['classic-1k', (m: Uint8Array) => m.set(STRANGER, 15 * 16), 'trailer of sector 3'],
    ['classic-4k', (m: Uint8Array) => m.set([0xee], 130 * 16), 'identity'],
    ['ntag213', (m: Uint8Array) => m.set([0x01], 20 * 4), 'identity'],
    ['ntag215', (m: Uint8Array) => m.set([0x01], 16 * 4), 'head0'],
    ['ntag215', (m: Uint8Array) => m.set([0x00], 11), 'locks'],
    ['ntag215', (m: Uint8Array) => m.set([0xff], 0x83 * 4 + 3), 'configuration'],
    ['ntag216', (m: Uint8Array) => m.set([0x18], 0xe4 * 4), 'access configuration'],
    ['ntag216', (m: Uint8Array) => m.set([0x01], 0xe5 * 4), 'password'],
  ] as const)('%s, %#: %s', async (kind, change, difference) => {
    const card = await issuedCard(kind);
    change(card.memory);
    const { connection } = await place(card, ACR122U);
    await expect(verifyPersonalized(connection, testData(kind))).rejects.toMatchObject({
      code: 'card-not-as-issued',
      details: { differences: difference },
    });
  });

  test.each(CHIP_KINDS)('%s: a blank card has nothing of it, and it is no crash', async (kind) => {
    const { connection } = await place(newCard(kind, { uid: UIDS[kind] }), ACR122U);
    await expect(verifyPersonalized(connection, testData(kind))).rejects.toMatchObject({
      code: 'card-not-as-issued',
    });
  });

  test('a card in use is compared without its purse', async () => {
    const card = await issuedCard('ntag215');
    card.memory.set(headInUse(), 20 * 4);
    const { connection } = await place(card, ACR122U);
    const { identity, keys, ndefUri } = testData('ntag215');
    await verifyPersonalized(connection, { identity, keys, ndefUri });
    await expect(verifyPersonalized(connection, testData('ntag215'))).rejects.toMatchObject({
      details: { differences: 'head1' },
    });
  });
});
