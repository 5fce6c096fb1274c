import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { KartuError } from '../../errors.ts';
import type { ChipState } from '../chip.ts';
import { checkState } from '../chip.ts';
import { invalid } from './fields.ts';
import { formatFlipper, parseFlipper } from './flipper.ts';
import { formatProxmark, parseProxmark } from './proxmark.ts';
import { formatRaw, parseRaw } from './raw.ts';

/** One way to write a card into a file. */
interface ImageFormat {
  readonly extensions: readonly string[];
  parse(bytes: Uint8Array): ChipState;
  format(state: ChipState): Uint8Array;
}

const FORMATS: readonly ImageFormat[] = [
  {
    extensions: ['.nfc'],
    parse: (bytes) => parseFlipper(text(bytes)),
    format: (state) => new TextEncoder().encode(formatFlipper(state)),
  },
  {
    extensions: ['.json'],
    parse: (bytes) => parseProxmark(text(bytes)),
    format: (state) => new TextEncoder().encode(formatProxmark(state)),
  },
  { extensions: ['.bin', '.mfd'], parse: parseRaw, format: formatRaw },
];

/** Far above the largest image (a 4K as JSON has about 20 kB): nothing bigger is read into memory. */
const MAX_IMAGE_BYTES = 1024 * 1024;

/**
 * A card from a file: Flipper `.nfc`, Proxmark3 `.json`, raw `.bin` or `.mfd`. Throws `not-found`,
 * `file-unreadable`, or `image-invalid` that names the file and the line or field.
 */
export function readImage(path: string): ChipState {
  const format = formatOf(path);
  const bytes = readBytes(path);
  try {
    const state = format.parse(bytes);
    checkState(state);
    return state;
  } catch (error) {
    throw error instanceof KartuError ? withFile(path, error) : error;
  }
}

/**
 * Writes the whole file or nothing: a temporary file beside it is synchronised and renamed. What a format cannot
 * say is left out (see each format). Throws `image-invalid` for an unknown ending, `data-full`, `data-read-only`
 * or `file-unreadable`.
 */
export function writeImage(path: string, state: ChipState): void {
  const format = formatOf(path);
  checkState(state);
  const bytes = format.format(state);
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${process.pid}.tmp`);
  try {
    const file = openSync(temporary, 'w', 0o600); // a card image holds keys
    try {
      if (existsSync(path)) fchmodSync(file, statSync(path).mode & 0o777);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw writeFailure(path, error);
  }
}

/** Removes what a killed process left half written beside an image; only for the holder of the image's lock. */
export function removeLeftovers(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    const isOurs = name.startsWith(temporaryPrefix(path)) && /\.\d+\.tmp$/.test(name);
    if (isOurs) rmSync(join(dirname(path), name), { force: true });
  }
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

/** Reads one file and writes the other, each in the format of its ending. */
export function convertImage(from: string, to: string): void {
  formatOf(to);
  writeImage(to, readImage(from));
}

function formatOf(path: string): ImageFormat {
  const ending = extname(path).toLowerCase();
  const format = FORMATS.find((candidate) => candidate.extensions.includes(ending));
  if (format !== undefined) return format;
  const known = FORMATS.flatMap((candidate) => candidate.extensions).join(', ');
  throw new KartuError('image-invalid', `${basename(path)}: the name must end with one of ${known}`, {
    details: { what: 'image-ending', name: basename(path), known },
  });
}

function readBytes(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > MAX_IMAGE_BYTES) throw invalid(basename(path), `${size} bytes are too many for a card image`);
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if (error instanceof KartuError) throw error;
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const code = isAbsent ? 'not-found' : 'file-unreadable';
    const message = isAbsent ? 'there is no such card image' : 'the card image cannot be read';
    throw new KartuError(code, `${path}: ${message}`, {
      details: { what: isAbsent ? 'image-absent' : 'image-unreadable', file: path, path },
      cause: error,
    });
  }
}

function withFile(path: string, error: KartuError): KartuError {
  const { what } = error.details;
  const named = what === 'image-field' ? { what: 'image-file-field', name: basename(path) } : {};
  const details = { ...error.details, ...named, file: path };
  return new KartuError(error.code, `${basename(path)}: ${error.message}`, { details, cause: error });
}

function writeFailure(path: string, error: unknown): KartuError {
  const errno = (error as NodeJS.ErrnoException).code;
  const code =
    errno === 'ENOSPC' || errno === 'EDQUOT'
      ? 'data-full'
      : errno === 'EROFS' || errno === 'EACCES' || errno === 'EPERM'
        ? 'data-read-only'
        : 'file-unreadable';
  return new KartuError(code, `${path}: the card image cannot be written`, {
    details: { what: 'image-unwritable', file: path, path },
    cause: error,
  });
}

/** The rename itself must survive a power cut; not every system lets a folder be synchronised. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows: the rename is as durable as it gets.
  }
}

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('file', 'is not UTF-8 text');
  }
}
