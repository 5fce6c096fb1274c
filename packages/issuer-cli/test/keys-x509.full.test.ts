import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  generateEncryptionIdentity,
  generateKeyPair,
  makeTerminalRequest,
  openTerminalBundle,
} from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { authoritiesOf, renewRevocationLists } from '../src/keys/authority.ts';
import { unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { sealOrganisationFile } from '../src/keys/organisation-file.ts';
import { authorityFiles } from '../src/keys/public-files.ts';
import { revokeTerminal } from '../src/keys/revoke.ts';
import { openForChange, removeOrganisationKey, rotateIssuingKey } from '../src/keys/rotate.ts';
import type { Registry } from '../src/registry/registry.ts';
import { enrolTerminal, renewBundle } from '../src/terminals/enrol.ts';
import { CommandLine } from './cli.ts';
import {
  databaseOf,
  errorOf,
  NOW,
  newOrganisation,
  office,
  organisationFolder,
  TEST_PASSPHRASE,
  temporaryFolder,
} from './helpers.ts';

/** The day of the tests, by which OpenSSL judges validity. */
const AT = String(Math.floor(NOW.getTime() / 1000) + 60);

/** What OpenSSL says and how it ends; files are in `folder`. */
function openssl(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

const verify = (folder: string, ...args: string[]) =>
  openssl(folder, 'verify', '-attime', AT, '-CAfile', 'organisation-ca.pem', ...args);

async function counter() {
  const [identity, signing] = [await generateEncryptionIdentity(), generateKeyPair()];
  const request = await makeTerminalRequest(
    {
      outlet: 'Kantin Utama',
      encryptionRecipient: identity.recipient,
      requestedAt: NOW.toISOString(),
    },
    signing.privateKey,
  );
  const open = async (sealed: Uint8Array) =>
    (await openTerminalBundle(sealed, identity.secret, { signingKey: signing.privateKey })).bundle;
  return { request, open, signing };
}

function exported(registry: Registry): string {
  const folder = temporaryFolder();
  for (const { name, content } of authorityFiles(registry)) writeFileSync(join(folder, name), content);
  return folder;
}

describe("a counter's X.509 certificate", () => {
  it('is of the key that signs its records, and OpenSSL verifies it up to the organisation', async () => {
    const { registry, keys } = await office();
    const { request, open, signing } = await counter();
    const { x509 } = await open((await enrolTerminal(registry, keys, request)).sealed);
    const certificate = new X509Certificate(x509!.certificate);
    expect(certificate.publicKey.equals(signing.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(signing.privateKey)).toBe(true);
    expect(certificate).toMatchObject({ ca: false, subject: 'O=IKARHOLAZ\nCN=terminal-1' });
    const id = keys.organisationId.toString(16).padStart(8, '0');
    expect(certificate.subjectAltName).toBe(`URI:urn:kartukita:${id}:terminal:1`);

    const folder = exported(registry);
    writeFileSync(join(folder, 'bundle.pem'), x509!.certificate);
    writeFileSync(join(folder, 'chain.pem'), x509!.authorities.join(''));
    for (const purpose of ['sslclient', 'sslserver']) {
      const good = verify(folder, '-purpose', purpose, '-untrusted', 'chain.pem', 'bundle.pem');
      expect(good).toEqual({ status: 0, said: 'bundle.pem: OK\n' });
    }
    expect(verify(folder, '-x509_strict', '-untrusted', 'issuer-1-ca.pem', 'terminal-1.crt.pem').status).toBe(
      0,
    );
    expect(openssl(folder, 'x509', '-in', 'bundle.pem', '-noout', '-text').said).toMatch(
      /Signature Algorithm: ED25519[\s\S]*Digital Signature[\s\S]*TLS Web Client Authentication/,
    );
    const stranger = exported(await strangerRegistry());
    cpSync(join(stranger, 'organisation-ca.pem'), join(folder, 'organisation-ca.pem'));
    expect(verify(folder, '-untrusted', 'issuer-1-ca.pem', 'terminal-1.crt.pem').status).toBe(2);
  });

  it('stays the same in fresh bundles, and is certified again after a rotation', async () => {
    const registry = await newOrganisation();
    const keys = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    const { request, open } = await counter();
    const first = (await open((await enrolTerminal(registry, keys, request)).sealed)).x509!;
    expect((await open((await renewBundle(registry, keys, 1)).sealed)).x509).toEqual(first);

    await rotateIssuingKey(registry, await openForChange(registry, TEST_PASSPHRASE));
    const rotated = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    const second = (await open((await renewBundle(registry, rotated, 1)).sealed)).x509!;
    expect(second.certificate).not.toBe(first.certificate);
    const folder = exported(registry);
    writeFileSync(join(folder, 'first.pem'), first.certificate);
    const all = ['-untrusted', 'issuer-1-ca.pem', '-untrusted', 'issuer-2-ca.pem'];
    expect(verify(folder, ...all, 'terminal-1.crt.pem', 'first.pem').status).toBe(0);
    const wrong = verify(folder, '-untrusted', 'issuer-1-ca.pem', 'terminal-1.crt.pem');
    expect(wrong.said).toContain('unable to get local issuer certificate');
  });

  it('is also verified by the certificate in the PKCS#12 file of the safe', async () => {
    const { registry, keys } = await office();
    const { request } = await counter();
    await enrolTerminal(registry, keys, request);
    const folder = exported(registry);
    const file = await sealOrganisationFile(keys.organisationKey!, 'IKARHOLAZ', TEST_PASSPHRASE, NOW);
    writeFileSync(join(folder, 'org.p12'), file);
    writeFileSync(join(folder, 'pass'), TEST_PASSPHRASE);
    const safe = [
      'pkcs12',
      '-in',
      'org.p12',
      '-nokeys',
      '-passin',
      'file:pass',
      '-out',
      'organisation-ca.pem',
    ];
    expect(openssl(folder, ...safe).status).toBe(0);
    expect(verify(folder, '-untrusted', 'issuer-1-ca.pem', 'terminal-1.crt.pem').status).toBe(0);
  });

  it('is missing where the organisation key went into its safe before; given from there, all are made', async () => {
    const registry = await newOrganisation();
    const { organisationKey } = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    const away = { ...(await unlockIssuerKeys(registry, TEST_PASSPHRASE)), organisationKey: undefined };
    const { request, open } = await counter();
    expect((await open((await enrolTerminal(registry, away, request)).sealed)).x509).toBeUndefined();
    const stranger = generateKeyPair().privateKey;
    expect((await errorOf(() => authoritiesOf(registry, away, stranger))).code).toBe('certificate-invalid');
    expect(await authoritiesOf(registry, away, organisationKey)).toHaveLength(2);
    expect((await open((await renewBundle(registry, away, 1)).sealed)).x509).toBeDefined();
  });

  it('can be made after the organisation key was taken out of the folder by us', async () => {
    const registry = await newOrganisation();
    await removeOrganisationKey(registry, await openForChange(registry, TEST_PASSPHRASE));
    const keys = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    expect(keys.organisationKey).toBeUndefined();
    const { request, open } = await counter();
    expect((await open((await enrolTerminal(registry, keys, request)).sealed)).x509).toBeDefined();
  });
});

describe('a revoked counter', () => {
  it('stands in a revocation list that OpenSSL reads; others do not', async () => {
    const { registry, keys } = await office();
    for (let i = 0; i < 2; i++) await enrolTerminal(registry, keys, (await counter()).request);
    await renewRevocationLists(registry, keys);
    const before = exported(registry);
    const check = ['-crl_check', '-CRLfile', 'revoked.crl.pem', '-untrusted', 'issuer-1-ca.pem'];
    expect(verify(before, ...check, 'terminal-1.crt.pem', 'terminal-2.crt.pem').status).toBe(0);

    await revokeTerminal(registry, keys, { terminal: 2, reason: 'hilang' });
    const after = exported(registry);
    expect(verify(after, ...check, 'terminal-1.crt.pem').status).toBe(0);
    const revoked = verify(after, ...check, 'terminal-2.crt.pem');
    expect(revoked).toMatchObject({ status: 2, said: expect.stringContaining('certificate revoked') });
    const shown = openssl(after, 'crl', '-in', 'revoked.crl.pem', '-noout', '-text', '-crlnumber').said;
    expect(shown).toMatch(/Key Compromise/);
    expect(shown).toMatch(/Next Update: Dec 21 03:00:00 2026/);
    const numbers = databaseOf(registry).prepare('SELECT number FROM x509_revocation_lists').pluck().all();
    expect(numbers).toEqual([NOW.getTime() / 1000, NOW.getTime() / 1000 + 1]);
  });

  it('is held by the database', async () => {
    const { registry, keys } = await office();
    await enrolTerminal(registry, keys, (await counter()).request);
    const again = registry.keys.x509.terminals()[0]!;
    await revokeTerminal(registry, keys, { terminal: 1, reason: 'hilang' });
    expect(() => registry.keys.x509.addTerminal({ ...again, serial: '4'.repeat(32) })).toThrow('for good');
    for (const table of ['x509_authorities', 'x509_terminals', 'x509_revocation_lists']) {
      expect(() => databaseOf(registry).exec(`DELETE FROM ${table}`)).toThrow('append-only');
      expect(() => databaseOf(registry).exec(`UPDATE ${table} SET pem = ''`)).toThrow('append-only');
    }
  });
});

describe('the commands', () => {
  it('export the authority, write the revocation list, and tell what is missing', async () => {
    const cli = new CommandLine(temporaryFolder());
    cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
    writeFileSync(cli.path('counter.request'), (await counter()).request);
    await cli.json('terminal', 'enrol', 'counter.request', '-o', 'counter.bundle');
    const out = await cli.json<{ files: string[] }>('keys', 'export-ca', '-o', 'ca');
    const names = ['organisation-ca.pem', 'issuer-1-ca.pem', 'terminal-1.crt.pem', 'revoked.crl.pem'];
    expect(out.files).toEqual(names);
    const path = cli.path('ca');
    const chain = ['-CAfile', 'organisation-ca.pem', '-untrusted', 'issuer-1-ca.pem', '-crl_check'];
    const check = (list: string) =>
      openssl(path, 'verify', ...chain, '-CRLfile', list, 'terminal-1.crt.pem').status;
    expect(check('revoked.crl.pem')).toBe(0);
    const revoke = ['keys', 'revoke', '1', '--reason', 'hilang', '--crl', 'ca/new.crl.pem'];
    expect(await cli.json(...revoke)).toMatchObject({ terminal: 1, crl: 'ca/new.crl.pem' });
    expect(check('new.crl.pem')).toBe(2);
    await cli.json('keys', 'export-public', '-o', 'public');
    expect(readdirSync(cli.path('public'))).toEqual(expect.arrayContaining(names));
    expect(readFileSync(cli.path('public/revoked.crl.pem'))).toEqual(readFileSync(join(path, 'new.crl.pem')));
    expect((await cli.run(['keys', 'export-ca', '-o', 'ca'])).stderr).toContain('not empty');
  });
});

/** Another organisation with an authority of its own, under the same name. */
async function strangerRegistry(): Promise<Registry> {
  const registry = await newOrganisation({ name: 'IKARHOLAZ' });
  await authoritiesOf(registry, await unlockIssuerKeys(registry, TEST_PASSPHRASE));
  return registry;
}
