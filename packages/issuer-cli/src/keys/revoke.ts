import {
  base64url,
  KartuError,
  signTerminalCertificate,
  type TerminalCertificate,
} from '@kartukita/card-core';
import type { Revocation } from '../registry/keys.ts';
import type { Registry } from '../registry/registry.ts';
import { renewRevocationLists } from './authority.ts';
import { currentIssuingKey, type IssuerKeys } from './issuer-keys.ts';

export interface RevocationOrder {
  readonly terminal: number;
  readonly reason: string;
  /** ISO 8601; when the counter was last in trusted hands. Now where nothing is said. */
  readonly since?: string | undefined;
  /** Earlier records are refused too: a thief can set back the clock of a stolen counter. */
  readonly refuseAll?: boolean | undefined;
}

const MAX_REASON = 200;

/**
 * Takes a counter's rights away for good: it gets no bundle any more, and the others, with their next bundle, refuse
 * what it signs after `since`. Its certificate stays in bundles, shortened to that moment, because cards in
 * members' hands carry records that it signed before (unless `refuseAll`). Its X.509 certificates stand in new
 * revocation lists. Throws `not-found`, `usage`,
 * `already-exists`.
 */
export async function revokeTerminal(
  registry: Registry,
  keys: IssuerKeys,
  order: RevocationOrder,
): Promise<Revocation> {
  const { terminal } = order;
  const certificate = (await registry.trust()).terminals.get(terminal)?.certificate;
  if (!certificate) {
    if (!registry.keys.revocations().some((each) => each.terminal === terminal)) throw unknown(terminal);
  }
  const reason = order.reason.trim();
  if (reason.length < 1 || reason.length > MAX_REASON) {
    throw new KartuError('usage', 'a revocation needs a reason', {
      details: { what: 'revoke-reason', max: MAX_REASON },
    });
  }
  const now = registry.now();
  const since = order.since === undefined ? now : parseSince(order.since, now);
  const shortened = certificate && (await shorten(certificate, since, keys));
  const revocation = {
    terminal,
    since: since.toISOString(),
    records: order.refuseAll ? ('none' as const) : ('earlier' as const),
    reason,
  };
  const revoked = registry.keys.revoke(revocation, () => {
    if (shortened) registry.terminals.addCertificate(terminal, shortened);
  });
  await renewRevocationLists(registry, keys);
  return revoked;
}

/** A certificate that ends at `since` (or had ended before); never before it begins, which would be no span at all. */
function shorten(certificate: TerminalCertificate, since: Date, keys: IssuerKeys): Promise<string> {
  const { issuerKey, privateKey } = currentIssuingKey(keys);
  const end = Math.min(since.getTime(), Date.parse(certificate.validUntil));
  const content = {
    ...certificate,
    signingKey: base64url(certificate.signingKey),
    capabilities: [...certificate.capabilities],
    validUntil: new Date(Math.max(end, Date.parse(certificate.validFrom))).toISOString(),
  };
  return signTerminalCertificate(content, issuerKey, privateKey);
}

function parseSince(text: string, now: Date): Date {
  const wellFormed = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text);
  const time = wellFormed ? Date.parse(text) : Number.NaN;
  if (time <= now.getTime()) return new Date(time);
  throw new KartuError('usage', `"${text.slice(0, 40)}" is no moment that is past`, {
    details: { what: 'revoke-since', text: text.slice(0, 40) },
  });
}

function unknown(terminal: number): KartuError {
  return new KartuError('not-found', `there is no terminal ${terminal}`, {
    details: { what: 'terminal', terminal },
  });
}

/** Throws `usage` for a counter that was revoked: its number and its key are not used again. */
export function requireNotRevoked(registry: Registry, terminal: number): void {
  if (!registry.keys.revocations().some((each) => each.terminal === terminal)) return;
  throw new KartuError('usage', `terminal ${terminal} is revoked`, {
    details: { what: 'revoked', terminal },
  });
}
