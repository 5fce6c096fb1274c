import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { KartuError } from '@kartukita/card-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditTrail } from '../../src/ledger/audit.ts';
import { type CounterServer, serveCounter } from '../../src/web/server.ts';
import { makeWorld, type World } from '../world.ts';

// The server on a socket of its own, as a page elsewhere or a program on this computer would attack it.

const SUPERVISOR = { id: 'siti', name: 'Siti', pin: '246813' };
const HOURS = 3_600_000;

let world: World;
let counter: ReturnType<World['counter']>;
let server: CounterServer;
const faults: unknown[] = [];
const sockets: Socket[] = [];

beforeEach(async () => {
  world = await makeWorld();
  counter = world.counter(1);
  faults.length = 0;
  server = await served();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.stop();
  world.close();
  expect(faults).toEqual([]);
});

function served(): Promise<CounterServer> {
  return serveCounter(counter, {
    port: 0,
    openReader: async () => {
      throw new KartuError('reader-none', 'no reader in this test');
    },
    screen: new Map([
      ['/index.html', { bytes: new Uint8Array(Buffer.from('<!doctype html>')), type: 'text/html' }],
    ]),
    language: 'en',
    onFault: (error) => faults.push(error),
  });
}

const host = () => new URL(server.url).host;

async function post(path: string, body: unknown, more: Record<string, string> = {}) {
  const headers = {
    'content-type': 'application/json',
    'x-kartu-screen': '1',
    origin: `http://${host()}`,
    ...more,
  };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(new URL(path, server.url), { method: 'POST', headers, body: text });
  const document = (await response.json()) as { error?: { code: string } };
  return {
    status: response.status,
    code: document.error?.code,
    document,
    cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
  };
}

/** Writes bytes as they are, and comes back with all that was answered until the server closes. */
function raw(bytes: string, stay = false): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    sockets.push(socket);
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.write(bytes);
    if (!stay) socket.setTimeout(2000, () => socket.destroy());
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
const request = (line: string, ...headers: string[]) =>
  `${[`${line} HTTP/1.1`, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`;

describe('whatever reaches the server under another name', () => {
  it.each<[string, () => string, number]>([
    ['a name that leads here', () => request('GET /api/session', 'Host: evil.example'), 421],
    [
      'with our port',
      () => request('GET /api/session', `Host: evil.example:${new URL(server.url).port}`),
      421,
    ],
    ['our name within another', () => request('GET /api/session', `Host: ${host()}.evil.example`), 400],
    ['a name before an @', () => request('GET /api/session', `Host: ${host()}@evil.example`), 400],
    ['two names', () => request('GET /api/session', `Host: ${host()}`, 'Host: evil.example'), 421],
    ['no name', () => request('GET /api/session'), 400],
    [
      'a whole address of elsewhere',
      () => request('GET http://evil.example/api/session', 'Host: evil.example'),
      421,
    ],
    ['by IPv6', () => request('GET /api/session', `Host: [::1]:${new URL(server.url).port}`), 421],
  ])('%s is told nothing', async (_what, bytes, status) => {
    const answer = await raw(bytes());
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain('hasCashiers');
  });

  it('the same request with its own name is answered, so that the table means something', async () => {
    expect(await raw(request('GET /api/session', `Host: ${host()}`))).toContain('hasCashiers');
  });
});

