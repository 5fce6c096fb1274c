import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { KartuError } from '@kartukita/card-core';

/**
 * What is kept of a passphrase: `scrypt$N$r$p$salt$hash`, salt and hash in base64url (scrypt: RFC 7914). N = 2^14,
 * r = 8 takes 16 MiB and about 50 ms a guess, which a command bears and a guesser feels.
 */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** What a verifier may ask for: one in a damaged or hostile database must not take all memory, or be no work. */
const GREATEST_N = 2 ** 17;
const LEAST_N = 2 ** 14;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const VERIFIER = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

export function makeVerifier(passphrase: string): string {
  const salt = randomBytes(SALT_BYTES);
  const hash = derive(passphrase, salt, COST);
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** In constant time, whatever is wrong with the passphrase. Throws `data-damaged` for what is no verifier. */
export function isPassphrase(verifier: string, passphrase: string): boolean {
  const match = VERIFIER.exec(verifier);
  const [N, r, p] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  const isPowerOf2 = (N & (N - 1)) === 0;
  if (!match || !isPowerOf2 || N < LEAST_N || N > GREATEST_N || r < 8 || r > 16 || p < 1 || p > 4) {
    throw new KartuError('data-damaged', 'the verifier of an operator is damaged', {
      details: { what: 'verifier-damaged', path: 'operators' },
    });
  }
  const expected = Buffer.from(match[5]!, 'base64url');
  return timingSafeEqual(derive(passphrase, Buffer.from(match[4]!, 'base64url'), { N, r, p }), expected);
}

/** Takes as long as a wrong passphrase of a real operator: names cannot be found out by the clock. */
export function spendAGuess(passphrase: string): void {
  derive(passphrase, Buffer.alloc(SALT_BYTES), COST);
}

/** Letters that look the same are the same, however a keyboard makes them. */
function derive(passphrase: string, salt: Buffer, cost: { N: number; r: number; p: number }): Buffer {
  return scryptSync(passphrase.normalize('NFKC'), salt, HASH_BYTES, { ...cost, maxmem: MAX_MEMORY_BYTES });
}
