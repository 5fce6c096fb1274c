import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { KartuError } from '../errors.ts';
import type { KeySet } from '../keys/diversify.ts';
import { publicKeyBytes, publicKeyFromBytes } from '../keys/ed25519.ts';
import {
  base64url,
  base64urlBytes,
  buildTrustStore,
  issuerKeyName,
  issuerOf,
  type TrustStore,
} from './certificates.ts';
import { openSealed, sealForRecipient } from './sealed-file.ts';
import { documentKeyName, openDocument, peekDocument, signDocument } from './signed-document.ts';

/**
 * How a terminal joins an organisation (design §5): it makes its own keys and asks with a signed request; the issuer
 * answers with a bundle that is signed by an issuing key and encrypted to that terminal alone.
 */

const requestSchema = z.strictObject({
  outlet: z.string().trim().min(1).max(80),
  signingKey: base64urlBytes(32),
  encryptionRecipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/),
  requestedAt: z.iso.datetime(),
});
export type TerminalRequest = z.output<typeof requestSchema>;

/** The content of a `.request` file: JWS signed by the very key that it asks a certificate for. */
export function makeTerminalRequest(
  request: { outlet: string; encryptionRecipient: string; requestedAt: string },
  signingKey: KeyObject,
): Promise<string> {
  const content = { ...request, signingKey: base64url(publicKeyBytes(signingKey)) };
  requestSchema.parse(content);
  return signDocument('terminal-request', content, signingKey, 'terminal');
}

/** Throws `file-invalid`, or `signature-invalid` when whoever asks does not hold the key. */
export async function openTerminalRequest(text: string): Promise<TerminalRequest> {
  const claimed = await peekDocument('terminal-request', text, requestSchema);
  return openDocument('terminal-request', text, publicKeyFromBytes(claimed.signingKey), requestSchema);
}

/** How a number is shown: sizes of its groups from the left, and what stands between them. */
export const numberFormatSchema = z.strictObject({
  groups: z.array(z.int().min(1).max(16)).min(1).max(8),
  separator: z.string().max(1),
});
export type NumberFormat = z.output<typeof numberFormatSchema>;

/** What a counter may do without asking; all amounts in whole rupiah. */
export const policySchema = z.strictObject({
  maxBalanceRupiah: z.int().min(0).max(0xff_ffff),
  maxSaleRupiah: z.int().min(0),
  maxTopupRupiah: z.int().min(0),
  /** Most that one card may spend at one counter in a day. */
  maxSpentPerDayRupiah: z.int().min(0),
  /** Above this a sale needs the member's PIN; where it is not set, none does. */
  pinAboveRupiah: z.int().min(0).optional(),
  /** Whether the customer's screen shows a member's initials; where it is not set, it does. */
  displayInitials: z.boolean().optional(),
  /** A blocklist older than this halves the limits. */
  blocklistStaleDays: z.int().min(0),
  /** A blocklist older than this refuses every sale. */
  blocklistExpiredDays: z.int().min(0),
  /** A counter that has not settled for longer than this knows too little of other counters: limits halved. */
  settlementStaleDays: z.int().min(0).default(7),
  /** Longer than this: no sales. */
  settlementExpiredDays: z.int().min(0).default(60),
  /**
   * Which cards get newer access keys at a tap; where it is not set, NTAGs: those lose nothing, whenever they leave. A
   * MIFARE Classic that leaves in the middle of a trailer's write may be lost.
   */
  renewCards: z.enum(['never', 'tags', 'all']).optional(),
  /** Of the issuer: whom cards are made for, from the day of registration or once approved; not set: registered. */
  cardsFor: z.enum(['registered', 'approved']).optional(),
});
export type Policy = z.output<typeof policySchema>;

/** Defaults of the organisation; the maximum balance is the central bank's for unregistered e-money (domain.md). */
export const DEFAULT_POLICY: Policy = {
  maxBalanceRupiah: 2_000_000,
  maxSaleRupiah: 500_000,
  maxTopupRupiah: 1_000_000,
  maxSpentPerDayRupiah: 500_000,
  blocklistStaleDays: 7,
  blocklistExpiredDays: 30,
  settlementStaleDays: 7,
  settlementExpiredDays: 60,
};

const pemCertificate = z
  .string()
  .max(8192)
  .regex(/^-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----\r?\n$/);

const bundleSchema = z.strictObject({
  organisation: z.strictObject({
    name: z.string().min(1).max(80),
    publicKey: base64urlBytes(32),
    numberFormat: numberFormatSchema,
    /** The address on the open page of every card: by it a counter tells an NTAG of ours from a stranger's. */
    uri: z.string().min(1).max(200),
  }),
  terminal: z.int().min(1).max(0xffff),
  /** Grows with every bundle for a terminal, so that an older one is not applied after a newer. */
  serial: z.int().min(1),
  issuedAt: z.iso.datetime(),
  issuerCertificates: z.array(z.string()).min(1).max(255),
  terminalCertificates: z.array(z.string()).min(1),
  /** Whom a counter encrypts its batches to (settlement.ts). */
  settlementRecipient: z
    .string()
    .regex(/^age1[02-9ac-hj-np-z]{58}$/)
    .optional(),
  /** The counter's signing key as X.509, and the authorities above it up to the organisation's, each as PEM. */
  x509: z
    .strictObject({ certificate: pemCertificate, authorities: z.array(pemCertificate).min(1).max(8) })
    .optional(),
  keySets: z
    .array(z.strictObject({ version: z.int().min(1).max(255), masterKey: base64urlBytes(16) }))
    .min(1),
  /**
   * The key set of which cards get their access keys at a tap. Only there once every other counter should have it too:
   * one that has not could not read a card that was renewed.
   */
  renewTo: z.int().min(2).max(255).optional(),
  policy: policySchema,
  blocklist: z.strictObject({
    issuedAt: z.iso.datetime(),
    cardSerials: z.array(z.int().min(1).max(0xffff_ffff)),
  }),
});
export type BundleInput = z.input<typeof bundleSchema>;

