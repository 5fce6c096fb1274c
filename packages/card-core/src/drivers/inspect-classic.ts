import { fromHex, isFilledWith, toHex } from '../bytes.ts';
import type { ClassicKind } from '../card-kind.ts';
import { firstBlock, sectorCount, trailerBlock } from '../classic-geometry.ts';
import { isKartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import type { KeyName } from './access-bits.ts';
import { areAccessBitsValid } from './access-bits.ts';
import type { Directory } from './mad.ts';
import { decodeMad1, decodeMad2, MAD_FREE, MAD_NDEF, sectorsOf } from './mad.ts';
import { decodeUriTlv } from './ndef.ts';

export interface NamedKey {
  readonly name: string;
  /** 6 bytes. */
  readonly key: Uint8Array;
}

/** Published keys: protocol-facts §4. */
export const WELL_KNOWN_KEYS: readonly NamedKey[] = [
  { name: 'factory', key: fromHex('FFFFFFFFFFFF') },
  { name: 'MAD', key: fromHex('A0A1A2A3A4A5') },
  { name: 'NDEF', key: fromHex('D3F7D3F7D3F7') },
  { name: 'B0B1B2B3B4B5', key: fromHex('B0B1B2B3B4B5') },
  { name: 'MAD key B', key: fromHex('89ECA97F8C2A') },
];

export interface SectorFacts {
  readonly sector: number;
  /** Name of the key that opens it as A; undefined when none of those tried does. */
  readonly keyA: string | undefined;
  readonly keyB: string | undefined;
  /** Access bytes 6..8 in hexadecimal; undefined when they cannot be read. */
  readonly access: string | undefined;
  readonly generalPurposeByte: number | undefined;
  /** All data blocks that can be read are 00; undefined when none can be. */
  readonly isEmpty: boolean | undefined;
}

export interface ClassicFacts {
  readonly kind: ClassicKind;
  /** The URI that every telephone sees. */
  readonly uri: string | undefined;
  /** AIDs by sector, without the free sectors; undefined when there is no valid directory. */
  readonly directory: readonly { readonly sector: number; readonly aid: number }[] | undefined;
  readonly sectors: readonly SectorFacts[];
}

interface Candidate extends NamedKey {
  readonly types: readonly KeyName[];
}

/** Which sectors open with which keys, the directory and the open page. A few seconds for the 4K of a stranger. */
export async function inspectClassic(
  kind: ClassicKind,
  commands: ReaderCommands,
  keys: CardAccessKeys | undefined,
  keysToTry: readonly NamedKey[],
): Promise<ClassicFacts> {
  const own: Candidate[] =
    keys === undefined
      ? []
      : [
          { name: 'own', key: keys.keyA, types: ['A'] },
          { name: 'own', key: keys.keyB, types: ['B'] },
        ];
  const others = [...WELL_KNOWN_KEYS, ...keysToTry].map(
    (named): Candidate => ({ ...named, types: ['A', 'B'] }),
  );
  const inspector = new SectorInspector(commands, [...own, ...others]);
  const sectors: SectorFacts[] = [];
  for (let sector = 0; sector < sectorCount(kind); sector++) sectors.push(await inspector.inspect(sector));
  const directory = directoryOf(kind, inspector.blocks);
  return { kind, uri: uriOf(directory, inspector.blocks), directory: entriesOf(directory), sectors };
}

class SectorInspector {
  /** Every data block that could be read. */
  readonly blocks = new Map<number, Uint8Array>();
  readonly #commands: ReaderCommands;
  /** The key that hit last comes first. */
  #candidates: readonly Candidate[];

  constructor(commands: ReaderCommands, candidates: readonly Candidate[]) {
    this.#commands = commands;
    this.#candidates = candidates;
  }

  async inspect(sector: number): Promise<SectorFacts> {
    const names: Partial<Record<KeyName, string>> = {};
    let trailer: Uint8Array | undefined;
    for (const type of ['A', 'B'] as const) {
      const hit = await this.#findKey(sector, type);
      if (hit === undefined) continue;
      names[type] = hit.name;
      trailer ??= await this.#readIfAllowed(sector, hit, type, trailerBlock(sector));
      for (let block = firstBlock(sector); block < trailerBlock(sector); block++) {
        if (this.blocks.has(block)) continue;
        const content = await this.#readIfAllowed(sector, hit, type, block);
        if (content !== undefined) this.blocks.set(block, content);
      }
    }
    const data = [...this.blocks].filter(
      ([at]) => at >= firstBlock(sector) && at < trailerBlock(sector) && at > 0,
    );
    const access = trailer?.slice(6, 9);
    return {
      sector,
      keyA: names.A,
      keyB: names.B,
      access: access !== undefined && areAccessBitsValid(access) ? toHex(access) : undefined,
      generalPurposeByte: trailer?.[9],
      isEmpty: data.length === 0 ? undefined : data.every(([, content]) => isFilledWith(content, 0)),
    };
  }

  async #findKey(sector: number, type: KeyName): Promise<Candidate | undefined> {
    const hit = await firstAsync(this.#candidates, (candidate) => this.#opens(sector, candidate, type));
    if (hit !== undefined) this.#candidates = [hit, ...this.#candidates.filter((other) => other !== hit)];
    return hit;
  }

  async #opens(sector: number, { key, types }: Candidate, type: KeyName): Promise<boolean> {
    if (!types.includes(type)) return false;
    const opened = await unlessRefused(async () => {
      await this.#commands.loadKey(key);
      await this.#commands.authenticate(firstBlock(sector), type);
      return true;
    });
    return opened ?? false;
  }

  /** A refused read ends the session, so each block opens the sector anew when the one before was refused. */
  async #readIfAllowed(
    sector: number,
    hit: Candidate,
    type: KeyName,
    block: number,
  ): Promise<Uint8Array | undefined> {
    const content = await unlessRefused(() => this.#commands.readBlocks(block, 1));
    if (content === undefined) await this.#opens(sector, hit, type);
    return content;
  }
}

