import { setTimeout as delay } from 'node:timers/promises';
import { type CardDriver, isKartuError, type Reader } from '@kartukita/card-core';
import { readHistory } from '../commands/books.ts';
import type { Counter } from '../counter/counter.ts';
import { cardHistory } from '../sale/history.ts';
import type { TapResult } from '../sale/request.ts';
import type { Step } from '../sale/write-card.ts';
import { tapCard } from './card-work.ts';
import type { Task, Till } from './till.ts';

export interface ReaderLoopOptions {
  readonly openReader: () => Promise<Reader>;
  /** Told of each step of a tap, for the tray whose cards are pulled away. */
  readonly onStep?: (step: Step) => void;
  /** Told when a card has had its answer, for the tray that takes it away again. */
  readonly onDone?: () => void;
  /** Failures that nobody expected; the loop goes on after them. */
  readonly onFault: (error: unknown) => void;
}

/** A reader that is gone is looked for again after this time. */
const REOPEN_MS = 1000;
/** How long a card that lies there may take to be connected to again. */
const RECONNECT_MS = 700;

/**
 * The one loop that talks to the reader: a card comes, has its turn, and leaves; never two exchanges at once. Ends
 * when the signal is given, and never in the middle of a tap.
 */
export async function runReader(
  counter: Counter,
  till: Till,
  options: ReaderLoopOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let reader: Reader | undefined;
    try {
      reader = await options.openReader();
      till.readerIs({ phase: 'ready', name: reader.name });
      while (!signal.aborted) await oneCard(counter, till, reader, options, signal);
    } catch (error) {
      if (signal.aborted) break;
      till.cardLeft();
      if (!isKartuError(error)) options.onFault(error);
      const { name } = till.state.reader;
      till.readerIs({ phase: 'lost', name, error: isKartuError(error) ? error.code : 'internal-error' });
      await delay(REOPEN_MS, undefined, { signal }).catch(() => {});
    } finally {
      await reader?.close().catch(options.onFault);
    }
  }
}

/** From a card's coming to its leaving. Throws `reader-lost`, and `no-card` when the signal is given. */
async function oneCard(
  counter: Counter,
  till: Till,
  reader: Reader,
  options: ReaderLoopOptions,
  signal: AbortSignal,
): Promise<void> {
  let connection = await reader.waitForCard({ signal });
  till.cardCame();
  for (;;) {
    const task = till.nextTask();
    if (task) {
      till.working(task);
      try {
        await work(counter, till, connection, task, options);
      } catch (error) {
        till.failed(task, error);
        if (!isKartuError(error)) options.onFault(error);
        if (isKartuError(error, 'reader-lost')) throw error;
      } finally {
        await connection.close();
        till.turns.end();
      }
    } else {
      await connection.close();
    }
    if (till.isDoneWithCard) options.onDone?.();
    if (!(await isAskedBeforeItLeaves(till, reader, signal))) break;
    try {
      connection = await reader.waitForCard({ signal, timeoutMs: RECONNECT_MS });
    } catch (error) {
      if (!signal.aborted && isKartuError(error, 'no-card')) break;
      throw error;
    }
  }
  till.cardLeft();
}

/** True when there is something to do with the card that lies there; false when it has left. */
async function isAskedBeforeItLeaves(till: Till, reader: Reader, signal: AbortSignal): Promise<boolean> {
  // Linked by hand: AbortSignal.any() would leave something with the long-lived signal at every tap.
  const end = new AbortController();
  const stop = () => end.abort();
  signal.addEventListener('abort', stop);
  let isAsked = false;
  const stopAsking = till.whenTask(() => {
    isAsked = true;
    stop();
  });
  try {
    if (signal.aborted) stop();
    await reader.waitForRemoval({ signal: end.signal });
    return false;
  } catch (error) {
    if (isKartuError(error, 'no-card') && isAsked && !signal.aborted) return true;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    stopAsking();
  }
}

async function work(
  counter: Counter,
  till: Till,
  connection: Parameters<typeof tapCard>[1],
  task: Task,
  { onStep }: ReaderLoopOptions,
): Promise<void> {
  const request = task.kind === 'order' ? task.request : ({ kind: 'balance' } as const);
  const onlyUid = task.kind === 'order' ? task.onlyUid : undefined;
  const duty = task.kind === 'order' ? task.duty : undefined;
  await tapCard({ ...counter, duty }, connection, request, { onlyUid, onStep }, async (result, driver) => {
    till.answered(task, result, driver?.uid);
    if (task.kind === 'look' && driver) await showHistory(counter, till, result, driver);
  });
}

/** After the balance is shown; a card that leaves meanwhile has shown what matters. */
async function showHistory(
  counter: Counter,
  till: Till,
  result: TapResult,
  driver: CardDriver,
): Promise<void> {
  if (result.cardSerial === null || result.sequence === null || result.outcome === 'refused') return;
  till.historyIs(cardHistory(counter.ledger, result.cardSerial, []));
  const onCard = await readHistory(driver);
  if (onCard.length > 0) till.historyIs(cardHistory(counter.ledger, result.cardSerial, onCard));
}
