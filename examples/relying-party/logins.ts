import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';

/** What this system knows: itself, the organisation, and the key set that the organisation published. */
export interface Settings {
  readonly audience: string;
  readonly issuer: string;
  readonly keySet: JSONWebKeySet;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface Login {
  /** The member number's digits: the only thing that this system learns of the member. */
  readonly member: string;
  readonly counter: number;
}

const NONCE_LIFETIME_MS = 5 * 60_000;
/** Clocks of counters without a network are a little off. */
const CLOCK_TOLERANCE_SECONDS = 30;

/**
 * Logins by a tap on a counter. Each nonce is good once and for five minutes, so an assertion that somebody copied
 * opens nothing a second time. Nothing is asked of the organisation: its key set is a file here.
 */
export class Logins {
  readonly #settings: Settings;
  readonly #keys: ReturnType<typeof createLocalJWKSet>;
  readonly #open = new Map<string, number>();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#keys = createLocalJWKSet(settings.keySet);
  }

  /** To be shown to whoever works at the counter. */
  newNonce(): string {
    const now = this.#settings.now();
    for (const [nonce, until] of this.#open) if (until <= now) this.#open.delete(nonce);
    const nonce = randomBytes(12).toString('base64url');
    this.#open.set(nonce, now + NONCE_LIFETIME_MS);
    return nonce;
  }

  /** Throws an Error that says what is wrong with the assertion. */
  async accept(assertion: string): Promise<Login> {
    const { payload } = await jwtVerify(assertion.trim(), this.#keys, {
      algorithms: ['EdDSA'],
      typ: 'kartukita-membership+jwt',
      audience: this.#settings.audience,
      issuer: this.#settings.issuer,
      requiredClaims: ['sub', 'nonce', 'exp', 'iat', 'jti'],
      maxTokenAge: '5 minutes',
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(this.#settings.now()),
    });
    const nonce = String(payload.nonce);
    const until = this.#open.get(nonce);
    // Taken out before anything else happens: of two requests with one assertion the second finds nothing.
    this.#open.delete(nonce);
    if (until === undefined || until <= this.#settings.now()) {
      throw new Error('this login was not asked for here, was used before, or took too long');
    }
    return { member: String(payload.sub), counter: Number(payload.terminal) };
  }
}
