import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { chipAtr } from '../../src/card-kind.ts';
import type { Reader } from '../../src/readers/connection.ts';
import type { NtagState } from '../../src/virtual/index.ts';
import { newCard } from '../../src/virtual/index.ts';

/** A reader under test, without a card on it at first. */
export interface ContractSubject {
  readonly reader: Reader;
  /** Lays the contract's card on the reader (or back on it). */
  placeCard(): Promise<void> | void;
  removeCard(): Promise<void> | void;
  /** Ends whatever stands behind the reader. */
  dispose?(): Promise<void> | void;
}

/** UID of the first originality vector of protocol-facts §3. */
const UID = '04E10CDA993C80';
const WAIT = { timeoutMs: 10_000 };
const GET_UID = fromHex('FFCA000000');

/** An NTAG215 whose pages 10h to 1Fh hold their own number. */
function contractCard(): NtagState {
  const card = newCard('ntag215', { uid: fromHex(UID) });
  for (let page = 0x10; page < 0x20; page++) card.memory.fill(page, page * 4, page * 4 + 4);
  return card;
}

/** What every Reader must do (readers/connection.ts), run on the virtual reader and on the real PC/SC path. */
export function readerContract(
  name: string,
  makeReader: (card: NtagState) => Promise<ContractSubject> | ContractSubject,
): void {
  describe(`reader contract: ${name}`, () => {
    let subject: ContractSubject;
    let reader: Reader;

    beforeEach(async () => {
      subject = await makeReader(contractCard());
      reader = subject.reader;
    });

    afterEach(async () => {
      await reader.close();
      await subject.dispose?.();
    });

    test('gives up with no-card when none comes within the time', async () => {
      await expect(reader.waitForCard({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'no-card' });
    });

    test('gives up with no-card when the wait is aborted, before or meanwhile', async () => {
      const early = { signal: AbortSignal.abort() };
      await expect(reader.waitForCard(early)).rejects.toMatchObject({ code: 'no-card' });
      const controller = new AbortController();
      const waiting = reader.waitForCard({ signal: controller.signal });
      controller.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'no-card' });
    });

    test('waits for a card that comes later', async () => {
      const waiting = reader.waitForCard(WAIT);
      await subject.placeCard();
      expect((await waiting).readerName).toBe(reader.name);
    });

    test('reports the ATR of an NTAG', async () => {
      await subject.placeCard();
      const card = await reader.waitForCard(WAIT);
      expect(toHex(card.atr)).toBe(toHex(chipAtr('ntag215')));
    });

    test('reads the UID', async () => {
      await subject.placeCard();
      const card = await reader.waitForCard(WAIT);
      const { data, sw } = await card.transmit(GET_UID);
      expect([toHex(data), sw]).toEqual([UID, 0x9000]);
    });

    test('exchanges asked for at once are done one after another, each with its own answer', async () => {
      await subject.placeCard();
      const card = await reader.waitForCard(WAIT);
      const pages = [0x10, 0x1c, 0x14, 0x18, 0x10, 0x13];
      const answers = await Promise.all(
        pages.map((page) => card.transmit(new Uint8Array([0xff, 0xb0, 0x00, page, 0x04]))),
      );
      expect(answers.map(({ data }) => data[0])).toEqual(pages);
    });

    test('a write and the read asked for right after it keep their order', async () => {
      await subject.placeCard();
      const card = await reader.waitForCard(WAIT);
      const [, read] = await Promise.all([
        card.transmit(fromHex('FFD6000A04CAFEBABE')),
        card.transmit(fromHex('FFB0000A04')),
      ]);
      expect(toHex(read.data)).toBe('CAFEBABE');
    });

    test('the command is taken as it is at the call', async () => {
      await subject.placeCard();
      const card = await reader.waitForCard(WAIT);
      const command = GET_UID.slice();
      const [, answer] = [card.transmit(GET_UID), card.transmit(command)];
      command.fill(0);
      expect(toHex((await answer).data)).toBe(UID);
    });

    test.each([
      ['an instruction that nobody knows', 'FF77000000'],
      ['a page beyond the memory', 'FFB000F010'],
      ['a write to the UID', 'FFD6000004DEADBEEF'],
    ])('%s is answered with a status word, and the card stays usable', async (_, command) => {
      await subject.placeCard();
      const card = await reader.waitForCard(WAIT);
      const { data, sw } = await card.transmit(fromHex(command));
      expect([toHex(data), sw === 0x9000]).toEqual(['', false]);
      expect((await card.transmit(GET_UID)).sw).toBe(0x9000);
    });

    test('removal: card-removed, and the connection stays dead when the card comes back', async () => {
      await subject.placeCard();
      const first = await reader.waitForCard(WAIT);
      await subject.removeCard();
      await reader.waitForRemoval(WAIT);
      await expect(first.transmit(GET_UID)).rejects.toMatchObject({ code: 'card-removed' });
      await subject.placeCard();
      const second = await reader.waitForCard(WAIT);
      expect(toHex((await second.transmit(GET_UID)).data)).toBe(UID);
      await expect(first.transmit(GET_UID)).rejects.toMatchObject({ code: 'card-removed' });
    });

    test('waiting for the removal of a card that stays ends with no-card', async () => {
      await subject.placeCard();
      await reader.waitForCard(WAIT);
      await expect(reader.waitForRemoval({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'no-card' });
    });

    test('waiting for removal ends at once where no card lies', async () => {
      await expect(reader.waitForRemoval(WAIT)).resolves.toBeUndefined();
    });

    test('a closed connection answers nothing', async () => {
      await subject.placeCard();
      const card = await reader.waitForCard(WAIT);
      await card.close();
      await expect(card.transmit(GET_UID)).rejects.toMatchObject({ code: 'card-removed' });
    });

    test('after close, waiting ends with reader-lost', async () => {
      const waiting = expect(reader.waitForCard()).rejects.toMatchObject({ code: 'reader-lost' });
      await reader.close();
      await waiting;
      await expect(reader.waitForCard(WAIT)).rejects.toMatchObject({ code: 'reader-lost' });
    });
  });
}
