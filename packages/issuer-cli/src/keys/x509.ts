import { createPublicKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import type * as X509 from '@peculiar/x509';

/**
 * X.509 certificates and revocation lists with Ed25519 keys (RFC 5280, RFC 8410), readable by OpenSSL. Made by
 * `@peculiar/x509`, which is loaded with the first one: it takes a fifth of a second.
 */

const ED25519 = { name: 'Ed25519' };
/** RFC 5280 §4.1.2.5: a certificate that has no end. */
const NO_END = new Date('9999-12-31T23:59:59Z');
const CRL_NUMBER = '2.5.29.20';

export interface Subject {
  readonly organisation: string;
  readonly commonName: string;
}

export interface Made {
  /** Hexadecimal. */
  readonly serial: string;
  readonly pem: string;
}

interface Content {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  readonly issuer: Subject;
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter?: Date | undefined;
}

/** A certificate authority; `pathLength` says how many more may stand below it. */
export async function makeAuthority(content: Content & { readonly pathLength: number }): Promise<Made> {
  const x509 = await load();
  const usage = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return certificate(x509, content, [
    new x509.BasicConstraintsExtension(true, content.pathLength, true),
    new x509.KeyUsagesExtension(usage, true),
  ]);
}

/** For one end of a TLS connection, either of them. `uri` is the name by which the other end knows it. */
export async function makeEndCertificate(content: Content & { readonly uri: string }): Promise<Made> {
  const x509 = await load();
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  return certificate(x509, content, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([clientAuth, serverAuth]),
    new x509.SubjectAlternativeNameExtension([{ type: 'url', value: content.uri }]),
  ]);
}

export interface Revoked {
  /** Hexadecimal. */
  readonly serial: string;
  readonly revokedAt: Date;
  /** From when on its key may have been in other hands. */
  readonly invalidSince: Date;
}

/** The list of an authority's certificates that count no more (RFC 5280 §5), as PEM. */
export async function makeRevocationList(content: {
  readonly issuer: Subject;
  readonly signingKey: KeyObject;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly Revoked[];
}): Promise<string> {
  const x509 = await load();
  const list = await x509.X509CrlGenerator.create({
    issuer: nameOf(content.issuer),
    thisUpdate: content.thisUpdate,
    nextUpdate: content.nextUpdate,
    entries: content.revoked.map(({ serial, revokedAt, invalidSince }) => ({
      serialNumber: serial,
      revocationDate: revokedAt,
      reason: x509.X509CrlReason.keyCompromise,
      invalidity: invalidSince,
    })),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(await publicCryptoKey(content.signingKey)),
      new x509.Extension(CRL_NUMBER, false, derInteger(content.number)),
    ],
    signingAlgorithm: ED25519,
    signingKey: await privateCryptoKey(content.signingKey),
  });
  // RFC 7468 §6: OpenSSL reads this label, not the library's.
  return pemOf('X509 CRL', list.rawData);
}

async function certificate(
  x509: typeof X509,
  { subject, publicKey, issuer, signingKey, notBefore, notAfter }: Content,
  extensions: X509.Extension[],
): Promise<Made> {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, and its first byte not 0
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: serial.toString('hex'),
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    notBefore,
    notAfter: notAfter ?? NO_END,
    publicKey: await publicCryptoKey(publicKey),
    signingKey: await privateCryptoKey(signingKey),
    signingAlgorithm: ED25519,
    extensions: [
      ...extensions,
      await x509.SubjectKeyIdentifierExtension.create(await publicCryptoKey(publicKey)),
      await x509.AuthorityKeyIdentifierExtension.create(await publicCryptoKey(signingKey)),
    ],
  });
  return { serial: serial.toString('hex'), pem: pemOf('CERTIFICATE', made.rawData) };
}

/** RFC 5280 limits both to 64 letters. */
function nameOf({ organisation, commonName }: Subject) {
  const cut = (text: string) => [...text].slice(0, 64).join('');
  return [{ O: [cut(organisation)] }, { CN: [cut(commonName)] }];
}

function pemOf(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)!;
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function privateCryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = key.export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', der, ED25519, false, ['sign']);
}

function publicCryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return webcrypto.subtle.importKey('spki', der, ED25519, true, ['verify']);
}

/** Not negative, below 2^31. */
function derInteger(value: number): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  const content = bytes[0]! & 0x80 ? [0, ...bytes] : [...bytes];
  return Uint8Array.from([0x02, content.length, ...content]);
}

async function load(): Promise<typeof X509> {
  provideMetadata();
  return import('@peculiar/x509');
}

/**
 * What tsyringe, on which the library stands, asks of the `reflect-metadata` proposal: notes kept beside classes. The
 * whole polyfill would be one more dependency for these three functions.
 */
function provideMetadata(): void {
  if ('getMetadata' in Reflect) return;
  const notes = new WeakMap<object, Map<unknown, unknown>>();
  const read = (key: unknown, target: object) => notes.get(target)?.get(key);
  Object.assign(Reflect, {
    getMetadata: read,
    getOwnMetadata: read,
    defineMetadata: (key: unknown, value: unknown, target: object) => {
      notes.set(target, (notes.get(target) ?? new Map()).set(key, value));
    },
  });
}
