import { timingSafeEqual } from 'node:crypto';
import { fastRead, passwordAuthenticate, readCounter } from '../apdu/ntag.ts';
import { concat, equalBytes } from '../bytes.ts';
import type { NtagKind } from '../card-kind.ts';
import { KartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import type { CardDriver } from './driver.ts';
import type { Area, PageRange } from './layout.ts';
import { NTAG_LAYOUTS } from './layout.ts';
import { planPages } from './plan.ts';

const PAGE_BYTES = 4;

/**
 * A personalized NTAG21x. The password goes over the air in clear and the tag answers with a PACK that can be
 * listened to as well: it keeps strangers from reading names, and proves nothing.
 *
 * AUTHLIM stays 0 (no limit of attempts): with a limit anybody with a telephone could lock a member's card for
 * ever by a few wrong passwords, and 2^32 attempts at 5 ms each take eight months.
 */
export class Ntag21xDriver implements CardDriver {
  readonly kind: NtagKind;
  readonly uid: Uint8Array;
  /** MIFARE Classic alone keeps areas in places that differ from card to card. */
  readonly location = undefined;
  readonly commands: ReaderCommands;
  /** Pages as they were read or written and verified in this session; a page known to be equal is not written. */
  readonly #known = new Map<number, Uint8Array>();

  constructor(kind: NtagKind, uid: Uint8Array, commands: ReaderCommands) {
    this.kind = kind;
    this.uid = uid;
    this.commands = commands;
  }

  async unlock(keys: CardAccessKeys): Promise<void> {
    this.#known.clear();
    const acknowledge = await this.commands.tag(passwordAuthenticate(keys.password));
    const isOurs =
      acknowledge !== undefined &&
      acknowledge.length === keys.passwordAcknowledge.length &&
      timingSafeEqual(acknowledge, keys.passwordAcknowledge);
    if (!isOurs) {
      throw new KartuError('card-authentication-failed', 'the tag does not open with its password');
    }
  }

  async read<A extends Area>(...areas: A[]): Promise<Record<A, Uint8Array>> {
    const ranges = areas.map((area) => this.#range(area));
    await this.#readPages(ranges);
    const result = {} as Record<A, Uint8Array>;
    for (const [i, area] of areas.entries()) result[area] = this.#knownBytes(ranges[i]!);
    return result;
  }

  async writeVerified(area: Area, bytes: Uint8Array, offset = 0): Promise<void> {
    const range = this.#range(area);
    const isAligned = offset % 16 === 0 && bytes.length % PAGE_BYTES === 0;
    if (!isAligned || offset + bytes.length > range.pages * PAGE_BYTES) {
      throw new KartuError('internal-error', `${bytes.length} bytes at ${offset} do not fit into ${area}`);
    }
    const target = { firstPage: range.firstPage + offset / PAGE_BYTES, pages: bytes.length / PAGE_BYTES };
    const pages = Array.from({ length: target.pages }, (_, i) => ({
      page: target.firstPage + i,
      content: bytes.slice(i * PAGE_BYTES, (i + 1) * PAGE_BYTES),
    })).filter(({ page, content }) => !this.#isKnownToHold(page, content));
    // The first page of a head holds the sequence number: as long as it is old, the slot is not the newer one.
    if (area === 'head0' || area === 'head1') pages.reverse();
    if (pages.length === 0) return;
    await this.#writePages(pages);
    await this.#readPages([target]);
    if (!equalBytes(this.#knownBytes(target), bytes)) {
      throw new KartuError('card-write-failed', `${area}: the card holds something else than was written`, {
        details: { area },
      });
    }
  }

  async looksBlank(): Promise<boolean> {
    return false;
  }

  readCounter(): Promise<number> {
    return this.commands.tag(readCounter());
  }

  get writesSent(): number {
    return this.commands.writesSent;
  }

  close(): Promise<void> {
    return this.commands.close();
  }

  async #writePages(pages: readonly { page: number; content: Uint8Array }[]): Promise<void> {
    for (const { page, content } of pages) {
      this.#known.delete(page); // until it is read back, what it holds is open
      await this.commands.writeTagPage(page, content);
    }
  }

  async #readPages(ranges: readonly PageRange[]): Promise<void> {
    for (const { firstPage, pages } of planPages(ranges, this.commands.profile.fastReadPages)) {
      const bytes = await this.commands.tag(fastRead(firstPage, firstPage + pages - 1));
      for (let i = 0; i < pages; i++) {
        this.#known.set(firstPage + i, bytes.slice(i * PAGE_BYTES, (i + 1) * PAGE_BYTES));
      }
    }
  }

  #range(area: Area): PageRange {
    const range = NTAG_LAYOUTS[this.kind].areas[area];
    if (range === undefined) throw new KartuError('internal-error', `${this.kind} has no ${area}`);
    return range;
  }

  #knownBytes({ firstPage, pages }: PageRange): Uint8Array {
    return concat(...Array.from({ length: pages }, (_, i) => this.#known.get(firstPage + i)!));
  }

  #isKnownToHold(page: number, content: Uint8Array): boolean {
    const known = this.#known.get(page);
    return known !== undefined && equalBytes(known, content);
  }
}
