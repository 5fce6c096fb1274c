import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { KartuError, type Reader } from '@kartukita/card-core';
import { CardFile, createChip, VirtualReader } from '@kartukita/card-core/virtual';
import type { Step } from '../sale/write-card.ts';
import type { TrayCardView } from './protocol.ts';

/** When a card that is laid on by hand leaves again: when it has had its answer, in the middle of the write, never. */
export type LeaveWhen = 'answered' | 'torn' | 'never';

interface Laid {
  readonly name: string;
  readonly file: CardFile;
  readonly leave: LeaveWhen;
}

const IMAGES = new Set(['.nfc', '.json', '.bin', '.mfd']);
const MAX_CARDS = 60;
/** A hand takes a moment to lift the card. */
const LIFT_MS = 600;

/**
 * A tray of virtual cards beside a virtual reader, for trying everything out: cards are laid on it, pulled away in
 * the middle of a write, lost and found. Each card is a file, and keeps what was written to it.
 */
export class Tray {
  readonly #folder: string;
  readonly #reader: VirtualReader;
  readonly #names: readonly string[];
  readonly #lost = new Set<string>();
  readonly #changed: (cards: readonly TrayCardView[]) => void;
  /** What lies on the reader; of several cards at once none answers. */
  #laid: readonly Laid[] = [];
  #isUnplugged = false;

  /** Throws `not-found` when no card lies in the folder. */
  constructor(folder: string, changed: (cards: readonly TrayCardView[]) => void) {
    this.#folder = folder;
    this.#changed = changed;
    this.#names = imagesIn(folder);
    this.#reader = new VirtualReader({
      realTime: true,
      onChange: (state) => this.#alone()?.file.save(state),
    });
  }

  /** The tray's reader as the counter sees it. Closing it leaves the tray as it is. */
  async open(): Promise<Reader> {
    const reader = this.#reader;
    if (this.#isUnplugged) throw new KartuError('reader-none', 'the virtual reader is unplugged');
    const unplugged = new AbortController();
    this.#unplug = () => unplugged.abort();
    const orLost = async <T>(wait: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> => {
      const end = new AbortController();
      const stop = () => end.abort(signal?.reason);
      for (const each of [unplugged.signal, signal]) each?.addEventListener('abort', stop);
      try {
        if (unplugged.signal.aborted || signal?.aborted) stop();
        return await wait(end.signal);
      } catch (error) {
        throw unplugged.signal.aborted
          ? new KartuError('reader-lost', 'the virtual reader was unplugged')
          : error;
      } finally {
        for (const each of [unplugged.signal, signal]) each?.removeEventListener('abort', stop);
      }
    };
    return {
      name: reader.name,
      waitForCard: (options = {}) =>
        orLost((signal) => reader.waitForCard({ ...options, signal }), options.signal),
      waitForRemoval: (options = {}) =>
        orLost((signal) => reader.waitForRemoval({ ...options, signal }), options.signal),
      close: async () => {},
    };
  }

  cards(): TrayCardView[] {
    return this.#names.map((name) => ({
      name,
      title: titleOf(name),
      isOnReader: this.#laid.some((card) => card.name === name),
      isLost: this.#lost.has(name),
    }));
  }

  /**
   * Lays a card on the reader, beside any that lies there: then none of them answers until it is alone.
   * Throws `not-found`, `data-busy`, `image-invalid`.
   */
  lay(name: string, leave: LeaveWhen): void {
    if (!this.#names.includes(name) || this.#lost.has(name)) {
      throw new KartuError('not-found', `there is no card "${name}" on the tray`, {
        details: { what: 'tray-card', name },
      });
    }
    if (this.#isUnplugged || this.#laid.some((card) => card.name === name)) return;
    this.#lies([...this.#laid, { name, leave, file: CardFile.open(join(this.#folder, name)) }]);
  }

  /** Takes a card away, or (without a name) all of them, whatever they are doing. */
  take(name?: string): void {
    const leaving = this.#laid.filter((card) => name === undefined || card.name === name);
    if (leaving.length === 0) return;
    this.#lies(this.#laid.filter((card) => !leaving.includes(card)));
    for (const { file } of leaving) file.close();
  }

  lose(name: string, isLost: boolean): void {
    this.take(name);
    if (isLost) this.#lost.add(name);
    else this.#lost.delete(name);
    this.#tell();
  }

  /** Pulls the reader's cable, or puts it in again. */
  unplug(isUnplugged: boolean): void {
    if (isUnplugged) this.take();
    this.#isUnplugged = isUnplugged;
    if (isUnplugged) this.#unplug();
    this.#tell();
  }

  #unplug: () => void = () => {};

  /** Told of each step of a tap: a card that is to be torn away leaves between its two writes. */
  stepped(step: Step): void {
    if (step === 'tail-written' && this.#alone()?.leave === 'torn') this.take();
  }

  /** Told when the card has had its answer. */
  answered(): void {
    const card = this.#alone();
    if (!card || card.leave === 'never') return;
    setTimeout(() => {
      if (this.#laid.includes(card)) this.take(card.name);
    }, LIFT_MS).unref();
  }

  async close(): Promise<void> {
    this.take();
    await this.#reader.close();
  }

  #alone(): Laid | undefined {
    return this.#laid.length === 1 ? this.#laid[0] : undefined;
  }

  #lies(laid: readonly Laid[]): void {
    this.#reader.remove();
    this.#laid = laid;
    const card = this.#alone();
    if (card) this.#reader.insert(createChip(card.file.load()));
    this.#tell();
  }

  #tell(): void {
    this.#changed(this.cards());
  }
}

function imagesIn(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const images = names.filter((name) => IMAGES.has(extname(name))).sort();
  if (images.length === 0) {
    throw new KartuError('not-found', `there is no card image in ${folder}`, {
      details: { what: 'tray-empty', path: folder },
    });
  }
  return images.slice(0, MAX_CARDS);
}

function titleOf(name: string): string {
  const stem = name.slice(0, name.length - extname(name).length).replaceAll(/[-_]+/g, ' ');
  return stem.charAt(0).toUpperCase() + stem.slice(1);
}
