import { hash } from 'node:crypto';
import { concat, isFilledWith, readUint, utf8, writeUint } from '../bytes.ts';
import { KartuError } from '../errors.ts';
import { FORMAT_VERSION, SIGNATURE_BYTES } from './identity.ts';

/**
 * A purse record: the state of a card's stored value after one transaction, signed by the terminal that made it
 * (the opening record by the issuer). docs/card-format.md §4 is normative; vectors stand in
 * fixtures/records/purse.json.
 */
export interface PurseRecord {
  /** 0 for the opening record, then one more for each transaction of this card, up to 2^24−1. */
  readonly sequence: number;
  readonly kind: PurseKind;
  /** Balance after the transaction, whole rupiah, 0..16,777,215. */
  readonly balanceRupiah: number;
  /** What moved, whole rupiah, 0..16,777,215; its direction follows from the kind. */
  readonly amountRupiah: number;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly timeSeconds: number;
  /** Number of the terminal whose key signed; 0 = the issuer, with the key that the identity names. */
  readonly terminal: number;
  /** First 8 bytes of SHA-256 over the record before; of the identity (88 bytes) in the opening record. */
  readonly previousHash: Uint8Array;
  /** Number of the last salary credit applied to this card. */
  readonly lastCredit: number;
  /** NTAG: the chip's counter as it was read in this session (24 bits). MIFARE Classic: 0. */
  readonly chipCounter: number;
}

/** Order is the number on the card: card-format §4. `direction` is what the amount does to the balance. */
export const PURSE_KINDS = [
  { name: 'opening', direction: 0 },
  { name: 'topup', direction: 1 },
  { name: 'sale', direction: -1 },
  { name: 'refund', direction: 1 },
  { name: 'credit', direction: 1 },
  { name: 'payout', direction: -1 },
] as const;

export type PurseKind = (typeof PURSE_KINDS)[number]['name'];

/** A record as it lies in a slot: the head commits what the tail (extension and signature) carries. */
export const HEAD_BYTES = 16;
export const EXTENSION_BYTES = 16;
export const TAIL_BYTES = EXTENSION_BYTES + SIGNATURE_BYTES;
export const PURSE_RECORD_BYTES = HEAD_BYTES + TAIL_BYTES;
export const HASH_BYTES = 8;
const MAX_RUPIAH = 0xff_ffff;
const CONTEXT = concat(utf8('KartuKita purse v1'), Uint8Array.of(0));

/** The card to which a record belongs: signed with it, stored elsewhere on the card. */
export interface PurseBinding {
  readonly organisationId: number;
  readonly cardSerial: number;
  readonly uid: Uint8Array;
}

/** A record with its signature: everything of one transaction that the card holds. */
export interface SignedPurseRecord {
  readonly record: PurseRecord;
  readonly signature: Uint8Array;
}

/** What a balance becomes by a transaction of this kind. */
export function balanceAfter(kind: PurseKind, balanceRupiah: number, amountRupiah: number): number {
  return balanceRupiah + directionOf(kind) * amountRupiah;
}

export function directionOf(kind: PurseKind): -1 | 0 | 1 {
  return PURSE_KINDS.find((entry) => entry.name === kind)!.direction;
}

/** 16 bytes, card-format §4.1. Throws `record-invalid` for a value outside its range. */
export function encodeHead(record: PurseRecord): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES);
  writeUint(bytes, 0, 3, record.sequence);
  const kind = PURSE_KINDS.findIndex((entry) => entry.name === record.kind);
  if (kind < 0) throw invalid(`kind ${String(record.kind)}`);
  bytes[3] = (FORMAT_VERSION << 4) | kind;
  writeUint(bytes, 4, 3, record.balanceRupiah);
  writeUint(bytes, 7, 3, record.amountRupiah);
  writeUint(bytes, 10, 4, record.timeSeconds);
  writeUint(bytes, 14, 2, record.terminal);
  requirePossible(record);
  return bytes;
}

/** 16 bytes, card-format §4.2. */
export function encodeExtension(record: PurseRecord): Uint8Array {
  if (record.previousHash.length !== HASH_BYTES) throw invalid('previous hash is not 8 bytes');
  const bytes = new Uint8Array(EXTENSION_BYTES);
  bytes.set(record.previousHash, 0);
  writeUint(bytes, 8, 2, record.lastCredit);
  writeUint(bytes, 10, 3, record.chipCounter);
  return bytes;
}

