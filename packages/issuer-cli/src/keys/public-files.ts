import type { KeyObject } from 'node:crypto';
import { issuerCertificateSchema, terminalCertificateSchema } from '@kartukita/card-core';
import type { z } from 'zod';
import type { Registry } from '../registry/registry.ts';
import { ROOT } from '../registry/x509.ts';

/** A file for whoever verifies cards with OpenSSL alone: its name as docs/card-format.md §8 uses it, and its text. */
export interface PublicFile {
  readonly name: string;
  readonly content: string;
}

/**
 * Public keys as PEM and certificates as they were signed. Nothing here is secret, and everything follows from the
 * organisation's key.
 */
export async function publicFiles(registry: Registry): Promise<PublicFile[]> {
  const trust = await registry.trust();
  const files = [pem('organisation', trust.organisationKey)];
  for (const text of registry.issuerCertificates()) {
    const { issuerKey } = contentOf(text, issuerCertificateSchema);
    const issuer = trust.issuers.get(issuerKey);
    if (!issuer) continue;
    files.push(pem(`issuer-${issuerKey}`, issuer.publicKey), {
      name: `issuer-${issuerKey}.jws`,
      content: `${text}\n`,
    });
  }
  for (const text of registry.terminalCertificates()) {
    const { terminal } = contentOf(text, terminalCertificateSchema);
    const trusted = trust.terminals.get(terminal);
    if (!trusted) continue;
    files.push(pem(`terminal-${terminal}`, trusted.publicKey), {
      name: `terminal-${terminal}.jws`,
      content: `${text}\n`,
    });
  }
  return [...files, ...authorityFiles(registry)];
}

/**
 * The same as X.509, for OpenSSL and whoever speaks TLS: the organisation as an authority, issuing keys under it, the
 * newest certificate of each counter, and the revocation lists as they were last made.
 */
export function authorityFiles(registry: Registry): PublicFile[] {
  const { x509 } = registry.keys;
  const newest = new Map(x509.terminals().map((each) => [each.terminal, each.pem]));
  const lists = x509.revocationLists().map(({ pem }) => pem);
  return [
    ...x509.authorities().map(({ issuerKey, pem }) => ({
      name: issuerKey === ROOT ? 'organisation-ca.pem' : `issuer-${issuerKey}-ca.pem`,
      content: pem,
    })),
    ...[...newest].map(([terminal, pem]) => ({ name: `terminal-${terminal}.crt.pem`, content: pem })),
    ...(lists.length > 0 ? [{ name: 'revoked.crl.pem', content: lists.join('') }] : []),
  ];
}

function pem(name: string, key: KeyObject): PublicFile {
  return { name: `${name}.pub.pem`, content: key.export({ format: 'pem', type: 'spki' }).toString() };
}

/** What a certificate of the registry says; `registry.trust()` has verified all of them. */
function contentOf<S extends z.ZodType>(text: string, schema: S): z.output<S> {
  return schema.parse(JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8')));
}
