import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  asKartuError,
  isKartuError,
  KartuError,
  openWithPassphrase,
  organisationIdOf,
  publicKeyFromBytes,
  sealWithPassphrase,
} from '@kartukita/card-core';
import { z } from 'zod';
import { PRIVATE_FOLDER_MODE, syncFolder, unreadable, writeFileAtomically } from '../files.ts';
import { openRegistry, REGISTRY_FILE, type Registry, type RegistryOptions } from '../registry/registry.ts';
import { SCHEMA_VERSION } from '../registry/schema.ts';
import { KEY_FILE, readKeyFile } from './issuer-keys.ts';
import { type ArchivedFile, isArchivable, packFiles, unpackFiles } from './tar.ts';

/**
 * A backup is one age file under a passphrase of its own, around a tar archive: first a manifest with the SHA-256
 * of every other file, then the registry (SQLite's online backup), the sealed keys, and whatever else the data
 * folder holds. The keys inside stay sealed with the folder's own passphrase besides.
 */

const MANIFEST = 'manifest.json';
const FORMAT_VERSION = 1;
/** Larger than any registry of ours; a hostile file must not fill the memory. */
export const MAX_BACKUP_BYTES = 2 * 1024 ** 3 - 1;

const manifestSchema = z.strictObject({
  format: z.literal('kartukita-issuer-backup'),
  version: z.int().min(1),
  schemaVersion: z.int().min(0),
  organisation: z.string(),
  organisationId: z.int().min(0).max(0xffff_ffff),
  madeAt: z.iso.datetime(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().min(0), sha256: z.string().length(64) })),
});
export type BackupManifest = z.output<typeof manifestSchema>;

/** Everything of the data folder in one sealed file. Commands may go on meanwhile. Throws `data-missing`, `data-full`. */
export async function makeBackup(
  registry: Registry,
  passphrase: string,
): Promise<{ manifest: BackupManifest; sealed: Uint8Array }> {
  const organisation = registry.organisation();
  const now = registry.now();
  registry.audit.record('backup-made', organisation.name);
  // The registry first: of two commands at once, the keys are then the newer ones, which is what `inForce` expects.
  const copy = await registryCopy(registry);
  const keys = readKeyFile(registry.folder);
  const files = [
    { name: REGISTRY_FILE, content: copy },
    { name: KEY_FILE, content: keys },
    ...otherFiles(registry.folder),
  ];
  const manifest: BackupManifest = {
    format: 'kartukita-issuer-backup',
    version: FORMAT_VERSION,
    schemaVersion: SCHEMA_VERSION,
    organisation: organisation.name,
    organisationId: organisationIdOf(publicKeyFromBytes(organisation.publicKey)),
    madeAt: now.toISOString(),
    files: files.map(({ name, content }) => ({ name, bytes: content.length, sha256: sha256(content) })),
  };
  const first = { name: MANIFEST, content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) };
  return { manifest, sealed: await sealWithPassphrase(packFiles([first, ...files], now), passphrase) };
}

async function registryCopy(registry: Registry): Promise<Uint8Array> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(registry.folder, '.backup-')); // mode 0700, and on a disk of the secretariat's own
    const path = join(folder, REGISTRY_FILE);
    await registry.copyTo(path);
    return readFileSync(path);
  } catch (error) {
    throw asKartuError(error);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Photos and whatever the secretariat put there; hidden files are half-made ones of commands under way. */
function otherFiles(folder: string, under = ''): ArchivedFile[] {
  const entries = readdirSync(join(folder, under), { withFileTypes: true });
  return entries.flatMap((entry): ArchivedFile[] => {
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.name.startsWith('.') || name.startsWith(REGISTRY_FILE) || name === KEY_FILE) return [];
    if (entry.isDirectory()) return otherFiles(folder, name);
    if (!entry.isFile()) return [];
    return [{ name, content: readFileSync(join(folder, name)) }];
  });
}

export interface RestoreOptions extends RegistryOptions {
  /** By how much the sequence of member numbers jumps forward. */
  readonly skipNumbers?: number | undefined;
}

