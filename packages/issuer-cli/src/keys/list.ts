import { createHash } from 'node:crypto';
import { KartuError } from '@kartukita/card-core';
import type { Registry } from '../registry/registry.ts';

/** Counters in service that may not hold a key set yet: until they do, none renews cards to it. */
export async function countersWithout(registry: Registry, version: number): Promise<number[]> {
  const { terminals } = await registry.trust();
  const revoked = new Set(registry.keys.revocations().map(({ terminal }) => terminal));
  const now = registry.now().toISOString();
  return registry.keys.renewals.countersWithout(version).filter((terminal) => {
    const certificate = terminals.get(terminal)?.certificate;
    return certificate !== undefined && certificate.validUntil >= now && !revoked.has(terminal);
  });
}

/** Which older cards counters renew, and those that need a fresh bundle before any does; null: there is one key set. */
export async function renewalOf(registry: Registry) {
  const toKeySet = registry.keys.keyNumbers().keySets.reduce((last, each) => Math.max(last, each), 1);
  if (toKeySet === 1) return null;
  const cards = registry.organisation().policy.renewCards ?? 'tags';
  return { toKeySet, cards, waitsFor: await countersWithout(registry, toKeySet) };
}

/** Everything there is to say of keys without one: what is listed needs no passphrase and holds no secret. */
export async function listKeys(registry: Registry) {
  const organisation = registry.organisation();
  const trust = await registry.trust();
  const now = registry.now().toISOString();
  const issuing = registry.keys.issuingKeys();
  const sets = registry.keys.keySets();
  return {
    organisation: {
      name: organisation.name,
      organisationId: trust.organisationId.toString(16).toUpperCase().padStart(8, '0'),
      fingerprint: createHash('sha256').update(organisation.publicKey).digest('hex'),
    },
    issuingKeys: issuing.map(({ issuerKey, addedAt, cards }) => {
      const certificate = trust.issuers.get(issuerKey)?.certificate;
      if (!certificate) {
        throw new KartuError('data-damaged', `issuing key ${issuerKey} has no certificate`, {
          details: { what: 'certificate-missing', key: issuerKey },
        });
      }
      const { validFrom, validUntil } = certificate;
      const state =
        validUntil < now ? 'expired' : issuerKey === issuing.at(-1)!.issuerKey ? 'current' : 'older';
      return { issuerKey, addedAt, validFrom, validUntil, cards, state };
    }),
    keySets: sets.map((set) => ({
      ...set,
      state: set.version === sets.at(-1)!.version ? 'current' : 'older',
    })),
    renewal: await renewalOf(registry),
    terminals: listTerminalKeys(registry, trust, now),
  };
}

function listTerminalKeys(registry: Registry, trust: Awaited<ReturnType<Registry['trust']>>, now: string) {
  const revocations = new Map(registry.keys.revocations().map((each) => [each.terminal, each]));
  return registry.terminals.list().flatMap(({ terminal, enrolledAt }) => {
    const certificate = trust.terminals.get(terminal)?.certificate;
    const revocation = revocations.get(terminal) ?? null;
    if (!certificate && !revocation) return []; // enrolment was interrupted
    const { outlet = null, validFrom = null, validUntil = null } = certificate ?? {};
    const state = revocation ? 'revoked' : (validUntil ?? '') < now ? 'expired' : 'current';
    return { terminal, outlet, enrolledAt, validFrom, validUntil, state, revocation };
  });
}
