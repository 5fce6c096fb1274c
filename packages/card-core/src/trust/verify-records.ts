import { equalBytes } from '../bytes.ts';
import { isKartuError } from '../errors.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import {
  decodeIdentity,
  IDENTITY_BODY_BYTES,
  IDENTITY_BYTES,
  type Identity,
  identityMessage,
} from '../records/identity.ts';
import {
  balanceAfter,
  decodeSlot,
  linkHash,
  type PurseBinding,
  purseMessage,
  recordHash,
  type SignedPurseRecord,
} from '../records/purse.ts';
import { isValidAt, type TrustStore } from './certificates.ts';

/** Why a record on a card does not count. Data, not an exception: the caller decides what to do about it. */
export type RecordFault =
  | 'blank'
  | 'damaged'
  | 'other-organisation'
  | 'issuer-unknown'
  | 'issuer-expired'
  | 'terminal-unknown'
  | 'signature-invalid'
  | 'terminal-expired'
  | 'terminal-incapable';

export type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: RecordFault };

/** Checks the 88 bytes of an identity against the card's UID and the organisation's issuing keys. */
export function verifyIdentity(bytes: Uint8Array, uid: Uint8Array, trust: TrustStore): Verdict<Identity> {
  const stored = bytes.subarray(0, IDENTITY_BYTES);
  if (stored.every((byte) => byte === 0)) return failed('blank');
  const body = stored.slice(0, IDENTITY_BODY_BYTES);
  const identity = decoded(() => decodeIdentity(body));
  if (!identity) return failed('damaged');
  if (identity.organisationId !== trust.organisationId) return failed('other-organisation');
  const issuer = trust.issuers.get(identity.issuerKey);
  if (!issuer) return failed('issuer-unknown');
  const signature = stored.subarray(IDENTITY_BODY_BYTES);
  if (!verifyEd25519(issuer.publicKey, identityMessage(body, uid), signature))
    return failed('signature-invalid');
  return { ok: true, value: identity };
}

/** The card on which a purse record was found. `identityBytes` are the 88 verified bytes. */
export interface CardContext {
  readonly uid: Uint8Array;
  readonly identity: Identity;
  readonly identityBytes: Uint8Array;
}

export function bindingOf(card: Pick<CardContext, 'uid' | 'identity'>): PurseBinding {
  return {
    organisationId: card.identity.organisationId,
    cardSerial: card.identity.cardSerial,
    uid: card.uid,
  };
}

/** Checks one slot: form, signature, and whether its signer was allowed to make such a record at that time. */
export function verifySlot(
  head: Uint8Array,
  tail: Uint8Array,
  card: CardContext,
  trust: TrustStore,
): Verdict<SignedPurseRecord> {
  let signed: SignedPurseRecord | undefined;
  try {
    signed = decodeSlot(head, tail);
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return failed('damaged');
    throw error;
  }
  return signed ? verifyRecord(signed, card, trust) : failed('blank');
}

/** Checks a decoded record in the same way. */
export function verifyRecord(
  signed: SignedPurseRecord,
  card: CardContext,
  trust: TrustStore,
): Verdict<SignedPurseRecord> {
  const { record, signature } = signed;
  const message = purseMessage(record, bindingOf(card));
  if (record.kind === 'opening') {
    const issuer = trust.issuers.get(card.identity.issuerKey);
    if (!issuer) return failed('issuer-unknown');
    const linked = equalBytes(record.previousHash, linkHash(card.identityBytes.subarray(0, IDENTITY_BYTES)));
    if (!linked || !verifyEd25519(issuer.publicKey, message, signature)) return failed('signature-invalid');
    return { ok: true, value: signed };
  }
  const terminal = trust.terminals.get(record.terminal);
  if (!terminal) return failed('terminal-unknown');
  if (!verifyEd25519(terminal.publicKey, message, signature)) return failed('signature-invalid');
  const { certificate } = terminal;
  if (!isValidAt(certificate, record.timeSeconds * 1000)) return failed('terminal-expired');
  const limitRupiah = certificate.limitsRupiah[record.kind];
  const capable =
    certificate.capabilities.includes(record.kind) &&
    limitRupiah !== undefined &&
    record.amountRupiah <= limitRupiah &&
    record.balanceRupiah <= certificate.maxBalanceRupiah;
  return capable ? { ok: true, value: signed } : failed('terminal-incapable');
}

