import {
  base64url,
  type Capability,
  issuerKeyName,
  KartuError,
  openTerminalRequest,
  sealForRecipient,
  signTerminalBundle,
  signTerminalCertificate,
  type TerminalCertificate,
  type TerminalRequest,
  type TrustStore,
} from '@kartukita/card-core';
import { openUri } from '../issue/card-data.ts';
import { terminalChain } from '../keys/authority.ts';
import {
  CLOCK_TOLERANCE_MS,
  currentIssuingKey,
  currentKeySet,
  type IssuerKeys,
} from '../keys/issuer-keys.ts';
import { countersWithout } from '../keys/list.ts';
import { requireNotRevoked } from '../keys/revoke.ts';
import type { Organisation, Registry } from '../registry/registry.ts';

/** What a counter may do; where nothing is said, what it may do already, or the organisation's policy. */
export interface TerminalGrant {
  readonly capabilities?: readonly Capability[] | undefined;
  readonly maxSaleRupiah?: number | undefined;
  readonly maxTopupRupiah?: number | undefined;
  readonly validDays?: number | undefined;
}

export interface Enrolment {
  /** `renewed`: this key was enrolled before and keeps its number. */
  readonly outcome: 'enrolled' | 'renewed';
  readonly certificate: TerminalCertificate;
  readonly bundleSerial: number;
  /** The `.bundle` file. */
  readonly sealed: Uint8Array;
}

export const DEFAULT_CAPABILITIES: readonly Capability[] = ['sale', 'topup', 'refund', 'credit', 'payout'];
const DEFAULT_VALID_DAYS = 365;
const MAX_VALID_DAYS = 3650;
const DAY_MS = 86_400_000;

/**
 * Answers a terminal's request: certifies its key and seals it everything it needs. The same key always gets the
 * same number, with a fresh bundle, so that a lost answer or an interrupted command is made good by asking again.
 * What a counter was once allowed is never narrowed: cards in members' hands carry records that it signed then.
 * Throws `file-invalid`, `signature-invalid`, `usage`.
 */
export async function enrolTerminal(
  registry: Registry,
  keys: IssuerKeys,
  requestText: string,
  grant: TerminalGrant = {},
): Promise<Enrolment> {
  const request = await openTerminalRequest(requestText);
  const organisation = registry.organisation();
  const trust = await registry.trust();
  const known = registry.terminals
    .list()
    .find((each) => base64url(each.signingKey) === base64url(request.signingKey));
  if (known) requireNotRevoked(registry, known.terminal);
  const before = known && trust.terminals.get(known.terminal)?.certificate;
  const terms = termsOf(organisation, grant, before); // refused, if at all, before a number is given
  const { terminal } = known ?? registry.terminals.register(request.signingKey);
  const certificate = certificateOf(registry, keys, trust, request, terminal, terms, before);
  const { issuerKey, privateKey } = currentIssuingKey(keys);
  const content = {
    ...certificate,
    signingKey: base64url(request.signingKey),
    capabilities: [...certificate.capabilities],
  };
  registry.terminals.addCertificate(terminal, await signTerminalCertificate(content, issuerKey, privateKey));
  const bundleSerial = registry.terminals.takeBundleSerial(terminal);
  const sealed = await sealBundle(registry, keys, certificate, bundleSerial);
  return { outcome: before ? 'renewed' : 'enrolled', certificate, bundleSerial, sealed };
}

/**
 * A fresh bundle for an enrolled terminal, so that it learns of counters that joined after it.
 * Throws `not-found` for a number without a certificate.
 */
export async function renewBundle(
  registry: Registry,
  keys: IssuerKeys,
  terminal: number,
): Promise<Omit<Enrolment, 'outcome'>> {
  requireNotRevoked(registry, terminal);
  const certificate = (await registry.trust()).terminals.get(terminal)?.certificate;
  if (!certificate) {
    throw new KartuError('not-found', `there is no terminal ${terminal}`, {
      details: { what: 'terminal', terminal },
    });
  }
  const bundleSerial = registry.terminals.takeBundleSerial(terminal);
  return { certificate, bundleSerial, sealed: await sealBundle(registry, keys, certificate, bundleSerial) };
}

type Terms = Pick<TerminalCertificate, 'capabilities' | 'limitsRupiah' | 'maxBalanceRupiah'> & {
  validDays: number;
};

function termsOf(
  organisation: Organisation,
  grant: TerminalGrant,
  before: TerminalCertificate | undefined,
): Terms {
  const { policy } = organisation;
  const validDays = grant.validDays ?? DEFAULT_VALID_DAYS;
  if (!Number.isInteger(validDays) || validDays < 1 || validDays > MAX_VALID_DAYS) {
    throw usage('valid-days', `between 1 and ${MAX_VALID_DAYS} days`, { max: MAX_VALID_DAYS });
  }
  const capabilities = [...(grant.capabilities ?? before?.capabilities ?? DEFAULT_CAPABILITIES)];
  if (capabilities.length === 0) throw usage('capabilities', 'a counter has to be allowed something');
  const asked: Readonly<Record<Capability, number | undefined>> = {
    sale: grant.maxSaleRupiah,
    refund: grant.maxSaleRupiah,
    topup: grant.maxTopupRupiah,
    credit: undefined,
    // It takes back a top-up that was closed too early, and no more than that.
    payout: grant.maxTopupRupiah,
  };
  const usual: Readonly<Record<Capability, number>> = {
    sale: policy.maxSaleRupiah,
    refund: policy.maxSaleRupiah,
    topup: policy.maxTopupRupiah,
    credit: policy.maxBalanceRupiah,
    payout: policy.maxTopupRupiah,
  };
  const limitsRupiah: Partial<Record<Capability, number>> = {};
  for (const capability of capabilities) {
    const limit = asked[capability] ?? before?.limitsRupiah[capability] ?? usual[capability];
    if (limit > policy.maxBalanceRupiah) {
      throw usage('limit-too-high', 'no record moves more than a card may hold', {
        maxRupiah: policy.maxBalanceRupiah,
      });
    }
    limitsRupiah[capability] = limit;
  }
  const maxBalanceRupiah = Math.max(policy.maxBalanceRupiah, before?.maxBalanceRupiah ?? 0);
  if (before) requireNotNarrower(limitsRupiah, before);
  return { capabilities, limitsRupiah, maxBalanceRupiah, validDays };
}

