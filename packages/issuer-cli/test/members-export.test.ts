import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { type ExportProfile, exportMembers, loadProfile, previewExport } from '../src/members/export.ts';
import type { Registry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, newOrganisation, temporaryFolder } from './helpers.ts';

const ALL = {
  name: 'all',
  purpose: 'a test',
  states: ['registered', 'active', 'left'],
  columns: [
    { field: 'memberNumber', head: 'nomor', mask: 'last-4' },
    { field: 'name', head: 'nama', mask: 'initials' },
    { field: 'birthDate', head: 'lahir', mask: 'year' },
    { field: 'phone', head: 'hp', mask: 'last-4' },
    { field: 'email', head: 'surel', mask: 'domain' },
    { field: 'address', head: 'alamat' },
  ],
};

function profileOf(profile: object): ExportProfile {
  const path = join(temporaryFolder(), 'profile.json');
  writeFileSync(path, JSON.stringify(profile));
  return loadProfile('nowhere', path);
}

async function withMembers(): Promise<Registry> {
  const registry = await newOrganisation();
  const ani = addMember(registry, {
    name: 'Ani Lestari',
    cohort: '1989',
    birthDate: '20/5/1971',
    phone: '081234567890',
    email: 'ani@contoh.example',
    address: '=HYPERLINK("https://evil.example")',
    branch: 'Bima',
  });
  addMember(registry, { name: 'Budi', cohort: '1990' });
  for (const state of ['approved', 'active'] as const)
    registry.members.setState(ani.memberNumber, state, 'test');
  return registry;
}

describe('an export', () => {
  it('lets out what the ministry is to see, and nothing else', async () => {
    const registry = await withMembers();
    const path = join(temporaryFolder(), 'out.csv');
    const profile = loadProfile(registry.folder, 'ministry');
    exportMembers(registry, profile, path, 'yearly report', { overwrite: false });
    expect(readFileSync(path, 'utf8')).toBe(
      '\uFEFFnomor_anggota,nama,tahun_lahir,cabang,status,terdaftar_tahun\r\n89.00000001,Ani Lestari,1971,Bima,active,2026\r\n',
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('masks, orders, and is safe to open in a spreadsheet', async () => {
    const registry = await withMembers();
    const path = join(temporaryFolder(), 'out.csv');
    exportMembers(registry, profileOf({ ...ALL, separator: ';' }), path, 'test', { overwrite: false });
    expect(readFileSync(path, 'utf8').split('\r\n')).toEqual([
      '\uFEFFnomor;nama;lahir;hp;surel;alamat',
      `********0001;A. L.;1971;********7890;contoh.example;"'=HYPERLINK(""https://evil.example"")"`,
      '********0002;B.;;;;',
      '',
    ]);
  });

  it('is recorded with the whole profile, for good', async () => {
    const registry = await withMembers();
    const path = join(temporaryFolder(), 'out.csv');
    const profile = profileOf(ALL);
    exportMembers(registry, profile, path, 'for the auditor', { overwrite: false });
    expect(registry.members.files.exports()).toMatchObject([
      { id: 1, actor: 'test', reason: 'for the auditor', profile, members: 2 },
    ]);
    expect(registry.audit.newest(1)).toMatchObject([{ action: 'members-exported', subject: 'export 1' }]);
    const database = databaseOf(registry);
    expect(() => database.exec('DELETE FROM member_exports')).toThrow('append-only');
    expect(() => database.exec('UPDATE member_exports SET members = 0')).toThrow('append-only');
  });

  it('shows before what would leave, and records nothing of that', async () => {
    const registry = await withMembers();
    expect(previewExport(registry, profileOf(ALL))).toMatchObject({
      members: 2,
      rows: [
        [
          '********0001',
          'A. L.',
          '1971',
          '********7890',
          'contoh.example',
          '=HYPERLINK("https://evil.example")',
        ],
        ['********0002', 'B.', '', '', '', ''],
      ],
    });
    expect(registry.members.files.exports()).toEqual([]);
  });

  it('leaves out who was merged, and replaces no file unasked', async () => {
    const registry = await withMembers();
    const [ani, budi] = registry.members.list();
    registry.members.merge(ani!, budi!, 'test');
    const path = join(temporaryFolder(), 'out.csv');
    writeFileSync(path, 'mine');
    const profile = profileOf(ALL);
    expect(previewExport(registry, profile).members).toBe(1);
    const again = () => exportMembers(registry, profile, path, 'test', { overwrite: false });
    expect(await errorOf(again)).toMatchObject({ code: 'already-exists' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(registry.members.files.exports()).toEqual([]);
  });
});

describe('a profile', () => {
  it.each([
    ['an unknown field', { columns: [{ field: 'nik', head: 'nik' }] }],
    ['an unknown mask', { columns: [{ field: 'name', head: 'nama', mask: 'hidden' }] }],
    ['a mask of another field', { columns: [{ field: 'address', head: 'alamat', mask: 'year' }] }],
    ['a misspelled mask', { columns: [{ field: 'phone', head: 'hp', maks: 'last-4' }] }],
    ['an unknown state', { states: ['asleep'] }],
    ['no purpose', { purpose: '' }],
    ['no columns', { columns: [] }],
    ['two columns of one head', { columns: [ALL.columns[0], ALL.columns[0]] }],
    ['a key of its own', { colums: [] }],
  ])('is refused with %s', async (_what, change) => {
    expect(await errorOf(() => profileOf({ ...ALL, ...change }))).toMatchObject({
      code: 'file-invalid',
      details: { what: 'export-profile-invalid' },
    });
  });

  it('is found by name, and named when it is not there', async () => {
    expect(loadProfile('nowhere', 'ministry').name).toBe('ministry');
    expect(await errorOf(() => loadProfile('nowhere', 'tax-office'))).toMatchObject({
      code: 'not-found',
      details: { profile: 'tax-office' },
    });
    expect(await errorOf(() => loadProfile('nowhere', './absent.json'))).toMatchObject({
      code: 'file-unreadable',
    });
  });
});
