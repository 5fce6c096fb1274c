import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { base64url, openWithPassphrase, privateKeyBytes, sealWithPassphrase } from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { issueCard } from '../src/issue/issue.ts';
import { makeBackup, restoreBackup } from '../src/keys/backup.ts';
import { unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { openOrganisationFile, sealOrganisationFile } from '../src/keys/organisation-file.ts';
import { packFiles, unpackFiles } from '../src/keys/tar.ts';
import { addMember } from '../src/members/add.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { blankChip, readerWith, SAWAH, SONGKET } from './cards.ts';
import { CommandLine } from './cli.ts';
import {
  errorOf,
  NOW,
  OPTIONS,
  office,
  organisationFolder,
  TEST_PASSPHRASE,
  temporaryFolder,
} from './helpers.ts';

const BACKUP_PASSPHRASE = 'backup passphrase of no value';
const ANI = { memberNumber: '89.00000001', theme: SAWAH };

/** Arguments are public, so OpenSSL is given passphrases in files, too. */
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });

describe("the organisation's PKCS#12 file", () => {
  it('is read by OpenSSL, key and certificate', async () => {
    const { keys } = await office();
    const folder = temporaryFolder();
    const key = keys.organisationKey!;
    writeFileSync(`${folder}/pass`, `${BACKUP_PASSPHRASE}\n`);
    writeFileSync(
      `${folder}/org.p12`,
      await sealOrganisationFile(key, 'IKARHOLAZ Ünï', BACKUP_PASSPHRASE, NOW),
    );
    const shown = openssl(
      'pkcs12',
      '-in',
      `${folder}/org.p12`,
      '-nodes',
      '-passin',
      `file:${folder}/pass`,
    ).toString();
    const pem = key.export({ format: 'pem', type: 'pkcs8' }) as string;
    expect(shown).toContain(pem.trim());
    const certificate = new X509Certificate(
      /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----/.exec(shown)![0],
    );
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate).toMatchObject({
      ca: true,
      subject: 'O=IKARHOLAZ Ünï\nCN=IKARHOLAZ Ünï organisation key',
    });
    const info = execFileSync('sh', [
      '-c',
      `openssl pkcs12 -in "$1" -info -noout -passin "file:$2" 2>&1`,
      '-',
      `${folder}/org.p12`,
      `${folder}/pass`,
    ]).toString();
    expect(info).toMatch(/MAC: sha256/);
    expect(info).toMatch(/PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256/);
  });

  it('is read back when OpenSSL made it', async () => {
    const { keys } = await office();
    const folder = temporaryFolder();
    const key = keys.organisationKey!;
    writeFileSync(`${folder}/pass`, `${BACKUP_PASSPHRASE}\n`);
    writeFileSync(`${folder}/key.pem`, key.export({ format: 'pem', type: 'pkcs8' }));
    openssl('req', '-x509', '-key', `${folder}/key.pem`, '-subj', '/CN=Test', '-out', `${folder}/cert.pem`);
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      `${folder}/key.pem`,
      '-in',
      `${folder}/cert.pem`,
      '-out',
      `${folder}/o.p12`,
      '-passout',
      `file:${folder}/pass`,
    );
    const read = await openOrganisationFile(readFileSync(`${folder}/o.p12`), BACKUP_PASSPHRASE);
    expect(read.equals(key)).toBe(true);
  });

  it('refuses a wrong passphrase, damage and other keys, with nothing of the key in the error', async () => {
    const { keys } = await office();
    const folder = temporaryFolder();
    const file = await sealOrganisationFile(keys.organisationKey!, 'IKARHOLAZ', BACKUP_PASSPHRASE, NOW);
    expect(await errorOf(() => openOrganisationFile(file, 'wrong passphrase'))).toMatchObject({
      code: 'passphrase-wrong',
    });
    for (const bad of [new Uint8Array(0), file.subarray(0, 300), new TextEncoder().encode('hello')]) {
      expect(await errorOf(() => openOrganisationFile(bad, BACKUP_PASSPHRASE))).toMatchObject({
        code: 'file-invalid',
      });
    }
    for (let at = 0; at < file.length; at += 37) {
      const spoilt = Buffer.from(file);
      spoilt[at]! ^= 0x55;
      const error = await openOrganisationFile(spoilt, BACKUP_PASSPHRASE).catch((caught: unknown) => caught);
      // A byte that no check covers (of a name, say) may change; the key is then still the right one.
      if (error instanceof Error)
        expect(error).toMatchObject({ code: expect.stringMatching(/^(passphrase-wrong|file-invalid)$/) });
      else expect((error as typeof keys.organisationKey)!.equals(keys.organisationKey!)).toBe(true);
    }
    openssl('genpkey', '-algorithm', 'X25519', '-out', `${folder}/x.pem`);
    writeFileSync(`${folder}/pass`, `${BACKUP_PASSPHRASE}\n`);
    openssl(
      'pkcs12',
      '-export',
      '-nocerts',
      '-inkey',
      `${folder}/x.pem`,
      '-out',
      `${folder}/x.p12`,
      '-passout',
      `file:${folder}/pass`,
    );
    expect(
      await errorOf(() => openOrganisationFile(readFileSync(`${folder}/x.p12`), BACKUP_PASSPHRASE)),
    ).toMatchObject({ code: 'file-invalid' });
    expect(
      await errorOf(() => sealOrganisationFile(keys.organisationKey!, 'X', 'kata sandi ñ', NOW)),
    ).toMatchObject({ details: { what: 'p12-passphrase' } });
  });
});