describe('a page elsewhere', () => {
  const evil = 'Origin: https://evil.example';
  it.each<[string, () => string]>([
    ['its live events', () => request('GET /api/events', `Host: ${host()}`, evil)],
    [
      'its live events without an origin, as an image would',
      () =>
        request(
          'GET /api/events',
          `Host: ${host()}`,
          'Sec-Fetch-Site: cross-site',
          'Sec-Fetch-Mode: no-cors',
        ),
    ],
    [
      'a page on another port of this computer',
      () => request('GET /api/state', `Host: ${host()}`, 'Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: cors'),
    ],
    [
      'a question beforehand',
      () =>
        request(
          'OPTIONS /api/order',
          `Host: ${host()}`,
          evil,
          'Access-Control-Request-Method: POST',
          'Access-Control-Request-Headers: x-kartu-screen',
        ),
    ],
    [
      'a form',
      () =>
        `${request(
          'POST /api/shift/open',
          `Host: ${host()}`,
          evil,
          'Content-Type: text/plain',
          'Content-Length: 17',
        )}{"floatRupiah":0}`,
    ],
    [
      'a socket',
      () =>
        `${['GET /api/events HTTP/1.1', `Host: ${host()}`, evil, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='].join('\r\n')}\r\n\r\n`,
    ],
  ])('gets nothing by %s', async (_what, bytes) => {
    const answer = await raw(bytes());
    expect(statusOf(answer)).toBe(403);
    expect(answer.toLowerCase()).not.toContain('access-control-allow');
    expect(answer).not.toContain('reader');
    expect(server.till.state.shift).toBeNull();
  });
});

describe('paths and bodies that no screen sends', () => {
  it.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..\\..\\package.json',
    '//etc/passwd',
    '/index.html%00.js',
    '/%zz',
    '/api/%2e%2e/session',
    '/api/receipt/1%2f..%2f2',
    '/api/receipt/99999999999999999999',
  ])('%s leads nowhere', async (path) => {
    const answer = await raw(request(`GET ${path}`, `Host: ${host()}`));
    expect([400, 404]).toContain(statusOf(answer));
    expect(answer).not.toContain('root:');
  });

  it.each([
    ['__proto__', '{"__proto__":{"role":"supervisor","active":true},"cashier":"siti","pin":"246813"}'],
    ['constructor', '{"constructor":{"prototype":{"role":"supervisor"}},"cashier":"siti","pin":"246813"}'],
    ['half of it', '{"cashier":"siti","pi'],
    ['nested too deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['numbers as names', '{"cashier":1,"pin":2}'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('latin1')],
  ])('a body with %s is refused, and nothing is left of it', async (_what, body) => {
    await post('/api/cashiers/first', SUPERVISOR);
    expect(await post('/api/sign-in', body)).toMatchObject({ status: 400, code: 'request-invalid' });
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
  });

  it('too long a body, announced or not, and too long a head', async () => {
    const own = [
      `Host: ${host()}`,
      `Origin: http://${host()}`,
      'X-Kartu-Screen: 1',
      'Content-Type: application/json',
    ];
    const announced = await raw(`${request('POST /api/sign-in', ...own, 'Content-Length: 99999999')}{`);
    expect(statusOf(announced)).toBe(413);
    const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;
    const endless = await raw(
      `${request('POST /api/sign-in', ...own, 'Transfer-Encoding: chunked')}${chunk.repeat(20)}`,
    );
    expect(statusOf(endless)).toBe(413);
    expect(statusOf(await raw(request('GET /', `Host: ${host()}`, `X-Long: ${'x'.repeat(20_000)}`)))).toBe(
      431,
    );
  });

  it('a file’s body is not read for somebody who is not signed in', async () => {
    await post('/api/cashiers/first', SUPERVISOR);
    const own = [`Host: ${host()}`, `Origin: http://${host()}`, 'X-Kartu-Screen: 1'];
    const file = 'Content-Type: application/octet-stream';
    const bytes = request('POST /api/articles/import', ...own, file, 'Content-Length: 15000000');
    expect(statusOf(await raw(bytes))).toBe(401);
  });
});

describe('whoever holds connections open', () => {
  it('is cut off, and keeps nobody else out', async () => {
    const slow = [
      raw(`GET /api/session HTTP/1.1\r\nHost: ${host()}\r\nX-Slow: `, true),
      ...Array.from({ length: 150 }, () => raw('G', true)),
    ];
    expect((await fetch(new URL('/api/session', server.url))).status).toBe(200);
    // Within ten seconds and the next look, five after that; this machine may be busy.
    const cut = await Promise.race([Promise.all(slow), delay(60_000, undefined, { ref: false })]);
    expect(cut?.every((answer) => [0, 408].includes(statusOf(answer)))).toBe(true);
  });
});

