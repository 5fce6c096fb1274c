import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { asKartuError } from '@kartukita/card-core';

export interface ScreenFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * The built screen by the paths of its files (`/assets/index.js`), read once: nothing that a window asks for ever
 * becomes a path on the disk. Throws `data-missing`, `data-read-only`.
 */
export function readScreenFiles(folder: string): ReadonlyMap<string, ScreenFile> {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Map(
      entries
        .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          const url = `/${relative(folder, path).split(sep).join('/')}`;
          return [url, { bytes: new Uint8Array(readFileSync(path)), type: TYPES[extname(entry.name)]! }];
        }),
    );
  } catch (error) {
    throw asKartuError(error);
  }
}
