import { equalBytes } from '../bytes.ts';
import type { ClassicKind, NtagKind } from '../card-kind.ts';
import { isNtagKind } from '../card-kind.ts';
import { firstBlock } from '../classic-geometry.ts';
import type { Area } from '../drivers/layout.ts';
import { CLASSIC_AID, CLASSIC_LAYOUTS, CLASSIC_NDEF_SECTOR } from '../drivers/layout.ts';
import type { Directory } from '../drivers/mad.ts';
import { decodeMad1, decodeMad2, MAD_NDEF, sectorsOf } from '../drivers/mad.ts';
import { encodeUriTlv } from '../drivers/ndef.ts';
import { startsLaterApplication } from '../drivers/tlv-directory.ts';
import { isKartuError, KartuError } from '../errors.ts';
import type { Connection } from '../readers/connection.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import { withCard } from './card.ts';
import { areaBlocks, directorySectors, MAD2_SECTOR, trailerOf } from './classic-content.ts';
import { ClassicSectors } from './classic-sectors.ts';
import type { CardOptions, PersonalizationData } from './data.ts';
import { areaContent } from './data.ts';
import {
  ACCESS,
  configuration0,
  issuedContainer,
  openPage,
  protectedPages,
  STATIC_LOCKS,
} from './ntag-content.ts';
import { NtagPages } from './ntag-pages.ts';
import type { Personalized } from './personalize.ts';

/**
 * Reads a card and compares it with what it was issued with; without an opening record the purse is left out (a
 * card in use). Throws `card-not-as-issued` that names every difference in `details.differences`.
 */
export function verifyPersonalized(
  connection: Connection,
  data: PersonalizationData,
  options: CardOptions = {},
): Promise<Personalized> {
  return withCard(connection, options, async ({ kind, uid, commands }) => {
    const { differences, location } = isNtagKind(kind)
      ? await ntagDifferences(kind, commands, data)
      : await classicDifferences(kind, commands, data);
    if (differences.length > 0) {
      throw new KartuError('card-not-as-issued', `differs in: ${differences.join(', ')}`, {
        details: { what: 'card-differs', differences: differences.join(', ') },
      });
    }
    return { kind, uid, location };
  });
}

interface Differences {
  readonly differences: string[];
  readonly location: readonly number[] | undefined;
}

/** Without an opening record only the identity is compared. */
function comparedAreas(data: PersonalizationData): Area[] {
  return data.openingHead === undefined
    ? ['identity']
    : ['identity', 'head0', 'head1', 'tail0', 'tail1', 'history'];
}

async function ntagDifferences(
  kind: NtagKind,
  commands: ReaderCommands,
  data: PersonalizationData,
): Promise<Differences> {
  const pages = new NtagPages(kind, commands);
  const { spec } = pages;
  const differences: string[] = [];
  const compare = async (name: string, firstPage: number, wanted: Uint8Array) => {
    if (!equalBytes(await pages.read(firstPage, wanted.length / 4), wanted)) differences.push(name);
  };
  if (!(await pages.authenticate(data.keys))) return { differences: ['password'], location: undefined };
  const open = openPage(data);
  await compare('open page', open.firstPage, open.bytes);
  await compare('capability container', 3, issuedContainer(spec));
  for (const image of protectedPages(kind, data)) {
    if (image.isPurse && data.openingHead === undefined) continue;
    const isEnd = image.name === 'end of directory';
    if (isEnd && startsLaterApplication(await pages.read(image.firstPage, 1))) continue;
    await compare(image.name, image.firstPage, image.bytes);
  }
  await compare('configuration', spec.cfg0Page, configuration0(kind));
  if ((await pages.read(spec.cfg1Page, 1))[0] !== ACCESS) differences.push('access configuration');
  const locks = (await pages.read(2, 1)).subarray(2);
  if ((locks[0]! & 0xf8) !== STATIC_LOCKS[0] || locks[1] !== STATIC_LOCKS[1]) differences.push('locks');
  return { differences, location: undefined };
}

async function classicDifferences(
  kind: ClassicKind,
  commands: ReaderCommands,
  data: PersonalizationData,
): Promise<Differences> {
  const sectors = new ClassicSectors(kind, commands, data.keys, 'own');
  const differences: string[] = [];
  const directory = await readDirectory(sectors);
  const location = directory === undefined ? [] : sectorsOf(directory, CLASSIC_AID);
  if (location.length !== CLASSIC_LAYOUTS[kind].defaultSectors.length) {
    return { differences: ['directory'], location: undefined };
  }
  if (directory?.aids.get(CLASSIC_NDEF_SECTOR) !== MAD_NDEF) differences.push('directory');
  const compare = async (name: string, blocks: readonly number[], wanted: Uint8Array) => {
    const found = await unlessClosed(sectors.readBlocks(blocks));
    if (found === undefined || !equalBytes(found, wanted)) differences.push(name);
  };
  const ndefBlock = firstBlock(CLASSIC_NDEF_SECTOR);
  await compare('open page', [ndefBlock, ndefBlock + 1, ndefBlock + 2], encodeUriTlv(data.ndefUri));
  for (const area of comparedAreas(data)) {
    const blocks = areaBlocks(kind, area, location);
    await compare(area, blocks, areaContent(area, blocks.length * 16, data));
  }
  for (const sector of [...directorySectors(kind), CLASSIC_NDEF_SECTOR, ...location]) {
    const isFinal = await sectors.hasFinalTrailer(sector);
    const { keyA } = trailerOf(kind, sector, data.keys);
    if (!isFinal || (await sectors.tryKey(sector, { type: 'A', key: keyA })) === undefined) {
      differences.push(`trailer of sector ${sector}`);
    }
  }
  return { differences, location };
}

async function readDirectory(sectors: ClassicSectors): Promise<Directory | undefined> {
  const mad1 = await unlessClosed(sectors.readBlocks([1, 2]));
  const mad2 =
    sectors.kind === 'classic-4k' ? await unlessClosed(sectors.readSector(MAD2_SECTOR)) : new Uint8Array(0);
  if (mad1 === undefined || mad2 === undefined) return undefined;
  try {
    const first = decodeMad1(mad1);
    const second = sectors.kind === 'classic-4k' ? decodeMad2(mad2) : undefined;
    return { publisherSector: 0, aids: new Map([...first.aids, ...(second?.aids ?? [])]) };
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return undefined;
    throw error;
  }
}

/** A sector that does not open, or may not be read, is a difference and no failure of the comparison. */
async function unlessClosed<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isKartuError(error, 'card-authentication-failed', 'reader-failed')) return undefined;
    throw error;
  }
}
