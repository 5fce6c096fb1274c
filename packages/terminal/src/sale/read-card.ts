import {
  type Area,
  CARD_PROFILE,
  type CardDriver,
  choosePurseState,
  decodeIdentity,
  equalBytes,
  IDENTITY_BODY_BYTES,
  IDENTITY_BYTES,
  type Identity,
  isFilledWith,
  linkHash,
  type RecordFault,
  readUint,
  recordHash,
  verifyIdentity,
  verifySlot,
} from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { decoded, type KnownCard, type SlotBytes } from '../ledger/transfer.ts';
import { openAndRead } from './key-set.ts';
import type { RefusalCode } from './refusals.ts';

/** A card as it lies on the reader: who it is and what it holds, verified. */
export interface CardReading {
  readonly driver: CardDriver;
  /** The key set by which the card opened. */
  readonly keySet: number;
  readonly card: KnownCard;
  readonly identity: Identity;
  /** The present record; undefined on a card that carries no purse and has no record in the ledger yet. */
  readonly current: SlotBytes | undefined;
  /** The slot that holds it, and the record before where the other slot was read and still holds it. */
  readonly slot: 0 | 1;
  readonly previous: SlotBytes | undefined;
  /** The ledger knows this very state: nothing of it had to be verified again. */
  readonly recognised: boolean;
  readonly chipCounter: number;
}

/** Sequence number, balance and link that the next record builds on. */
export function stateOf(reading: Pick<CardReading, 'current' | 'card'>) {
  if (!reading.current) {
    const previousHash = linkHash(reading.card.identity);
    return { sequence: 0, balanceRupiah: 0, lastCredit: 0, chipCounter: 0, previousHash };
  }
  const signed = decoded(reading.current);
  return { ...signed.record, previousHash: recordHash(signed) };
}

export type ReadResult =
  | { readonly ok: true; readonly reading: CardReading }
  | { readonly ok: false; readonly reason: RefusalCode; readonly identity?: Identity };

/**
 * Reads and verifies a card in as few exchanges as it takes. A card whose present head equals the ledger's last
 * record of it is recognised by that: whatever the rest of the slot holds, the state claimed is the state known.
 */
export async function readCard(counter: Counter, driver: CardDriver): Promise<ReadResult> {
  const known = counter.ledger.cardByUid(driver.uid);
  const hasPurse = CARD_PROFILE[driver.kind] === 'purse';
  if (known) {
    const wanted = hasPurse ? (['head0', 'head1'] as const) : (['identity'] as const);
    const { keySetVersion } = identityOf(known);
    const opened = await openAndRead<Area>(counter, driver, known, keySetVersion, wanted);
    // It opened before: most likely it lies badly.
    if (!opened) return { ok: false, reason: 'card-not-read', identity: identityOf(known) };
    const { keySet } = opened;
    const areas: Areas = opened.areas;
    if (!hasPurse) {
      // Its identity is all that this card has to show, so it shows it at every tap.
      const same = equalBytes(areas.identity!.subarray(0, IDENTITY_BYTES), known.identity);
      return same ? withoutPurse(counter, driver, known, keySet) : { ok: false, reason: 'card-not-genuine' };
    }
    const heads = { head0: areas.head0!, head1: areas.head1! };
    const base = {
      driver,
      keySet,
      card: known,
      identity: identityOf(known),
      chipCounter: await driver.readCounter(),
    };
    return recognised(counter, known, heads, base) ?? verifyPurse(counter, heads, base);
  }
  const wanted = hasPurse ? (['identity', 'head0', 'head1'] as const) : (['identity'] as const);
  const opened = await openAndRead<Area>(counter, driver, undefined, undefined, wanted);
  if (!opened) return { ok: false, reason: (await driver.looksBlank()) ? 'card-blank' : 'card-foreign' };
  const { keySet } = opened;
  const areas: Areas = opened.areas;
  const identityBytes = areas.identity!.slice(0, IDENTITY_BYTES);
  const verdict = verifyIdentity(identityBytes, driver.uid, counter.bundle.trust);
  if (!verdict.ok) return { ok: false, reason: IDENTITY_REFUSALS[verdict.fault] };
  const identity = verdict.value;
  const card = { serial: identity.cardSerial, uid: driver.uid, kind: driver.kind, identity: identityBytes };
  // One serial on two chips: a mistake of the issuer, or made with the issuer's key.
  if (counter.ledger.cardBySerial(card.serial)) return { ok: false, reason: 'chip-changed', identity };
  if (!hasPurse) return withoutPurse(counter, driver, card, keySet);
  const chipCounter = await driver.readCounter();
  const heads = { head0: areas.head0!, head1: areas.head1! };
  return verifyPurse(counter, heads, { driver, keySet, card, identity, chipCounter });
}

/** The identity of a card that the ledger holds as verified. */
export function identityOf(card: KnownCard): Identity {
  return decodeIdentity(card.identity.subarray(0, IDENTITY_BODY_BYTES));
}

type Areas = Partial<Record<Area, Uint8Array>>;
type Base = Pick<CardReading, 'driver' | 'keySet' | 'card' | 'identity' | 'chipCounter'>;
type Heads = { readonly head0: Uint8Array; readonly head1: Uint8Array };

