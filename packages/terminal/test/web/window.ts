import type { Hono } from 'hono';
import { expect } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { makeApp } from '../../src/web/app.ts';
import type { Env } from '../../src/web/auth.ts';
import { Sessions } from '../../src/web/sessions.ts';
import { SlipDesk } from '../../src/web/slip-desk.ts';
import { Till } from '../../src/web/till.ts';

export const PORT = 8420;
const SCREEN = new Map([
  [
    '/index.html',
    { bytes: new Uint8Array(Buffer.from('<!doctype html>')), type: 'text/html; charset=utf-8' },
  ],
  ['/assets/index-1.js', { bytes: new Uint8Array(Buffer.from('1')), type: 'text/javascript; charset=utf-8' }],
]);

/** A server without a socket, and what it complained of. */
export interface Served {
  readonly app: Hono<Env>;
  readonly till: Till;
  readonly faults: unknown[];
}

export function served(counter: Counter): Served {
  const till = new Till(counter, 'test');
  const faults: unknown[] = [];
  const app = makeApp({
    counter,
    till,
    slipDesk: new SlipDesk(counter, till),
    tray: undefined,
    sessions: new Sessions(counter.now),
    screen: SCREEN,
    language: 'en',
    port: () => PORT,
    stopping: new AbortController().signal,
    onFault: (error) => faults.push(error),
  });
  return { app, till, faults };
}

const HOST = `127.0.0.1:${PORT}`;
export const OWN_HEADERS: Readonly<Record<string, string>> = {
  host: HOST,
  origin: `http://${HOST}`,
  'content-type': 'application/json',
  'x-kartu-screen': '1',
};

/** A browser window of the counter: keeps its cookie, sends what our screen sends. */
export class Window {
  readonly #app: Hono<Env>;
  cookie: string | undefined;

  constructor({ app }: Pick<Served, 'app'>) {
    this.#app = app;
  }

  async get(path: string): Promise<Response> {
    return this.#keep(await this.#app.request(path, { headers: { host: HOST, ...this.#cookies() } }));
  }

  async post(path: string, body: unknown): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { ...OWN_HEADERS, ...this.#cookies() };
    return this.#keep(await this.#app.request(path, { method: 'POST', headers, body: text }));
  }

  /** A file as the screen sends it; `changes` are other headers. */
  async file(
    path: string,
    bytes: Uint8Array | string,
    changes: Record<string, string> = {},
  ): Promise<Response> {
    const headers = {
      ...OWN_HEADERS,
      'content-type': 'application/octet-stream',
      ...this.#cookies(),
      ...changes,
    };
    const body = typeof bytes === 'string' ? bytes : Uint8Array.from(bytes);
    return this.#keep(await this.#app.request(path, { method: 'POST', headers, body }));
  }

  /** Posts what must be taken; the answer's document. */
  async done(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await this.post(path, body);
    const document = (await response.json()) as Record<string, unknown>;
    expect({ path, status: response.status, document }).toMatchObject({ status: 200 });
    return document;
  }

  /** Posts what must be refused; status and code. */
  async refused(path: string, body: unknown): Promise<[number, string]> {
    const response = await this.post(path, body);
    const { error } = (await response.json()) as { error: { code: string } };
    return [response.status, error.code];
  }

  #cookies(): Record<string, string> {
    return this.cookie === undefined ? {} : { cookie: this.cookie };
  }

  #keep(response: Response): Response {
    const set = response.headers.get('set-cookie');
    if (set !== null) this.cookie = set.split(';')[0];
    return response;
  }
}
