import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KartuError } from '@kartukita/card-core';
import type Sqlite from 'better-sqlite3';
import { afterEach } from 'vitest';
import { type IssuerKeys, unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { addMember } from '../src/members/add.ts';
import { initOrganisation, type NewOrganisation } from '../src/organisation.ts';
import { openRegistry, type Registry } from '../src/registry/registry.ts';

/** For tests only: it protects nothing. */
export const TEST_PASSPHRASE = 'test passphrase of no value';
export const NOW = new Date('2026-11-21T03:00:00.000Z');
export const OPTIONS = { now: () => NOW, actor: 'test' };

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kartu-issuer-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The database under a registry, past everything that the registry would allow. */
export function databaseOf(registry: Registry): Sqlite.Database {
  return registry['database']['sqlite' as never];
}

/** Making keys costs most of a second: one organisation is made in each process, and copied. */
let template: Promise<string> | undefined;

async function makeTemplate(): Promise<string> {
  const parent = mkdtempSync(join(tmpdir(), 'kartu-issuer-template-'));
  process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
  (await initOrganisation(join(parent, 'data'), { name: 'IKARHOLAZ' }, TEST_PASSPHRASE, OPTIONS)).close();
  return join(parent, 'data');
}

/** A folder with the keys and the empty registry of the one organisation of all tests. */
export async function organisationFolder(): Promise<string> {
  template ??= makeTemplate();
  const folder = join(temporaryFolder(), 'data');
  cpSync(await template, folder, { recursive: true });
  return folder;
}

/** A new organisation in a folder of its own; its registry is closed after the test. */
export async function newOrganisation(organisation?: NewOrganisation): Promise<Registry> {
  const registry = organisation
    ? await initOrganisation(join(temporaryFolder(), 'data'), organisation, TEST_PASSPHRASE, OPTIONS)
    : openRegistry(await organisationFolder(), OPTIONS);
  cleanups.push(() => registry.close());
  return registry;
}

/** Opening the keys takes half a second; all copies of the one organisation have the same. */
let opened: Promise<IssuerKeys> | undefined;

/** An organisation with two members, 89.00000001 and 89.00000002, and its keys. */
export async function office(): Promise<{ registry: Registry; keys: IssuerKeys }> {
  const registry = await newOrganisation();
  for (const name of ['Ani Lestari', 'Budi Santoso']) addMember(registry, { name, cohort: '1989' });
  opened ??= unlockIssuerKeys(registry, TEST_PASSPHRASE);
  return { registry, keys: await opened };
}

/** The KartuError that a call ends with; fails the test when there is none. */
export async function errorOf(call: () => unknown): Promise<KartuError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof KartuError) return error;
    throw error;
  }
  throw new Error('this was expected to fail');
}