function recognised(counter: Counter, known: KnownCard, heads: Heads, base: Base): ReadResult | undefined {
  const last = counter.ledger.lastRecord(known.serial);
  // With unfinished business the whole card is read: its other slot is evidence.
  if (!last || counter.ledger.openTransfer(known.serial)) return undefined;
  // An opening record's head is the same on every card that was issued in one second.
  if (readUint(last.head, 0, 3) === 0) return undefined;
  const slot = equalBytes(heads.head0, last.head) ? 0 : equalBytes(heads.head1, last.head) ? 1 : undefined;
  if (slot === undefined) return undefined;
  const other = slot === 0 ? heads.head1 : heads.head0;
  if (!isFilledWith(other, 0) && readUint(other, 0, 3) >= readUint(last.head, 0, 3)) return undefined;
  return { ok: true, reading: { ...base, current: last, slot, previous: undefined, recognised: true } };
}

async function verifyPurse(counter: Counter, heads: Heads, base: Base): Promise<ReadResult> {
  const context = { uid: base.card.uid, identity: base.identity, identityBytes: base.card.identity };
  const { trust } = counter.bundle;
  const newer = readUint(heads.head1, 0, 3) > readUint(heads.head0, 0, 3) ? 1 : 0;
  const tail = await readTail(base.driver, newer);
  const head = newer === 0 ? heads.head0 : heads.head1;
  const unfinished = unfinishedTransfers(counter, base.card);
  if (unfinished.length === 0 && verifySlot(head, tail, context, trust).ok) {
    const reading = {
      ...base,
      current: { head, tail },
      slot: newer,
      previous: undefined,
      recognised: false,
    } as const;
    return { ok: true, reading };
  }
  const otherTail = await readTail(base.driver, newer === 0 ? 1 : 0);
  const [tail0, tail1] = newer === 0 ? [tail, otherTail] : [otherTail, tail];
  const head0 = withoutTornWrite(heads.head0, tail0, unfinished);
  const head1 = withoutTornWrite(heads.head1, tail1, unfinished);
  const verdict = choosePurseState({ head0, tail0, head1, tail1 }, context, trust);
  if (!verdict.ok) return { ok: false, reason: RECORD_REFUSALS[verdict.fault], identity: base.identity };
  const { slot, previous } = verdict.value;
  const slots = [
    { head: heads.head0, tail: tail0 },
    { head: heads.head1, tail: tail1 },
  ] as const;
  const current = slots[slot];
  const before = previous ? slots[slot === 0 ? 1 : 0] : undefined;
  return { ok: true, reading: { ...base, current, slot, previous: before, recognised: false } };
}

/** A transfer that is open, or was closed without the card: then both slots are evidence. */
function unfinishedTransfers({ ledger }: Counter, { serial }: KnownCard): SlotBytes[] {
  const last = ledger.lastRecord(serial);
  const open = ledger.openTransfer(serial);
  return [...(open ? [open] : []), ...ledger.voidedAfter(serial, last ? readUint(last.head, 0, 3) : -1)];
}

/**
 * A head that was torn within the number of its terminal can look like the whole record of a counter unknown here.
 * Under the very tail of this counter's own unfinished write it is none: that signature covers one head only.
 */
function withoutTornWrite(head: Uint8Array, tail: Uint8Array, unfinished: readonly SlotBytes[]): Uint8Array {
  const isTorn = unfinished.some((own) => equalBytes(own.tail, tail) && !equalBytes(own.head, head));
  return isTorn ? new Uint8Array(head.length) : head;
}

async function readTail(driver: CardDriver, slot: 0 | 1): Promise<Uint8Array> {
  return slot === 0 ? (await driver.read('tail0')).tail0 : (await driver.read('tail1')).tail1;
}

/**
 * NTAG213: the card proves who it is, the balance lives in the ledger alone. Its counter is kept with each record:
 * it is the only trace that a copy of such a card leaves.
 */
async function withoutPurse(
  counter: Counter,
  driver: CardDriver,
  card: KnownCard,
  keySet: number,
): Promise<ReadResult> {
  const current = counter.ledger.lastRecord(card.serial);
  const chipCounter = await driver.readCounter();
  const base = { driver, keySet, card, identity: identityOf(card), chipCounter };
  return { ok: true, reading: { ...base, current, slot: 1, previous: undefined, recognised: true } };
}

const IDENTITY_REFUSALS: Readonly<Record<RecordFault, RefusalCode>> = {
  blank: 'card-blank',
  damaged: 'card-damaged',
  'other-organisation': 'card-other-organisation',
  'issuer-unknown': 'card-issuer-unknown',
  'issuer-expired': 'card-not-genuine',
  'signature-invalid': 'card-not-genuine',
  // An identity is never signed by a terminal: these cannot come.
  'terminal-unknown': 'card-not-genuine',
  'terminal-expired': 'card-not-genuine',
  'terminal-incapable': 'card-not-genuine',
};

const RECORD_REFUSALS: Readonly<Record<RecordFault, RefusalCode>> = {
  blank: 'record-damaged',
  damaged: 'record-damaged',
  'other-organisation': 'record-not-genuine',
  'issuer-unknown': 'card-issuer-unknown',
  'issuer-expired': 'record-not-genuine',
  'signature-invalid': 'record-not-genuine',
  'terminal-unknown': 'record-terminal-unknown',
  'terminal-expired': 'record-terminal-expired',
  'terminal-incapable': 'record-terminal-incapable',
};
