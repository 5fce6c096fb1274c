import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { isKartuError, KartuError } from '@kartukita/card-core';
import type { z } from 'zod';
import { artworkSchema, expandArtwork, referencesOf, type Shape } from './artwork.ts';
import { type FontFace, openFontFace } from './fonts.ts';
import { contains, overlaps, type Rect, SAFE_ZONE } from './geometry.ts';
import { inspectPicture } from './picture.ts';
import {
  type PhotoField,
  type QrField,
  type TextField,
  type ThemeFile,
  type ThemeSide,
  themeSchema,
} from './theme-schema.ts';

/** A theme: a folder of data that says how the faces of a card look. No theme holds code. */
export interface Theme {
  readonly id: string;
  /** 1 to 255; stored on the card. */
  readonly number: number;
  readonly name: { readonly en: string; readonly id: string };
  readonly about: { readonly en: string; readonly id: string } | undefined;
  readonly colours: Readonly<Record<string, string>>;
  readonly fonts: Readonly<Record<string, ThemeFont>>;
  readonly sides: { readonly front: Side; readonly frontWithPhoto: Side | undefined; readonly back: Side };
}

export interface ThemeFont {
  readonly file: string;
  readonly data: Uint8Array;
  readonly face: FontFace;
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

const MAX_FILE_BYTES = 8_000_000;

/**
 * Loads every theme of a folder (each subfolder with a theme.json), in the order of their numbers.
 * Throws KartuError `theme-invalid` naming theme and field, also when two themes share an id or a number.
 */
export async function loadThemes(folder: string, options: ThemeOptions = {}): Promise<Theme[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new KartuError('file-unreadable', `The folder of themes ${folder} cannot be read.`, {
      details: { file: folder },
      cause,
    });
  });
  const themes: Theme[] = [];
  const fonts: FontCache = new Map();
  for (const entry of entries
    .filter((item) => item.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    themes.push(await loadWith(join(folder, entry.name), options, fonts));
  }
  themes.sort((a, b) => a.number - b.number);
  for (const [index, theme] of themes.entries()) {
    const next = themes[index + 1];
    if (next?.number === theme.number) throw invalid(next.id, 'number', `is also that of ${theme.id}`);
    if (themes.some((other) => other !== theme && other.id === theme.id)) {
      throw invalid(theme.id, 'id', 'is that of two themes');
    }
  }
  return themes;
}

/**
 * Loads one theme from its folder and checks all of it: fields, colours, fonts, artwork, that every box lies inside
 * the safe zone and that no two boxes of a side overlap. Throws KartuError `theme-invalid` naming the field.
 */
export async function loadTheme(path: string, options: ThemeOptions = {}): Promise<Theme> {
  return await loadWith(path, options, new Map());
}

/** Themes loaded together share the fonts that they have in common. */
type FontCache = Map<string, ThemeFont>;

async function loadWith(path: string, options: ThemeOptions, cache: FontCache): Promise<Theme> {
  const folder = resolve(path);
  const label = folder.slice(folder.lastIndexOf(sep) + 1);
  try {
    const file = parse(themeSchema, await readJson(folder, 'theme.json', label), label, '');
    const fontFolder = options.fontFolder ?? resolve(folder, '..', '..', 'fonts');
    const fonts: Record<string, ThemeFont> = {};
    for (const [name, fontFile] of Object.entries(file.fonts)) {
      fonts[name] = await loadFont([folder, fontFolder], fontFile, label, `fonts.${name}`, cache);
    }
    const load = (side: ThemeSide, name: string) => loadSide(folder, file, side, name, label);
    const sides = {
      front: await load(file.front, 'front'),
      frontWithPhoto: file.frontWithPhoto && (await load(file.frontWithPhoto, 'frontWithPhoto')),
      back: await load(file.back, 'back'),
    };
    checkComposition(sides, label);
    const { id, number, name, about, colours } = file;
    return { id, number, name, about, colours, fonts, sides };
  } catch (error) {
    if (isKartuError(error)) throw error;
    throw invalid(label, 'theme.json', 'cannot be taken in', error);
  }
}

async function loadSide(
  folder: string,
  file: ThemeFile,
  side: ThemeSide,
  name: string,
  label: string,
): Promise<Side> {
  const data = parse(artworkSchema, await readJson(folder, side.artwork, label), label, side.artwork);
  let artwork: Shape[];
  try {
    artwork = expandArtwork(data);
  } catch (cause) {
    throw invalid(label, side.artwork, (cause as Error).message, cause);
  }
  const used = referencesOf(artwork);
  for (const colour of used.colours) checkColour(file, colour, label, side.artwork);
  const pictures = new Map<string, Buffer>();
  for (const picture of used.pictures) {
    const bytes = await readInside(folder, picture, label, `${side.artwork}.file`);
    const problem = inspectPicture(bytes);
    if ('problem' in problem) throw invalid(label, `${side.artwork}.file`, `${picture}: ${problem.problem}`);
    pictures.set(picture, bytes);
  }
  checkFields(file, side, name, label);
  return { artwork, pictures, fields: side.fields, texts: (side.texts ?? []) as TextField[] };
}

