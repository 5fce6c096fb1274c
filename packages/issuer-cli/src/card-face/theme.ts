import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { isKartuError, KartuError } from '@kartukita/card-core';
import { artworkSchema, expandArtwork, referencesOf, type Shape } from './artwork.ts';
import { BLEED_MM, CARD_AREA, grown } from './geometry.ts';
import type { PictureFacts } from './picture.ts';
import { checkColour, checkComposition, checkFields } from './theme-composition.ts';
import { failFast, type ThemeFault, themeError } from './theme-fault.ts';
import {
  type FontCache,
  readFont,
  readPicture,
  readShaped,
  type ThemeFolder,
  type ThemeFont,
} from './theme-files.ts';
import { type TextField, type ThemeFile, type ThemeSide, themeSchema } from './theme-schema.ts';

export type { ThemeFont } from './theme-files.ts';

/** A theme: a folder of data that says how the faces of a card look. No theme holds code. */
export interface Theme {
  readonly id: string;
  /** 1 to 255; stored on the card. */
  readonly number: number;
  readonly name: { readonly en: string; readonly id: string };
  readonly about: { readonly en: string; readonly id: string } | undefined;
  /** How far the artwork itself reaches past the cut. */
  readonly bleedMm: number;
  readonly colours: Readonly<Record<string, string>>;
  readonly fonts: Readonly<Record<string, ThemeFont>>;
  readonly sides: { readonly front: Side; readonly frontWithPhoto: Side | undefined; readonly back: Side };
}

export interface Side {
  readonly artwork: readonly Shape[];
  readonly pictures: ReadonlyMap<string, Buffer>;
  readonly fields: ThemeSide['fields'];
  readonly texts: readonly TextField[];
}

export interface ThemeOptions {
  /** Where fonts lie that a theme does not bring along; by default the folder `fonts` beside the folder of themes. */
  fontFolder?: string;
}

/** What was found in a theme's folder: the theme when nothing is wrong with it, and everything that is. */
export interface ThemeSurvey {
  readonly theme: Theme | undefined;
  readonly faults: readonly ThemeFault[];
  /** Sizes of the artwork's pictures by file. */
  readonly pictures: ReadonlyMap<string, PictureFacts>;
  /** What was read of the theme's own folder, relative to it. */
  readonly files: readonly string[];
}

/**
 * Loads every theme of a folder (each subfolder that is not hidden), in the order of their numbers.
 * Throws KartuError `theme-invalid` naming theme and field, also when two themes share an id or a number.
 */
export async function loadThemes(folder: string, options: ThemeOptions = {}): Promise<Theme[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new KartuError('file-unreadable', `The folder of themes ${folder} cannot be read.`, {
      details: {
        path: folder,
        message: String((cause as NodeJS.ErrnoException).code),
      },
      cause,
    });
  });
  const themes: Theme[] = [];
  const fonts: FontCache = new Map();
  const names = entries.filter((item) => item.isDirectory() && !item.name.startsWith('.'));
  for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    themes.push(await loadWith(join(folder, name), options, fonts));
  }
  themes.sort((a, b) => a.number - b.number);
  for (const [index, theme] of themes.entries()) {
    const next = themes[index + 1];
    if (next?.number === theme.number) throw numberTaken(next, theme);
    if (themes.some((other) => other !== theme && other.id === theme.id)) {
      throw themeError(theme.id, { code: 'id-taken', field: 'id', reason: 'is that of two themes' });
    }
  }
  return themes;
}

/** The `theme-invalid` of a theme whose number another one has. */
export function numberTaken(
  theme: { readonly id: string; readonly number: number },
  other: { readonly id: string },
): KartuError {
  const details = { number: theme.number, other: other.id };
  const reason = `is also that of ${other.id}`;
  return themeError(theme.id, { code: 'number-taken', field: 'number', reason, details });
}

/**
 * Loads one theme from its folder and checks all of it: fields, colours, fonts, artwork, that every box lies inside
 * the safe zone and that no two boxes of a side overlap. Throws KartuError `theme-invalid` naming the field.
 */
export async function loadTheme(path: string, options: ThemeOptions = {}): Promise<Theme> {
  return await loadWith(path, options, new Map());
}

