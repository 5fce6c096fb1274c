import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { TillState } from './protocol.ts';
import type { Till } from './till.ts';

/** A window that says nothing is looked after: a dead one shows when this cannot be sent. */
const HEARTBEAT_MS = 15_000;

/**
 * The live events of the till: the whole state at once and after each change. A slow window is given the latest
 * state, not all that it missed.
 */
export function streamState(
  c: Context,
  till: Till,
  stopping: AbortSignal,
  mayListen: () => boolean,
): Response {
  const response = streamSSE(c, async (stream) => {
    let latest: TillState | undefined = till.state;
    let wake = () => {};
    const stopWatching = till.watch((state) => {
      latest = state;
      wake();
    });
    let isOver = false;
    const end = () => {
      isOver = true;
      wake();
    };
    stream.onAbort(end);
    stopping.addEventListener('abort', end);
    try {
      while (!isOver && !stopping.aborted && mayListen()) {
        if (latest) {
          const state = latest;
          latest = undefined;
          await stream.writeSSE({
            event: 'state',
            id: String(state.version),
            data: JSON.stringify(state),
          });
        } else {
          await stream.writeSSE({ event: 'beat', data: '' });
        }
        if (latest || isOver) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, HEARTBEAT_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = () => {};
      }
    } finally {
      stopWatching();
      stopping.removeEventListener('abort', end);
    }
  });
  response.headers.set('Cache-Control', 'no-store');
  return response;
}
