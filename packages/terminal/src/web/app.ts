import { isKartuError, type KartuError } from '@kartukita/card-core';
import { Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { addArticleFileRoutes } from './article-file.ts';
import { addAssertionRoutes } from './assertion-routes.ts';
import { addAuditRoutes } from './audit-routes.ts';
import { addAuthRoutes, byWhom, dutyOf, type Env, signedIn, whoIs } from './auth.ts';
import { addCatalogueRoutes } from './catalogue-routes.ts';
import { streamState } from './events.ts';
import { onlyOurScreen, problem, strictHeaders } from './guard.ts';
import { addMemberRoutes } from './member-routes.ts';
import { orderFrom } from './order-requests.ts';
import { addPrintRoutes } from './print-routes.ts';
import { addPrinterRoutes } from './printer-routes.ts';
import type { CounterView } from './protocol.ts';
import { addReportRoutes } from './report-routes.ts';
import { BadRequest, bodyOf, REQUESTS } from './requests.ts';
import type { ScreenFile } from './screen-files.ts';
import type { Sessions } from './sessions.ts';
import { addSettleRoutes, isOpenCounter } from './settle-routes.ts';
import { addShiftRoutes } from './shift-routes.ts';
import type { SlipDesk } from './slip-desk.ts';
import { type Till, TillConflict } from './till.ts';
import { addTransactionRoutes } from './transaction-routes.ts';
import type { Tray } from './tray.ts';
import { limitedBodies, UPLOADS } from './uploads.ts';
import { openCases } from './views.ts';

export interface AppParts {
  readonly counter: Counter;
  readonly till: Till;
  readonly slipDesk: SlipDesk;
  readonly sessions: Sessions;
  readonly tray: Tray | undefined;
  readonly screen: ReadonlyMap<string, ScreenFile>;
  readonly language: 'en' | 'id';
  /** Known once the server listens. */
  readonly port: () => number;
  readonly stopping: AbortSignal;
  readonly onFault: (error: unknown) => void;
}

/** The cashier's window, the customer's, and the cashier's as another system's page opens it. */
const PAGES: ReadonlySet<string> = new Set(['/', '/display', '/assert']);

/** The counter's server: the screen's files, its JSON interface, its live events. */
export function makeApp(parts: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  app.use(strictHeaders());
  app.use(onlyOurScreen(parts.port, UPLOADS));
  app.use('/api/*', async (c, next) => {
    c.header('Cache-Control', 'no-store');
    await next();
  });
  app.onError((error, c) => {
    if (error instanceof BadRequest) return problem(c, 400, 'request-invalid', error.message);
    if (error instanceof TillConflict) return problem(c, 409, 'conflict', error.message);
    if (isKartuError(error)) {
      return problem(c, statusOf(error), error.code, error.message, error.details);
    }
    parts.onFault(error);
    return problem(c, 500, 'internal-error', 'the server made a mistake');
  });
  app.use('/api/*', signedIn(parts.counter, parts.sessions));
  app.use(limitedBodies()); // nothing of a body is read before it is known whose it is
  addAuthRoutes(app, parts.counter, parts.sessions);
  addTillRoutes(app, parts);
  addShiftRoutes(app, parts.counter, parts.till);
  addCatalogueRoutes(app, parts.counter);
  addArticleFileRoutes(app, parts.counter);
  addTransactionRoutes(app, parts.counter, parts.till);
  addPrintRoutes(app, parts.counter, parts.till, parts.slipDesk);
  addPrinterRoutes(app, parts.counter, parts.till);
  addReportRoutes(app, parts.counter);
  addAuditRoutes(app, parts.counter);
  addAssertionRoutes(app, parts.counter, parts.till);
  addMemberRoutes(app, parts.counter, parts.till);
  if (isOpenCounter(parts.counter)) addSettleRoutes(app, parts.counter, parts.till);
  if (parts.tray) addTrayRoutes(app, parts.tray);
  addScreenRoutes(app, parts);
  app.notFound((c) => problem(c, 404, 'not-found', 'there is nothing here'));
  return app;
}

function statusOf({ code, exitStatus }: KartuError): 400 | 403 | 404 | 409 | 503 {
  if (code === 'not-found') return 404;
  if (code === 'not-permitted' || code === 'pin-wrong' || code === 'pin-locked') return 403;
  return exitStatus === 7 ? 503 : exitStatus === 2 ? 400 : 409;
}

function addTillRoutes(app: Hono<Env>, parts: AppParts): void {
  const { counter, till, stopping, language, sessions } = parts;
  app.get('/api/counter', (c) => {
    const { bundle, certificate } = counter;
    return c.json({
      organisation: bundle.organisationName,
      outlet: certificate.outlet,
      terminal: certificate.terminal,
      maxBalanceRupiah: bundle.policy.maxBalanceRupiah,
      language,
    } satisfies CounterView);
  });
  // A window that was signed out, or whose cashier was disabled, is told no more; to listen keeps nobody signed in.
  app.get('/api/events', (c) =>
    streamState(c, till, stopping, () => whoIs(c, counter, sessions, { listens: true }) !== null),
  );
  app.get('/api/state', (c) => c.json(till.state));
  app.post('/api/order', async (c) => {
    const order = await bodyOf(c, REQUESTS.order);
    till.place({ ...orderFrom(counter, till, order), duty: dutyOf(c, counter) });
    return c.json(till.state);
  });
  app.post('/api/order/withdraw', async (c) => {
    till.withdraw((await bodyOf(c, REQUESTS.orderId)).id);
    return c.json(till.state);
  });
  app.post('/api/order/set-aside', async (c) => {
    till.setAside((await bodyOf(c, REQUESTS.orderId)).id);
    return c.json(till.state);
  });
  app.post('/api/order/pin', async (c) => {
    const { id, pin } = await bodyOf(c, REQUESTS.memberPin);
    till.givePin(id, pin);
    return c.json(till.state);
  });
  app.get('/api/cases', (c) => c.json({ cases: openCases(counter) }));
  app.post('/api/cases/close', async (c) => {
    till.closeCase((await bodyOf(c, REQUESTS.closeCase)).transfer, byWhom(c));
    return c.json({ cases: openCases(counter) });
  });
}

function addTrayRoutes(app: Hono<Env>, tray: Tray): void {
  app.post('/api/tray/lay', async (c) => {
    const { card, leave } = await bodyOf(c, REQUESTS.trayLay);
    tray.lay(card, leave);
    return c.json({ cards: tray.cards() });
  });
  app.post('/api/tray/take', async (c) => {
    tray.take((await bodyOf(c, REQUESTS.trayTake)).card);
    return c.json({ cards: tray.cards() });
  });
  app.post('/api/tray/lose', async (c) => {
    const { card, lost } = await bodyOf(c, REQUESTS.trayLose);
    tray.lose(card, lost);
    return c.json({ cards: tray.cards() });
  });
  app.post('/api/tray/unplug', async (c) => {
    tray.unplug((await bodyOf(c, REQUESTS.trayUnplug)).unplugged);
    return c.json({ cards: tray.cards() });
  });
}

function addScreenRoutes(app: Hono<Env>, { screen }: AppParts): void {
  const page = () => screen.get('/index.html');
  app.get('*', (c, next) => {
    const { path } = c.req;
    const isPage = PAGES.has(path);
    const file = isPage ? page() : screen.get(path);
    if (!file || path.startsWith('/api/')) return next();
    // Names of files below /assets carry a hash of their content.
    const keep = path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
    return c.body(file.bytes, 200, { 'Content-Type': file.type, 'Cache-Control': keep });
  });
}
