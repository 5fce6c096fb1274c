import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditTrail } from '../../src/ledger/audit.ts';
import { makeApp } from '../../src/web/app.ts';
import { Sessions } from '../../src/web/sessions.ts';
import { SlipDesk } from '../../src/web/slip-desk.ts';
import { Till } from '../../src/web/till.ts';
import type { Tray } from '../../src/web/tray.ts';
import { UPLOADS } from '../../src/web/uploads.ts';
import { makeWorld, type World } from '../world.ts';
import { OWN_HEADERS, PORT, Window } from './window.ts';

/** Who may ask what: every route of the server stands here once, or the first test fails. */
const ROUTES: Readonly<Record<'anybody' | 'cashier' | 'supervisor', readonly string[]>> = {
  anybody: [
    'GET /api/counter',
    'GET /api/session',
    'POST /api/sign-in',
    'POST /api/sign-out',
    'POST /api/cashiers/first',
  ],
  cashier: [
    'GET /api/events',
    'GET /api/state',
    'POST /api/order',
    'POST /api/order/withdraw',
    'POST /api/order/set-aside',
    'POST /api/order/pin',
    'GET /api/cases',
    'POST /api/cases/close',
    'GET /api/shift',
    'GET /api/shift/1',
    'POST /api/shift/open',
    'POST /api/shift/close',
    'POST /api/shift/cash',
    'POST /api/shift/deposit',
    'POST /api/shift/drawer',
    'GET /api/articles',
    'GET /api/transactions',
    'POST /api/refund', // with a supervisor's own PIN
    'POST /api/print',
    'POST /api/print/balance',
    'GET /api/receipt/1',
    'GET /api/z/1',
    'POST /api/z/print',
    'POST /api/assertion',
    'POST /api/assertion/token',
    'GET /api/card/dues',
    'POST /api/card/pin', // with a supervisor's own PIN
    'GET /api/events-list',
    'GET /api/settle/status',
    'POST /api/tray/lay',
    'POST /api/tray/take',
    'POST /api/tray/lose',
    'POST /api/tray/unplug',
  ],
  supervisor: [
    'GET /api/audit',
    'GET /api/cashiers',
    'POST /api/cashiers',
    'POST /api/cashiers/active',
    'POST /api/cashiers/pin',
    'POST /api/articles',
    'POST /api/articles/remove',
    'POST /api/articles/preview',
    'POST /api/articles/import',
    'GET /api/printer',
    'POST /api/printer',
    'POST /api/printer/test',
    'GET /api/reports/sales',
    'GET /api/reports/sales/csv',
    'POST /api/events-list',
    'POST /api/settle/export',
    'POST /api/settle/apply',
  ],
};

const SUPERVISOR = { id: 'siti', name: 'Siti', pin: '246813' };
const CASHIER = { id: 'budi', name: 'Budi', role: 'cashier', pin: '975310' };

let world: World;
let app: ReturnType<typeof makeApp>;
let counter: ReturnType<World['counter']>;
const cookies = new Map<string, string>();
beforeAll(async () => {
  world = await makeWorld();
  // With everything that a counter can serve: a tray, and a folder of its own that replies are taken into.
  counter = Object.assign(world.counter(1), { encryption: {}, adopt: () => {} });
  const till = new Till(counter, 'test');
  app = makeApp({
    counter,
    till,
    slipDesk: new SlipDesk(counter, till),
    tray: { cards: () => [] } as unknown as Tray,
    sessions: new Sessions(counter.now),
    screen: new Map(),
    language: 'en',
    port: () => PORT,
    stopping: AbortSignal.abort(), // events end after the first
    onFault: () => {},
  });
  const siti = new Window({ app });
  await siti.done('/api/cashiers/first', SUPERVISOR);
  await siti.done('/api/cashiers', CASHIER);
  const budi = new Window({ app });
  await budi.done('/api/sign-in', { cashier: CASHIER.id, pin: CASHIER.pin });
  cookies.set('supervisor', siti.cookie!).set('cashier', budi.cookie!);
});
afterAll(() => world.close());

/** Asks with an empty body: nothing is done by it, but whoever may not ask is told so first. */
async function asked(route: string, as: string): Promise<string> {
  const [method, path] = route.split(' ') as [string, string];
  const type = UPLOADS.has(path) ? { 'content-type': 'application/octet-stream' } : {};
  const headers = { ...OWN_HEADERS, ...type, cookie: cookies.get(as) ?? '' };
  const body = method === 'POST' ? { body: '{"x":1}' } : {};
  const response = await app.request(path, { method, headers, ...body });
  if (response.status === 401) return 'sign in';
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string } };
  return response.status === 403 && error?.code === 'not-allowed' ? 'not allowed' : 'heard';
}

describe('who may ask what', () => {
  it('is said here of every route that there is', () => {
    const there = app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
      .map(({ method, path }) =>
        `${method} ${path}`.replace(':name', 'sales').replace(/:(number|transfer)\{.*?\}$/, '1'),
      );
    expect([...new Set(there)].sort()).toEqual(Object.values(ROUTES).flat().sort());
  });

  it.each(ROUTES.anybody)('%s: anybody', async (route) => {
    expect(await asked(route, 'stranger')).toBe('heard');
  });

  it.each(ROUTES.cashier)('%s: whoever is signed in', async (route) => {
    expect(await asked(route, 'stranger')).toBe('sign in');
    expect(await asked(route, 'cashier')).toBe('heard');
    expect(await asked(route, 'supervisor')).toBe('heard');
  });

  it.each(ROUTES.supervisor)('%s: supervisors, and a cashier who tries is written down', async (route) => {
    expect(await asked(route, 'stranger')).toBe('sign in');
    expect(await asked(route, 'cashier')).toBe('not allowed');
    const [path] = route.split(' ').slice(1);
    expect(auditTrail(counter.ledger, 1)[0]).toMatchObject({
      what: 'request-refused',
      cashier: 'budi',
      details: { path },
    });
    if (!route.includes('/settle/')) expect(await asked(route, 'supervisor')).toBe('heard');
  });
});
