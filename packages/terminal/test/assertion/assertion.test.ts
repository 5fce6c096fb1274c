import { createLocalJWKSet, decodeProtectedHeader, errors, exportJWK, type JWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASSERTION_TYPE, assertMembership, checked, keyIdOf } from '../../src/assertion/assertion.ts';
import type { Counter } from '../../src/counter/counter.ts';
import { makeWorld, type World } from '../world.ts';

const REQUEST = { audience: 'https://belajar.example', nonce: '6Jq2tPxRk1aB' };
const MEMBER = '8900000001';

let world: World;
let counter: Counter;
let keySet: ReturnType<typeof createLocalJWKSet>;
beforeAll(async () => {
  world = await makeWorld();
  counter = world.counter(3);
  const keys: JWK[] = [];
  for (const [terminal, { publicKey }] of world.keys.terminals) {
    keys.push({ ...(await exportJWK(publicKey)), kid: keyIdOf(terminal), alg: 'EdDSA', use: 'sig' });
  }
  keySet = createLocalJWKSet({ keys });
});
afterAll(() => world.close());

const make = (request: Partial<typeof REQUEST & { lifetimeSeconds: number }> = {}, of: Counter = counter) =>
  assertMembership(of, MEMBER, { ...REQUEST, ...request });
const verify = (token: string, changes: Record<string, unknown> = {}) =>
  jwtVerify(token, keySet, {
    audience: REQUEST.audience,
    issuer: counter.bundle.uri,
    typ: ASSERTION_TYPE,
    algorithms: ['EdDSA'],
    currentDate: new Date(world.clock.nowMs),
    ...changes,
  });

describe('a membership assertion', () => {
  it('says who, for whom, by which counter and until when, and nothing more', async () => {
    const { token, expiresAtMs } = await make();
    const { payload, protectedHeader } = await verify(token);
    const now = Math.floor(world.clock.nowMs / 1000);
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: ASSERTION_TYPE, kid: 'terminal-3' });
    expect(payload).toEqual({
      iss: counter.bundle.uri,
      sub: MEMBER,
      aud: REQUEST.audience,
      nonce: REQUEST.nonce,
      terminal: 3,
      iat: now,
      exp: now + 60,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(expiresAtMs).toBe((now + 60) * 1000);
  });

  it('is another one each time', async () => {
    expect((await make()).token).not.toBe((await make()).token);
  });

  it.each([
    ['by another system', { audience: 'https://lain.example' }],
    ['as of another organisation', { issuer: 'https://lain.example' }],
    ['as a token of another type', { typ: 'JWT' }],
    ['a minute later', { currentDate: new Date(Date.parse('2026-03-02T03:01:00Z')) }],
  ])('is not taken %s', async (_name, changes) => {
    const { token } = await make();
    await expect(verify(token, changes)).rejects.toThrow(errors.JOSEError);
  });

  it('is not taken from a key that is not in the set, nor under another counter’s name', async () => {
    const stranger = { ...counter, signingKey: world.keys.organisation.privateKey };
    await expect(verify((await make({}, stranger)).token)).rejects.toThrow(
      errors.JWSSignatureVerificationFailed,
    );
    const other = { ...counter, bundle: { ...counter.bundle, terminal: 99 } };
    await expect(verify((await make({}, other)).token)).rejects.toThrow(errors.JWKSNoMatchingKey);
  });

  it('is not taken with any part changed', async () => {
    const { token } = await make();
    for (const [index, part] of token.split('.').entries()) {
      const parts = token.split('.');
      parts[index] = (part[5] === 'A' ? 'B' : 'A') + part.slice(1);
      await expect(verify(parts.join('.'))).rejects.toThrow();
    }
  });

  it('cannot be taken for a document of the counter', async () => {
    expect(decodeProtectedHeader((await make()).token).typ).not.toMatch(/^kartukita-.*\+jws$/);
  });
});

describe('a request', () => {
  it.each([
    ['no audience', { audience: '' }],
    ['a blank in the audience', { audience: 'belajar example' }],
    ['an audience of 201 characters', { audience: 'a'.repeat(201) }],
    ['a nonce that could be guessed', { nonce: '1234567' }],
    ['a nonce of 201 characters', { nonce: 'a'.repeat(201) }],
    ['a line break in the nonce', { nonce: '12345678\n' }],
    ['no lifetime', { lifetimeSeconds: 0 }],
    ['more than five minutes', { lifetimeSeconds: 301 }],
    ['half a second', { lifetimeSeconds: 0.5 }],
  ])('with %s is refused', (_name, change) => {
    expect(() => checked({ ...REQUEST, ...change })).toThrow(expect.objectContaining({ code: 'usage' }));
  });
  it.each([
    ['the shortest nonce', { nonce: '12345678' }],
    ['the longest', { nonce: 'a'.repeat(200), audience: 'a'.repeat(200), lifetimeSeconds: 300 }],
  ])('with %s is taken', (_name, change) => {
    expect(checked({ ...REQUEST, ...change })).toMatchObject(change);
  });
});
