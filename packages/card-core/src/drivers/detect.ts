import { fastRead, getVersion } from '../apdu/ntag.ts';
import { equalBytes, fromHex, readUint, toHex } from '../bytes.ts';
import type { ChipKind, NtagKind } from '../card-kind.ts';
import { isNtagKind, NTAG_SPECS } from '../card-kind.ts';
import { isKartuError, KartuError } from '../errors.ts';
import type { Connection } from '../readers/connection.ts';
import type { ReaderProfile } from '../readers/profile.ts';
import { profileFor } from '../readers/profile.ts';
import { ReaderCommands } from '../readers/reader-commands.ts';
import { encodeUriTlv, isEmptyNdef } from './ndef.ts';

/** What a card says it is, by its ATR alone. */
export type AtrFamily =
  | { readonly family: 'classic-1k' | 'classic-4k' }
  /** Type 2 tags: Ultralight and NTAG cannot be told apart by the ATR. */
  | { readonly family: 'type-2' }
  | { readonly family: 'other'; readonly name: string };

/** `3B8F8001804F0CA000000306 SS NN NN 00000000 TCK`: PC/SC part 3 §3.1.3.2.3.2 (protocol-facts §1). */
const STORAGE_CARD_PREFIX = fromHex('3B8F8001804F0CA000000306');

const CARD_NAMES: Readonly<Record<number, string>> = {
  38: 'MIFARE Mini',
  58: 'MIFARE Ultralight C',
  61: 'MIFARE Ultralight EV1',
  54: 'MIFARE Plus 2K in security level 1',
  55: 'MIFARE Plus 4K in security level 1',
  61444: 'Topaz (Type 1 tag)',
  61457: 'FeliCa 212K',
  61458: 'FeliCa 424K',
  59: 'FeliCa',
};

/** Reads the family from an ATR of any shape. Cards that a reader does not list come as FF and their SAK. */
export function familyOfAtr(atr: Uint8Array): AtrFamily {
  const isStorageCard = equalBytes(atr.subarray(0, STORAGE_CARD_PREFIX.length), STORAGE_CARD_PREFIX);
  if (!isStorageCard || atr.length !== 20) {
    return { family: 'other', name: 'a smart card with a processor (such as DESFire), not a storage card' };
  }
  const cardName = readUint(atr, 13, 2);
  if (cardName === 0x0001 || cardName === 0xff08) return { family: 'classic-1k' };
  if (cardName === 0x0002 || cardName === 0xff18) return { family: 'classic-4k' };
  if (cardName === 0x0003 || cardName === 0xff00) return { family: 'type-2' };
  const known = CARD_NAMES[cardName];
  return {
    family: 'other',
    name: known ?? `a storage card of type ${cardName.toString(16).toUpperCase().padStart(4, '0')}`,
  };
}

/** The kind of an NTAG by GET_VERSION, or what else it is. Bytes: data sheet rev. 3.2 §10.1 table 28. */
export function kindOfVersion(version: Uint8Array): NtagKind | { readonly name: string } {
  const [, , type, subtype, , , size] = version;
  if (type === 0x03) return { name: 'MIFARE Ultralight EV1' };
  if (type === 0x04 && subtype === 0x05) return { name: 'NTAG I2C' };
  // 02 is the common 50 pF chip, 04 the NTAG213F/216F with a field detection pin. The maker (byte 1) and the
  // version (bytes 4, 5) are left open: copies by other makers behave alike, `card inspect` tells them apart.
  const isFamily = version.length === 8 && type === 0x04 && (subtype === 0x02 || subtype === 0x04);
  const kind = Object.values(NTAG_SPECS).find((spec) => isFamily && spec.version[6] === size)?.kind;
  return kind ?? { name: `a tag with version ${toHex(version)}` };
}

export interface DetectOptions {
  /** By the reader's name unless given. */
  readonly profile?: ReaderProfile;
  /** The kind of a card the caller has met before: then an NTAG is not asked for its version. */
  readonly knownKind?: ((uid: Uint8Array) => ChipKind | undefined) | undefined;
  /**
   * The address on the open page of our own cards. With it an NTAG that is not known must show it before anything
   * else is done: a password tried on a stranger's tag may count as a failure there and lock it for ever (AUTHLIM).
   * Such a tag is `card-foreign`, an empty one `card-blank`.
   */
  readonly ownUri?: string | undefined;
}

