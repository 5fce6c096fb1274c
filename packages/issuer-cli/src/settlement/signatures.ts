import { verify } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { KartuError } from '@kartukita/card-core';
import { type Answer, questionOf, type Signed } from './signature-question.ts';

/** Fewer are checked sooner than a worker starts. */
const ENOUGH_FOR_A_WORKER = 200;

/**
 * Checks signatures, many of them on another core: a thread of its own takes a whole batch at once, which costs this
 * one a copy, where a job of the thread pool for each would cost it a tenth of what checking it here does.
 */
export class SignatureChecker {
  #worker: Worker | undefined;
  readonly #waiting: { resolve(good: readonly boolean[]): void; reject(error: Error): void }[] = [];

  /** In their order: is it good? */
  check(signed: readonly Signed[]): Promise<readonly boolean[]> {
    if (!this.#worker && signed.length < ENOUGH_FOR_A_WORKER) {
      return Promise.resolve(
        signed.map(({ key, message, signature }) => verify(null, message, key, signature)),
      );
    }
    this.#worker ??= this.#start();
    const question = questionOf(signed);
    const answered = new Promise<readonly boolean[]>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    this.#worker.postMessage(question, [question.packed.buffer]);
    return answered;
  }

  close(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./signature-worker.ts', import.meta.url));
    worker.on('message', (answer: Answer) =>
      this.#waiting.shift()!.resolve(Array.from(answer, (each) => each === 1)),
    );
    const fail = (cause?: unknown) => {
      const error = new KartuError('internal-error', 'signatures could not be checked', { cause });
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail());
    return worker;
  }
}