function requireNotNarrower(
  limitsRupiah: TerminalCertificate['limitsRupiah'],
  before: TerminalCertificate,
): void {
  for (const capability of before.capabilities) {
    if ((limitsRupiah[capability] ?? -1) >= (before.limitsRupiah[capability] ?? 0)) continue;
    throw usage('grant-narrowed', `terminal ${before.terminal} may already ${capability} more than that`, {
      terminal: before.terminal,
      capability,
    });
  }
}

function certificateOf(
  registry: Registry,
  keys: IssuerKeys,
  trust: TrustStore,
  request: TerminalRequest,
  terminal: number,
  { validDays, ...terms }: Terms,
  before: TerminalCertificate | undefined,
): TerminalCertificate {
  const now = registry.now();
  const issuer = trust.issuers.get(currentIssuingKey(keys).issuerKey);
  if (!issuer)
    throw new KartuError(
      'data-damaged',
      `${issuerKeyName(currentIssuingKey(keys).issuerKey)} has no certificate`,
      { details: { what: 'certificate-missing', key: issuerKeyName(currentIssuingKey(keys).issuerKey) } },
    );
  const until = Math.min(now.getTime() + validDays * DAY_MS, Date.parse(issuer.certificate.validUntil));
  return {
    organisationId: keys.organisationId,
    terminal,
    outlet: request.outlet,
    signingKey: request.signingKey,
    encryptionRecipient: request.encryptionRecipient,
    ...terms,
    // Records made under the first certificate have to stay valid under this one.
    validFrom: before?.validFrom ?? new Date(now.getTime() - CLOCK_TOLERANCE_MS).toISOString(),
    validUntil: new Date(Math.max(until, Date.parse(before?.validUntil ?? now.toISOString()))).toISOString(),
  };
}

async function sealBundle(
  registry: Registry,
  keys: IssuerKeys,
  certificate: TerminalCertificate,
  serial: number,
): Promise<Uint8Array> {
  const text = await signedBundle(registry, keys, certificate, serial);
  return sealForRecipient(new TextEncoder().encode(text), certificate.encryptionRecipient);
}

/** The signed text of a bundle, which a settlement reply carries as it is. */
export async function signedBundle(
  registry: Registry,
  keys: IssuerKeys,
  certificate: TerminalCertificate,
  serial: number,
): Promise<string> {
  const organisation = registry.organisation();
  const issuedAt = registry.now().toISOString();
  const { issuerKey, privateKey } = currentIssuingKey(keys);
  const x509 = await terminalChain(registry, keys, certificate);
  const bundle = {
    organisation: {
      name: organisation.name,
      publicKey: base64url(organisation.publicKey),
      numberFormat: organisation.scheme.format,
      uri: openUri(organisation),
    },
    terminal: certificate.terminal,
    serial,
    issuedAt,
    settlementRecipient: keys.settlement.recipient,
    ...(x509 && { x509: { certificate: x509.certificate, authorities: [...x509.authorities] } }),
    issuerCertificates: registry.issuerCertificates(),
    terminalCertificates: registry.terminalCertificates(),
    keySets: keys.keySets.map(({ version, masterKey }) => ({ version, masterKey: base64url(masterKey) })),
    ...(await renewalOf(registry, keys, certificate.terminal, serial)),
    policy: organisation.policy,
    blocklist: { issuedAt, cardSerials: blockedOrFrozen(registry) },
  };
  return signTerminalBundle(bundle, issuerKey, privateKey);
}

/** Cards are renewed to the newest key set once no other counter in service can be without it. */
async function renewalOf(
  registry: Registry,
  keys: IssuerKeys,
  terminal: number,
  bundle: number,
): Promise<{ renewTo?: number }> {
  const { version } = currentKeySet(keys);
  // Keys of a rotation that was cut off, or of a younger registry, are in nobody's hands yet.
  if (version === 1 || !registry.keys.keyNumbers().keySets.includes(version)) return {};
  registry.keys.renewals.bundled(terminal, version, bundle);
  const others = (await countersWithout(registry, version)).filter((each) => each !== terminal);
  return others.length === 0 ? { renewTo: version } : {};
}

/** Cards that are blocked, and those that a case keeps frozen everywhere. */
function blockedOrFrozen(registry: Registry): number[] {
  const serials = new Set([...registry.cards.blockedSerials(), ...registry.cases.frozenCards()]);
  return [...serials].sort((a, b) => a - b);
}

function usage(what: string, message: string, details: Record<string, string | number> = {}): KartuError {
  return new KartuError('usage', message, { details: { what, ...details } });
}
