import { timingSafeEqual } from 'node:crypto';
import { fastRead, passwordAuthenticate, readFour } from '../apdu/ntag.ts';
import { concat, equalBytes } from '../bytes.ts';
import type { NtagKind, NtagSpec } from '../card-kind.ts';
import { NTAG_SPECS } from '../card-kind.ts';
import { planPages } from '../drivers/plan.ts';
import { isKartuError, KartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';

/** The pages of one NTAG while it is issued or checked: reads are kept, writes are done where something differs. */
export class NtagPages {
  readonly kind: NtagKind;
  readonly spec: NtagSpec;
  readonly #commands: ReaderCommands;
  readonly #known = new Map<number, Uint8Array>();

  constructor(kind: NtagKind, commands: ReaderCommands) {
    this.kind = kind;
    this.spec = NTAG_SPECS[kind];
    this.#commands = commands;
  }

  async read(firstPage: number, pages: number): Promise<Uint8Array> {
    const missing = Array.from({ length: pages }, (_, i) => firstPage + i)
      .filter((page) => !this.#known.has(page))
      .map((page) => ({ firstPage: page, pages: 1 }));
    for (const range of planPages(missing, this.#commands.profile.fastReadPages)) {
      const last = range.firstPage + range.pages - 1;
      const bytes = await this.#commands.tag(fastRead(range.firstPage, last));
      for (let i = 0; i < range.pages; i++)
        this.#known.set(range.firstPage + i, bytes.slice(i * 4, i * 4 + 4));
    }
    return concat(...Array.from({ length: pages }, (_, i) => this.#known.get(firstPage + i)!));
  }

  /** Like `read`, but undefined when the tag refuses. The refusal drops any authentication. */
  async readIfOpen(firstPage: number, pages: number): Promise<Uint8Array | undefined> {
    try {
      return await this.read(firstPage, pages);
    } catch (error) {
      if (isKartuError(error, 'reader-failed')) return undefined;
      throw error;
    }
  }

  /**
   * Whether reading needs the password from `page` on, found out without a refusal: the READ of the page before
   * goes on at page 0 then (data sheet §10.2). A refusal would deselect the tag, and not every reader is known to
   * select it again.
   */
  async isReadProtectedFrom(page: number): Promise<boolean> {
    const four = await this.#commands.tag(readFour(page - 1));
    return equalBytes(four.subarray(4), await this.read(0, 3));
  }

  /** Makes pages hold `bytes`: writes those that differ, reads back, compares. Throws `card-write-failed`. */
  async ensure(firstPage: number, bytes: Uint8Array): Promise<void> {
    const found = await this.read(firstPage, bytes.length / 4);
    const written: number[] = [];
    for (let at = 0; at < bytes.length; at += 4) {
      const content = bytes.slice(at, at + 4);
      if (equalBytes(found.subarray(at, at + 4), content)) continue;
      const page = firstPage + at / 4;
      this.#known.delete(page);
      await this.#commands.writeTagPage(page, content);
      written.push(page);
    }
    if (written.length === 0) return;
    if (!equalBytes(await this.read(firstPage, bytes.length / 4), bytes)) {
      throw new KartuError(
        'card-write-failed',
        `page ${firstPage} on: the tag holds something else than was written`,
      );
    }
  }

  /** A page that cannot be read back as it was written: PWD and PACK read as 00. */
  async writeBlind(page: number, content: Uint8Array): Promise<void> {
    this.#known.delete(page);
    await this.#commands.writeTagPage(page, content);
  }

  /** PWD_AUTH with the card's own password; false when it is refused or the PACK is another. */
  async authenticate(keys: CardAccessKeys): Promise<boolean> {
    const acknowledge = await this.#commands.tag(passwordAuthenticate(keys.password));
    return acknowledge !== undefined && timingSafeEqual(acknowledge, keys.passwordAcknowledge);
  }
}
