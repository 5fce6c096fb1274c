import type { KeyObject } from 'node:crypto';
import type { TerminalCertificate, TrustStore } from '@kartukita/card-core';
import { equalBytes, KartuError, publicKeyBytes, publicKeyFromBytes } from '@kartukita/card-core';
import type { Registry } from '../registry/registry.ts';
import { type Authority, type RevocationList, ROOT, type TerminalX509 } from '../registry/x509.ts';
import { CLOCK_TOLERANCE_MS, currentIssuingKey, type IssuerKeys } from './issuer-keys.ts';
import { makeAuthority, makeEndCertificate, makeRevocationList, type Subject } from './x509.ts';

/**
 * The organisation as a certificate authority, beside its own certificates: the organisation's key vouches for issuing
 * keys, and these for the keys of counters, so that a counter can be one end of a TLS connection.
 */

/** A counter's certificate with what stands between it and the organisation's. */
export interface X509Chain {
  readonly certificate: string;
  /** The issuing key's, then the organisation's. */
  readonly authorities: readonly string[];
}

/** As long as a counter that hears nothing keeps working by default (Policy.blocklistExpiredDays). */
const LIST_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * The authorities of all issuing keys, made where they are missing. Undefined where that needs the organisation's
 * key, which lies in a safe and was not given. Throws `certificate-invalid` for another organisation's key.
 */
export async function authoritiesOf(
  registry: Registry,
  keys: IssuerKeys,
  givenOrganisationKey?: KeyObject,
): Promise<Authority[] | undefined> {
  const known = registry.keys.x509.authorities();
  const missing = [ROOT, ...keys.issuingKeys.map(({ issuerKey }) => issuerKey)].filter(
    (number) => !known.some(({ issuerKey }) => issuerKey === number),
  );
  if (missing.length === 0) return known;
  const organisationKey = givenOrganisationKey ?? keys.organisationKey;
  if (!organisationKey) return undefined;
  if (!equalBytes(publicKeyBytes(organisationKey), keys.organisationPublicKey)) {
    throw new KartuError('certificate-invalid', 'this is the key of another organisation', {
      details: { what: 'organisation-key-other' },
    });
  }
  const trust = await registry.trust();
  for (const issuerKey of missing) {
    registry.keys.x509.addAuthority(await newAuthority(registry, trust, issuerKey, organisationKey));
  }
  return registry.keys.x509.authorities();
}

async function newAuthority(
  registry: Registry,
  trust: TrustStore,
  issuerKey: number,
  organisationKey: KeyObject,
): Promise<Authority> {
  const { name, createdAt } = registry.organisation();
  const root = { issuer: subjectOf(name, ROOT), signingKey: organisationKey };
  if (issuerKey === ROOT) {
    const notBefore = new Date(Date.parse(createdAt) - CLOCK_TOLERANCE_MS);
    const content = { ...root, subject: root.issuer, publicKey: organisationKey, notBefore, pathLength: 1 };
    return { issuerKey, pem: (await makeAuthority(content)).pem };
  }
  const { certificate, publicKey } = trust.issuers.get(issuerKey)!;
  const content = {
    ...root,
    subject: subjectOf(name, issuerKey),
    publicKey,
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validUntil),
    pathLength: 0,
  };
  return { issuerKey, pem: (await makeAuthority(content)).pem };
}

/**
 * The X.509 certificate of a counter's signing key, for as long as its own certificate holds: the one that was made
 * before, or a new one. Undefined where there is no authority yet and the organisation's key is in its safe.
 */
export async function terminalChain(
  registry: Registry,
  keys: IssuerKeys,
  certificate: TerminalCertificate,
): Promise<X509Chain | undefined> {
  const authorities = await authoritiesOf(registry, keys);
  if (!authorities) return undefined;
  const { issuerKey, privateKey } = currentIssuingKey(keys);
  const { terminal, validUntil } = certificate;
  const { x509 } = registry.keys;
  const known = x509
    .terminals(terminal)
    .findLast((each) => each.issuerKey === issuerKey && each.validUntil === validUntil);
  const own = known ?? (await newTerminal(registry, issuerKey, privateKey, certificate));
  if (!known) x509.addTerminal(own);
  const pemOf = (number: number) => authorities.find((each) => each.issuerKey === number)!.pem;
  return { certificate: own.pem, authorities: [pemOf(issuerKey), pemOf(ROOT)] };
}

async function newTerminal(
  registry: Registry,
  issuerKey: number,
  signingKey: KeyObject,
  { organisationId, terminal, signingKey: publicKey, validFrom, validUntil }: TerminalCertificate,
): Promise<TerminalX509> {
  const { name } = registry.organisation();
  const made = await makeEndCertificate({
    subject: { organisation: name, commonName: `terminal-${terminal}` },
    publicKey: publicKeyFromBytes(publicKey),
    issuer: subjectOf(name, issuerKey),
    signingKey,
    notBefore: new Date(validFrom),
    notAfter: new Date(validUntil),
    uri: `urn:kartukita:${organisationId.toString(16).padStart(8, '0')}:terminal:${terminal}`,
  });
  return { ...made, terminal, issuerKey, validUntil };
}

/** New revocation lists of all authorities that have certified counters. They hold for 30 days. */
export async function renewRevocationLists(registry: Registry, keys: IssuerKeys): Promise<RevocationList[]> {
  const { x509 } = registry.keys;
  const revocations = new Map(registry.keys.revocations().map((each) => [each.terminal, each]));
  const known = new Set(x509.authorities().map((authority) => authority.issuerKey));
  const now = registry.now();
  for (const { issuerKey, privateKey } of keys.issuingKeys.filter((each) => known.has(each.issuerKey))) {
    const revoked = x509.terminals().flatMap((each) => {
      const revocation = each.issuerKey === issuerKey ? revocations.get(each.terminal) : undefined;
      if (!revocation) return [];
      const { revokedAt, since } = revocation;
      return [{ serial: each.serial, revokedAt: new Date(revokedAt), invalidSince: new Date(since) }];
    });
    const number = x509.nextListNumber(issuerKey);
    const pem = await makeRevocationList({
      issuer: subjectOf(registry.organisation().name, issuerKey),
      signingKey: privateKey,
      number,
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + LIST_DAYS * DAY_MS),
      revoked,
    });
    x509.addRevocationList({ issuerKey, number, pem });
  }
  return x509.revocationLists();
}

/** The organisation's is also the subject of the certificate in its PKCS#12 file (organisation-file.ts). */
function subjectOf(organisation: string, issuerKey: number): Subject {
  const cut = [...organisation].slice(0, 40).join('');
  const commonName = issuerKey === ROOT ? `${cut} organisation key` : `${cut} issuing key ${issuerKey}`;
  return { organisation, commonName };
}
