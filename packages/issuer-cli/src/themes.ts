import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KartuError } from '@kartukita/card-core';
import { loadThemes, type Theme } from './card-face/theme.ts';
import { exists } from './files.ts';

/** The themes that come along, and the fonts that themes may share. */
const SHIPPED_THEMES = fileURLToPath(new URL('../../../fixtures/themes', import.meta.url));
const SHIPPED_FONTS = fileURLToPath(new URL('../../../fixtures/fonts', import.meta.url));
/** An organisation lays its own themes here, in its data folder; one with the id of a shipped one replaces it. */
const OWN_THEMES = 'themes';

/** All themes by number. Throws `theme-invalid`, also when two themes share a number. */
export async function organisationThemes(dataFolder?: string): Promise<Theme[]> {
  const own = dataFolder === undefined ? [] : await ownThemes(join(dataFolder, OWN_THEMES));
  const shipped = await loadThemes(SHIPPED_THEMES, { fontFolder: SHIPPED_FONTS });
  const themes = [...own, ...shipped.filter((theme) => !own.some((other) => other.id === theme.id))];
  themes.sort((a, b) => a.number - b.number);
  for (const [index, theme] of themes.entries()) {
    const next = themes[index + 1];
    if (next?.number !== theme.number) continue;
    throw new KartuError(
      'theme-invalid',
      `themes ${theme.id} and ${next.id} share the number ${theme.number}`,
      {
        details: { theme: next.id, field: 'number', reason: `is also that of ${theme.id}` },
      },
    );
  }
  return themes;
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

async function ownThemes(folder: string): Promise<Theme[]> {
  return exists(folder) ? loadThemes(folder, { fontFolder: SHIPPED_FONTS }) : [];
}
