import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { KartuError } from '../errors.ts';
import { organisationIdOf, publicKeyFromBytes } from '../keys/ed25519.ts';
import { documentKeyName, openDocument, signDocument } from './signed-document.ts';

/** Bytes as base64url text of an exact length. */
export const base64urlBytes = (length: number) =>
  z
    .base64url()
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64url')))
    .refine((bytes) => bytes.length === length, `must be ${length} bytes`);

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

const uint32 = z.int().min(0).max(0xffff_ffff);
const rupiah = z.int().min(0).max(0xff_ffff);
const instant = z.iso.datetime();

/** By the organisation's key: this issuing key may sign identities, opening records and terminal certificates. */
export const issuerCertificateSchema = z.strictObject({
  organisationId: uint32,
  issuerKey: z.int().min(1).max(255),
  publicKey: base64urlBytes(32),
  validFrom: instant,
  validUntil: instant,
});
export type IssuerCertificate = z.output<typeof issuerCertificateSchema>;

export const CAPABILITIES = ['sale', 'topup', 'refund', 'credit', 'payout'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** By an issuing key: this terminal's key may sign records of these kinds up to these amounts. */
export const terminalCertificateSchema = z.strictObject({
  organisationId: uint32,
  terminal: z.int().min(1).max(0xffff),
  outlet: z.string().min(1).max(80),
  signingKey: base64urlBytes(32),
  encryptionRecipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/),
  capabilities: z.array(z.enum(CAPABILITIES)).min(1),
  /** Most that one record may move, by kind; a kind without an entry may not be signed. */
  limitsRupiah: z.partialRecord(z.enum(CAPABILITIES), rupiah),
  maxBalanceRupiah: rupiah,
  validFrom: instant,
  validUntil: instant,
});
export type TerminalCertificate = z.output<typeof terminalCertificateSchema>;

/** What a certificate looks like before it is signed: keys as base64url text. */
export type IssuerCertificateInput = z.input<typeof issuerCertificateSchema>;
export type TerminalCertificateInput = z.input<typeof terminalCertificateSchema>;

export interface TrustedIssuer {
  readonly certificate: IssuerCertificate;
  readonly publicKey: KeyObject;
}

export interface TrustedTerminal {
  readonly certificate: TerminalCertificate;
  readonly publicKey: KeyObject;
}

/** Whom an organisation's cards may be signed by: everything follows from the organisation's key. */
export interface TrustStore {
  readonly organisationId: number;
  readonly organisationKey: KeyObject;
  readonly issuers: ReadonlyMap<number, TrustedIssuer>;
  readonly terminals: ReadonlyMap<number, TrustedTerminal>;
}

const ISSUER_KEY_NAME = /^issuer-(\d{1,3})$/;

export function issuerKeyName(issuerKey: number): string {
  return `issuer-${issuerKey}`;
}

export function signIssuerCertificate(
  content: IssuerCertificateInput,
  organisationKey: KeyObject,
): Promise<string> {
  issuerCertificateSchema.parse(content);
  return signDocument('issuer-certificate', content, organisationKey, 'organisation');
}

export function signTerminalCertificate(
  content: TerminalCertificateInput,
  issuerKey: number,
  privateKey: KeyObject,
): Promise<string> {
  terminalCertificateSchema.parse(content);
  return signDocument('terminal-certificate', content, privateKey, issuerKeyName(issuerKey));
}

/**
 * Verifies certificates down from the organisation's key. A certificate that does not verify, names another
 * organisation, or repeats a number with another key makes the whole set `certificate-invalid`.
 */
export async function buildTrustStore(
  organisationKey: KeyObject,
  issuerCertificates: readonly string[],
  terminalCertificates: readonly string[],
): Promise<TrustStore> {
  const organisationId = organisationIdOf(organisationKey);
  const issuers = new Map<number, TrustedIssuer>();
  for (const text of issuerCertificates) {
    const certificate = await openDocument(
      'issuer-certificate',
      text,
      organisationKey,
      issuerCertificateSchema,
    );
    requireOrganisation(certificate.organisationId, organisationId);
    addOnce(issuers, certificate.issuerKey, {
      certificate,
      publicKey: publicKeyFromBytes(certificate.publicKey),
    });
  }
  const terminals = new Map<number, TrustedTerminal>();
  for (const text of terminalCertificates) {
    const issuer = issuerOf({ issuers }, await documentKeyName('terminal-certificate', text));
    const certificate = await openDocument(
      'terminal-certificate',
      text,
      issuer.publicKey,
      terminalCertificateSchema,
    );
    requireOrganisation(certificate.organisationId, organisationId);
    addOnce(terminals, certificate.terminal, {
      certificate,
      publicKey: publicKeyFromBytes(certificate.signingKey),
    });
  }
  return { organisationId, organisationKey, issuers, terminals };
}

/** The issuing key that a document names; throws `certificate-invalid` when it is not among the trusted ones. */
export function issuerOf(trust: Pick<TrustStore, 'issuers'>, keyName: string): TrustedIssuer {
  const match = ISSUER_KEY_NAME.exec(keyName);
  const issuer = match ? trust.issuers.get(Number(match[1])) : undefined;
  if (!issuer)
    throw new KartuError('certificate-invalid', `signed by an unknown key "${keyName.slice(0, 40)}"`, {
      details: { what: 'issuer-unknown', key: keyName.slice(0, 40) },
    });
  return issuer;
}

/** True when an instant lies within a certificate's validity, to the second: records carry no more than seconds. */
export function isValidAt(certificate: { validFrom: string; validUntil: string }, timeMs: number): boolean {
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const time = seconds(timeMs);
  return (
    seconds(Date.parse(certificate.validFrom)) <= time && time <= seconds(Date.parse(certificate.validUntil))
  );
}

function requireOrganisation(found: number, expected: number): void {
  if (found !== expected)
    throw new KartuError('certificate-invalid', 'a certificate names another organisation', {
      details: { what: 'certificate-organisation' },
    });
}

/** A number stands for one key for ever; of two certificates for it the later one counts, whatever their order. */
function addOnce<T extends { publicKey: KeyObject; certificate: { validFrom: string } }>(
  map: Map<number, T>,
  number: number,
  entry: T,
): void {
  const present = map.get(number);
  if (present && !present.publicKey.equals(entry.publicKey)) {
    throw new KartuError('certificate-invalid', `number ${number} is certified for two different keys`, {
      details: { what: 'certificate-twice', number },
    });
  }
  const isLater =
    !present || Date.parse(entry.certificate.validFrom) > Date.parse(present.certificate.validFrom);
  if (isLater) map.set(number, entry);
}
