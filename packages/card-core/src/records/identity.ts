import { concat, readUint, utf8, writeUint } from '../bytes.ts';
import { KartuError } from '../errors.ts';

/**
 * The identity record: who a card stands for, written once by the issuer. docs/card-format.md §3 is normative;
 * vectors stand in fixtures/records/identity.json.
 */
export interface Identity {
  /** Number of the issuing key whose signature follows, 1..255. */
  readonly issuerKey: number;
  /** First four bytes of SHA-256 over the organisation's public key, as a number. */
  readonly organisationId: number;
  /** Serial number of this card within the organisation, 1..2^32−1. Never used twice. */
  readonly cardSerial: number;
  /** Digits only, 1 to 16 of them. */
  readonly memberNumber: string;
  /** Number of the theme on the card's face, 1..255. */
  readonly theme: number;
  /** Days since 2020-01-01. */
  readonly issuedDay: number;
  /** Days since 2020-01-01; the card is good up to and including that day. 65535 = no end. */
  readonly expiryDay: number;
  /** Version of the master keys from which this card's access keys are derived, 1..255. */
  readonly keySetVersion: number;
}

export const IDENTITY_BODY_BYTES = 24;
export const SIGNATURE_BYTES = 64;
export const IDENTITY_BYTES = IDENTITY_BODY_BYTES + SIGNATURE_BYTES;
export const FORMAT_VERSION = 1;
export const NO_EXPIRY = 0xffff;
const CONTEXT = concat(utf8('KartuKita identity v1'), Uint8Array.of(0));

/** 24 bytes, card-format §3. Throws `record-invalid` for a value outside its range. */
export function encodeIdentity(identity: Identity): Uint8Array {
  const bytes = new Uint8Array(IDENTITY_BODY_BYTES);
  requireNonZero(identity);
  bytes[0] = FORMAT_VERSION;
  writeUint(bytes, 1, 1, identity.issuerKey);
  writeUint(bytes, 2, 4, identity.organisationId);
  writeUint(bytes, 6, 4, identity.cardSerial);
  bytes.set(encodeDigits(identity.memberNumber), 10);
  writeUint(bytes, 18, 1, identity.theme);
  writeUint(bytes, 19, 2, identity.issuedDay);
  writeUint(bytes, 21, 2, identity.expiryDay);
  writeUint(bytes, 23, 1, identity.keySetVersion);
  return bytes;
}

/** The reverse of {@link encodeIdentity}; throws `record-invalid` for anything that function never makes. */
export function decodeIdentity(bytes: Uint8Array): Identity {
  if (bytes.length !== IDENTITY_BODY_BYTES) throw invalid(`${bytes.length} bytes instead of 24`);
  if (bytes[0] !== FORMAT_VERSION) throw invalid(`format version ${bytes[0]}`);
  const identity: Identity = {
    issuerKey: readUint(bytes, 1, 1),
    organisationId: readUint(bytes, 2, 4),
    cardSerial: readUint(bytes, 6, 4),
    memberNumber: decodeDigits(bytes.subarray(10, 18)),
    theme: readUint(bytes, 18, 1),
    issuedDay: readUint(bytes, 19, 2),
    expiryDay: readUint(bytes, 21, 2),
    keySetVersion: readUint(bytes, 23, 1),
  };
  requireNonZero(identity);
  return identity;
}

/** What the issuer signs: context, length of the UID, UID, the 24 bytes (card-format §3). */
export function identityMessage(body: Uint8Array, uid: Uint8Array): Uint8Array {
  return concat(CONTEXT, Uint8Array.of(uid.length), uid, body);
}

function requireNonZero(identity: Identity): void {
  for (const field of ['issuerKey', 'cardSerial', 'theme', 'keySetVersion'] as const) {
    if (identity[field] === 0) throw invalid(`${field} 0`);
  }
  if (identity.expiryDay < identity.issuedDay) throw invalid('expiry before issue');
}

/** Packed BCD, first digit in the high nibble, filled up with F. */
function encodeDigits(digits: string): Uint8Array {
  if (!/^\d{1,16}$/.test(digits)) throw invalid('member number is not 1 to 16 digits');
  return new Uint8Array(Buffer.from(digits.padEnd(16, 'f'), 'hex'));
}

function decodeDigits(bytes: Uint8Array): string {
  const match = /^(\d+)f*$/.exec(Buffer.from(bytes).toString('hex'));
  if (!match) throw invalid('member number is not packed BCD');
  return match[1]!;
}

function invalid(what: string): KartuError {
  return new KartuError('record-invalid', `identity record: ${what}`);
}

const DAY_MS = 86_400_000;
const EPOCH_MS = Date.UTC(2020, 0, 1);

/** Day number of a date written `YYYY-MM-DD`. Throws `record-invalid` for no real date or one before 2020. */
export function dayFromDate(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  const valid =
    /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
  const day = (ms - EPOCH_MS) / DAY_MS;
  if (!valid || day < 0 || day >= NO_EXPIRY) throw invalid(`date "${date.slice(0, 20)}"`);
  return day;
}

/** `YYYY-MM-DD` of a day number. */
export function dateFromDay(day: number): string {
  return new Date(EPOCH_MS + day * DAY_MS).toISOString().slice(0, 10);
}
