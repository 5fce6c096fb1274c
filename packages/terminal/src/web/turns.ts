/** Whose turn it is with the books: cards one after the other, or something else while none of them is at work. */
export class Turns {
  #isHeld = false;
  #atWork: Promise<void> = Promise.resolve();
  #end: () => void = () => {};

  /** True while cards have to wait. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** A card is at work from now on. */
  begin(): void {
    this.#atWork = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** It has had its turn, whatever came of it. */
  end(): void {
    this.#end();
  }

  /** A card that is at work comes to its end, and the next one waits until `work` is over. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.#isHeld = true;
    try {
      await this.#atWork;
      return await work();
    } finally {
      this.#isHeld = false;
    }
  }
}
