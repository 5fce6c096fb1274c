import type { ChipKind } from '../card-kind.ts';
import type { Area } from '../drivers/layout.ts';
import { CARD_PROFILE } from '../drivers/layout.ts';
import { KartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderProfile } from '../readers/profile.ts';
import { decodeIdentity, IDENTITY_BODY_BYTES, IDENTITY_BYTES } from '../records/identity.ts';
import { decodeHead, HEAD_BYTES, TAIL_BYTES } from '../records/purse.ts';

/** What an issued card holds. */
export interface PersonalizationData {
  /** 24 bytes and their signature, card-format §3. */
  readonly identity: Uint8Array;
  /** Opening record in slot 0, on cards with a purse; slot 1 and the history begin as 00. */
  readonly openingHead?: Uint8Array | undefined;
  readonly openingTail?: Uint8Array | undefined;
  /** Derived from the UID of the very card. */
  readonly keys: CardAccessKeys;
  /** The organisation's page, open to every telephone. No personal data. */
  readonly ndefUri: string;
}

/**
 * Where the issuer writes down how far a card has come. `before` returns only when the note is safe on disk: then,
 * and not earlier, the card is written to.
 */
export interface Journal {
  before(step: string): void;
  after(step: string): void;
  /**
   * True when an earlier attempt at this very card (its UID) was begun and not finished. Then contents that are
   * neither blank nor whole are taken as its remains; without it such a card is somebody else's and is refused.
   */
  readonly begun?: boolean | undefined;
}

export interface CardOptions {
  /** By the reader's name unless given. */
  readonly profile?: ReaderProfile | undefined;
}

/** How a card looks before it is issued. */
export type CardState =
  /** Nothing of anybody's on it, and everything needed can be written. */
  | 'blank'
  /** Ours, but not all of it is as issued: an attempt that stopped, or a card that was changed since. */
  | 'half-written'
  /** Ours and closed. */
  | 'own';

/** Throws `internal-error` where the data do not fit the kind of card. */
export function checkData(kind: ChipKind, data: PersonalizationData): void {
  const { identity, openingHead, openingTail, keys } = data;
  const isPurse = CARD_PROFILE[kind] === 'purse';
  const fits =
    identity.length === IDENTITY_BYTES &&
    openingHead?.length === (isPurse ? HEAD_BYTES : undefined) &&
    openingTail?.length === (isPurse ? TAIL_BYTES : undefined) &&
    keys.keyA.length === 6 &&
    keys.keyB.length === 6 &&
    keys.password.length === 4 &&
    keys.passwordAcknowledge.length === 2;
  if (!fits) throw new KartuError('internal-error', `this content does not fit a ${kind}`);
}

/** An area as issued, filled up with 00. */
export function areaContent(area: Area, length: number, data: PersonalizationData): Uint8Array {
  const content = new Uint8Array(length);
  if (area === 'identity') content.set(data.identity);
  if (area === 'head0' && data.openingHead !== undefined) content.set(data.openingHead);
  if (area === 'tail0' && data.openingTail !== undefined) content.set(data.openingTail);
  return content;
}

/** True when a head is a transaction after the opening: then the purse holds value and is never overwritten. */
export function isInUse(head: Uint8Array): boolean {
  try {
    return decodeHead(head).sequence > 0;
  } catch {
    return false; // 00, a torn opening, or nothing of ours
  }
}

/** The 88 bytes when they begin like an identity record; who signed them is for the issuer to check. */
export function identityIfAny(bytes: Uint8Array): Uint8Array | undefined {
  try {
    decodeIdentity(bytes.subarray(0, IDENTITY_BODY_BYTES));
    return bytes;
  } catch {
    return undefined;
  }
}

/** `what` names the sentence for people, `reason` is that for developers. */
export function foreign(
  what: string,
  reason: string,
  details: Record<string, string | number> = {},
): KartuError {
  return refusal('card-foreign', what, reason, details);
}

export function locked(
  what: string,
  reason: string,
  details: Record<string, string | number> = {},
): KartuError {
  return refusal('card-locked', what, reason, details);
}

export function damaged(
  what: string,
  reason: string,
  details: Record<string, string | number> = {},
): KartuError {
  return refusal('card-damaged', what, reason, details);
}

export function refusal(
  code: 'card-foreign' | 'card-locked' | 'card-damaged' | 'card-full' | 'card-of-other-member',
  what: string,
  reason: string,
  details: Record<string, string | number>,
): KartuError {
  return new KartuError(code, reason, { details: { ...details, what, reason } });
}
