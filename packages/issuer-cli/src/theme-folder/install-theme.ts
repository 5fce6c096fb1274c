import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asKartuError, KartuError } from '@kartukita/card-core';
import { numberTaken, type Theme } from '../card-face/theme.ts';
import type { ThemeFinding } from '../card-face/theme-check.ts';
import { exists, PRIVATE_FOLDER_MODE, syncFolder } from '../files.ts';
import type { Registry } from '../registry/registry.ts';
import { OWN_THEMES, organisationThemes } from '../themes.ts';
import { checkTheme } from './check-theme.ts';
import { freeNumber } from './new-theme.ts';

export interface InstalledTheme {
  readonly theme: Theme;
  readonly folder: string;
  /** Warnings and notes of the check. */
  readonly findings: readonly ThemeFinding[];
  readonly replaced: boolean;
}

/**
 * Checks a theme and copies its files into the organisation's own themes, from where all commands take it.
 * Throws `theme-invalid` for a theme with an error, for a number that another theme has and for one that would change
 * (cards carry it); `already-exists` where a theme of that id is there and `replace` is not set.
 */
export async function installTheme(
  registry: Registry,
  source: string,
  options: { readonly replace?: boolean } = {},
): Promise<InstalledTheme> {
  const { theme, findings, files } = await checkTheme(source);
  const error = findings.find(({ severity }) => severity === 'error');
  if (theme === undefined || error !== undefined) throw faulty(source, error!);
  const themes = await organisationThemes(registry.folder);
  const known = themes.find(({ id }) => id === theme.id);
  const sameNumber = themes.find(({ number, id }) => number === theme.number && id !== theme.id);
  if (sameNumber) {
    const taken = numberTaken(theme, sameNumber);
    const details = { ...taken.details, free: freeNumber(themes.map(({ number }) => number)) };
    throw new KartuError('theme-invalid', taken.message, { details });
  }
  if (known !== undefined) refuseOrReplace(theme, known, options.replace ?? false);
  const folder = join(registry.folder, OWN_THEMES, theme.id);
  copyInto(source, files, folder);
  registry.audit.record('theme-installed', theme.id, { number: theme.number, replaced: known !== undefined });
  return { theme, folder, findings, replaced: known !== undefined };
}

function refuseOrReplace(theme: Theme, known: Theme, replace: boolean): void {
  if (known.number !== theme.number) {
    const details = { what: 'theme-number-kept', theme: theme.id, number: known.number, given: theme.number };
    throw new KartuError('theme-invalid', `theme ${theme.id} has the number ${known.number}`, { details });
  }
  if (replace) return;
  throw new KartuError('already-exists', `there is a theme ${theme.id} already`, {
    details: { what: 'theme-exists', theme: theme.id },
  });
}

/** The whole folder or nothing: it is made under another name first. */
function copyInto(source: string, files: readonly string[], folder: string): void {
  const parent = dirname(folder);
  const tag = randomBytes(6).toString('hex');
  const [fresh, old] = [join(parent, `.${tag}.new`), join(parent, `.${tag}.old`)];
  try {
    mkdirSync(fresh, { recursive: true, mode: PRIVATE_FOLDER_MODE });
    for (const file of files) {
      mkdirSync(dirname(join(fresh, file)), { recursive: true });
      copyFileSync(join(source, file), join(fresh, file));
    }
    if (exists(folder)) renameSync(folder, old);
    try {
      renameSync(fresh, folder);
    } catch (error) {
      if (exists(old)) renameSync(old, folder);
      throw error;
    }
    syncFolder(parent);
  } catch (error) {
    throw asKartuError(error);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

function faulty(source: string, { code, where, details }: ThemeFinding): KartuError {
  return new KartuError('theme-invalid', `${source}: ${where}: ${code}`, {
    details: { reason: code, ...details, theme: source, field: where, where, what: `theme-${code}` },
  });
}