describe('a backup', () => {
  it('is proved by issuing with what was restored, and gives nothing twice', async () => {
    const { registry, keys } = await office();
    const chip = blankChip('ntag215');
    await issueCard(registry, keys, readerWith(chip), ANI);
    mkdirSync(`${registry.folder}/photos`);
    writeFileSync(`${registry.folder}/photos/a.jpg`, 'a photo');
    const { manifest, sealed } = await makeBackup(registry, BACKUP_PASSPHRASE);
    expect(manifest.files.map(({ name }) => name)).toEqual(['issuer.sqlite', 'keys.age', 'photos/a.jpg']);
    expect(readdirSync(registry.folder).filter((name) => name.startsWith('.'))).toEqual([]);
    // Given after the backup, and lost with the folder:
    const lostMember = addMember(registry, { name: 'Citra Dewi', cohort: '1989' });
    const lostCard = await issueCard(registry, keys, readerWith(blankChip('ntag216')), {
      ...ANI,
      theme: SONGKET,
    });

    const folder = `${temporaryFolder()}/restored`;
    const { sequences } = await restoreBackup(folder, sealed, BACKUP_PASSPHRASE, OPTIONS);
    expect(readFileSync(`${folder}/photos/a.jpg`, 'utf8')).toBe('a photo');
    const restored = openRegistry(folder, OPTIONS);
    try {
      const opened = await unlockIssuerKeys(restored, TEST_PASSPHRASE);
      expect(restored.members.list().map(({ name }) => name)).toEqual(['Ani Lestari', 'Budi Santoso']);
      const member = addMember(restored, { name: 'Dian Putri', cohort: '1989' });
      expect(member.memberNumber).toBe('8900010003');
      expect(member.memberNumber > lostMember.memberNumber).toBe(true);
      const issued = await issueCard(restored, opened, readerWith(blankChip('classic-1k')), {
        memberNumber: member.memberNumber,
        theme: SAWAH,
      });
      expect(issued).toMatchObject({ outcome: 'issued', card: { serial: 1_000_002 } });
      expect(issued.card.serial).toBeGreaterThan(lostCard.card.serial);
      expect((await issueCard(restored, opened, readerWith(chip), ANI)).outcome).toBe('already-issued');
      expect(sequences).toMatchObject({
        'member-number': 10_002,
        'card-serial': 1_000_001,
        bundle: 1_000_000,
      });
      expect(restored.audit.entries().map(({ action }) => action)).toEqual(
        expect.arrayContaining(['backup-made', 'backup-restored']),
      );
    } finally {
      restored.close();
    }
  });

  it('is refused damaged, with the wrong passphrase or by a newer version, and nothing is written', async () => {
    const { registry } = await office();
    const { sealed } = await makeBackup(registry, BACKUP_PASSPHRASE);
    const archive = await openWithPassphrase(sealed, BACKUP_PASSPHRASE);
    const files = unpackFiles(archive);
    const resealed = (list: typeof files) => sealWithPassphrase(packFiles(list, NOW), BACKUP_PASSPHRASE);
    const manifest = JSON.parse(Buffer.from(files[0]!.content).toString());
    const withManifest = (changes: object) =>
      resealed([
        { name: 'manifest.json', content: Buffer.from(JSON.stringify({ ...manifest, ...changes })) },
        ...files.slice(1),
      ]);
    const spoilt = Buffer.from(sealed);
    spoilt[spoilt.length - 5000]! ^= 1;
    const changed = files.map((file) => ({ ...file, content: Buffer.from(file.content) }));
    changed[1]!.content[2000]! ^= 1;
    const cases: [string, Uint8Array, string][] = [
      [BACKUP_PASSPHRASE, spoilt, 'file-invalid'],
      [BACKUP_PASSPHRASE, sealed.subarray(0, sealed.length / 2), 'file-invalid'],
      [BACKUP_PASSPHRASE, new Uint8Array(0), 'file-invalid'],
      [BACKUP_PASSPHRASE, readFileSync(`${registry.folder}/keys.age`), 'passphrase-wrong'],
      ['not the passphrase', sealed, 'passphrase-wrong'],
      [BACKUP_PASSPHRASE, await resealed(changed), 'file-invalid'],
      [BACKUP_PASSPHRASE, await resealed(files.slice(0, 2)), 'file-invalid'],
      [BACKUP_PASSPHRASE, await resealed(files.slice(1)), 'file-invalid'],
      [BACKUP_PASSPHRASE, await withManifest({ version: 2, other: true }), 'data-newer'],
      [BACKUP_PASSPHRASE, await withManifest({ schemaVersion: 99 }), 'data-newer'],
      [BACKUP_PASSPHRASE, await withManifest({ madeAt: 'today' }), 'file-invalid'],
    ];
    for (const [passphrase, file, code] of cases) {
      const parent = temporaryFolder();
      const error = await errorOf(() => restoreBackup(`${parent}/new`, file, passphrase, OPTIONS));
      expect(error.code).toBe(code);
      expect(readdirSync(parent)).toEqual([]);
    }
    const parent = temporaryFolder();
    const tooFar = { ...OPTIONS, skipNumbers: 99_999_999 };
    expect(
      await errorOf(() => restoreBackup(`${parent}/new`, sealed, BACKUP_PASSPHRASE, tooFar)),
    ).toMatchObject({ details: { what: 'skip-numbers' } });
    expect(readdirSync(parent)).toEqual([]);
    expect((await errorOf(() => restoreBackup(registry.folder, sealed, BACKUP_PASSPHRASE))).code).toBe(
      'data-exists',
    );
  });
});

