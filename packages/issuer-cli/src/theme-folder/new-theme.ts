import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KartuError } from '@kartukita/card-core';
import type { Language } from '../card-face/layout.ts';
import type { ThemeSide } from '../card-face/theme-schema.ts';
import { exists, unreadable } from '../files.ts';
import { type Corner, placeholderPng } from './placeholder.ts';
import { guideSvg, TEMPLATE_BLEED_MM, templatePixels, templateTheme } from './template.ts';

const LARGEST_NUMBER = 255;
const MAX_ID_LENGTH = 40;

export interface NewTheme {
  /** As people call it: `Ombak Biru`. */
  readonly name: string;
  /** Where the folder is made; named after the theme, in the present folder, when not given. */
  readonly folder?: string | undefined;
  readonly language: Language;
  /** Numbers that themes have already. */
  readonly takenNumbers: readonly number[];
}

export interface MadeTheme {
  readonly id: string;
  readonly number: number;
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Makes the folder of a new theme, complete and printable: its theme.json, pictures that stand for the designer's,
 * guides for a drawing program, and a page that explains all of it.
 * Throws `usage` for a name without letters, `already-exists`, `file-unreadable`.
 */
export function makeTheme({ name, folder, language, takenNumbers }: NewTheme): MadeTheme {
  const id = idOf(name);
  const number = freeNumber(takenNumbers);
  const target = folder ?? id;
  if (exists(target)) {
    throw new KartuError('already-exists', `there is a folder ${target} already`, {
      details: { what: 'theme-folder', path: target },
    });
  }
  const files = contentOf({ id, number, name: name.trim() }, language);
  try {
    mkdirSync(target);
  } catch (error) {
    throw unreadable(dirname(target), error);
  }
  try {
    for (const [file, content] of Object.entries(files)) writeFileSync(join(target, file), content);
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw error;
  }
  return { id, number, folder: target, files: Object.keys(files) };
}

function contentOf(name: { id: string; number: number; name: string }, language: Language) {
  const theme = templateTheme(name);
  const picture = (corner: Corner) => {
    const { width, height } = templatePixels();
    return placeholderPng(width, height, corner);
  };
  const guide = (side: ThemeSide) => guideSvg(side, TEMPLATE_BLEED_MM);
  return {
    'theme.json': `${JSON.stringify(theme, null, 2)}\n`,
    'front.png': picture('lower-right'),
    'back.png': picture('upper-left'),
    'guide-front.svg': guide(theme.front),
    'guide-front-photo.svg': guide(theme.frontWithPhoto!),
    'guide-back.svg': guide(theme.back),
    'README.md': readme(language, name),
  };
}

function readme(language: Language, name: { id: string; number: number; name: string }): string {
  const page = readFileSync(new URL(`../locales/theme-readme.${language}.md`, import.meta.url), 'utf8');
  const gaps: Readonly<Record<string, string>> = { ...name, number: String(name.number) };
  return page.replace(/\{\{(\w+)\}\}/g, (gap, key: string) => gaps[key] ?? gap);
}

/** `Ombak Biru` → `ombak-biru`. */
function idOf(name: string): string {
  const id = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
  const isName = name.trim().length <= 60 && !/\p{C}/u.test(name);
  if (id !== '' && id.length <= MAX_ID_LENGTH && isName) return id;
  throw new KartuError('usage', 'a theme needs a name with letters', {
    details: { what: 'theme-name', max: MAX_ID_LENGTH },
  });
}

/** The number that a new theme takes. Throws `usage` when all are taken. */
export function freeNumber(taken: readonly number[]): number {
  for (let number = 1; number <= LARGEST_NUMBER; number += 1) if (!taken.includes(number)) return number;
  throw new KartuError('usage', 'all numbers of themes are taken', { details: { what: 'theme-numbers' } });
}