export interface TerminalBundle {
  readonly organisationName: string;
  readonly numberFormat: NumberFormat;
  readonly uri: string;
  readonly terminal: number;
  readonly serial: number;
  readonly issuedAt: string;
  readonly trust: TrustStore;
  /** Undefined in a bundle that was made before counters settled. */
  readonly settlementRecipient?: string | undefined;
  /** For TLS; undefined where the issuer has no certificate authority yet. Nothing on a card is verified by it. */
  readonly x509?: { readonly certificate: string; readonly authorities: readonly string[] } | undefined;
  readonly keySets: readonly KeySet[];
  /** The key set to which cards are renewed at a tap; undefined: to none. One of `keySets`. */
  readonly renewTo?: number | undefined;
  readonly policy: Policy;
  readonly blocklist: { readonly issuedAt: string; readonly cardSerials: readonly number[] };
}

/** The content of a `.bundle` file: an age file for the terminal's recipient around a JWS by an issuing key. */
export async function sealTerminalBundle(
  bundle: BundleInput,
  issuerKey: number,
  privateKey: KeyObject,
  recipient: string,
): Promise<Uint8Array> {
  const text = await signTerminalBundle(bundle, issuerKey, privateKey);
  return sealForRecipient(new TextEncoder().encode(text), recipient);
}

/** The signed text inside, which a settlement reply carries too. */
export function signTerminalBundle(
  bundle: BundleInput,
  issuerKey: number,
  privateKey: KeyObject,
): Promise<string> {
  bundleSchema.parse(bundle);
  return signDocument('terminal-bundle', bundle, privateKey, issuerKeyName(issuerKey));
}

/**
 * Opens a bundle with the terminal's own identity and verifies it from the organisation's key downwards.
 *
 * @param expected what the terminal knows already: its signing key, and the organisation once it has joined one
 * @throws `file-for-another-terminal`, `file-for-another-organisation`, `signature-invalid`, `certificate-invalid`,
 *   `file-invalid`
 */
export async function openTerminalBundle(
  sealed: Uint8Array,
  identitySecret: string,
  expected: { signingKey: KeyObject; organisationKey?: KeyObject | undefined },
): Promise<{ bundle: TerminalBundle; text: string }> {
  const text = new TextDecoder().decode(await openSealed(sealed, identitySecret));
  return { bundle: await readTerminalBundle(text, expected), text };
}

/** The same for the signed text inside, which a terminal keeps in its own sealed folder. */
export async function readTerminalBundle(
  text: string,
  expected: { signingKey: KeyObject; organisationKey?: KeyObject | undefined },
): Promise<TerminalBundle> {
  const claimed = await peekDocument('terminal-bundle', text, bundleSchema);
  const organisationKey = publicKeyFromBytes(claimed.organisation.publicKey);
  if (expected.organisationKey && !expected.organisationKey.equals(organisationKey)) {
    throw new KartuError('file-for-another-organisation', 'this bundle is by another organisation', {
      details: { organisation: claimed.organisation.name },
    });
  }
  const trust = await buildTrustStore(
    organisationKey,
    claimed.issuerCertificates,
    claimed.terminalCertificates,
  );
  const signer = issuerOf(trust, await documentKeyName('terminal-bundle', text));
  const bundle = await openDocument('terminal-bundle', text, signer.publicKey, bundleSchema);
  const own = trust.terminals.get(bundle.terminal);
  if (!own?.publicKey.equals(publicKeyFromBytes(publicKeyBytes(expected.signingKey)))) {
    throw new KartuError('file-for-another-terminal', 'this bundle certifies the key of another terminal');
  }
  return {
    organisationName: bundle.organisation.name,
    numberFormat: bundle.organisation.numberFormat,
    uri: bundle.organisation.uri,
    terminal: bundle.terminal,
    serial: bundle.serial,
    issuedAt: bundle.issuedAt,
    trust,
    settlementRecipient: bundle.settlementRecipient,
    x509: bundle.x509,
    keySets: bundle.keySets,
    renewTo: bundle.keySets.some(({ version }) => version === bundle.renewTo) ? bundle.renewTo : undefined,
    policy: bundle.policy,
    blocklist: bundle.blocklist,
  };
}

/** Shows a member number in its groups: digits `8900000001`, groups 2 and 8, separator `.` → `89.00000001`. */
export function formatMemberNumber(digits: string, format: NumberFormat): string {
  const parts: string[] = [];
  let rest = digits;
  for (const size of format.groups) {
    if (rest.length === 0) break;
    parts.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  if (rest.length > 0) parts.push(rest);
  return parts.join(format.separator);
}
