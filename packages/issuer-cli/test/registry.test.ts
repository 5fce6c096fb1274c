import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY, publicKeyBytes } from '@kartukita/card-core';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openIssuerKeys, sealIssuerKeys, unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { addMember } from '../src/members/add.ts';
import { initOrganisation } from '../src/organisation.ts';
import { openRegistry, type Registry } from '../src/registry/registry.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from '../src/registry/schema.ts';
import { databaseOf, errorOf, newOrganisation, TEST_PASSPHRASE, temporaryFolder } from './helpers.ts';

/** The file itself, past everything that this program would allow. */
function underneath(registry: Pick<Registry, 'folder'>): Sqlite.Database {
  return new Sqlite(join(registry.folder, 'issuer.sqlite'));
}

describe('a new organisation', () => {
  it('is a folder of two files that only the owner may read', async () => {
    const { folder } = await newOrganisation({ name: 'IKARHOLAZ' });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name))).toEqual([
      'issuer.sqlite',
      'keys.age',
    ]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('knows its name, its numbers, its policy and whom it trusts', async () => {
    const registry = await newOrganisation({ name: 'IKARHOLAZ', uri: 'https://ikarholaz.example' });
    const organisation = registry.organisation();
    expect(organisation).toMatchObject({
      name: 'IKARHOLAZ',
      uri: 'https://ikarholaz.example',
      policy: DEFAULT_POLICY,
    });
    expect(organisation.scheme.pattern).toBe('YY.NNNNNNNN');
    const keys = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    const trust = await registry.trust();
    expect(trust.organisationId).toBe(keys.organisationId);
    expect([...trust.issuers.keys()]).toEqual([1]);
    expect(publicKeyBytes(trust.issuers.get(1)!.publicKey)).toEqual(
      publicKeyBytes(keys.issuingKeys[0]!.privateKey),
    );
  });

  it('holds no key in the clear, in any file', async () => {
    const registry = await newOrganisation();
    const keys = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    registry.close();
    const secrets = [
      keys.keySets[0]!.masterKey,
      keys.organisationKey!.export({ format: 'der', type: 'pkcs8' }).subarray(-32),
    ];
    for (const name of readdirSync(registry.folder)) {
      const content = readFileSync(join(registry.folder, name));
      for (const secret of secrets) {
        for (const form of ['latin1', 'hex', 'base64', 'base64url'] as const) {
          expect(content.includes(Buffer.from(secret).toString(form))).toBe(false);
        }
      }
    }
  });

  it.each([
    ['a registry', 'issuer.sqlite'],
    ['keys', 'keys.age'],
    ['anything', 'notes.txt'],
  ])('is not made where %s lies already', async (_what, name) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), 'before');
    expect(await errorOf(() => initOrganisation(folder, { name: 'X' }, TEST_PASSPHRASE))).toMatchObject({
      code: 'data-exists',
      details: { path: folder },
    });
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('before');
  });

  it('is made over what an interrupted attempt left', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.init-1'));
    const registry = await initOrganisation(folder, { name: 'IKARHOLAZ' }, TEST_PASSPHRASE);
    expect(registry.organisation().name).toBe('IKARHOLAZ');
    registry.close();
  });

  it('made twice at once is made once', async () => {
    const folder = join(temporaryFolder(), 'data');
    const attempts = await Promise.allSettled(
      ['A', 'B'].map((name) => initOrganisation(folder, { name }, TEST_PASSPHRASE)),
    );
    const made = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(made).toHaveLength(1);
    const registry = openRegistry(folder);
    await unlockIssuerKeys(registry, TEST_PASSPHRASE); // keys and registry are of one attempt
    for (const open of [registry, made[0]!.value]) open.close();
  });

  it('cannot be made under a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const error = await errorOf(() => initOrganisation(join(file, 'data'), { name: 'X' }, TEST_PASSPHRASE));
    expect(error.code).toBe('file-unreadable');
  });

  it.each([
    'ikarholaz.example',
    'javascript:alert(1)',
    'https://a b.example',
    `https://${'a'.repeat(60)}.example`,
  ])('has no card with the URI %s', async (uri) => {
    const folder = join(temporaryFolder(), 'data');
    const error = await errorOf(() => initOrganisation(folder, { name: 'X', uri }, TEST_PASSPHRASE));
    expect(error).toMatchObject({ code: 'usage', details: { what: 'uri' } });
    expect(existsSync(folder)).toBe(false);
  });
});