export interface Restored {
  readonly manifest: BackupManifest;
  /** Where each sequence goes on now. */
  readonly sequences: Readonly<Record<string, number>>;
}

/**
 * Puts a backup into a folder that is not there or empty. All of it is there afterwards or nothing: it is put
 * together and checked beside its place. Numbers that may have been given since the backup are not given again:
 * every sequence jumps forward. Throws `data-exists`, `passphrase-wrong`, `file-invalid`, `data-newer`, `usage`.
 */
export async function restoreBackup(
  folder: string,
  sealed: Uint8Array,
  passphrase: string,
  options: RestoreOptions = {},
): Promise<Restored> {
  requireEmpty(folder);
  const { manifest, files } = readBackup(await openWithPassphrase(sealed, passphrase), folder);
  const stage = `${folder.replace(/\/+$/, '')}.restore-${randomBytes(6).toString('hex')}`;
  try {
    for (const { name, content } of files) {
      mkdirSync(dirname(join(stage, name)), { recursive: true, mode: PRIVATE_FOLDER_MODE });
      writeFileAtomically(join(stage, name), content);
    }
    const registry = openRegistry(stage, options);
    let sequences: Record<string, number>;
    try {
      registry.requireIntact();
      sequences = registry.jumpSequences(options.skipNumbers);
      registry.audit.record('backup-restored', manifest.organisation, { madeAt: manifest.madeAt });
    } finally {
      registry.close();
    }
    syncFolder(stage);
    publishFolder(stage, folder);
    return { manifest, sequences };
  } catch (error) {
    if (isKartuError(error, 'data-damaged')) throw invalid(error);
    throw asKartuError(error);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Everything that can be said of a backup without writing anything. */
function readBackup(
  archive: Uint8Array,
  folder: string,
): { manifest: BackupManifest; files: ArchivedFile[] } {
  const [first, ...files] = unpackFiles(archive);
  const manifest = first?.name === MANIFEST ? parseManifest(first.content) : undefined;
  if (!manifest) throw invalid();
  if (manifest.version > FORMAT_VERSION || manifest.schemaVersion > SCHEMA_VERSION) {
    const [found, known] =
      manifest.version > FORMAT_VERSION
        ? [manifest.version, FORMAT_VERSION]
        : [manifest.schemaVersion, SCHEMA_VERSION];
    throw new KartuError('data-newer', `the backup has version ${found}, not ${known}`, {
      details: { path: folder, found, known },
    });
  }
  const whole =
    files.length === manifest.files.length &&
    manifest.files.every(({ name, bytes, sha256: digest }, at) => {
      const file = files[at]!;
      return file.name === name && file.content.length === bytes && sha256(file.content) === digest;
    });
  const complete = [REGISTRY_FILE, KEY_FILE].every((name) => files.some((file) => file.name === name));
  if (!whole || !complete || !files.every(({ name }) => isArchivable(name))) throw invalid();
  return { manifest, files };
}

/** A newer version may have other fields: what it is is said before what is wrong with it. */
function parseManifest(content: Uint8Array): BackupManifest | undefined {
  try {
    const json = JSON.parse(new TextDecoder().decode(content)) as { format?: unknown; version?: unknown };
    const newer = json.format === 'kartukita-issuer-backup' && Number(json.version) > FORMAT_VERSION;
    if (newer) return { ...(json as BackupManifest), version: Number(json.version) };
    return manifestSchema.safeParse(json).data;
  } catch {
    return undefined;
  }
}

function requireEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') throw unreadable(folder, error);
    throw asKartuError(error);
  }
  throw new KartuError('data-exists', `there is data in ${folder}`, { details: { path: folder } });
}

function publishFolder(stage: string, folder: string): void {
  try {
    rmdirSync(folder); // only an empty one goes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(stage, folder);
  syncFolder(dirname(folder.replace(/\/+$/, '')));
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function invalid(cause?: unknown): KartuError {
  return new KartuError('file-invalid', 'this is no backup, or it is damaged', {
    details: { what: 'backup-invalid' },
    cause,
  });
}
