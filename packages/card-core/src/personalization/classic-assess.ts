import { isFilledWith } from '../bytes.ts';
import { CLASSIC_AID, CLASSIC_LAYOUTS, CLASSIC_NDEF_SECTOR } from '../drivers/layout.ts';
import type { Directory } from '../drivers/mad.ts';
import { decodeMad1, decodeMad2, MAD_DEFECT, MAD_FREE, sectorsOf } from '../drivers/mad.ts';
import { isKartuError } from '../errors.ts';
import { IDENTITY_BYTES } from '../records/identity.ts';
import { areaBlocks, directorySectors, MAD2_SECTOR } from './classic-content.ts';
import type { ClassicSectors } from './classic-sectors.ts';
import type { CardState } from './data.ts';
import { damaged, foreign, identityIfAny, isInUse, locked, refusal } from './data.ts';

/** What was found on a MIFARE Classic before anything was written. */
export interface ClassicAssessment {
  readonly state: CardState;
  readonly identityBytes: Uint8Array | undefined;
  /** The purse holds a transaction: it is never written here. */
  readonly isPurseInUse: boolean;
  /** The sectors that our part lies in or will lie in, by role. */
  readonly location: readonly number[];
  /** Sectors of ours that no key opens any more. */
  readonly dead: readonly number[];
  /** AIDs found, by sector. */
  readonly aids: ReadonlyMap<number, number>;
}

type Claim =
  | { readonly kind: 'blank' }
  /** A valid directory. */
  | { readonly kind: 'directory'; readonly directory: Directory }
  /** Neither blank nor valid: a torn write of ours, or anything of somebody else's. */
  | { readonly kind: 'unclear' };

/**
 * Looks at a card without writing. `begun`: see Journal. Throws `card-foreign`, `card-full`, `card-locked` or
 * `card-damaged` with the reason.
 */
export async function assessClassic(sectors: ClassicSectors, begun: boolean): Promise<ClassicAssessment> {
  const claim = await readClaim(sectors, begun);
  const aids = claim.kind === 'directory' ? claim.directory.aids : new Map<number, number>();
  const claimed = claim.kind === 'directory' ? sectorsOf(claim.directory, CLASSIC_AID) : [];
  const isOurs = begun || claimed.length > 0 || (await anyOurs(sectors));
  if (!isOurs) await requireBlank(sectors, claim);
  else await requireWritableSystem(sectors);

  const { location, dead } = await chooseSectors(sectors, aids, claimed);
  const readFrom = claimed.length === location.length ? claimed : location;
  const identityBytes = await readIdentity(sectors, readFrom);
  const isPurseInUse = await isAnyHeadInUse(sectors, readFrom);
  if (isPurseInUse && readFrom.some((sector, role) => sector !== location[role])) {
    throw damaged(
      'sector-lost-value',
      'a sector of this card is lost and its purse holds value; it is paid out from the ledger',
    );
  }
  const isClosed = await isEveryTrailerFinal(sectors, location);
  const isWhole = isClosed && claimed.length === location.length && identityBytes !== undefined;
  return {
    state: isWhole ? 'own' : isOurs ? 'half-written' : 'blank',
    identityBytes,
    isPurseInUse,
    location,
    dead,
    aids,
  };
}

/** The directory of a card of any state; on a 4K both halves, as far as they are valid. */
async function readClaim(sectors: ClassicSectors, begun: boolean): Promise<Claim> {
  if (!(await sectors.isUsable(0))) {
    if (begun || (await sectors.isOurs(0)))
      throw damaged('sector-dead', 'sector 0 cannot be used any more', { sector: 0 });
    throw await foreignDirectory(sectors);
  }
  const mad1 = await sectors.readBlocks([1, 2]);
  const first = decodeOrUndefined(decodeMad1, mad1);
  if (sectors.kind === 'classic-1k' || !(await sectors.isUsable(MAD2_SECTOR))) return claimOf(mad1, first);
  const mad2 = await sectors.readSector(MAD2_SECTOR);
  const second = decodeOrUndefined(decodeMad2, mad2);
  if (isFilledWith(mad2, 0)) return claimOf(mad1, first);
  // Of the two the second is written first, and all of ours lies in it.
  if (second === undefined) return { kind: 'unclear' };
  const aids = new Map([...(first?.aids ?? []), ...second.aids]);
  return { kind: 'directory', directory: { publisherSector: 0, aids } };
}

function claimOf(bytes: Uint8Array, directory: Directory | undefined): Claim {
  if (isFilledWith(bytes, 0)) return { kind: 'blank' };
  return directory === undefined ? { kind: 'unclear' } : { kind: 'directory', directory };
}

/** Why a card whose sector 0 cannot be written with the factory's keys or ours is not taken. */
async function foreignDirectory(sectors: ClassicSectors): Promise<Error> {
  const { kind } = sectors;
  // Of the keys that are tried on sector 0 one is the public key A of every directory.
  if ((await sectors.open(0)) === undefined) {
    return foreign('sector-key', 'sector 0 opens with a key that is not known', { sector: 0 });
  }
  const { defaultSectors, spareSectors } = CLASSIC_LAYOUTS[kind];
  const isReadable = kind === 'classic-1k' || (await sectors.open(MAD2_SECTOR)) !== undefined;
  const directory = isReadable
    ? kind === 'classic-1k'
      ? decodeOrUndefined(decodeMad1, await readOrEmpty(sectors, 0))
      : decodeOrUndefined(decodeMad2, await readOrEmpty(sectors, MAD2_SECTOR))
    : undefined;
  const free = [...defaultSectors, ...spareSectors].filter(
    (sector) => directory?.aids.get(sector) === MAD_FREE,
  );
  if (directory !== undefined && free.length < defaultSectors.length) {
    return refusal('card-full', 'sectors-taken', 'other applications leave too few sectors free', {
      freeSectors: free.length,
    });
  }
  return foreign('directory-other', "another organisation's directory is on the card");
}

