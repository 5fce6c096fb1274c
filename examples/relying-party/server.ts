import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Logins } from './logins.ts';

const { values } = parseArgs({
  options: {
    jwks: { type: 'string', default: 'jwks.json' },
    audience: { type: 'string', default: 'http://127.0.0.1:8500' },
    issuer: { type: 'string' },
    port: { type: 'string', default: '8500' },
    counter: { type: 'string', default: 'http://127.0.0.1:8420' },
  },
});
if (values.issuer === undefined) throw new Error('--issuer: the address of the organisation, as in its init');

const logins = new Logins({
  audience: values.audience,
  issuer: values.issuer,
  keySet: JSON.parse(readFileSync(values.jwks, 'utf8')),
  now: Date.now,
});

const MAX_BYTES = 4096;

/**
 * Two requests make a login: GET /nonce before the tap, POST /login with the assertion after it. In a browser beside the
 * counter's screen the page at / does both: its link opens the screen, which comes back with the assertion behind the #.
 */
const server = createServer(async (request, response) => {
  const answer = (status: number, body: object) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(`${JSON.stringify(body)}\n`);
  if (request.method === 'GET' && request.url === '/') {
    const ask = new URL('/assert', values.counter);
    ask.search = new URLSearchParams({
      audience: values.audience,
      nonce: logins.newNonce(),
      return: `${values.audience}/`,
    }).toString();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    return response.end(page(ask));
  }
  if (request.method === 'GET' && request.url === '/nonce') {
    return answer(200, { audience: values.audience, nonce: logins.newNonce() });
  }
  if (request.method !== 'POST' || request.url !== '/login') return answer(404, { error: 'no such page' });
  try {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) {
      body += chunk;
      if (body.length > MAX_BYTES) return answer(413, { error: 'too long' });
    }
    answer(200, await logins.accept(body));
  } catch (error) {
    answer(403, { error: error instanceof Error ? error.message : 'refused' });
  }
});

/** A link to the counter's screen; and, when that comes back, the login. */
function page(ask: URL): string {
  return `<!doctype html><html lang="en"><title>Study platform</title><h1>Study platform</h1>
<p id="who"><a href="${ask.href.replaceAll('&', '&amp;')}">Sign in with your member card</a></p>
<script type="module">
const assertion = new URLSearchParams(location.hash.slice(1)).get('assertion');
if (assertion) {
  history.replaceState(null, '', '/');
  const answer = await (await fetch('/login', { method: 'POST', body: assertion })).json();
  document.getElementById('who').textContent = answer.error ?? 'Welcome, member ' + answer.member;
}
</script></html>`;
}

server.listen(Number(values.port), '127.0.0.1', () => {
  process.stdout.write(`${values.audience} lets members of ${values.issuer} in\n`);
});
