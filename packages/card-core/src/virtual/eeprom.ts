/** Thrown through a chip when the field went away in the middle of programming. Never leaves this folder. */
export class TornWrite extends Error {}

/** Small seeded generator (mulberry32), so that a torn write can be replayed from its number. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The memory cells of a chip. One `program` is what the chip does within one programming cycle: a block of 16
 * bytes on Classic, a page of 4 on NTAG. An armed fuse lets the n-th of them go wrong half-way.
 */
export class Eeprom {
  readonly bytes: Uint8Array;
  readonly unknown: Set<number>;
  /** Grows with every change, so that a holder can tell whether there is something to save. */
  revision = 0;
  #fuse: { remaining: number; seed: number | undefined } | undefined;

  constructor(bytes: Uint8Array, unknown: ReadonlySet<number>) {
    this.bytes = new Uint8Array(bytes);
    this.unknown = new Set(unknown);
  }

  /**
   * The `nth` programming from now on (1-based) is torn. Without a seed the first half of the bytes is new and
   * the rest old; a seed chooses the place and whether the byte being programmed holds garbage.
   */
  armFuse(nth: number, seed: number | undefined): void {
    this.#fuse = { remaining: nth, seed };
  }

  disarmFuse(): void {
    this.#fuse = undefined;
  }

  /** `tearProtected`: a torn write leaves either the old or the new content, never a mixture. */
  program(offset: number, content: Uint8Array, tearProtected = false): void {
    this.revision++;
    if (this.#fuse !== undefined && --this.#fuse.remaining === 0) {
      const { seed } = this.#fuse;
      this.#fuse = undefined;
      if (tearProtected) this.#tearProtected(offset, content, seed);
      else this.#tear(offset, content, seed);
      throw new TornWrite();
    }
    this.#set(offset, content);
  }

  #tear(offset: number, content: Uint8Array, seed: number | undefined): void {
    if (seed === undefined) {
      this.#set(offset, content.subarray(0, content.length >> 1));
      return;
    }
    const random = seededRandom(seed);
    const done = Math.floor(random() * content.length);
    this.#set(offset, content.subarray(0, done));
    if (random() < 0.5) this.#set(offset + done, new Uint8Array([Math.floor(random() * 256)]));
  }

  #tearProtected(offset: number, content: Uint8Array, seed: number | undefined): void {
    if (seed !== undefined && seededRandom(seed)() < 0.5) this.#set(offset, content);
  }

  #set(offset: number, content: Uint8Array): void {
    this.bytes.set(content, offset);
    for (let i = 0; i < content.length; i++) this.unknown.delete(offset + i);
  }
}