describe('kartu-issuer keys', () => {
  it('goes through a life of keys without a secret in any output or file in the clear', async () => {
    const cli = new CommandLine(temporaryFolder());
    cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
    const { keys } = await office();
    writeFileSync(cli.path('org.pass'), 'organisation passphrase of no value\n');
    writeFileSync(cli.path('backup.pass'), `${BACKUP_PASSPHRASE}\n`);
    const outputs: string[] = [];
    const run = async (...args: string[]) => {
      const results = await cli.run(args);
      outputs.push(results.stdout, results.stderr);
      return results;
    };
    const p12 = ['--organisation-passphrase-file', 'org.pass'];
    expect(await run('keys', 'rotate', 'set')).toMatchObject({ status: 0 });
    expect(await run('keys', 'export-organisation', '-o', 'org.p12', ...p12, '--remove')).toMatchObject({
      status: 0,
    });
    expect((await run('keys', 'rotate', 'issuing')).stderr).toContain('--organisation-key FILE');
    expect(
      await run('--json', 'keys', 'rotate', 'issuing', '--organisation-key', 'org.p12', ...p12),
    ).toMatchObject({
      status: 0,
      stdout: '{\n  "issuerKey": 2\n}\n',
    });
    const wrong = await run(
      'keys',
      'rotate',
      'issuing',
      '--organisation-key',
      'org.p12',
      '--organisation-passphrase-file',
      'backup.pass',
    );
    expect(wrong).toMatchObject({ status: 8, stdout: '' });
    expect((await run('keys', 'export-organisation', '-o', 'again.p12', ...p12)).status).toBe(2);
    expect((await run('keys', 'list')).stdout).toMatch(/2 +2026.* in use/);
    const pass = ['--backup-passphrase-file', 'backup.pass'];
    expect(await run('keys', 'backup', '-o', 'all.backup', ...pass)).toMatchObject({ status: 0 });
    expect(await run('keys', 'restore', 'all.backup', ...pass)).toMatchObject({ status: 7 });
    const there = await run('--data', 'new', '--lang', 'id', 'keys', 'restore', 'all.backup', ...pass);
    expect(there).toMatchObject({ status: 0, stdout: expect.stringContaining('kembali ada di new') });
    expect(existsSync(cli.path('new/keys.age'))).toBe(true);
    expect((await run('--data', 'new', 'keys', 'rotate', 'set')).stdout).toContain('key set 11.');

    const secrets = [
      ...keys.keySets.map(({ masterKey }) => masterKey),
      privateKeyBytes(keys.organisationKey!),
      ...keys.issuingKeys.map(({ privateKey }) => privateKeyBytes(privateKey)),
    ];
    const spoken = outputs.join('\n');
    const texts = [TEST_PASSPHRASE, BACKUP_PASSPHRASE, 'organisation passphrase of no value'];
    for (const bytes of secrets) {
      for (const text of [
        base64url(bytes),
        Buffer.from(bytes).toString('base64'),
        Buffer.from(bytes).toString('hex'),
      ]) {
        expect(spoken.toLowerCase()).not.toContain(text.toLowerCase());
      }
      for (const file of [
        'org.p12',
        'all.backup',
        'data/keys.age',
        'data/issuer.sqlite',
        'new/issuer.sqlite',
      ]) {
        expect(readFileSync(cli.path(file)).includes(Buffer.from(bytes)), file).toBe(false);
      }
    }
    for (const text of texts) expect(spoken).not.toContain(text);
  }, 60_000);
});
