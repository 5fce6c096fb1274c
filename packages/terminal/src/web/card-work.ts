import { type CardDriver, type Connection, equalBytes, KartuError } from '@kartukita/card-core';
import { withDriver } from '../commands/context.ts';
import type { Counter } from '../counter/counter.ts';
import { type Request, refused, type TapResult } from '../sale/request.ts';
import { tap } from '../sale/tap.ts';
import type { OnStep } from '../sale/write-card.ts';

export interface CardWork {
  /** Given where only this very chip may be touched: the one that was shown, or that is awaited. */
  readonly onlyUid?: Uint8Array | undefined;
  readonly onStep?: OnStep | undefined;
}

/**
 * One tap over a connection: the counter's own tap, held to the chip that is expected. `told` is called with the
 * answer before the card's history is written, so that nobody waits for that.
 *
 * @throws `card-changed` before anything was asked of another chip; what `tap` throws
 */
export async function tapCard(
  counter: Counter,
  connection: Connection,
  request: Request,
  work: CardWork,
  told: (outcome: TapResult, driver: CardDriver | undefined) => Promise<void> | void,
): Promise<void> {
  let answered = false;
  const tell: typeof told = (result, driver) => {
    answered = true;
    return told(result, driver);
  };
  try {
    await withDriver(counter, connection, async (driver) => {
      if (work.onlyUid && !equalBytes(work.onlyUid, driver.uid)) {
        throw new KartuError('card-changed', 'another card lies on the reader');
      }
      const { result, afterwards } = await tap(counter, driver, request, work.onStep);
      await tell(result, driver);
      await afterwards();
    });
  } catch (error) {
    const code = error instanceof KartuError ? error.code : undefined;
    // Told by the open page of a tag, before the counter has said a word to the card.
    if (!answered && (code === 'card-blank' || code === 'card-foreign')) {
      return void (await tell(refused(code), undefined));
    }
    // What the history lacks is no reason to take back an answer that was given.
    if (answered && code !== undefined && code !== 'reader-lost') return;
    throw error;
  }
}
