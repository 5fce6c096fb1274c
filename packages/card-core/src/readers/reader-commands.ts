import type { ApduCommand } from '../apdu/command.ts';
import type { TagCommand } from '../apdu/ntag.ts';
import { caseOf, describe, writePage } from '../apdu/ntag.ts';
import type { TagAnswer } from '../apdu/pass-through.ts';
import {
  communicateThru,
  endTransparentSession,
  startTransparentSession,
  transceive,
} from '../apdu/pass-through.ts';
import type { KeyType } from '../apdu/pcsc.ts';
import { authenticate, getUid, loadKey, readBinary, updateBinary } from '../apdu/pcsc.ts';
import { concat, equalBytes } from '../bytes.ts';
import { isKartuError, KartuError } from '../errors.ts';
import type { Connection } from './connection.ts';
import type { ReaderProfile } from './profile.ts';

const BLOCK_BYTES = 16;
/** From this block on MIFARE Classic 4K has sectors of 16 blocks. */
const FIRST_BIG_BLOCK = 128;

/**
 * What drivers need of one card on one reader, in that reader's own dialect. One object serves one connection:
 * nothing that it remembers (the key in the slot, the kind of pass-through) outlives the card's stay.
 */
export class ReaderCommands {
  readonly connection: Connection;
  readonly profile: ReaderProfile;
  #loadedKey: Uint8Array | undefined;
  #passThrough: 'pn532' | 'transparent' | 'probe' | 'none';
  #sessionOpen = false;
  #writesSent = 0;
  /** The card refused something and is idle: selected again before the next exchange, and only then. */
  #mustReselect = false;
  /** The other form of writing a page was found to work; see {@link writeTagPage}. */
  #pageWriter: 'raw' | 'update-binary';
  /** False once a read or write of several blocks failed where one of a single block may work. */
  #multiBlock = true;

  constructor(connection: Connection, profile: ReaderProfile) {
    this.connection = connection;
    this.profile = profile;
    this.#passThrough = profile.passThrough;
    // ACS documents FFD6 for NTAG pages on the ACR122U; what InCommunicateThru makes of a 4-bit ACK is [M].
    this.#pageWriter = profile.passThrough === 'pn532' ? 'update-binary' : 'raw';
  }

  /** How many writes were given to the reader, whatever became of them. */
  get writesSent(): number {
    return this.#writesSent;
  }

  /** The card's UID: 4, 7 or 10 bytes. Throws `reader-failed`. */
  uid(): Promise<Uint8Array> {
    return this.#run(getUid());
  }

