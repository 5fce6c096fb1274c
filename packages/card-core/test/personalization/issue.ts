import { concat, fromHex } from '../../src/bytes.ts';
import type { ChipKind } from '../../src/card-kind.ts';
import { CARD_PROFILE } from '../../src/drivers/layout.ts';
import { KartuError } from '../../src/errors.ts';
import type { Journal, PersonalizationData } from '../../src/personalization/index.ts';
import { personalize } from '../../src/personalization/index.ts';
import type { Connection } from '../../src/readers/connection.ts';
import type { ReaderProfile } from '../../src/readers/profile.ts';
import { ACR122U } from '../../src/readers/profile.ts';
import { encodeIdentity } from '../../src/records/identity.ts';
import { encodeSlot } from '../../src/records/purse.ts';
import type { ChipState, Tear, VirtualChip } from '../../src/virtual/index.ts';
import { createChip, newCard, VirtualReader } from '../../src/virtual/index.ts';
import { testKeys, UIDS } from '../drivers/personalized-card.ts';

export const TEST_URI = 'https://koperasi.example/kartu';

/** Content of a card; signatures are fillers, since nobody checks them here. */
export function testData(kind: ChipKind, memberNumber = '8900001234'): PersonalizationData {
  const identity = concat(
    encodeIdentity({
      issuerKey: 1,
      organisationId: 0x11223344,
      cardSerial: 77,
      memberNumber,
      theme: 1,
      issuedDay: 2500,
      expiryDay: 4300,
      keySetVersion: 1,
    }),
    new Uint8Array(64).fill(0xa5),
  );
  const common = { identity, keys: testKeys(kind), ndefUri: TEST_URI };
  if (CARD_PROFILE[kind] === 'identity') return common;
  const { head, tail } = encodeSlot({
    record: {
      sequence: 0,
      kind: 'opening',
      balanceRupiah: 0,
      amountRupiah: 0,
      timeSeconds: 1_793_000_000,
      terminal: 0,
      previousHash: fromHex('0102030405060708'),
      lastCredit: 0,
      chipCounter: 0,
    },
    signature: new Uint8Array(64).fill(0x5a),
  });
  return { ...common, openingHead: head, openingTail: tail };
}

/** A head as a first sale leaves it. */
export function headInUse(): Uint8Array {
  const { head } = encodeSlot({
    record: {
      sequence: 1,
      kind: 'topup',
      balanceRupiah: 50_000,
      amountRupiah: 50_000,
      timeSeconds: 1_793_000_100,
      terminal: 3,
      previousHash: new Uint8Array(8),
      lastCredit: 0,
      chipCounter: 1,
    },
    signature: new Uint8Array(64),
  });
  return head;
}

/** A journal in memory, as the issuer keeps it on disk. */
export class TestJournal implements Journal {
  readonly notes: string[] = [];
  get begun(): boolean {
    return this.notes.length > 0;
  }
  before(step: string): void {
    this.notes.push(`before ${step}`);
  }
  after(step: string): void {
    this.notes.push(`after ${step}`);
  }
}

export function blankChip(kind: ChipKind): VirtualChip {
  return createChip(newCard(kind, { uid: UIDS[kind] }));
}

/** Lays a chip on a fresh reader, perhaps to be torn away, and hands over the connection. */
export async function place(card: VirtualChip | ChipState, profile: ReaderProfile, tear?: Tear) {
  const reader = new VirtualReader({ profile, card, ...(tear === undefined ? {} : { tear }) });
  return { reader, connection: await reader.waitForCard() };
}

/** A card as the code under test issues it. */
export async function issuedCard(kind: ChipKind): Promise<ChipState> {
  const { reader, connection } = await place(newCard(kind, { uid: UIDS[kind] }), ACR122U);
  await personalize(connection, testData(kind), new TestJournal());
  return reader.chip!.snapshot();
}

/**
 * The card is lifted after so many exchanges and the reader has not noticed yet: it goes on answering for itself
 * and reports failure for everything that needs the card. How an ACR122U behaves until its next poll [M].
 */
export function liftedAfter(connection: Connection, exchanges: number): Connection {
  let left = exchanges;
  return {
    readerName: connection.readerName,
    atr: connection.atr,
    close: () => connection.close(),
    async reselect() {
      if (left <= 0) throw new KartuError('card-removed', 'the lifted card cannot be selected');
      await connection.reselect();
    },
    async transmit(command) {
      if (left-- > 0 || command[1] === 0xca || command[1] === 0x82) return connection.transmit(command);
      if (command[1] === 0x00) return { data: fromHex('D54301'), sw: 0x9000 };
      return { data: new Uint8Array(0), sw: 0x6300 };
    },
  };
}
