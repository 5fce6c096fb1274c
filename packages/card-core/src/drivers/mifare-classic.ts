import { concat, equalBytes } from '../bytes.ts';
import type { ClassicKind } from '../card-kind.ts';
import { BLOCK_BYTES, firstBlock } from '../classic-geometry.ts';
import { isKartuError, KartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import type { CardDriver } from './driver.ts';
import type { Area } from './layout.ts';
import { AREA_BYTES, CLASSIC_AID, CLASSIC_LAYOUTS, CLASSIC_NDEF_SECTOR } from './layout.ts';
import { decodeMad1, decodeMad2, MAD2_BYTES, sectorsOf } from './mad.ts';
import { planBlocks } from './plan.ts';

const FACTORY_KEY = new Uint8Array(6).fill(0xff);

/**
 * A personalized MIFARE Classic. Key B alone is used, for reading and writing, so that a tap loads one key and
 * needs no second authentication to write where it has read.
 */
export class MifareClassicDriver implements CardDriver {
  readonly kind: ClassicKind;
  readonly uid: Uint8Array;
  readonly commands: ReaderCommands;
  #location: readonly number[] | undefined;
  /** A remembered location is trusted until a sector does not open. */
  #locationIsFromCard = false;
  /** The one that opened a sector last comes first: cards are mostly of one piece. */
  #keysB: readonly Uint8Array[] = [];
  #sector: number | undefined;
  #lastOpened: number | undefined;

  constructor(kind: ClassicKind, uid: Uint8Array, commands: ReaderCommands, location?: readonly number[]) {
    this.kind = kind;
    this.uid = uid;
    this.commands = commands;
    this.#location = isPossibleLocation(kind, location) ? location : undefined;
  }

  get location(): readonly number[] | undefined {
    return this.#location;
  }

  async unlock(keys: CardAccessKeys, others: readonly CardAccessKeys[] = []): Promise<void> {
    this.#keysB = [keys, ...others].map(({ keyB }) => keyB);
    this.#sector = undefined;
  }

  read<A extends Area>(...areas: A[]): Promise<Record<A, Uint8Array>> {
    return this.#tellingRemoval(async () => {
      try {
        return await this.#readAreas(areas);
      } catch (error) {
        // A remembered sector that does not open was replaced since; the card's own directory knows by what.
        const stale = this.#locationIsFromCard ? undefined : this.#location;
        if (!isKartuError(error, 'card-authentication-failed') || stale === undefined) throw error;
        await this.#locate();
        if (stale.every((sector, role) => sector === this.#location![role])) throw error;
        return this.#readAreas(areas);
      }
    });
  }

  async writeVerified(area: Area, bytes: Uint8Array, offset = 0): Promise<void> {
    if (offset % BLOCK_BYTES !== 0) throw new KartuError('internal-error', `offset ${offset} in ${area}`);
    const blocks = await this.#tellingRemoval(() => this.#blocksOf(area));
    const padded = new Uint8Array(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES);
    padded.set(bytes);
    const first = offset / BLOCK_BYTES;
    const targets = blocks.slice(first, first + padded.length / BLOCK_BYTES);
    if (targets.length * BLOCK_BYTES !== padded.length) {
      throw new KartuError('internal-error', `${bytes.length} bytes at ${offset} do not fit into ${area}`);
    }
    await this.#tellingRemoval(() => this.#writeBlocks(area, targets, padded));
  }

  async looksBlank(): Promise<boolean> {
    this.#sector = undefined;
    try {
      await this.commands.loadKey(FACTORY_KEY);
      await this.commands.authenticate(firstBlock(CLASSIC_NDEF_SECTOR), 'A');
      return true;
    } catch (error) {
      if (isKartuError(error, 'card-authentication-failed')) return false;
      throw error;
    }
  }

  async readCounter(): Promise<number> {
    return 0;
  }

  get writesSent(): number {
    return this.commands.writesSent;
  }

  close(): Promise<void> {
    return this.commands.close();
  }

  async #readAreas<A extends Area>(areas: readonly A[]): Promise<Record<A, Uint8Array>> {
    const blocksByArea = new Map<A, number[]>();
    for (const area of areas) blocksByArea.set(area, await this.#blocksOf(area));
    const content = await this.#readBlocks([...blocksByArea.values()].flat());
    const result = {} as Record<A, Uint8Array>;
    for (const [area, blocks] of blocksByArea) {
      const whole = concat(...blocks.map((block) => content.get(block)!));
      result[area] = area === 'history' ? whole : whole.slice(0, AREA_BYTES[area as keyof typeof AREA_BYTES]);
    }
    return result;
  }

  async #readBlocks(blocks: readonly number[]): Promise<Map<number, Uint8Array>> {
    const content = new Map<number, Uint8Array>();
    for (const run of planBlocks(blocks, this.#sector)) {
      await this.#enter(run.sector);
      const bytes = await this.#inSector(() => this.commands.readBlocks(run.block, run.count));
      for (let i = 0; i < run.count; i++) {
        content.set(run.block + i, bytes.slice(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES));
      }
    }
    return content;
  }

  /** Sector by sector: all writes, then the read-back within the same authentication. */
  async #writeBlocks(area: Area, targets: readonly number[], content: Uint8Array): Promise<void> {
    for (const run of planBlocks(targets, this.#sector)) {
      // Areas are laid out in ascending blocks of ascending roles, so a run is one slice of the content.
      const from = targets.indexOf(run.block) * BLOCK_BYTES;
      const wanted = content.subarray(from, from + run.count * BLOCK_BYTES);
      await this.#enter(run.sector);
      const found = await this.#inSector(async () => {
        await this.commands.writeBlocks(run.block, wanted);
        return this.commands.readBlocks(run.block, run.count);
      });
      if (!equalBytes(found, wanted)) {
        throw new KartuError('card-write-failed', `${area}: the card holds something else than was written`, {
          details: { area },
        });
      }
    }
  }

  /** Only the last authentication counts (nfc-pcsc#80), so entering the sector that is open costs nothing. */
  async #enter(sector: number): Promise<void> {
    if (this.#sector === sector) return;
    if (this.#keysB.length === 0) throw new KartuError('internal-error', 'the card was not unlocked');
    this.#sector = undefined;
    const keyB = await this.#firstThatOpens(sector);
    if (keyB !== this.#keysB[0]) this.#keysB = [keyB, ...this.#keysB.filter((other) => other !== keyB)];
    this.#sector = sector;
    this.#lastOpened = sector;
  }

  async #firstThatOpens(sector: number): Promise<Uint8Array> {
    let refusal: unknown;
    for (const keyB of this.#keysB) {
      try {
        await this.commands.loadKey(keyB);
        await this.commands.authenticate(firstBlock(sector), 'B');
        return keyB;
      } catch (error) {
        if (!isKartuError(error, 'card-authentication-failed')) throw error;
        refusal ??= error;
      }
    }
    throw refusal;
  }

  /**
   * A reader answers 6300 to everything once the card is gone, until its next poll notices. So when something
   * fails on a card that had opened, the sector that opened is tried again: if it does not, the card has left, and
   * that is what is thrown, because then nothing is known about the last command.
   */
  async #tellingRemoval<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const opened = this.#lastOpened;
      const isDoubtful = isKartuError(
        error,
        'card-authentication-failed',
        'card-write-failed',
        'reader-failed',
      );
      if (!isDoubtful || opened === undefined) throw error;
      this.#sector = undefined;
      try {
        await this.#enter(opened);
      } catch (cause) {
        if (isKartuError(cause, 'card-removed')) throw cause;
        throw new KartuError('card-removed', 'the card answered before and does not any more', {
          cause: error,
        });
      }
      throw error;
    }
  }

  /** After any failure the chip has dropped the authentication. */
  async #inSector<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#sector = undefined;
      throw error;
    }
  }

  async #blocksOf(area: Area): Promise<number[]> {
    if (this.#location === undefined) await this.#locate();
    const location = this.#location!;
    return CLASSIC_LAYOUTS[this.kind].areas[area].map(
      ({ role, index }) => firstBlock(location[role]!) + index,
    );
  }

  /**
   * Reads the card's directory. The default sectors are not simply tried: where a sector was replaced all later
   * roles move up by one, a wrong sector opens with the same key, and a write would destroy another area.
   */
  async #locate(): Promise<void> {
    const directory = await (this.kind === 'classic-1k' ? this.#readMad1() : this.#readMad2());
    const location = sectorsOf(directory, CLASSIC_AID);
    const needed = CLASSIC_LAYOUTS[this.kind].defaultSectors.length;
    if (location.length !== needed || !isPossibleLocation(this.kind, location)) {
      throw new KartuError(
        'card-damaged',
        `the card's directory names ${location.length} of ${needed} sectors`,
        { details: { what: 'directory-sectors', found: location.length, needed } },
      );
    }
    this.#location = location;
    this.#locationIsFromCard = true;
  }

  async #readMad1() {
    return damagedIfInvalid(decodeMad1, concat(...(await this.#readBlocks([1, 2])).values()));
  }

  async #readMad2() {
    const first = firstBlock(16);
    const blocks = Array.from({ length: MAD2_BYTES / BLOCK_BYTES }, (_, i) => first + i);
    return damagedIfInvalid(decodeMad2, concat(...(await this.#readBlocks(blocks)).values()));
  }
}

function damagedIfInvalid<T>(decode: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new KartuError('card-damaged', "the card's directory cannot be read", {
      details: { what: 'directory-unreadable' },
      cause,
    });
  }
}

/** A remembered or read list must be distinct, ascending sectors out of those the layout allows. */
function isPossibleLocation(kind: ClassicKind, location: readonly number[] | undefined): boolean {
  const { defaultSectors, spareSectors } = CLASSIC_LAYOUTS[kind];
  const allowed = [...defaultSectors, ...spareSectors];
  return (
    location?.length === defaultSectors.length &&
    location.every((sector, i) => allowed.includes(sector) && (i === 0 || sector > location[i - 1]!))
  );
}
