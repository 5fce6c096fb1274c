import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KartuError } from '@kartukita/card-core';
import { loadThemes, numberTaken, type Theme } from './card-face/theme.ts';
import { exists } from './files.ts';

/** The themes that come along, and the fonts that themes may share. */
export const SHIPPED_THEMES = fileURLToPath(new URL('../../../fixtures/themes', import.meta.url));
export const SHIPPED_FONTS = fileURLToPath(new URL('../../../fixtures/fonts', import.meta.url));
/** Nobody's face, for previews. */
export const PLACEHOLDER_PORTRAIT = fileURLToPath(
  new URL('../../../fixtures/members/portrait-placeholder.jpg', import.meta.url),
);
/** An organisation's own themes lie here, in its data folder; one with the id of a shipped one replaces it. */
export const OWN_THEMES = 'themes';

/** Where a theme comes from: given on the command line, the organisation's own, or one that comes along. */
export type ThemeOrigin = 'given' | 'own' | 'supplied';

/**
 * All themes by number: those of `givenFolder`, then the organisation's own, then those that come along; of two with
 * one id the first counts. Throws `theme-invalid`, also when two themes share a number.
 */
export async function themesByOrigin(
  dataFolder?: string,
  givenFolder?: string,
): Promise<{ theme: Theme; origin: ThemeOrigin }[]> {
  const own = dataFolder === undefined ? undefined : join(dataFolder, OWN_THEMES);
  const sources: [ThemeOrigin, string | undefined][] = [
    ['given', givenFolder],
    ['own', own !== undefined && exists(own) ? own : undefined],
    ['supplied', SHIPPED_THEMES],
  ];
  const found: { theme: Theme; origin: ThemeOrigin }[] = [];
  for (const [origin, folder] of sources) {
    if (folder === undefined) continue;
    const themes = await loadThemes(folder, { fontFolder: SHIPPED_FONTS });
    const known = new Set(found.map(({ theme }) => theme.id));
    found.push(...themes.filter(({ id }) => !known.has(id)).map((theme) => ({ theme, origin })));
  }
  found.sort((a, b) => a.theme.number - b.theme.number);
  for (const [index, { theme }] of found.entries()) {
    const next = found[index + 1]?.theme;
    if (next?.number === theme.number) throw numberTaken(next, theme);
  }
  return found;
}

/** All themes by number. Throws `theme-invalid`, also when two themes share a number. */
export async function organisationThemes(dataFolder?: string, givenFolder?: string): Promise<Theme[]> {
  return (await themesByOrigin(dataFolder, givenFolder)).map(({ theme }) => theme);
}

/** The theme that a person named by its id. Throws `not-found`. */
export function chooseTheme<T extends { id: string }>(themes: readonly T[], id: string): T {
  const theme = themes.find((each) => each.id === id);
  if (theme) return theme;
  const known = themes.map((each) => each.id).join(', ');
  throw new KartuError('not-found', `there is no theme ${id.slice(0, 40)}; there are ${known}`, {
    details: { what: 'theme', theme: id.slice(0, 40), known },
  });
}