describe('opening', () => {
  it('says where there is nothing yet', async () => {
    const folder = join(temporaryFolder(), 'absent');
    expect(await errorOf(() => openRegistry(folder))).toMatchObject({
      code: 'data-missing',
      details: { path: folder },
    });
  });

  it('refuses the data of a newer version, and leaves them alone', async () => {
    const registry = await newOrganisation();
    const file = underneath(registry);
    file.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    file.close();
    expect(await errorOf(() => openRegistry(registry.folder))).toMatchObject({
      code: 'data-newer',
      details: { path: registry.folder, found: SCHEMA_VERSION + 1, known: SCHEMA_VERSION },
    });
  });

  it('refuses a database of another program', async () => {
    const registry = await newOrganisation();
    const file = underneath(registry);
    file.pragma(`application_id = ${APPLICATION_ID + 1}`);
    file.close();
    expect(await errorOf(() => openRegistry(registry.folder))).toMatchObject({ code: 'data-damaged' });
  });

  it.each([
    ['no database', 'x'.repeat(10_000)],
    ['empty', ''],
  ])('refuses a file that is %s, and leaves it alone', async (_what, content) => {
    const folder = temporaryFolder();
    const path = join(folder, 'issuer.sqlite');
    writeFileSync(path, content);
    expect(await errorOf(() => openRegistry(folder))).toMatchObject({ code: 'data-damaged' });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('is durable and strict: what was promised is on disk, and has the type it should have', async () => {
    const sqlite = databaseOf(await newOrganisation());
    const pragma = (name: string) => sqlite.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2); // FULL
    expect(pragma('foreign_keys')).toBe(1);
    const tables = sqlite
      .prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
      .all();
    const loose = (tables as { name: string; strict: number }[]).filter(
      ({ name, strict }) => strict === 0 && !name.startsWith('sqlite_'),
    );
    expect(loose).toEqual([]);
  });

  it('says that a database cannot be written to', async () => {
    const registry = await newOrganisation();
    // Binds root too, unlike the mode of a file.
    databaseOf(registry).pragma('query_only = ON');
    const error = await errorOf(() => addMember(registry, { name: 'Ani', cohort: '1989' }));
    expect(error.code).toBe('data-read-only');
  });

  it('says that the disk is full, and loses nothing', async () => {
    const registry = await newOrganisation();
    addMember(registry, { name: 'Ani', cohort: '1989' });
    const sqlite = databaseOf(registry);
    sqlite.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`);
    const fill = () => {
      for (let i = 0; i < 10_000; i++) addMember(registry, { name: 'Budi', cohort: '1989' });
    };
    expect((await errorOf(fill)).code).toBe('data-full');
    sqlite.pragma('max_page_count = 1000000');
    const before = registry.members.list();
    expect(before[0]).toMatchObject({ name: 'Ani', memberNumber: '8900000001' });
    const next = addMember(registry, { name: 'Citra', cohort: '1989' });
    expect(next.memberNumber).toBe(`89${String(before.length + 1).padStart(8, '0')}`);
  });

  it('waits for another command, and says so when it takes too long', async () => {
    const registry = await newOrganisation();
    databaseOf(registry).pragma('busy_timeout = 10');
    const other = underneath(registry);
    other.exec('BEGIN IMMEDIATE');
    const error = await errorOf(() => addMember(registry, { name: 'Ani', cohort: '1989' }));
    expect(error.code).toBe('data-busy');
    other.exec('ROLLBACK');
    other.close();
    expect(addMember(registry, { name: 'Ani', cohort: '1989' }).memberNumber).toBe('8900000001');
  });
});

describe('what may not change', () => {
  it.each([
    ['the audit trail', "UPDATE audit SET actor = 'nobody'"],
    ['the audit trail', 'DELETE FROM audit'],
    ['a sequence', 'UPDATE sequences SET last = last - 1'],
    ['a sequence', 'DELETE FROM sequences'],
  ])('%s: %s', async (_what, sql) => {
    const registry = await newOrganisation();
    addMember(registry, { name: 'Ani', cohort: '1989' });
    const file = underneath(registry);
    expect(() => file.exec(sql)).toThrow(/append-only|only grows|never removed/);
    file.close();
  });

  it('is noted: who did what, and when', async () => {
    const registry = await newOrganisation();
    addMember(registry, { name: 'Ani', cohort: '1989' });
    expect(registry.audit.entries()).toMatchObject([
      { actor: 'test', action: 'organisation-made', subject: 'IKARHOLAZ', at: '2026-11-21T03:00:00.000Z' },
      { actor: 'test', action: 'member-added', subject: '8900000001', details: { photo: false } },
    ]);
  });
});

describe('keys', () => {
  it('open with their passphrase only', async () => {
    const registry = await newOrganisation();
    expect(await errorOf(() => unlockIssuerKeys(registry, 'another passphrase'))).toMatchObject({
      code: 'passphrase-wrong',
    });
  });

  it('survive sealing and opening', async () => {
    const keys = await unlockIssuerKeys(await newOrganisation(), TEST_PASSPHRASE);
    const again = await openIssuerKeys(
      await sealIssuerKeys(keys, 'another passphrase'),
      'another passphrase',
    );
    expect(again.organisationKey!.equals(keys.organisationKey!)).toBe(true);
    expect(again.issuingKeys[0]!.privateKey.equals(keys.issuingKeys[0]!.privateKey)).toBe(true);
    expect(again.keySets).toEqual(keys.keySets);
  });

  it('of another organisation are refused', async () => {
    const [registry, other] = [await newOrganisation(), await newOrganisation({ name: 'PMII' })];
    writeFileSync(join(registry.folder, 'keys.age'), readFileSync(join(other.folder, 'keys.age')));
    expect(await errorOf(() => unlockIssuerKeys(registry, TEST_PASSPHRASE))).toMatchObject({
      code: 'data-damaged',
    });
  });

  it.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length - 1)],
    [
      'with a changed byte',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, -1), Buffer.of(whole.at(-1)! ^ 1)]),
    ],
    ['empty', () => Buffer.alloc(0)],
  ])('%s are reported as damaged', async (_what, spoil) => {
    const registry = await newOrganisation();
    const path = join(registry.folder, 'keys.age');
    writeFileSync(path, spoil(readFileSync(path)));
    expect(await errorOf(() => unlockIssuerKeys(registry, TEST_PASSPHRASE))).toMatchObject({
      code: 'data-damaged',
    });
  });
});
