import { randomUUID } from 'node:crypto';
import { KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';

/** How long another system may take to look at an assertion. */
export const LIFETIME_SECONDS = { default: 60, max: 300 } as const;
/** `typ` of the token (RFC 8725 §3.11): no other document of a counter can pass for one. */
export const ASSERTION_TYPE = 'kartukita-membership+jwt';

/** For whom the assertion is, and what makes it good for one login alone. */
export interface AssertionRequest {
  /** The name by which the other system knows itself, such as `https://belajar.example`. */
  readonly audience: string;
  /** The other system's own random text, given back inside. */
  readonly nonce: string;
  readonly lifetimeSeconds?: number | undefined;
}

export interface MembershipAssertion {
  /** JWS Compact Serialization (RFC 7515), EdDSA (RFC 8037). */
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** The name of a counter's key in the organisation's key set. */
export const keyIdOf = (terminal: number) => `terminal-${terminal}`;

/**
 * States that the holder of a genuine, current card of this member was at this counter just now: a JSON Web Token
 * (RFC 7519) with `iss` the organisation's address, `sub` the member number's digits, `aud`, `nonce`, `iat`, `exp`,
 * `jti` and `terminal`. No name, no balance, no card: the other system learns no more than it asked for.
 *
 * The counter's signing key signs it. What else that key signs begins with a context of its own (card-format §5) or
 * is a document of another `typ`, so that none can be taken for another.
 *
 * @throws `usage` for an audience, nonce or lifetime out of range
 */
export async function assertMembership(
  { bundle, signingKey, now }: Pick<Counter, 'bundle' | 'signingKey' | 'now'>,
  memberNumber: string,
  request: AssertionRequest,
): Promise<MembershipAssertion> {
  const { audience, nonce, lifetimeSeconds } = checked(request);
  const { SignJWT } = await import('jose');
  const issuedAt = Math.floor(now() / 1000);
  const token = await new SignJWT({ nonce, terminal: bundle.terminal })
    .setProtectedHeader({ alg: 'EdDSA', typ: ASSERTION_TYPE, kid: keyIdOf(bundle.terminal) })
    .setIssuer(bundle.uri)
    .setSubject(memberNumber)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .setJti(randomUUID())
    .sign(signingKey);
  return { token, expiresAtMs: (issuedAt + lifetimeSeconds) * 1000 };
}

/** Before anybody is asked for a card. Throws `usage`. */
export function checked(request: AssertionRequest): Required<AssertionRequest> & { lifetimeSeconds: number } {
  const lifetimeSeconds = request.lifetimeSeconds ?? LIFETIME_SECONDS.default;
  const isText = (text: string, min: number, max: number) =>
    text.length >= min && text.length <= max && !/[\p{Cc}\s]/u.test(text);
  if (!isText(request.audience, 1, 200)) throw usage('audience', request.audience);
  // Eight characters are the least that nobody guesses while the page is open.
  if (!isText(request.nonce, 8, 200)) throw usage('nonce', request.nonce);
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1 || lifetimeSeconds > LIFETIME_SECONDS.max) {
    throw usage('lifetime', String(lifetimeSeconds));
  }
  return { audience: request.audience, nonce: request.nonce, lifetimeSeconds };
}

function usage(what: 'audience' | 'nonce' | 'lifetime', text: string): KartuError {
  const { max } = LIFETIME_SECONDS;
  return new KartuError('usage', SENTENCES[what], { details: { what, text: text.slice(0, 60), max } });
}

const SENTENCES = {
  audience: 'an audience is 1 to 200 characters without blanks, such as https://belajar.example',
  nonce: 'a nonce is 8 to 200 characters without blanks, made anew by the other system for each login',
  lifetime: `a lifetime is 1 to ${LIFETIME_SECONDS.max} whole seconds`,
} as const;
