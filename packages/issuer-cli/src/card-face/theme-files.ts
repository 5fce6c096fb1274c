import { readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { z } from 'zod';
import { lineOfJsonFault } from '../files.ts';
import { NAMED_COLOUR_MESSAGE, SLUG_MESSAGE } from './artwork.ts';
import { type FontFace, openFontFace } from './fonts.ts';
import { inspectPicture, type PictureFacts, pictureCase } from './picture.ts';
import type { ReportFault, ThemeFaultCode } from './theme-fault.ts';
import { COLOUR_MESSAGE, FONT_FILE_MESSAGE } from './theme-schema.ts';

/** Reading the files of a theme: nothing outside its folder, nothing beyond measure; faults are reported. */

const MAX_FILE_BYTES = 8_000_000;
const MAX_ISSUES = 20;

export interface ThemeFont {
  readonly file: string;
  readonly data: Uint8Array;
  readonly face: FontFace;
}

/** Themes loaded together share the fonts that they have in common. */
export type FontCache = Map<string, ThemeFont>;

export interface ThemePicture {
  readonly bytes: Buffer;
  readonly facts: PictureFacts;
}

export interface ThemeFolder {
  /** Absolute. */
  readonly path: string;
  /** Where fonts lie that the theme does not bring along. */
  readonly fontFolder: string;
  readonly fonts: FontCache;
  readonly report: ReportFault;
  /** Sides may show the same picture: it is read, and later written into a PDF, once. */
  readonly pictures: Map<string, ThemePicture>;
  /** What was read of the theme's own folder, relative to it. */
  readonly files: Set<string>;
}

export async function readFont(
  folder: ThemeFolder,
  file: string,
  field: string,
): Promise<ThemeFont | undefined> {
  const isOwn = await stat(join(folder.path, file)).then(
    () => true,
    () => false,
  );
  const place = isOwn ? folder.path : folder.fontFolder;
  const known = folder.fonts.get(join(place, file));
  if (known !== undefined) return known;
  const data = await readInside(folder, place, file, field, 'font-missing');
  if (data === undefined) return undefined;
  try {
    const font: ThemeFont = { file, data, face: openFontFace(data) };
    folder.fonts.set(join(place, file), font);
    return font;
  } catch (cause) {
    const reason = `${file} is no font that can be used`;
    folder.report({ code: 'font-broken', field, reason, details: { file }, cause });
    return undefined;
  }
}

export async function readPicture(
  folder: ThemeFolder,
  file: string,
  field: string,
): Promise<ThemePicture | undefined> {
  const known = folder.pictures.get(file);
  if (known !== undefined) return known;
  const bytes = await readInside(folder, folder.path, file, field, 'picture-missing');
  if (bytes === undefined) return undefined;
  const facts = inspectPicture(bytes);
  if (!('problem' in facts)) {
    folder.pictures.set(file, { bytes, facts });
    return { bytes, facts };
  }
  const { problem } = facts;
  const details = { file, path: file, problem, case: pictureCase(problem) };
  folder.report({ code: 'picture-broken', field, reason: `${file}: ${problem}`, details });
  return undefined;
}

/** A JSON file in the shape of a schema; every way in which it is not is reported. */
export async function readShaped<T>(
  folder: ThemeFolder,
  name: string,
  schema: z.ZodType<T>,
  prefix: string,
): Promise<T | undefined> {
  const bytes = await readInside(folder, folder.path, name, name, 'file-missing');
  if (bytes === undefined) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const details = { file: name, at: lineOfJsonFault(bytes.toString('utf8'), cause) };
    folder.report({ code: 'file-json', field: name, reason: 'is no JSON', details, cause });
    return undefined;
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  for (const issue of result.error.issues.slice(0, MAX_ISSUES)) {
    const field = [prefix, ...issue.path].filter((part) => part !== '').join('.') || 'theme.json';
    folder.report({ field, reason: issue.message, ...faultOf(issue) });
  }
  return undefined;
}

/** What our own patterns stand for. */
const FORMATS: Readonly<Record<string, ThemeFaultCode>> = {
  [COLOUR_MESSAGE]: 'value-colour',
  [NAMED_COLOUR_MESSAGE]: 'value-colour',
  [SLUG_MESSAGE]: 'value-slug',
  [FONT_FILE_MESSAGE]: 'value-font',
};

function faultOf(issue: z.core.$ZodIssue): {
  code: ThemeFaultCode;
  details: Record<string, string | number>;
} {
  switch (issue.code) {
    case 'unrecognized_keys':
      return { code: 'key-unknown', details: { keys: issue.keys.join(', ') } };
    case 'invalid_type':
      // zod names what it got only in its message; what is missing is "undefined".
      return issue.message.endsWith('received undefined')
        ? { code: 'key-missing', details: {} }
        : { code: 'value-kind', details: { kind: issue.expected } };
    case 'too_small':
      return { code: 'value-range', details: { limit: `≥ ${issue.minimum}` } };
    case 'too_big':
      return { code: 'value-range', details: { limit: `≤ ${issue.maximum}` } };
    case 'invalid_format':
      return { code: FORMATS[issue.message] ?? 'value', details: {} };
    default:
      return { code: 'value', details: {} };
  }
}

/** Reads a file of `place`; refuses paths (and links) that lead out of it. */
async function readInside(
  { report, files, path: own }: ThemeFolder,
  place: string,
  file: string,
  field: string,
  whenMissing: ThemeFaultCode,
): Promise<Buffer | undefined> {
  const fault = (code: ThemeFaultCode, reason: string, cause?: unknown) => {
    report({ code, field, reason: `${file} ${reason}`, details: { file }, cause });
    return undefined;
  };
  const path = resolve(place, file);
  if (!path.startsWith(place + sep)) return fault('file-outside', "lies outside the theme's folder");
  let bytes: Buffer | 'outside' | 'large';
  try {
    const real = await realpath(path);
    if (!real.startsWith((await realpath(place)) + sep)) bytes = 'outside';
    else bytes = (await stat(real)).size > MAX_FILE_BYTES ? 'large' : await readFile(real);
  } catch (cause) {
    return fault(whenMissing, 'cannot be read', cause);
  }
  if (bytes === 'outside') return fault('file-outside', "lies outside the theme's folder");
  if (bytes === 'large') return fault('file-large', 'is larger than 8 MB');
  if (place === own) files.add(relative(own, path).split(sep).join('/'));
  return bytes;
}
