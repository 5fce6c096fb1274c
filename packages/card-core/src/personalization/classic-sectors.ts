import { concat, equalBytes } from '../bytes.ts';
import type { ClassicKind } from '../card-kind.ts';
import { BLOCK_BYTES, firstBlock, sectorOf, trailerBlock } from '../classic-geometry.ts';
import type { AccessConditions, KeyName } from '../drivers/access-bits.ts';
import { decodeAccessBits, keyOpens, mayReplaceTrailer, mayWriteData } from '../drivers/access-bits.ts';
import { planBlocks } from '../drivers/plan.ts';
import { isKartuError, KartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import type { TrailerSpec } from './classic-content.ts';
import { TRANSPORT_KEY, trailerBytes, trailerOf } from './classic-content.ts';
import { damaged } from './data.ts';

export interface SectorKey {
  readonly type: KeyName;
  readonly key: Uint8Array;
}

/** A sector that a key opened, and what its trailer says. */
export interface OpenSector extends SectorKey {
  readonly conditions: AccessConditions;
  /** Access bytes 6..8. */
  readonly access: Uint8Array;
  readonly generalPurposeByte: number;
}

/**
 * The sectors of one MIFARE Classic while it is issued or checked: which key opens each, what its blocks hold, and
 * writes that are done only where something differs and are always read back.
 *
 * Whether every reader selects a card again after a failed authentication has not been seen on hardware; one that
 * does not will report such a card as closed, and it is refused without harm.
 */
export class ClassicSectors {
  readonly kind: ClassicKind;
  readonly #commands: ReaderCommands;
  readonly #keys: CardAccessKeys;
  /** Those that the card may have had before, while it is given others. */
  readonly #formerKeys: readonly CardAccessKeys[];
  readonly #opened = new Map<number, OpenSector | undefined>();
  readonly #known = new Map<number, Uint8Array>();
  #current: number | undefined;
  /** The kind of key that opened the last sector is tried first on the next: cards are mostly of one piece. */
  #lastHit: number;

  constructor(
    kind: ClassicKind,
    commands: ReaderCommands,
    keys: CardAccessKeys,
    expected: 'factory' | 'own' = 'factory',
    formerKeys: readonly CardAccessKeys[] = [],
  ) {
    this.kind = kind;
    this.#commands = commands;
    this.#keys = keys;
    this.#formerKeys = formerKeys;
    this.#lastHit = expected === 'factory' ? 0 : 1;
  }

  /** How a sector opens with the factory's keys, ours or those that were ours; undefined when with none of them. */
  async open(sector: number): Promise<OpenSector | undefined> {
    if (this.#opened.has(sector)) return this.#opened.get(sector);
    const { keyA, keyB } = trailerOf(this.kind, sector, this.#keys);
    const candidates: SectorKey[] = [
      { type: 'A', key: TRANSPORT_KEY },
      { type: 'B', key: keyB },
      { type: 'A', key: keyA },
      { type: 'B', key: TRANSPORT_KEY },
    ];
    for (const keys of this.#formerKeys) {
      const former = trailerOf(this.kind, sector, keys);
      candidates.push({ type: 'B', key: former.keyB }, { type: 'A', key: former.keyA });
    }
    const order = [this.#lastHit, ...candidates.keys()].filter((hit, i, all) => all.indexOf(hit) === i);
    let found: OpenSector | undefined;
    for (const index of order) {
      const opened = await this.tryKey(sector, candidates[index]!);
      if (opened === undefined) continue;
      found ??= opened;
      // A key that only reads says nothing against the sector: another one may still have every right.
      if (!hasEveryRight(opened)) continue;
      found = opened;
      this.#lastHit = index;
      break;
    }
    if (found !== undefined && !hasEveryRight(found)) this.#current = undefined;
    if (found === undefined) await this.#requirePresence(sector);
    this.#opened.set(sector, found);
    return found;
  }

  /** Opens a sector with one key and reads its access bits; undefined when it does not open. */
  async tryKey(sector: number, { type, key }: SectorKey): Promise<OpenSector | undefined> {
    this.#current = undefined;
    try {
      await this.#commands.loadKey(key);
      await this.#commands.authenticate(trailerBlock(sector), type);
      const trailer = await this.#commands.readBlocks(trailerBlock(sector), 1);
      const access = trailer.slice(6, 9);
      const conditions = decodeAccessBits(access);
      if (!keyOpens(conditions, type)) return undefined;
      this.#current = sector;
      return { type, key, conditions, access, generalPurposeByte: trailer[9]! };
    } catch (error) {
      // A key B that can be read authenticates and is then refused everything: no key for us either.
      if (isKartuError(error, 'card-authentication-failed', 'reader-failed', 'record-invalid'))
        return undefined;
      throw error;
    }
  }

  /** True when a known key opens the sector and may give it its final content and trailer. */
  async isUsable(sector: number): Promise<boolean> {
    const opened = await this.open(sector);
    return opened !== undefined && hasEveryRight(opened);
  }

  /** True when a key derived for this card opens the sector: nobody else can have set it. */
  async isOurs(sector: number): Promise<boolean> {
    const opened = await this.open(sector);
    if (opened === undefined) return false;
    return [this.#keys, ...this.#formerKeys].some(
      (keys) => equalBytes(opened.key, keys.keyB) || equalBytes(opened.key, keys.keyA),
    );
  }

  /** True when access bits and keys are final; key A is not tried here (see {@link ensureTrailer}). */
  async hasFinalTrailer(sector: number): Promise<boolean> {
    const opened = await this.open(sector);
    const wanted = trailerOf(this.kind, sector, this.#keys);
    return (
      opened !== undefined &&
      opened.type === 'B' &&
      equalBytes(opened.key, wanted.keyB) &&
      equalBytes(opened.access, wanted.access) &&
      opened.generalPurposeByte === wanted.generalPurposeByte
    );
  }

  /** Data blocks of a sector; of sector 0 without the manufacturer's block. */
  readSector(sector: number): Promise<Uint8Array> {
    const first = sector === 0 ? 1 : firstBlock(sector);
    return this.readBlocks(Array.from({ length: trailerBlock(sector) - first }, (_, i) => first + i));
  }

  /** Blocks in the order asked for. Throws `card-authentication-failed` for a sector that does not open. */
  async readBlocks(blocks: readonly number[]): Promise<Uint8Array> {
    const missing = blocks.filter((block) => !this.#known.has(block));
    for (const run of planBlocks(missing, this.#current)) {
      await this.#enter(run.sector);
      const bytes = await this.#work(() => this.#commands.readBlocks(run.block, run.count));
      for (let i = 0; i < run.count; i++) {
        this.#known.set(run.block + i, bytes.slice(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES));
      }
    }
    return concat(...blocks.map((block) => this.#known.get(block)!));
  }

  /** Makes consecutive data blocks of a sector hold `bytes`, except those in `skip` (indices within the sector). */
  async ensureBlocks(block: number, bytes: Uint8Array, skip: ReadonlySet<number> = new Set()): Promise<void> {
    const count = bytes.length / BLOCK_BYTES;
    const first = firstBlock(sectorOf(block));
    const wanted = new Map<number, Uint8Array>();
    for (let i = 0; i < count; i++) {
      if (skip.has(block + i - first)) continue;
      wanted.set(block + i, bytes.slice(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES));
    }
    await this.readBlocks([...wanted.keys()]);
    const different = [...wanted].filter(([at, content]) => !equalBytes(this.#known.get(at)!, content));
    for (const run of planBlocks(
      different.map(([at]) => at),
      this.#current,
    )) {
      await this.#enter(run.sector);
      const blocks = Array.from({ length: run.count }, (_, i) => run.block + i);
      for (const at of blocks) this.#known.delete(at);
      await this.#work(() =>
        this.#commands.writeBlocks(run.block, concat(...blocks.map((at) => wanted.get(at)!))),
      );
      const found = await this.readBlocks(blocks);
      if (!equalBytes(found, concat(...blocks.map((at) => wanted.get(at)!)))) {
        throw new KartuError(
          'card-write-failed',
          `sector ${run.sector} holds something else than was written`,
        );
      }
    }
  }

  /**
   * Gives a sector its final trailer, unless it has it. The 16 bytes are checked before they are written; after a
   * write both keys are tried and the access bits read. Throws `card-damaged` when the sector is lost by it.
   */
  async ensureTrailer(sector: number): Promise<void> {
    const wanted = trailerOf(this.kind, sector, this.#keys);
    if (!(await this.#trailerHolds(sector, wanted))) {
      const opened = await this.open(sector);
      if (opened === undefined || !mayReplaceTrailer(opened.conditions, opened.type)) throw lost(sector);
      await this.#enter(sector);
      await this.#work(() => this.#commands.writeBlocks(trailerBlock(sector), trailerBytes(wanted)));
      this.#opened.delete(sector);
      this.#current = undefined;
      if (!(await this.#trailerHolds(sector, wanted))) {
        await this.#requirePresence(sector);
        throw lost(sector);
      }
    }
  }

  /**
   * Before a sector is called lost: a reader answers 6300 to everything once the card is gone, until its next poll
   * notices. A card on which nothing opens that opened before has left. Throws `card-removed`.
   */
  async #requirePresence(doubtfulSector?: number): Promise<void> {
    for (const [sector, opened] of this.#opened) {
      if (sector === doubtfulSector || opened === undefined) continue;
      if ((await this.tryKey(sector, opened)) !== undefined) return;
      throw new KartuError('card-removed', 'the card answered before and does not any more');
    }
  }

  /** Both keys open the sector, and access bits and general purpose byte are as wanted. */
  async #trailerHolds(sector: number, wanted: TrailerSpec): Promise<boolean> {
    const known = this.#opened.get(sector);
    const isOpenByOther = known !== undefined && !equalBytes(known.key, wanted.keyB);
    if (isOpenByOther) return false;
    const byKeyA = await this.tryKey(sector, { type: 'A', key: wanted.keyA });
    const byKeyB = await this.tryKey(sector, { type: 'B', key: wanted.keyB });
    if (byKeyB !== undefined) this.#opened.set(sector, byKeyB);
    return (
      byKeyA !== undefined &&
      byKeyB !== undefined &&
      equalBytes(byKeyB.access, wanted.access) &&
      byKeyB.generalPurposeByte === wanted.generalPurposeByte
    );
  }

  async #enter(sector: number): Promise<void> {
    if (this.#current === sector) return;
    const opened = await this.open(sector);
    if (opened === undefined) {
      throw new KartuError('card-authentication-failed', `sector ${sector} does not open`, {
        details: { sector },
      });
    }
    if (this.#current === sector) return;
    this.#current = undefined;
    await this.#work(async () => {
      await this.#commands.loadKey(opened.key);
      await this.#commands.authenticate(firstBlock(sector), opened.type);
    });
    this.#current = sector;
  }

  async #work<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#current = undefined;
      if (!isKartuError(error, 'card-removed')) await this.#requirePresence();
      throw error;
    }
  }
}

function hasEveryRight({ conditions, type }: OpenSector): boolean {
  return mayReplaceTrailer(conditions, type) && mayWriteData(conditions, type);
}

function lost(sector: number): KartuError {
  return damaged('sector-dead', `sector ${sector} cannot be used any more`, { sector });
}
