import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newCard, writeImage } from '@kartukita/card-core/virtual';
import { describe, expect, it } from 'vitest';
import { Logins } from '../../../../examples/relying-party/logins.ts';
import { resultOf, type Shop, templateForFile } from '../commands/shop.ts';

const ISSUER_MAIN = fileURLToPath(new URL('../../../issuer-cli/src/main.ts', import.meta.url));
const AUDIENCE = 'https://belajar.example';
const template = templateForFile();

/** A shop, and a study platform with the key set that the organisation published. */
async function platform() {
  const shop = (await template()).shop();
  const issued = await issuer(shop, ['keys', 'export-jwks', '-o', 'jwks.json']);
  expect(issued.stderr).toBe('');
  const clock = { offsetMs: 0 };
  const logins = new Logins({
    audience: AUDIENCE,
    issuer: 'https://kartu.example',
    keySet: JSON.parse(readFileSync(shop.path('jwks.json'), 'utf8')),
    now: () => Date.now() + clock.offsetMs,
  });
  return { shop, logins, clock };
}

function issuer(shop: Shop, args: readonly string[]) {
  return resultOf(shop.startNode([ISSUER_MAIN, '--data', 'office', ...args]));
}

const asserted = (nonce: string, ...more: string[]) => [
  ...['assert', '--audience', AUDIENCE, '--nonce', nonce, '--reader', 'virtual:ani.nfc'],
  ...more,
];

describe('a tap opens a login at another system', () => {
  it('once, with nothing asked of the organisation', async () => {
    const { shop, logins } = await platform();
    const { assertion, memberNumber } = await shop.done(...asserted(logins.newNonce()));
    expect(memberNumber).toMatch(/^89\.0000000\d$/);
    expect(await logins.accept(String(assertion))).toEqual({
      member: String(memberNumber).replace('.', ''),
      counter: 1,
    });
    await expect(logins.accept(String(assertion))).rejects.toThrow('used before');
  });

  it('with the token alone on standard output, for a pipe', async () => {
    const { shop, logins } = await platform();
    const { stdout, status } = await shop.run(asserted(logins.newNonce()));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    await expect(logins.accept(stdout)).resolves.toMatchObject({ counter: 1 });
  });

  it('not with a nonce of somebody else’s, nor after five minutes', async () => {
    const { shop, logins, clock } = await platform();
    const foreign = await shop.done(...asserted('not-given-out-here'));
    await expect(logins.accept(String(foreign.assertion))).rejects.toThrow('not asked for');
    const nonce = logins.newNonce();
    const { assertion } = await shop.done(...asserted(nonce, '--lifetime', '300'));
    clock.offsetMs = 5 * 60_000;
    await expect(logins.accept(String(assertion))).rejects.toThrow();
  });

  it('not for a blank card, nor for one of another organisation', async () => {
    const { shop, logins } = await platform();
    writeImage(shop.path('ani.nfc'), newCard('ntag215'));
    const outcomes: [string, number | null, string][] = [];
    for (const name of ['ani.nfc', 'other.mfd']) {
      const args = [...asserted(logins.newNonce()), '--reader', `virtual:${name}`];
      const { status, stdout } = await shop.run(args);
      outcomes.push([name, status, stdout]);
    }
    expect(outcomes).toEqual([
      ['ani.nfc', 6, ''],
      ['other.mfd', 3, ''],
    ]);
  });

  it('not by a counter that was revoked, once the new key set is out', async () => {
    const { shop } = await platform();
    await issuer(shop, ['keys', 'revoke', '1', '--reason', 'stolen']);
    await issuer(shop, ['keys', 'export-jwks', '-o', 'jwks.json', '--force']);
    const { keys } = JSON.parse(readFileSync(shop.path('jwks.json'), 'utf8'));
    expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual(['terminal-2']);
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('not for an audience or a nonce that makes no sense: refused before a card is asked for', async () => {
    const { shop } = await platform();
    writeFileSync(shop.path('ani.nfc'), 'no card');
    const { status, document } = await shop.json(asserted('short'));
    expect(status).toBe(2);
    expect(document.error).toMatchObject({ code: 'usage' });
  });
});
