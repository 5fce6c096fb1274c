import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { makeTheme } from '../src/theme-folder/new-theme.ts';
import { temporaryFolder } from './helpers.ts';

type Json = Record<string, unknown>;

/** Drawing the placeholders takes a while: one theme is made for a file of tests, and copied. */
const shelf = mkdtempSync(join(tmpdir(), 'kartu-themes-'));
afterAll(() => rmSync(shelf, { recursive: true, force: true }));
export const kept = join(shelf, 'kept');
export const made = makeTheme({
  name: 'Ombak Biru',
  folder: kept,
  language: 'en',
  takenNumbers: [1, 2, 3, 4, 5, 6],
});

/** A copy of the new theme with changes to its theme.json; `front.fields.name.x` and the like. */
export function newTheme(changes: Readonly<Record<string, unknown>> = {}, folder?: string): string {
  const copy = folder ?? join(temporaryFolder(), 'ombak-biru');
  cpSync(kept, copy, { recursive: true });
  const path = join(copy, 'theme.json');
  const theme = JSON.parse(readFileSync(path, 'utf8')) as Json;
  for (const [field, value] of Object.entries(changes)) {
    const keys = field.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce((node, key) => node[key] as Json, theme);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  writeFileSync(path, JSON.stringify(theme));
  return copy;
}