describe('whoever guesses', () => {
  it('a PIN, many at once, has no more tries than one after the other, also after a new start', async () => {
    await post('/api/cashiers/first', SUPERVISOR);
    const guesses = Array.from({ length: 40 }, (_, i) => String(100_000 + i));
    const answers = await Promise.all(guesses.map((pin) => post('/api/sign-in', { cashier: 'siti', pin })));
    const codes = answers.map(({ code }) => code);
    expect(codes.filter((code) => code === 'pin-wrong')).toHaveLength(3);
    expect(codes.filter((code) => code === 'pin-locked')).toHaveLength(37);
    await server.stop();
    server = await served();
    expect(await post('/api/sign-in', { cashier: 'siti', pin: SUPERVISOR.pin })).toMatchObject({
      status: 403,
      code: 'pin-locked',
    });
    const trail = auditTrail(counter.ledger, 100).filter(({ what }) => what === 'login-refused');
    expect(trail).toHaveLength(41);
    // No PIN that was tried stands anywhere in the books.
    const books = JSON.stringify(auditTrail(counter.ledger, 100));
    for (const pin of [...guesses, SUPERVISOR.pin]) expect(books).not.toContain(pin);
  });
});

async function signedIn(cookie = '') {
  return post('/api/sign-in', { cashier: 'siti', pin: SUPERVISOR.pin }, cookie ? { cookie } : {});
}

describe('a session', () => {
  const state = async (cookie: string) =>
    (await fetch(new URL('/api/state', server.url), { headers: { cookie } })).status;

  it('is never one that somebody brought along', async () => {
    await post('/api/cashiers/first', SUPERVISOR);
    const brought = `kartu-session=${'A'.repeat(43)}`;
    const { cookie } = await signedIn(brought);
    expect(cookie).not.toBe(brought);
    expect([await state(brought), await state(cookie)]).toEqual([401, 200]);
    // Who signs in once more at this window leaves no open session behind.
    const again = await signedIn(cookie);
    expect([await state(cookie), await state(again.cookie)]).toEqual([401, 200]);
  });

  it('ends when nobody did anything for four hours, though a window went on listening', async () => {
    await post('/api/cashiers/first', SUPERVISOR);
    const { cookie } = await signedIn();
    const stop = new AbortController();
    const listening = await fetch(new URL('/api/events', server.url), {
      headers: { cookie },
      signal: stop.signal,
    });
    const reader = listening.body!.getReader();
    await reader.read();
    for (let hour = 1; hour <= 3; hour++) {
      world.clock.nowMs += 1.5 * HOURS;
      server.till.refresh(); // something happens, and the window is told
      await reader.read();
    }
    expect(await state(cookie)).toBe(401);
    stop.abort();
  });
});

it('the audit trail tells of logins, refusals, drawer openings and who tried what', async () => {
  const first = await post('/api/cashiers/first', SUPERVISOR);
  await post('/api/sign-in', { cashier: 'siti', pin: '999999' });
  await post('/api/sign-in', { cashier: 'nobody', pin: '999999' });
  const { cookie } = await signedIn(first.cookie);
  await post('/api/shift/open', { floatRupiah: 50_000 }, { cookie });
  await post('/api/shift/drawer', { id: crypto.randomUUID(), reason: 'tukar uang' }, { cookie });
  await post('/api/sign-out', {}, { cookie });
  const trail = auditTrail(counter.ledger, 20)
    .filter(({ what }) => what !== 'cashier' && what !== 'pin')
    .map(({ what, cashier, details }) => [what, cashier, details]);
  expect(trail.reverse()).toEqual([
    ['login-refused', null, { who: 'siti', reason: 'wrong' }],
    ['login-refused', null, { reason: 'unset' }],
    ['login', null, { who: 'siti' }],
    ['drawer-open', 'siti', { reason: 'tukar uang' }],
    ['logout', 'siti', {}],
  ]);
});
