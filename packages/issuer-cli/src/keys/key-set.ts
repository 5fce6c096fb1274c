import type { JsonWebKey } from 'node:crypto';
import { isValidAt } from '@kartukita/card-core';
import type { Registry } from '../registry/registry.ts';

/** A JSON Web Key Set (RFC 7517 §5): what other systems verify membership assertions with, offline. */
export interface PublicKeySet {
  readonly keys: readonly (JsonWebKey & {
    readonly kid: string;
    readonly alg: 'EdDSA';
    readonly use: 'sig';
  })[];
}

/**
 * The public keys of the counters that may state who is a member: certified, neither expired nor revoked. An
 * assertion is good for minutes, so what a revoked counter once said is of no more use to anybody.
 */
export async function publicKeySet(registry: Registry): Promise<PublicKeySet> {
  const { terminals } = await registry.trust();
  const revoked = new Set(registry.keys.revocations().map(({ terminal }) => terminal));
  const nowMs = registry.now().getTime();
  const keys = [...terminals.values()]
    .filter(({ certificate }) => !revoked.has(certificate.terminal) && isValidAt(certificate, nowMs))
    .sort((a, b) => a.certificate.terminal - b.certificate.terminal)
    .map(({ certificate, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid: `terminal-${certificate.terminal}`,
      alg: 'EdDSA' as const,
      use: 'sig' as const,
    }));
  return { keys };
}