  /**
   * Puts a MIFARE Classic key into the reader. Skipped only when the very same bytes were the last loaded on this
   * connection and nothing failed since: another program or a reset may have changed the slot.
   */
  async loadKey(key: Uint8Array): Promise<void> {
    if (this.#loadedKey !== undefined && equalBytes(this.#loadedKey, key)) return;
    this.#loadedKey = undefined;
    await this.#run(loadKey(this.profile.keyStructure, this.profile.keySlot, key));
    this.#loadedKey = key.slice();
  }

  /** Authenticates the sector of `block` with the loaded key. Throws `card-authentication-failed`. */
  async authenticate(block: number, type: KeyType): Promise<void> {
    if (await this.#run(authenticate(block, type, this.profile.keySlot))) return;
    this.#loadedKey = undefined;
    // Not every reader selects the card again by itself [M].
    this.#mustReselect = true;
    throw new KartuError('card-authentication-failed', `block ${block} does not open with this key ${type}`, {
      details: { block },
    });
  }

  /** Blocks of the authenticated sector, `count` times 16 bytes. Throws `reader-failed`. */
  async readBlocks(block: number, count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let done = 0; done < count; ) {
      const blocks = Math.min(count - done, this.#blockLimit(block, this.profile.classicReadBytes));
      try {
        parts.push(await this.#run(readBinary(block + done, blocks * BLOCK_BYTES)));
      } catch (error) {
        if (!this.#fallsBackToSingleBlocks(blocks, error)) throw this.#refused(error);
        continue;
      }
      done += blocks;
    }
    return concat(...parts);
  }

  /** Writes whole blocks of the authenticated sector, never across a trailer. Throws `card-write-failed`. */
  async writeBlocks(block: number, data: Uint8Array): Promise<void> {
    const count = data.length / BLOCK_BYTES;
    if (!Number.isInteger(count))
      throw new KartuError('internal-error', `${data.length} bytes are not whole blocks`);
    for (let done = 0; done < count; ) {
      const blocks = Math.min(count - done, this.#blockLimit(block, this.profile.classicWriteBytes));
      const part = data.subarray(done * BLOCK_BYTES, (done + blocks) * BLOCK_BYTES);
      this.#writesSent++;
      try {
        await this.#run(updateBinary(block + done, part));
      } catch (error) {
        if (!this.#fallsBackToSingleBlocks(blocks, error)) throw this.#refused(error);
        continue;
      }
      done += blocks;
    }
  }

  /** Four pages of an open tag by the reader's own READ: what works without any pass-through. */
  async readFourPages(page: number): Promise<Uint8Array> {
    try {
      return await this.#run(readBinary(page, 16));
    } catch (error) {
      throw this.#refused(error);
    }
  }

  /** One command of {@link TagCommand}, through whatever this reader offers. Throws `reader-unsupported`. */
  async tag<T>(command: TagCommand<T>): Promise<T> {
    return command.parse(await this.#exchangeFrame(command.frame));
  }

  /** A raw frame without CRC and the tag's bytes. Throws `reader-failed` for a refusal, `card-removed` for silence. */
  async tagExchange(frame: Uint8Array): Promise<Uint8Array> {
    const answer = await this.#exchangeFrame(frame);
    if (answer.kind === 'data') return answer.bytes;
    const code = answer.kind === 'silence' ? 'card-removed' : 'reader-failed';
    throw new KartuError(code, describe(answer), { details: caseOf(answer) });
  }

  /**
   * One page of a tag: the raw WRITE, or the reader's own FFD6 where that is the documented form. When one form is
   * refused by the reader the other is tried once and kept: some readers and emulators know only one of them.
   * Throws `card-write-failed`; writing the same page again with the same content is harmless.
   */
  async writeTagPage(page: number, content: Uint8Array): Promise<void> {
    this.#writesSent++;
    try {
      await this.#writePageBy(this.#pageWriter, page, content);
    } catch (error) {
      if (!isKartuError(error, 'card-write-failed', 'reader-failed', 'reader-unsupported')) throw error;
      const other = this.#pageWriter === 'raw' ? 'update-binary' : 'raw';
      try {
        await this.#writePageBy(other, page, content);
      } catch (second) {
        // Of the two only the raw form tells a tag that has left from one that refuses.
        throw isKartuError(second, 'card-removed') ? second : this.#refused(error);
      }
      this.#pageWriter = other;
    }
  }

  /**
   * Gives the reader back as it was found: ends a transparent session, and leaves no card idle for whoever uses the
   * connection next. The card may have left: no error.
   */
  async close(): Promise<void> {
    await this.#endSession();
    if (!this.#mustReselect) return;
    this.#mustReselect = false;
    await this.connection.reselect().catch(() => undefined);
  }

  async #endSession(): Promise<void> {
    if (!this.#sessionOpen) return;
    this.#sessionOpen = false;
    await this.connection.transmit(endTransparentSession().apdu).catch(() => undefined);
  }

  async #writePageBy(form: 'raw' | 'update-binary', page: number, content: Uint8Array): Promise<void> {
    if (form === 'raw') await this.tag(writePage(page, content));
    else await this.#run(updateBinary(page, content));
  }

  async #exchangeFrame(frame: Uint8Array): Promise<TagAnswer> {
    const answer = await this.#passFrame(frame);
    // After a NAK a tag is idle: it has forgotten the password, and keeps silent until it is selected again.
    if (answer.kind !== 'data') this.#mustReselect = true;
    return answer;
  }

  async #passFrame(frame: Uint8Array): Promise<TagAnswer> {
    // Before a session is opened or used: selecting the card again ends it.
    if (this.#mustReselect) await this.#reselect();
    switch (this.#passThrough) {
      case 'pn532':
        return this.#run(communicateThru(frame));
      case 'transparent':
        await this.#openSession();
        return this.#run(transceive(frame));
      case 'none':
        throw unsupported();
      case 'probe':
        return this.#probe(frame);
    }
  }

  /**
   * An unknown reader is asked with the first frame itself, so that finding out costs nothing where it works.
   * Direct transmit first: a reader that knows only the transparent session loses one exchange by it, and has it to
   * spare because its frames are longer.
   */
  async #probe(frame: Uint8Array): Promise<TagAnswer> {
    try {
      const answer = await this.#run(communicateThru(frame));
      this.#passThrough = 'pn532';
      this.#pageWriter = 'update-binary';
      return answer;
    } catch (error) {
      if (!isKartuError(error, 'reader-failed')) throw error;
    }
    try {
      await this.#openSession();
      const answer = await this.#run(transceive(frame));
      this.#passThrough = 'transparent';
      return answer;
    } catch (error) {
      if (!isKartuError(error, 'reader-failed')) throw error;
      await this.#endSession();
      this.#passThrough = 'none';
      throw unsupported(error);
    }
  }

  async #openSession(): Promise<void> {
    if (this.#sessionOpen) return;
    await this.#run(startTransparentSession());
    this.#sessionOpen = true;
  }

  /** What the card refuses makes it idle, whatever the reader's word for it: it is selected before the next exchange. */
  #refused(error: unknown): unknown {
    this.#mustReselect = true;
    return error;
  }

  async #reselect(): Promise<void> {
    this.#mustReselect = false;
    this.#loadedKey = undefined;
    await this.#endSession();
    await this.connection.reselect();
  }

  #blockLimit(block: number, bytes: { readonly small: number; readonly big: number }): number {
    if (!this.#multiBlock) return 1;
    return (block < FIRST_BIG_BLOCK ? bytes.small : bytes.big) / BLOCK_BYTES;
  }

  #fallsBackToSingleBlocks(blocks: number, error: unknown): boolean {
    if (blocks === 1 || !isKartuError(error, 'reader-failed', 'card-write-failed')) return false;
    this.#multiBlock = false;
    return true;
  }

  async #run<T>(command: ApduCommand<T>): Promise<T> {
    if (this.#mustReselect) await this.#reselect();
    try {
      return command.parse(await this.connection.transmit(command.apdu));
    } catch (error) {
      this.#loadedKey = undefined;
      throw error;
    }
  }
}

function unsupported(cause?: unknown): KartuError {
  return new KartuError(
    'reader-unsupported',
    'this reader passes no raw commands on, so the password of an NTAG cannot be given to it',
    { details: { what: 'pass-through-none' }, cause },
  );
}
