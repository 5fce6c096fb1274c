import {
  type Connection,
  type DetectedCard,
  detectCard,
  equalBytes,
  KartuError,
  type Reader,
  type WaitOptions,
} from '@kartukita/card-core';

/** What whoever issues or checks a card wants to know while it goes on. */
export interface CardProgress extends WaitOptions {
  /** Called when no card lies on the reader at once. */
  readonly onWait?: ((readerName: string) => void) | undefined;
  /** Called before each step of writing, counted from 1. */
  readonly onStep?: ((step: string, count: number) => void) | undefined;
}

const PATIENCE_MS = 300;

/** The kind and UID of the card on a connection; the reader is left as it was found. */
export type CardOnReader = Pick<DetectedCard, 'kind' | 'uid'>;

/** Waits for a card, says what it is, and hands the connection to `work`; closes it whatever happens. */
export async function withCardOn<T>(
  reader: Reader,
  progress: CardProgress,
  work: (connection: Connection, card: CardOnReader) => Promise<T>,
): Promise<T> {
  const connection = await waitPatiently(reader, progress);
  try {
    const { kind, uid, commands } = await detectCard(connection);
    await commands.close();
    return await work(connection, { kind, uid });
  } finally {
    await connection.close();
  }
}

/** The same card once more, from a new start of the chip. Throws `card-changed` for another one. */
export function withSameCardOn<T>(
  reader: Reader,
  uid: Uint8Array,
  progress: CardProgress,
  work: (connection: Connection, card: CardOnReader) => Promise<T>,
): Promise<T> {
  return withCardOn(reader, progress, (connection, card) => {
    if (!equalBytes(card.uid, uid)) throw new KartuError('card-changed', 'another card lies on the reader');
    return work(connection, card);
  });
}

async function waitPatiently(
  reader: Reader,
  { onWait, timeoutMs, signal }: CardProgress,
): Promise<Connection> {
  const timer = setTimeout(() => onWait?.(reader.name), PATIENCE_MS);
  try {
    return await reader.waitForCard({
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    clearTimeout(timer);
  }
}