function directoryOf(kind: ClassicKind, blocks: ReadonlyMap<number, Uint8Array>): Directory | undefined {
  const join = (first: number, count: number) =>
    Uint8Array.from(Array.from({ length: count }, (_, i) => [...(blocks.get(first + i) ?? [])]).flat());
  try {
    const aids = new Map(decodeMad1(join(1, 2)).aids);
    if (kind === 'classic-4k') {
      for (const [sector, aid] of decodeMad2(join(firstBlock(16), 3)).aids) aids.set(sector, aid);
    }
    return { publisherSector: 0, aids };
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return undefined;
    throw error;
  }
}

function entriesOf(directory: Directory | undefined): ClassicFacts['directory'] {
  if (directory === undefined) return undefined;
  return [...directory.aids].filter(([, aid]) => aid !== MAD_FREE).map(([sector, aid]) => ({ sector, aid }));
}

function uriOf(
  directory: Directory | undefined,
  blocks: ReadonlyMap<number, Uint8Array>,
): string | undefined {
  const bytes = (directory === undefined ? [] : sectorsOf(directory, MAD_NDEF)).flatMap((sector) =>
    Array.from({ length: trailerBlock(sector) - firstBlock(sector) }, (_, i) => [
      ...(blocks.get(firstBlock(sector) + i) ?? []),
    ]).flat(),
  );
  return decodeUriTlv(Uint8Array.from(bytes));
}

async function firstAsync<T>(
  items: readonly T[],
  test: (item: T) => Promise<boolean>,
): Promise<T | undefined> {
  for (const item of items) if (await test(item)) return item;
  return undefined;
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isKartuError(error, 'card-authentication-failed', 'reader-failed')) return undefined;
    throw error;
  }
}