/** Looks at all of a theme's folder and goes on past what is wrong. Throws nothing for whatever lies in it. */
export async function surveyTheme(path: string, options: ThemeOptions = {}): Promise<ThemeSurvey> {
  const faults: ThemeFault[] = [];
  const folder = folderOf(path, options, new Map(), (fault) => faults.push(fault));
  let theme: Theme | undefined;
  try {
    theme = await load(folder);
  } catch (cause) {
    faults.push(unforeseen(cause));
  }
  const pictures = new Map([...folder.pictures].map(([file, { facts }]) => [file, facts]));
  return { theme: faults.length === 0 ? theme : undefined, faults, pictures, files: [...folder.files] };
}

async function loadWith(path: string, options: ThemeOptions, cache: FontCache): Promise<Theme> {
  const label = resolve(path).slice(resolve(path).lastIndexOf(sep) + 1);
  const folder = folderOf(path, options, cache, failFast(label));
  try {
    // What is undefined was reported, and so thrown.
    return (await load(folder)) as Theme;
  } catch (error) {
    throw isKartuError(error) ? error : themeError(label, unforeseen(error));
  }
}

function unforeseen(cause: unknown): ThemeFault {
  const details = { file: 'theme.json', at: 1 };
  return { code: 'file-json', field: 'theme.json', reason: 'cannot be taken in', details, cause };
}

function folderOf(
  path: string,
  options: ThemeOptions,
  fonts: FontCache,
  report: ThemeFolder['report'],
): ThemeFolder {
  const folder = resolve(path);
  const fontFolder = resolve(options.fontFolder ?? join(folder, '..', '..', 'fonts'));
  return { path: folder, fontFolder, fonts, report, pictures: new Map(), files: new Set() };
}

async function load(folder: ThemeFolder): Promise<Theme | undefined> {
  const file = await readShaped(folder, 'theme.json', themeSchema, '');
  if (file === undefined) return undefined;
  const fonts: Record<string, ThemeFont> = {};
  for (const [name, fontFile] of Object.entries(file.fonts)) {
    const font = await readFont(folder, fontFile, `fonts.${name}`);
    if (font !== undefined) fonts[name] = font;
  }
  const sides = {
    front: await loadSide(folder, file, file.front, 'front'),
    frontWithPhoto:
      file.frontWithPhoto && (await loadSide(folder, file, file.frontWithPhoto, 'frontWithPhoto')),
    back: await loadSide(folder, file, file.back, 'back'),
  };
  checkComposition(file, folder.report);
  const { id, number, name, about, colours } = file;
  return { id, number, name, about, bleedMm: bleedOf(file), colours, fonts, sides };
}

async function loadSide(folder: ThemeFolder, file: ThemeFile, side: ThemeSide, name: string): Promise<Side> {
  const artwork = isPicture(side.artwork)
    ? [coveringPicture(side.artwork, bleedOf(file))]
    : await loadArtwork(folder, side.artwork);
  const used = referencesOf(artwork);
  for (const colour of used.colours) checkColour(file, colour, side.artwork, folder.report);
  const pictures = new Map<string, Buffer>();
  for (const name of used.pictures) {
    const picture = await readPicture(folder, name, `${side.artwork}.file`);
    if (picture !== undefined) pictures.set(name, picture.bytes);
  }
  checkFields(file, side, name, folder.report);
  return { artwork, pictures, fields: side.fields, texts: (side.texts ?? []) as TextField[] };
}

async function loadArtwork(folder: ThemeFolder, name: string): Promise<Shape[]> {
  const artwork = await readShaped(folder, name, artworkSchema, name);
  if (artwork === undefined) return [];
  try {
    return expandArtwork(artwork);
  } catch (cause) {
    const reason = (cause as Error).message;
    folder.report({ code: 'artwork', field: name, reason, cause });
    return [];
  }
}

function bleedOf(file: ThemeFile): number {
  return file.bleedMm ?? BLEED_MM;
}

function isPicture(name: string): boolean {
  return /\.(png|jpe?g)$/i.test(name);
}

/** What a designer exports: one picture of the card with its bleed. */
function coveringPicture(file: string, bleedMm: number): Shape {
  const { x, y, width, height } = grown(CARD_AREA, bleedMm);
  return { type: 'picture', file, at: [x, y, width, height] };
}

/** The `#rrggbb` of a colour that may be a name of the theme's. */
export function colourOf(colours: Readonly<Record<string, string>>, colour: string): string {
  return colours[colour] ?? colour;
}