export interface DetectedCard {
  readonly kind: ChipKind;
  readonly uid: Uint8Array;
  readonly commands: ReaderCommands;
}

/**
 * Finds out what lies on the reader: one exchange for a MIFARE Classic or a card that is known already, two (and
 * the opening of a transparent session) for an NTAG. Throws `card-unsupported` naming what it is.
 */
export async function detectCard(connection: Connection, options: DetectOptions = {}): Promise<DetectedCard> {
  const commands = new ReaderCommands(connection, options.profile ?? profileFor(connection.readerName));
  const family = familyOfAtr(connection.atr);
  if (family.family === 'other') throw unsupported(family.name);
  const uid = await commands.uid();
  if (family.family !== 'type-2') return { kind: family.family, uid, commands };
  const known = options.knownKind?.(uid);
  if (known !== undefined && isNtagKind(known)) return { kind: known, uid, commands };
  const kind =
    options.ownUri === undefined ? await type2Kind(commands) : await ownKind(commands, options.ownUri);
  return { kind, uid, commands };
}

const CONTAINER_PAGE = 3;
/** The container and the beginning of the message: enough of an address to tell ours, in one exchange. */
const LOOK_PAGES = 5;

/** The kind of a tag that shows our address. GET_VERSION is not needed: cards are issued with their container. */
async function ownKind(commands: ReaderCommands, ownUri: string): Promise<NtagKind> {
  let look: Uint8Array;
  try {
    look = await commands.tag(fastRead(CONTAINER_PAGE, CONTAINER_PAGE + LOOK_PAGES - 1));
  } catch (error) {
    if (isKartuError(error, 'reader-unsupported')) return kindByContainer(commands);
    if (!isKartuError(error, 'reader-failed')) throw error;
    throw notOurs('tag-unreadable', 'the open pages of this tag cannot be read', error);
  }
  const message = look.subarray(4);
  if (equalBytes(message, encodeUriTlv(ownUri).subarray(0, message.length)))
    return kindOf(look.subarray(0, 4));
  if (isEmptyNdef(message)) throw new KartuError('card-blank', 'the tag is empty');
  throw notOurs('tag-address', 'the tag does not show our address');
}

function notOurs(what: string, reason: string, cause?: unknown): KartuError {
  return new KartuError('card-foreign', reason, { details: { what, reason }, cause });
}

async function type2Kind(commands: ReaderCommands): Promise<NtagKind> {
  let version: Uint8Array | undefined;
  try {
    version = await commands.tag(getVersion());
  } catch (error) {
    if (!isKartuError(error, 'reader-unsupported')) throw error;
    return kindByContainer(commands);
  }
  if (version === undefined) throw unsupported('MIFARE Ultralight or Ultralight C (no GET_VERSION)');
  const kind = kindOfVersion(version);
  if (typeof kind !== 'string') throw unsupported(kind.name);
  return kind;
}

/**
 * Through a reader that passes no raw commands: by the capability container, enough to tell a person what it is.
 * An Ultralight C formatted for NDEF looks like an NTAG213 here; it fails at the password.
 */
async function kindByContainer(commands: ReaderCommands): Promise<NtagKind> {
  return kindOf((await commands.readFourPages(CONTAINER_PAGE)).subarray(0, 4));
}

function kindOf(container: Uint8Array): NtagKind {
  const spec = Object.values(NTAG_SPECS).find(({ capabilityContainer }) =>
    equalBytes(capabilityContainer.subarray(0, 3), container.subarray(0, 3)),
  );
  if (spec === undefined) throw unsupported(`a Type 2 tag with container ${toHex(container)}`);
  return spec.kind;
}

function unsupported(name: string): KartuError {
  return new KartuError('card-unsupported', `this card is ${name}`, {
    details: { what: 'card-kind', card: name },
  });
}
