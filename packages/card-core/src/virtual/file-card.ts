import { KartuError } from '../errors.ts';
import type { VirtualChip } from './air.ts';
import type { ChipState } from './chip.ts';
import type { Tear } from './firmware.ts';
import { readImage, removeLeftovers, writeImage } from './image/index.ts';
import { LockFile } from './lock-file.ts';
import type { VirtualReaderOptions } from './reader.ts';
import { createChip, VirtualReader } from './reader.ts';

/** A card image held by this process alone until `close`. */
export class CardFile {
  readonly path: string;
  readonly #lock: LockFile;

  private constructor(path: string, lock: LockFile) {
    this.path = path;
    this.#lock = lock;
  }

  /** Throws `data-busy` when another process holds it, and what `readImage` throws. */
  static open(path: string): CardFile {
    readImage(path); // no lock beside a file that is no card
    const lock = LockFile.acquire(path);
    removeLeftovers(path);
    return new CardFile(path, lock);
  }

  load(): ChipState {
    return readImage(this.path);
  }

  /** Durable when it returns; see `writeImage` for what it throws. */
  save(state: ChipState): void {
    writeImage(this.path, state);
  }

  close(): void {
    this.#lock.release();
  }
}

export interface VirtualFileOptions extends Omit<VirtualReaderOptions, 'card' | 'onChange'> {
  /** Whether the card lies on the reader from the start; true unless given. */
  readonly present?: boolean;
}

/**
 * A virtual reader whose card lives in an image file. What an exchange changes is in the file, whole and durable,
 * before the answer is given: a killed process loses nothing. Authentication is volatile, as on a chip.
 */
export class VirtualFileReader extends VirtualReader {
  readonly #file: CardFile;

  constructor(file: CardFile, options: VirtualFileOptions) {
    const { present = true, tear, ...rest } = options;
    super({ ...rest, onChange: (state) => file.save(state) });
    this.#file = file;
    if (present) this.insert(undefined, tear);
  }

  /** Lays the card of the file on the reader, as the file holds it now. Other cards do not belong here. */
  override insert(card?: VirtualChip | ChipState, tear?: Tear): void {
    if (card !== undefined)
      throw new KartuError('usage', 'a file reader takes the card of its file only', {
        details: { what: 'file-reader-card' },
      });
    super.insert(createChip(this.#file.load()), tear);
  }

  override async close(): Promise<void> {
    await super.close();
    this.#file.close();
  }
}

/**
 * Opens the card image at `path` as a reader with that card on it. Throws `data-busy` when another process has it,
 * `image-invalid`, `not-found` or `file-unreadable` when the file is no card. Close it to release the file.
 */
export function openVirtualFile(path: string, options: VirtualFileOptions = {}): VirtualFileReader {
  const file = CardFile.open(path);
  try {
    return new VirtualFileReader(file, options);
  } catch (error) {
    file.close();
    throw error;
  }
}
