import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorDetails, isKartuError } from '@kartukita/card-core';
import { exists } from '../files.ts';
import { KEY_FILE } from '../keys/issuer-keys.ts';
import { openRegistry, REGISTRY_FILE, type Registry } from '../registry/registry.ts';

/** One thing that was looked at; `say.doctor-KEY` of the catalogue tells it, and `…-advice` what to do. */
export interface Surrounding {
  readonly id: 'clock' | 'disk' | 'permissions' | 'database';
  readonly ok: boolean | 'unknown';
  readonly key: string;
  readonly details: ErrorDetails;
}

/** This program was not there before: a clock that says so is wrong. */
const EARLIEST = Date.parse('2026-11-01T00:00:00Z');
const CLOCK_TOLERANCE_MS = 5 * 60_000;
const ENOUGH_DISK_BYTES = 500_000_000;

/** What a data folder needs of its computer. Never throws; without a folder only clock and disk are looked at. */
export function examineSurroundings(folder: string | undefined, now = new Date()): Surrounding[] {
  if (folder === undefined) return [checkClock(now, undefined), checkDisk('.')];
  let registry: Registry | undefined;
  try {
    const permissions = checkPermissions(folder);
    let database: Surrounding;
    let lastChange: string | undefined;
    try {
      registry = openRegistry(folder);
      lastChange = registry.audit.lastChange();
      registry.requireIntact();
      database = { id: 'database', ok: true, key: 'database-ok', details: {} };
    } catch (error) {
      const fault = isKartuError(error) ? error.code : 'internal-error';
      database = { id: 'database', ok: false, key: 'database-bad', details: { fault } };
    }
    return [checkClock(now, lastChange), checkDisk(folder), permissions, database];
  } finally {
    registry?.close();
  }
}

/** A clock set back gives cards and certificates wrong dates; the audit trail knows that it was later once. */
export function checkClock(now: Date, lastChange: string | undefined): Surrounding {
  const details = { now: now.toISOString().slice(0, 16), last: lastChange?.slice(0, 16) ?? '' };
  if (lastChange !== undefined && now.getTime() + CLOCK_TOLERANCE_MS < Date.parse(lastChange)) {
    return { id: 'clock', ok: false, key: 'clock-back', details };
  }
  const ok = now.getTime() >= EARLIEST;
  return { id: 'clock', ok, key: ok ? 'clock-ok' : 'clock-early', details };
}

export function checkDisk(folder: string, needed = ENOUGH_DISK_BYTES): Surrounding {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const ok = bavail * bsize >= needed;
    const details = {
      free: Math.floor((bavail * bsize) / 1_000_000),
      needed: Math.floor(needed / 1_000_000),
    };
    return { id: 'disk', ok, key: ok ? 'disk-ok' : 'disk-low', details };
  } catch {
    return { id: 'disk', ok: 'unknown', key: 'disk-unknown', details: {} };
  }
}

/** Members' data and the keys: for this user alone, and writable. */
export function checkPermissions(folder: string): Surrounding {
  const paths = ['', REGISTRY_FILE, KEY_FILE]
    .map((name) => join(folder, name))
    .filter((path) => exists(path));
  if (paths.length === 0)
    return { id: 'permissions', ok: 'unknown', key: 'permissions-unknown', details: {} };
  const open = paths.find((path) => (statSync(path).mode & 0o077) !== 0);
  if (open !== undefined) {
    return { id: 'permissions', ok: false, key: 'permissions-open', details: { path: open } };
  }
  try {
    for (const path of paths) accessSync(path, constants.R_OK | constants.W_OK);
  } catch {
    return { id: 'permissions', ok: false, key: 'permissions-denied', details: { path: folder } };
  }
  return { id: 'permissions', ok: true, key: 'permissions-ok', details: {} };
}