async function readOrEmpty(sectors: ClassicSectors, sector: number): Promise<Uint8Array> {
  return sectors.readSector(sector).catch((error: unknown) => {
    if (isKartuError(error, 'reader-failed')) return new Uint8Array(0);
    throw error;
  });
}

function decodeOrUndefined(
  decode: (bytes: Uint8Array) => Directory,
  bytes: Uint8Array,
): Directory | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

async function anyOurs(sectors: ClassicSectors): Promise<boolean> {
  const { defaultSectors } = CLASSIC_LAYOUTS[sectors.kind];
  for (const sector of [...directorySectors(sectors.kind), CLASSIC_NDEF_SECTOR, ...defaultSectors]) {
    if (await sectors.isOurs(sector)) return true;
  }
  return false;
}

/** A card of unknown past must be as the factory made it wherever we are going to write. */
async function requireBlank(sectors: ClassicSectors, claim: Claim): Promise<void> {
  if (claim.kind === 'directory')
    throw foreign('directory-other', "another organisation's directory is on the card");
  if (claim.kind === 'unclear')
    throw foreign('sector-data', 'sector 0 holds data that are not ours', { sector: 0 });
  const { defaultSectors } = CLASSIC_LAYOUTS[sectors.kind];
  const needed = [...directorySectors(sectors.kind), CLASSIC_NDEF_SECTOR, ...defaultSectors];
  for (const sector of needed) {
    if ((await sectors.open(sector)) === undefined) {
      throw foreign('sector-key', `sector ${sector} opens with a key that is not known`, { sector });
    }
    if (!(await sectors.isUsable(sector)))
      throw locked('sector-written', `sector ${sector} cannot be written`, { sector });
    if (!isFilledWith(await sectors.readSector(sector), 0)) {
      throw foreign('sector-data', `sector ${sector} holds data that are not ours`, { sector });
    }
  }
}

/** Without its directory or its open page a card is set aside: nothing can take their place. */
async function requireWritableSystem(sectors: ClassicSectors): Promise<void> {
  for (const sector of [...directorySectors(sectors.kind), CLASSIC_NDEF_SECTOR]) {
    if (!(await sectors.isUsable(sector)))
      throw damaged('sector-dead', `sector ${sector} cannot be used any more`, { sector });
  }
}

/**
 * The sectors of the card's own directory while all of them work; otherwise, in ascending order, the working ones
 * out of the default and the spare ones that no other application uses.
 */
async function chooseSectors(
  sectors: ClassicSectors,
  aids: ReadonlyMap<number, number>,
  claimed: readonly number[],
): Promise<{ location: number[]; dead: number[] }> {
  const { defaultSectors, spareSectors } = CLASSIC_LAYOUTS[sectors.kind];
  const candidates = [...defaultSectors, ...spareSectors].sort((a, b) => a - b);
  if (claimed.length === defaultSectors.length && claimed.every((sector) => candidates.includes(sector))) {
    if (await allUsable(sectors, claimed)) return { location: [...claimed], dead: [] };
  }
  const location: number[] = [];
  const dead: number[] = [];
  let taken = 0;
  for (const sector of candidates) {
    if (location.length === defaultSectors.length) break;
    const aid = aids.get(sector) ?? MAD_FREE;
    if (aid !== MAD_FREE && aid !== CLASSIC_AID && aid !== MAD_DEFECT) taken++;
    else if (await sectors.isUsable(sector)) location.push(sector);
    else dead.push(sector);
  }
  if (location.length < defaultSectors.length) {
    if (taken > dead.length) {
      throw refusal('card-full', 'sectors-taken', 'other applications leave too few sectors free', {
        takenSectors: taken,
      });
    }
    throw damaged('sectors-dead', `${dead.length} sectors of this card cannot be used any more`, {
      sectors: dead.join(' '),
    });
  }
  return { location, dead };
}

async function allUsable(sectors: ClassicSectors, list: readonly number[]): Promise<boolean> {
  for (const sector of list) if (!(await sectors.isUsable(sector))) return false;
  return true;
}

async function readIdentity(
  sectors: ClassicSectors,
  location: readonly number[],
): Promise<Uint8Array | undefined> {
  const bytes = await readArea(sectors, 'identity', location);
  return bytes === undefined ? undefined : identityIfAny(bytes.slice(0, IDENTITY_BYTES));
}

async function isAnyHeadInUse(sectors: ClassicSectors, location: readonly number[]): Promise<boolean> {
  const head0 = await readArea(sectors, 'head0', location);
  const head1 = await readArea(sectors, 'head1', location);
  return [head0, head1].some((head) => head !== undefined && isInUse(head));
}

async function readArea(
  sectors: ClassicSectors,
  area: 'identity' | 'head0' | 'head1',
  location: readonly number[],
): Promise<Uint8Array | undefined> {
  const blocks = areaBlocks(sectors.kind, area, location);
  for (const sector of new Set(
    CLASSIC_LAYOUTS[sectors.kind].areas[area].map(({ role }) => location[role]!),
  )) {
    if (!(await sectors.isUsable(sector))) return undefined;
  }
  return sectors.readBlocks(blocks);
}

async function isEveryTrailerFinal(sectors: ClassicSectors, location: readonly number[]): Promise<boolean> {
  for (const sector of [...location, CLASSIC_NDEF_SECTOR, ...directorySectors(sectors.kind)]) {
    if (!(await sectors.hasFinalTrailer(sector))) return false;
  }
  return true;
}
