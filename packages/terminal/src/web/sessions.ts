import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Who } from './protocol.ts';

interface Session {
  readonly who: Who;
  lastSeenMs: number;
}

const COOKIE = 'kartu-session';
/** A shift is no longer than this; whoever leaves the counter for longer signs in again. */
const IDLE_MS = 4 * 3_600_000;
const MAX_SESSIONS = 50;

/** The windows that are signed in. In memory alone: a server that was started anew asks for the PIN again. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins a session; the cookie is out of reach of scripts, and never sent from a page elsewhere. */
  begin(c: Context, who: Who): void {
    // Whoever signs in at a window ends what was open there: no cookie of before goes on beside the new one.
    this.#sessions.delete(getCookie(c, COOKIE) ?? '');
    this.#forgetOldest();
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, { who, lastSeenMs: this.#now() });
    setCookie(c, COOKIE, id, { httpOnly: true, sameSite: 'Strict', path: '/' });
  }

  /** Who a request is of; it keeps the session open, unless the window only `listens`. */
  of(c: Context, { listens = false } = {}): Who | undefined {
    const id = getCookie(c, COOKIE);
    const session = id === undefined ? undefined : this.#sessions.get(id);
    if (!session || id === undefined) return undefined;
    if (this.#now() - session.lastSeenMs > IDLE_MS) {
      this.#sessions.delete(id);
      return undefined;
    }
    if (!listens) session.lastSeenMs = this.#now();
    return session.who;
  }

  end(c: Context): void {
    const id = getCookie(c, COOKIE);
    if (id !== undefined) this.#sessions.delete(id);
    deleteCookie(c, COOKIE, { path: '/' });
  }

  /** A cashier who was dismissed, or whose PIN was changed, is signed out everywhere. */
  endAllOf(cashier: string): void {
    for (const [id, { who }] of this.#sessions) if (who.cashier === cashier) this.#sessions.delete(id);
  }

  #forgetOldest(): void {
    if (this.#sessions.size < MAX_SESSIONS) return;
    const oldest = [...this.#sessions].sort(([, a], [, b]) => a.lastSeenMs - b.lastSeenMs)[0];
    if (oldest) this.#sessions.delete(oldest[0]);
  }
}
