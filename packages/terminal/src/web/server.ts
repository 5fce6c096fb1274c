import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { asKartuError, KartuError, openReader, type Reader } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { makeApp } from './app.ts';
import { openDrawerForCash } from './cash-drawer.ts';
import { runReader } from './reader-loop.ts';
import type { ScreenFile } from './screen-files.ts';
import { Sessions } from './sessions.ts';
import { SlipDesk } from './slip-desk.ts';
import { Till } from './till.ts';
import { Tray } from './tray.ts';

export interface ServeOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** As a person writes it after `--reader`; not needed with a tray. */
  readonly reader?: string | undefined;
  /** A folder with images of virtual cards, for trying it out. */
  readonly trayFolder?: string | undefined;
  /** For tests: a reader of their own. */
  readonly openReader?: (() => Promise<Reader>) | undefined;
  readonly screen: ReadonlyMap<string, ScreenFile>;
  readonly language: 'en' | 'id';
  /** Failures that nobody expected. */
  readonly onFault: (error: unknown) => void;
}

export interface CounterServer {
  readonly url: string;
  readonly till: Till;
  readonly tray: Tray | undefined;
  /** Lets the tap that is under way come to its end, then closes everything but the counter. */
  stop(): Promise<void>;
}

const LOCAL = '127.0.0.1';
/** A window and the customer's need a dozen; a program that opens more keeps nobody else out of memory. */
const MAX_CONNECTIONS = 200;
/** The whole of a request, from this very computer; live events are an answer and go on. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };

/** Serves the counter's screen on this computer alone. Throws `usage` for a port that is taken. */
export async function serveCounter(counter: Counter, options: ServeOptions): Promise<CounterServer> {
  const stopping = new AbortController();
  const { trayFolder } = options;
  const till = new Till(counter, options.reader ?? (trayFolder === undefined ? '' : 'virtual'));
  const tray = trayFolder === undefined ? undefined : new Tray(trayFolder, (cards) => till.trayIs(cards));
  if (tray) till.trayIs(tray.cards());
  const slipDesk = new SlipDesk(counter, till);
  let port = options.port;
  const app = makeApp({
    counter,
    till,
    slipDesk,
    tray,
    sessions: new Sessions(counter.now),
    screen: options.screen,
    language: options.language,
    port: () => port,
    stopping: stopping.signal,
    onFault: options.onFault,
  });
  const listening = await listen(app.fetch, options.port);
  port = listening.port;
  const loop = runReader(
    counter,
    till,
    {
      openReader: options.openReader ?? (() => (tray ? tray.open() : openReader(options.reader ?? 'pcsc'))),
      onFault: options.onFault,
      ...(tray ? { onStep: (step) => tray.stepped(step), onDone: () => tray.answered() } : {}),
    },
    stopping.signal,
  );
  const stopDrawer = openDrawerForCash(counter, till, options.onFault);
  const stopSlips = slipDesk.printByItself(options.language, options.onFault);
  return {
    url: `http://${LOCAL}:${port}/`,
    till,
    tray,
    async stop() {
      stopping.abort();
      await loop;
      stopDrawer();
      stopSlips();
      await tray?.close();
      await listening.close();
    },
  };
}

function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch, port, hostname: LOCAL, overrideGlobalObjects: false, serverOptions: LIMITS },
      (info: AddressInfo) =>
        resolve({
          port: info.port,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed());
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        }),
    );
    if ('maxConnections' in server) server.maxConnections = MAX_CONNECTIONS;
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(asKartuError(error));
      const message = `port ${port} cannot be had (${error.code}): another program uses it; take another by --port`;
      reject(
        new KartuError('usage', message, {
          details: { what: 'port-taken', port, reason: error.code },
          cause: error,
        }),
      );
    });
  });
}