function checkFields(file: ThemeFile, side: ThemeSide, name: string, label: string): void {
  const boxes: { at: string; rect: Rect }[] = [];
  const { qr, photo, ...texts } = side.fields;
  const add = (at: string, rect: Rect) => {
    if (!contains(SAFE_ZONE, rect))
      throw invalid(label, at, 'reaches out of the safe zone (3 mm from each edge)');
    const other = boxes.find((box) => overlaps(box.rect, rect));
    if (other !== undefined) throw invalid(label, at, `overlaps ${other.at}`);
    boxes.push({ at, rect });
  };
  const addText = (at: string, text: TextField) => {
    if (file.fonts[text.font] === undefined)
      throw invalid(label, `${at}.font`, `there is no font ${text.font}`);
    checkColour(file, text.colour, label, `${at}.colour`);
    if ((text.minSize ?? text.size) > text.size) throw invalid(label, `${at}.minSize`, 'is larger than size');
    add(at, text);
  };
  for (const [key, text] of Object.entries(texts)) {
    if (text !== undefined) addText(`${name}.fields.${key}`, text as TextField);
  }
  for (const [index, text] of (side.texts ?? []).entries()) addText(`${name}.texts.${index}`, text);
  if (qr !== undefined) addQr(file, qr, `${name}.fields.qr`, label, add);
  if (photo !== undefined) addPhoto(file, photo, `${name}.fields.photo`, label, add);
}

type AddBox = (at: string, rect: Rect) => void;

function addQr(file: ThemeFile, qr: QrField, at: string, label: string, add: AddBox): void {
  checkColour(file, qr.colour, label, `${at}.colour`);
  checkColour(file, qr.panel, label, `${at}.panel`);
  add(at, { x: qr.x, y: qr.y, width: qr.size, height: qr.size });
}

function addPhoto(file: ThemeFile, photo: PhotoField, at: string, label: string, add: AddBox): void {
  if (photo.border !== undefined) checkColour(file, photo.border.colour, label, `${at}.border.colour`);
  add(at, photo);
}

function checkComposition(sides: Theme['sides'], label: string): void {
  for (const name of ['front', 'frontWithPhoto'] as const) {
    const side = sides[name];
    if (side === undefined) continue;
    for (const needed of ['name', 'memberNumber', 'organisation'] as const) {
      if (side.fields[needed] === undefined) throw invalid(label, `${name}.fields.${needed}`, 'is missing');
    }
    if (side.fields.qr === undefined && sides.back.fields.qr === undefined) {
      throw invalid(label, `${name}.fields.qr`, 'is missing, and the back has none either');
    }
  }
  if (sides.front.fields.photo !== undefined) {
    throw invalid(label, 'front.fields.photo', 'belongs into frontWithPhoto');
  }
  if (sides.frontWithPhoto !== undefined && sides.frontWithPhoto.fields.photo === undefined) {
    throw invalid(label, 'frontWithPhoto.fields.photo', 'is missing');
  }
  if (sides.back.fields.photo !== undefined)
    throw invalid(label, 'back.fields.photo', 'is not printed on backs');
}

function checkColour(file: ThemeFile, colour: string, label: string, at: string): void {
  if (!colour.startsWith('#') && file.colours[colour] === undefined) {
    throw invalid(label, at, `there is no colour ${colour}`);
  }
}

/** The `#rrggbb` of a colour that may be a name of the theme's. */
export function colourOf(colours: Readonly<Record<string, string>>, colour: string): string {
  return colours[colour] ?? colour;
}

async function loadFont(
  folders: [string, string],
  file: string,
  label: string,
  field: string,
  cache: FontCache,
): Promise<ThemeFont> {
  const [own, common] = folders;
  const isOwn = await stat(join(own, file)).then(
    () => true,
    () => false,
  );
  const folder = isOwn ? own : common;
  const known = cache.get(join(folder, file));
  if (known !== undefined) return known;
  const data = await readInside(folder, file, label, field);
  try {
    const font: ThemeFont = { file, data, face: openFontFace(data) };
    cache.set(join(folder, file), font);
    return font;
  } catch (cause) {
    throw invalid(label, field, `${file} is no font that can be used`, cause);
  }
}

async function readJson(folder: string, name: string, label: string): Promise<unknown> {
  const bytes = await readInside(folder, name, label, name);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw invalid(label, name, 'is no JSON', cause);
  }
}

/** Reads a file of the folder; refuses paths (and links) that lead out of it. */
async function readInside(folder: string, name: string, label: string, field: string): Promise<Buffer> {
  const path = resolve(folder, name);
  if (!path.startsWith(folder + sep)) throw invalid(label, field, `${name} lies outside the theme's folder`);
  try {
    const real = await realpath(path);
    if (!real.startsWith((await realpath(folder)) + sep)) {
      throw invalid(label, field, `${name} lies outside the theme's folder`);
    }
    if ((await stat(real)).size > MAX_FILE_BYTES) throw invalid(label, field, `${name} is larger than 8 MB`);
    return await readFile(real);
  } catch (cause) {
    if (isKartuError(cause)) throw cause;
    throw invalid(label, field, `${name} cannot be read`, cause);
  }
}

function parse<T>(schema: z.ZodType<T>, data: unknown, label: string, file: string): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = [file, ...(issue?.path ?? [])].filter((part) => part !== '').join('.');
  throw invalid(label, field === '' ? 'theme.json' : field, issue?.message ?? 'is not as it should be');
}

function invalid(theme: string, field: string, reason: string, cause?: unknown): KartuError {
  return new KartuError('theme-invalid', `Theme ${theme}: ${field}: ${reason}.`, {
    details: { theme, field, reason },
    cause,
  });
}