/** Head and tail as they are written to a slot. */
export function encodeSlot(signed: SignedPurseRecord): { head: Uint8Array; tail: Uint8Array } {
  if (signed.signature.length !== SIGNATURE_BYTES) throw invalid('signature is not 64 bytes');
  return { head: encodeHead(signed.record), tail: concat(encodeExtension(signed.record), signed.signature) };
}

export type Head = Omit<PurseRecord, 'previousHash' | 'lastCredit' | 'chipCounter'>;

/** The reverse of {@link encodeHead}; throws `record-invalid` for anything that function never makes. */
export function decodeHead(bytes: Uint8Array): Head {
  if (bytes.length !== HEAD_BYTES) throw invalid(`${bytes.length} bytes instead of 16`);
  if (bytes[3]! >> 4 !== FORMAT_VERSION) throw invalid(`format version ${bytes[3]! >> 4}`);
  const kind = PURSE_KINDS[bytes[3]! & 0x0f]?.name;
  if (kind === undefined) throw invalid(`kind ${bytes[3]! & 0x0f}`);
  const head: Head = {
    sequence: readUint(bytes, 0, 3),
    kind,
    balanceRupiah: readUint(bytes, 4, 3),
    amountRupiah: readUint(bytes, 7, 3),
    timeSeconds: readUint(bytes, 10, 4),
    terminal: readUint(bytes, 14, 2),
  };
  requirePossible(head);
  return head;
}

/** What no transaction can lead to (card-format §4.1): neither written nor read. */
function requirePossible(head: Head): void {
  const { sequence, kind, balanceRupiah, amountRupiah, terminal } = head;
  const isOpening = kind === 'opening';
  if ((sequence === 0) !== isOpening) throw invalid(`kind ${kind} at sequence ${sequence}`);
  if ((terminal === 0) !== isOpening) throw invalid(`kind ${kind} by terminal ${terminal}`);
  if ((amountRupiah === 0) !== isOpening) throw invalid(`kind ${kind} with amount ${amountRupiah}`);
  const beforeRupiah = balanceRupiah - directionOf(kind) * amountRupiah;
  if (beforeRupiah < 0 || beforeRupiah > MAX_RUPIAH || (isOpening && balanceRupiah !== 0)) {
    throw invalid(`kind ${kind} of ${amountRupiah} leading to ${balanceRupiah}`);
  }
}

/** The reverse of {@link encodeSlot}; throws `record-invalid`. A slot never written (all 00) gives undefined. */
export function decodeSlot(head: Uint8Array, tail: Uint8Array): SignedPurseRecord | undefined {
  if (isFilledWith(head, 0)) return undefined;
  if (tail.length !== TAIL_BYTES) throw invalid(`${tail.length} bytes of tail instead of 80`);
  if (!isFilledWith(tail.subarray(13, 16), 0)) throw invalid('reserved bytes are not zero');
  const record: PurseRecord = {
    ...decodeHead(head),
    previousHash: tail.slice(0, 8),
    lastCredit: readUint(tail, 8, 2),
    chipCounter: readUint(tail, 10, 3),
  };
  return { record, signature: tail.slice(EXTENSION_BYTES) };
}

/** What is signed: context, organisation, card serial, length of the UID, UID, head, extension (card-format §4.3). */
export function purseMessage(record: PurseRecord, binding: PurseBinding): Uint8Array {
  return purseMessageOf(concat(encodeHead(record), encodeExtension(record)), binding);
}

/** The same for the 32 bytes of head and extension of a record that was decoded: they are what encoding would give. */
export function purseMessageOf(headAndExtension: Uint8Array, binding: PurseBinding): Uint8Array {
  const fixed = new Uint8Array(9);
  writeUint(fixed, 0, 4, binding.organisationId);
  writeUint(fixed, 4, 4, binding.cardSerial);
  fixed[8] = binding.uid.length;
  return concat(CONTEXT, fixed, binding.uid, headAndExtension);
}

/** The link to a record in its successor: first 8 bytes of SHA-256 over head ‖ extension ‖ signature. */
export function recordHash(signed: SignedPurseRecord): Uint8Array {
  const { head, tail } = encodeSlot(signed);
  return linkHash(concat(head, tail));
}

/** First 8 bytes of SHA-256; of the 88 identity bytes it is the link of the opening record. */
export function linkHash(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', bytes, 'buffer').subarray(0, HASH_BYTES));
}

function invalid(what: string): KartuError {
  return new KartuError('record-invalid', `purse record: ${what}`);
}
