import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeWorld, tapped, type World } from '../world.ts';
import { OWN_HEADERS, PORT, type Served, served, Window } from './window.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const OTHER_ID = '11111111-2222-4333-8444-666666666666';
const PIN = '246813';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

let server: Served;
let screen: Window;
beforeEach(() => {
  server = served(world.counter(1));
  screen = new Window(server);
});

describe('what is not our own screen', () => {
  const order = JSON.stringify({ id: ID, kind: 'sale', amountRupiah: 5000, card: null });
  const post = (headers: Record<string, string>) =>
    server.app.request('/api/order', { method: 'POST', headers, body: order });

  it('is what the tests change one thing of', async () => {
    expect((await post({ ...OWN_HEADERS })).status).toBe(200);
  });

  it.each([
    ['another name that leads here (DNS rebinding)', { host: `evil.example:${PORT}` }, 421],
    ['our address with another port', { host: '127.0.0.1:80' }, 421],
    ['no Host at all', { host: '' }, 421],
    ['a page elsewhere', { origin: 'https://evil.example' }, 403],
    ['a page on another port of this computer', { origin: 'http://127.0.0.1:3000' }, 403],
    ['an origin that hides itself', { origin: 'null' }, 403],
    ['a page elsewhere by what the browser says', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a form, which cannot set our header', { 'x-kartu-screen': '' }, 403],
    ['a form’s body', { 'content-type': 'text/plain' }, 400],
  ])('drives nothing: %s', async (_what, change, status) => {
    const response = await post({ ...OWN_HEADERS, ...change });
    expect(response.status).toBe(status);
    expect(server.till.state.order).toBeNull();
  });

  it('drives nothing without an Origin', async () => {
    const { origin: _origin, ...rest } = OWN_HEADERS;
    expect((await post(rest)).status).toBe(403);
  });

  it('reads nothing either', async () => {
    const headers = { host: OWN_HEADERS['host']!, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
    expect((await server.app.request('/api/state', { headers })).status).toBe(403);
    // A link on another page may open the screen itself.
    const link = { ...headers, 'sec-fetch-mode': 'navigate' };
    expect((await server.app.request('/', { headers: link })).status).toBe(200);
    expect((await server.app.request('/api/state', { headers: link })).status).toBe(403);
  });
});

describe('every answer', () => {
  it.each(['/', '/display', '/assets/index-1.js', '/api/state', '/nothing'])(
    '%s is held to the policy',
    async (path) => {
      const { headers } = await screen.get(path);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('is kept by no browser, but for files whose names change with their content', async () => {
    for (const path of ['/', '/api/state', '/api/session']) {
      expect([path, (await screen.get(path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
    expect((await screen.get('/assets/index-1.js')).headers.get('cache-control')).toContain('immutable');
  });

  it('comes from no path on the disk', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/assets/../../app.ts', '/etc/passwd']) {
      expect([path, (await screen.get(path)).status]).toEqual([path, 404]);
    }
  });
});

describe('hostile JSON', () => {
  const sale = { id: ID, kind: 'sale', amountRupiah: 5000, card: null };
  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['an array', '[]'],
    ['a null', 'null'],
    ['an amount of 0', { ...sale, amountRupiah: 0 }],
    ['a negative amount', { ...sale, amountRupiah: -5000 }],
    ['half a rupiah', { ...sale, amountRupiah: 0.5 }],
    ['more than there is', { ...sale, amountRupiah: 1e300 }],
    ['an amount in words', { ...sale, amountRupiah: '5000' }],
    [
      'infinity',
      '{"id":"11111111-2222-4333-8444-555555555555","kind":"sale","amountRupiah":1e999,"card":null}',
    ],
    ['a name that is no UUID', { ...sale, id: "'; DROP TABLE journal; --" }],
    ['another kind', { ...sale, kind: 'refund' }],
    ['a member of its own', { ...sale, terms: {} }],
    ['a prototype', '{"__proto__":{"kind":"sale"},"kind":"sale"}'],
    ['no card where one is needed', { id: ID, kind: 'resolve', card: null }],
    ['no articles', { id: ID, kind: 'articles', items: [], card: null }],
    ['minus one piece', { id: ID, kind: 'articles', items: [{ code: 'A', count: -1 }], card: null }],
    [
      'a price of its own',
      { id: ID, kind: 'articles', items: [{ code: 'A', count: 1, priceRupiah: 1 }], card: null },
    ],
  ])('%s is refused, and nothing happens', async (_what, body) => {
    expect(await screen.refused('/api/order', body)).toEqual([400, 'request-invalid']);
    expect(server.till.state.order).toBeNull();
    expect(server.faults).toEqual([]);
  });

  it('too much of it is refused before it is read', async () => {
    expect(await screen.refused('/api/order', 'x'.repeat(70_000))).toEqual([413, 'request-invalid']);
  });
});

describe('one sale', () => {
  const sale = { id: ID, kind: 'sale', amountRupiah: 5000, card: null };

  it('is the same however often it is asked for', async () => {
    const first = await screen.done('/api/order', sale);
    expect(await screen.done('/api/order', sale)).toEqual(first);
  });

  it('gives no way to a second one, of this window or another', async () => {
    await screen.done('/api/order', sale);
    const other = new Window(server);
    expect(await other.refused('/api/order', { ...sale, id: OTHER_ID })).toEqual([409, 'conflict']);
    await other.done('/api/order/withdraw', { id: ID });
    expect(await other.done('/api/order', { ...sale, id: OTHER_ID })).toMatchObject({
      order: { id: OTHER_ID },
    });
  });

  it('is not withdrawn under another’s name', async () => {
    await screen.done('/api/order', sale);
    expect(await screen.done('/api/order/withdraw', { id: OTHER_ID })).toMatchObject({ order: { id: ID } });
  });
});

describe('cashiers', () => {
  const first = { id: 'siti', name: 'Siti', pin: PIN };
  const cashier = { id: 'budi', name: 'Budi', role: 'cashier', pin: '975310' };

  it('are not needed as long as nobody is registered', async () => {
    expect(await (await screen.get('/api/session')).json()).toMatchObject({
      who: { role: 'supervisor' },
      hasCashiers: false,
    });
  });

  it('sign in with a cookie that scripts and other pages do not get', async () => {
    const response = await screen.post('/api/cashiers/first', first);
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^kartu-session=[\w-]{43};/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect((await screen.get('/api/state')).status).toBe(200);
  });

  it('shut everybody else out', async () => {
    await screen.done('/api/cashiers/first', first);
    const stranger = new Window(server);
    expect((await stranger.get('/api/state')).status).toBe(401);
    expect((await stranger.get('/api/events')).status).toBe(401);
    expect(await stranger.refused('/api/shift/open', { floatRupiah: 0 })).toEqual([401, 'not-signed-in']);
    // Nor can a second "first one" be made.
    expect(await stranger.refused('/api/cashiers/first', { ...first, id: 'eve' })).toEqual([
      403,
      'not-allowed',
    ]);
    stranger.cookie = `kartu-session=${'A'.repeat(43)}`;
    expect((await stranger.get('/api/state')).status).toBe(401);
  });

  it('do what their role allows, whatever the window says', async () => {
    await screen.done('/api/cashiers/first', first);
    await screen.done('/api/cashiers', cashier);
    const budi = new Window(server);
    await budi.done('/api/sign-in', { cashier: 'budi', pin: '975310' });
    expect((await budi.get('/api/cashiers')).status).toBe(403);
    expect(await budi.refused('/api/cashiers', { ...cashier, id: 'eve', role: 'supervisor' })).toEqual([
      403,
      'not-allowed',
    ]);
    expect(await budi.refused('/api/cashiers/pin', { id: 'siti', pin: '112233' })).toEqual([
      403,
      'not-allowed',
    ]);
    expect(await budi.refused('/api/articles/remove', { sku: 'A' })).toEqual([403, 'not-allowed']);
    expect((await budi.get('/api/transactions')).status).toBe(200);
  });

  it('lose a window at once when they are disabled, and when they sign out', async () => {
    await screen.done('/api/cashiers/first', first);
    await screen.done('/api/cashiers', cashier);
    const budi = new Window(server);
    await budi.done('/api/sign-in', { cashier: 'budi', pin: '975310' });
    await screen.done('/api/cashiers/active', { id: 'budi', active: false });
    expect((await budi.get('/api/state')).status).toBe(401);
    expect(await budi.refused('/api/sign-in', { cashier: 'budi', pin: '975310' })).toEqual([
      403,
      'pin-wrong',
    ]);
    const { cookie } = screen;
    await screen.done('/api/sign-out', {});
    screen.cookie = cookie;
    expect((await screen.get('/api/state')).status).toBe(401);
  });

  it('are slowed down after wrong PINs, the right one too', async () => {
    await screen.done('/api/cashiers/first', first);
    const thief = new Window(server);
    const attempt = () => thief.refused('/api/sign-in', { cashier: 'siti', pin: '000001' });
    for (let i = 0; i < 3; i++) expect(await attempt()).toEqual([403, 'pin-wrong']);
    expect(await attempt()).toEqual([403, 'pin-locked']);
    expect(await thief.refused('/api/sign-in', { cashier: 'siti', pin: PIN })).toEqual([403, 'pin-locked']);
  });

  it('move no money outside a shift', async () => {
    await screen.done('/api/cashiers/first', first);
    const sale = { id: ID, kind: 'sale', amountRupiah: 5000, card: null };
    expect(await screen.refused('/api/order', sale)).toEqual([403, 'not-permitted']);
    await screen.done('/api/shift/open', { floatRupiah: 100_000 });
    expect(await screen.done('/api/order', sale)).toMatchObject({ order: { id: ID }, shift: 1 });
  });

  it('are not told what should lie in the drawer before they have counted', async () => {
    await screen.done('/api/cashiers/first', first);
    await screen.done('/api/cashiers', cashier);
    const budi = new Window(server);
    await budi.done('/api/sign-in', { cashier: 'budi', pin: '975310' });
    const open = await budi.done('/api/shift/open', { floatRupiah: 100_000 });
    expect(open).toMatchObject({ isBlind: true, report: { expectedRupiah: 0, cash: [] } });
    expect(await (await screen.get('/api/shift')).json()).toMatchObject({
      isBlind: false,
      report: { expectedRupiah: 100_000 },
    });
    const closed = await budi.done('/api/shift/close', { shift: 1, countedRupiah: 99_000 });
    expect(closed).toMatchObject({ report: { expectedRupiah: 100_000, differenceRupiah: -1000 } });
  });
});

describe('what leaves the counter', () => {
  it('is a receipt of a transfer that is posted, to be saved', async () => {
    const counter = world.counter(2);
    await tapped(counter, world.card('ntag215'), { kind: 'topup', amountRupiah: 50_000 });
    const window = new Window(served(counter));
    const [{ transfer }] = counter.ledger.database.prepare('SELECT id AS transfer FROM transfer').all() as [
      { transfer: number },
    ];
    const receipt = await window.get(`/api/receipt/${transfer}?lang=id`);
    expect(receipt.headers.get('content-disposition')).toBe(`attachment; filename="receipt-${transfer}.pdf"`);
    expect(Buffer.from(await receipt.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-');
    expect((await window.get('/api/receipt/9999')).status).toBe(404);
    expect((await window.get('/api/receipt/0x1')).status).toBe(404);
  });

  it('is a report of days that there are, for supervisors, and a Z-report of a closed shift', async () => {
    await screen.done('/api/cashiers/first', { id: 'siti', name: 'Siti', pin: PIN });
    await screen.done('/api/shift/open', { floatRupiah: 0 });
    expect((await screen.get('/api/z/1')).status).toBe(404);
    await screen.done('/api/shift/close', { shift: 1, countedRupiah: 0 });
    expect((await screen.get('/api/z/1')).status).toBe(200);
    const days = 'from=2026-03-01&to=2026-03-02';
    expect((await screen.get(`/api/reports/sales?${days}`)).status).toBe(200);
    const csv = await screen.get(`/api/reports/sales/csv?${days}`);
    expect(csv.headers.get('content-disposition')).toBe(
      'attachment; filename="sales-2026-03-01-2026-03-02.csv"',
    );
    for (const wrong of [
      'lunch?from=2026-03-01&to=2026-03-02',
      'sales?from=2026-02-30&to=2026-03-02',
      'sales?from=2026-03-02&to=2026-03-01',
      'sales',
    ])
      expect([wrong, (await screen.get(`/api/reports/${wrong}`)).status]).toEqual([wrong, 400]);
    await screen.done('/api/cashiers', { id: 'budi', name: 'Budi', role: 'cashier', pin: '975310' });
    const budi = new Window(server);
    await budi.done('/api/sign-in', { cashier: 'budi', pin: '975310' });
    expect((await budi.get(`/api/reports/members?${days}`)).status).toBe(403);
  });

  it('goes to no printer where none is set, and says so', async () => {
    expect(await screen.refused('/api/print', { transfer: 1, language: 'id' })).toEqual([404, 'not-found']);
    expect(await screen.refused('/api/print/balance', { language: 'id' })).toEqual([404, 'not-found']);
  });
});

describe('taking back', () => {
  it('needs a supervisor’s own PIN, typed for it', async () => {
    const counter = world.counter(3);
    const ani = world.card('ntag215');
    await tapped(counter, ani, { kind: 'topup', amountRupiah: 50_000 });
    const { transfer } = await tapped(counter, ani, { kind: 'sale', amountRupiah: 7500 });
    const own = served(counter);
    const siti = new Window(own);
    await siti.done('/api/cashiers/first', { id: 'siti', name: 'Siti', pin: PIN });
    await siti.done('/api/cashiers', { id: 'budi', name: 'Budi', role: 'cashier', pin: '975310' });
    await siti.done('/api/shift/open', { floatRupiah: 0 });
    const ask = { id: ID, transfer, reason: 'salah barang' };
    expect(await siti.refused('/api/refund', ask)).toEqual([403, 'pin-wrong']);
    expect(await siti.refused('/api/refund', { ...ask, supervisor: 'budi', pin: '975310' })).toEqual([
      403,
      'not-permitted',
    ]);
    expect(own.till.state.order).toBeNull();
    const done = await siti.done('/api/refund', { ...ask, supervisor: 'siti', pin: PIN });
    expect(done).toMatchObject({
      order: { kind: 'resolve', phase: 'waiting', awaited: { memberNumber: '89.00000001' } },
    });
    // Asked for again, it is the same.
    await siti.done('/api/refund', { ...ask, supervisor: 'siti', pin: PIN });
    await siti.done('/api/order/withdraw', { id: ID });
    expect(await siti.refused('/api/refund', { ...ask, id: OTHER_ID, supervisor: 'siti', pin: PIN })).toEqual(
      [400, 'usage'],
    );
  });
});
