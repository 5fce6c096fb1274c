import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Problem } from './protocol.ts';

/** The header that every request that changes something carries: a form or a link elsewhere cannot set it. */
export const OWN_HEADER = 'x-kartu-screen';

const JSON_TEXT = /^application\/json(;|$)/;
const FILE = /^application\/octet-stream$/;
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export function problem(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 421 | 429 | 500 | 503,
  code: Problem['error']['code'],
  message: string,
  details?: Problem['error']['details'],
): Response {
  const body: Problem = { error: { code, message, ...(details ? { details } : {}) } };
  return c.json(body, status);
}

/**
 * Only this screen drives the terminal. A name that leads to 127.0.0.1 (DNS rebinding) has another Host; a page
 * elsewhere has another Origin, and cannot set our header without a preflight that nobody answers. A body is JSON, or a
 * file where one is expected: neither is what a form sends.
 */
export function onlyOurScreen(port: () => number, uploads: ReadonlySet<string>): MiddlewareHandler {
  return async (c, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const host = c.req.header('host') ?? '';
    if (!hosts.includes(host))
      return problem(c, 421, 'not-allowed', 'this is not the address of the counter');
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`) {
      return problem(c, 403, 'not-allowed', 'a page elsewhere cannot drive the counter');
    }
    const site = c.req.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      // A link elsewhere may open the screen itself, and nothing else.
      const isPage = c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate';
      if (!isPage || c.req.path.startsWith('/api/')) {
        return problem(c, 403, 'not-allowed', 'a page elsewhere cannot drive the counter');
      }
    }
    if (CHANGES.has(c.req.method)) {
      if (origin === undefined || c.req.header(OWN_HEADER) !== '1') {
        return problem(c, 403, 'not-allowed', 'only the counter’s own screen may do this');
      }
      const expected = uploads.has(c.req.path) ? FILE : JSON_TEXT;
      if (!expected.test(c.req.header('content-type') ?? '')) {
        return problem(c, 400, 'request-invalid', 'the body is not of the kind that is expected');
      }
    }
    await next();
  };
}

/** No line of script or style but from our own files; never in a frame; nothing is kept by the browser. */
export function strictHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  });
}
