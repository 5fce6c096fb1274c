import { verify } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { KartuError } from '@kartukita/card-core';
import { type Answer, questionOf, type Signed } from './signature-question.ts';

/** Fewer are checked sooner than a thread starts. */
const ENOUGH_FOR_A_THREAD = 200;
/** More would wait for the registry, into which one thread writes. */
const MOST_THREADS = 4;

/**
 * Checks signatures, many of them on all cores: threads of its own take the parts of a batch at once, which costs this
 * one a copy, where a job of Node's thread pool for each would cost it a tenth of what checking it here does.
 */
export class SignatureChecker {
  #threads: readonly CheckingThread[] = [];

  /** In their order: is it good? */
  async check(signed: readonly Signed[]): Promise<readonly boolean[]> {
    if (this.#threads.length === 0) {
      if (signed.length < ENOUGH_FOR_A_THREAD) return signed.map(isGood);
      const count = Math.min(availableParallelism(), MOST_THREADS);
      this.#threads = Array.from({ length: count }, () => new CheckingThread());
    }
    const each = Math.ceil(signed.length / this.#threads.length);
    const answers = this.#threads.map((thread, index) =>
      thread.check(signed.slice(index * each, (index + 1) * each)),
    );
    return (await Promise.all(answers)).flat();
  }

  close(): void {
    for (const thread of this.#threads) thread.close();
    this.#threads = [];
  }
}

const isGood = ({ key, message, signature }: Signed): boolean => verify(null, message, key, signature);

/** One of them. Once it has ended, whatever it is asked is refused at once. */
export class CheckingThread {
  readonly #worker = new Worker(new URL('./signature-worker.ts', import.meta.url));
  /** Whoever asked, in the order in which the thread answers. */
  readonly #waiting: PromiseWithResolvers<readonly boolean[]>[] = [];
  #failure: KartuError | undefined;

  constructor() {
    this.#worker.on('message', (answer: Answer) => {
      this.#waiting.shift()!.resolve(Array.from(answer, (each) => each === 1));
    });
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#worker.on('exit', () => this.#fail());
  }

  check(signed: readonly Signed[]): Promise<readonly boolean[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    const waiting = Promise.withResolvers<readonly boolean[]>();
    this.#waiting.push(waiting);
    const question = questionOf(signed);
    this.#worker.postMessage(question, [question.packed.buffer]);
    return waiting.promise;
  }

  close(): void {
    void this.#worker.terminate();
  }

  #fail(cause?: unknown): void {
    this.#failure ??= new KartuError('internal-error', 'signatures could not be checked', { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
