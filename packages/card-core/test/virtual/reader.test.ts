import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { ACR122U, PLAIN, profileFor, TRANSPARENT } from '../../src/readers/profile.ts';
import { newCard, VirtualReader } from '../../src/virtual/index.ts';
import { readerContract } from '../readers/contract.ts';

for (const profile of [ACR122U, TRANSPARENT, PLAIN]) {
  readerContract(`virtual reader, ${profile.id}`, (card) => {
    const reader = new VirtualReader({ profile, card });
    reader.remove();
    return { reader, placeCard: () => reader.insert(), removeCard: () => reader.remove() };
  });
}

readerContract('virtual reader in real time', (card) => {
  const reader = new VirtualReader({ card, realTime: true });
  reader.remove();
  return { reader, placeCard: () => reader.insert(), removeCard: () => reader.remove() };
});

describe('virtual reader', () => {
  test.each([ACR122U, TRANSPARENT, PLAIN])('the name of $id leads back to its profile', (profile) => {
    expect(profileFor(new VirtualReader({ profile }).name)).toBe(profile);
  });

  test('another card in its place kills the connection to the first', async () => {
    const reader = new VirtualReader({ card: newCard('ntag213') });
    const first = await reader.waitForCard();
    reader.swap(newCard('classic-1k', { uid: fromHex('A1B2C3D4') }));
    await expect(first.transmit(fromHex('FFCA000000'))).rejects.toMatchObject({ code: 'card-removed' });
    const second = await reader.waitForCard();
    expect(toHex((await second.transmit(fromHex('FFCA000000'))).data)).toBe('A1B2C3D4');
  });

  test('a card taken away in the middle of an exchange: its answer is lost', async () => {
    const reader = new VirtualReader({ card: newCard('ntag213'), realTime: true });
    const card = await reader.waitForCard();
    const writing = card.transmit(fromHex('FFD6000404CAFEBABE'));
    await Promise.resolve();
    await Promise.resolve();
    reader.remove();
    await expect(writing).rejects.toMatchObject({ code: 'card-removed' });
    expect(toHex(reader.chip!.snapshot().memory.subarray(16, 20))).toBe('CAFEBABE');
  });

  test('a second connection to a card that stayed starts it anew', async () => {
    const reader = new VirtualReader({ card: newCard('classic-1k') });
    const first = await reader.waitForCard();
    await first.transmit(fromHex('FF82000006FFFFFFFFFFFF'));
    await first.transmit(fromHex('FF860000050100046000'));
    expect((await first.transmit(fromHex('FFB0000410'))).sw).toBe(0x9000);
    await first.close();
    const second = await reader.waitForCard();
    expect((await second.transmit(fromHex('FFB0000410'))).sw).toBe(0x6300);
  });

  test('without a card there is nothing to lay back', () => {
    expect(() => new VirtualReader().insert()).toThrowError(expect.objectContaining({ code: 'no-card' }));
  });
});
