import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  base64url,
  DEFAULT_POLICY,
  generateKeyPair,
  isKartuError,
  type KartuError,
  openTerminalRequest,
  organisationIdOf,
  publicKeyBytes,
  sealTerminalBundle,
  signIssuerCertificate,
  signTerminalCertificate,
} from '@kartukita/card-core';
import { afterEach } from 'vitest';
import { requestEnrolment } from '../../src/counter/enrol.ts';

/** For tests only: it protects nothing. */
export const TEST_PASSPHRASE = 'test passphrase of no value';
/** A TEST KEY, marked by its bytes. */
export const MASTER_KEY = Buffer.from('TEST MASTER KEY!');

export const NOW_MS = Date.parse('2026-03-02T03:00:00Z');
const VALIDITY = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2028-01-01T00:00:00Z' };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kartu-counter-'));
  folders.push(folder);
  return folder;
}

/** An organisation in memory that answers requests; each answer is one bundle newer than the last. */
export function organisation(name = 'Koperasi Contoh') {
  const own = generateKeyPair();
  const issuer = generateKeyPair();
  const organisationId = organisationIdOf(own.publicKey);
  const terminals: string[] = [];
  let serial = 0;
  return async (requestText: string, padding = 0): Promise<Uint8Array> => {
    const request = await openTerminalRequest(requestText);
    const terminal = terminals.length + 1;
    const limits = { sale: 500_000, topup: 1_000_000, refund: 500_000 };
    const certificate = {
      organisationId,
      terminal,
      outlet: request.outlet,
      signingKey: base64url(request.signingKey),
      encryptionRecipient: request.encryptionRecipient,
      capabilities: ['sale', 'topup', 'refund'] as ('sale' | 'topup' | 'refund')[],
      limitsRupiah: limits,
      maxBalanceRupiah: 2_000_000,
      ...VALIDITY,
    };
    const signed = await signTerminalCertificate(certificate, 1, issuer.privateKey);
    const issuerKey = {
      organisationId,
      issuerKey: 1,
      publicKey: base64url(publicKeyBytes(issuer.publicKey)),
    };
    serial += 1;
    const content = {
      organisation: {
        name,
        publicKey: base64url(publicKeyBytes(own.publicKey)),
        numberFormat: { groups: [2, 8], separator: '.' },
        uri: 'https://kartu.example/k',
      },
      terminal,
      serial,
      issuedAt: new Date(NOW_MS).toISOString(),
      issuerCertificates: [await signIssuerCertificate({ ...issuerKey, ...VALIDITY }, own.privateKey)],
      terminalCertificates: [...terminals, signed],
      keySets: [{ version: 1, masterKey: base64url(MASTER_KEY) }],
      policy: DEFAULT_POLICY,
      blocklist: {
        issuedAt: new Date(NOW_MS).toISOString(),
        cardSerials: Array.from({ length: padding }, (_, i) => 1_000_000 + i),
      },
    };
    return sealTerminalBundle(content, 1, issuer.privateKey, request.encryptionRecipient);
  };
}

export async function request(folder: string, outlet = 'Gerai Satu') {
  const passphrase = async () => TEST_PASSPHRASE;
  return requestEnrolment(folder, outlet, { forNewKeys: passphrase, forKeys: passphrase }, () => NOW_MS);
}

/** Every file of a folder with its content and mode. */
export function filesOf(folder: string): Map<string, { content: Buffer; mode: number }> {
  return new Map(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return [name, { content: readFileSync(path), mode: statSync(path).mode & 0o777 }];
    }),
  );
}

/** The KartuError that a call ends with; fails the test when there is none. */
export async function errorOf(call: () => unknown): Promise<KartuError> {
  try {
    await call();
  } catch (error) {
    if (isKartuError(error)) return error;
    throw error;
  }
  throw new Error('this was expected to fail');
}