export interface Slots {
  readonly head0: Uint8Array;
  readonly tail0: Uint8Array;
  readonly head1: Uint8Array;
  readonly tail1: Uint8Array;
}

/** The state of a purse: which slot holds it, and what the other slot holds. */
export interface PurseState {
  readonly current: SignedPurseRecord;
  readonly slot: 0 | 1;
  /** The record before, when the other slot still holds it whole. */
  readonly previous?: SignedPurseRecord;
  /** The other slot holds something that does not verify: a write was torn there. */
  readonly otherTorn: boolean;
}

/**
 * The valid slot with the higher sequence number is the state (card-format §4.4). A newer slot that is well-formed
 * but whose signer is unknown here, expired or not capable does NOT give way to the older one: that would bring an
 * older state back. Only what cannot be a finished record (blank, damaged, or a signature that fails) does.
 */
export function choosePurseState(slots: Slots, card: CardContext, trust: TrustStore): Verdict<PurseState> {
  const verdicts = [
    verifySlot(slots.head0, slots.tail0, card, trust),
    verifySlot(slots.head1, slots.tail1, card, trust),
  ] as const;
  const newer = sequenceOf(slots.head1) > sequenceOf(slots.head0) ? 1 : 0;
  const older = newer === 0 ? 1 : 0;
  const newest = verdicts[newer];
  const other = verdicts[older];
  if (newest.ok) return stateOf(newest.value, newer, other);
  if (newest.fault === 'terminal-unknown' || isForbidden(newest.fault)) {
    // A torn head can only name an unknown terminal by accident; a whole record continues the valid one.
    const record = decoded(() => decodeSlot(slots[`head${newer}`], slots[`tail${newer}`]));
    const torn = newest.fault === 'terminal-unknown' && other.ok && !(record && follows(record, other.value));
    if (!torn) return newest;
  }
  if (other.ok) return stateOf(other.value, older, newest);
  return failed(newest.fault === 'blank' ? other.fault : newest.fault);
}

/** True when a record is what comes after another: next number, linked by hash, with a balance that adds up. */
export function follows(next: SignedPurseRecord, before: SignedPurseRecord): boolean {
  const { record } = next;
  return (
    record.sequence === before.record.sequence + 1 &&
    equalBytes(record.previousHash, recordHash(before)) &&
    record.balanceRupiah === balanceAfter(record.kind, before.record.balanceRupiah, record.amountRupiah)
  );
}

function stateOf(
  current: SignedPurseRecord,
  slot: 0 | 1,
  other: Verdict<SignedPurseRecord>,
): Verdict<PurseState> {
  const isPrevious = other.ok && equalBytes(recordHash(other.value), current.record.previousHash);
  const otherTorn = !other.ok && other.fault !== 'blank';
  return { ok: true, value: { current, slot, ...(isPrevious ? { previous: other.value } : {}), otherTorn } };
}

function isForbidden(fault: RecordFault): boolean {
  return fault === 'terminal-expired' || fault === 'terminal-incapable';
}

/** The number that a head claims, also where the rest of it makes no sense. */
function sequenceOf(head: Uint8Array): number {
  return ((head[0] ?? 0) << 16) | ((head[1] ?? 0) << 8) | (head[2] ?? 0);
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return undefined;
    throw error;
  }
}

function failed(fault: RecordFault): { ok: false; fault: RecordFault } {
  return { ok: false, fault };
}
