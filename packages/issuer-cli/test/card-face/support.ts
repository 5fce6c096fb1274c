import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import type { FaceData } from '../../src/card-face/layout.ts';
import { loadThemes, type Theme } from '../../src/card-face/theme.ts';

const fixtures = (path: string) => fileURLToPath(new URL(`../../../../fixtures/${path}`, import.meta.url));

export const THEMES_FOLDER = fixtures('themes');
export const FONTS_FOLDER = fixtures('fonts');
export const PORTRAITS_FOLDER = fixtures('members');
export const PORTRAIT = 'portrait-placeholder.jpg';

let loaded: Promise<Theme[]> | undefined;
/** The six themes, loaded once for a file of tests. */
export function sixThemes(): Promise<Theme[]> {
  loaded ??= loadThemes(THEMES_FOLDER);
  return loaded;
}

export function face(changes: Partial<FaceData> = {}): FaceData {
  return {
    memberNumber: '89.00000001',
    name: 'Nyoman Ayu Lestari',
    cohort: 1989,
    themeId: 'sawah',
    organisation: 'IKARHOLAZ',
    qrText: '89.00000001',
    validUntil: '12/2031',
    ...changes,
  };
}

/** A stream that keeps what was written. */
export function sink(): { stream: Writable; bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'card-face-'));
}

export interface Bitmap {
  width: number;
  height: number;
  /** Red, green, blue of a pixel. */
  at(x: number, y: number): [number, number, number];
}

/** Renders every page of a PDF with poppler. */
export function rasterize(pdf: string, dpi: number, pages: number): Bitmap[] {
  const prefix = pdf.replace(/\.pdf$/, '');
  execFileSync('pdftoppm', ['-r', String(dpi), pdf, prefix]);
  const digits = String(pages).length;
  return Array.from({ length: pages }, (_, index) =>
    parsePpm(readFileSync(`${prefix}-${String(index + 1).padStart(digits, '0')}.ppm`)),
  );
}

function parsePpm(bytes: Buffer): Bitmap {
  const header = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.toString('latin1', 0, 40));
  if (header === null) throw new Error('no PPM');
  const [width, height] = [Number(header[1]), Number(header[2])];
  const start = header[0].length;
  const at = (x: number, y: number): [number, number, number] => {
    const offset = start + (y * width + x) * 3;
    return [bytes[offset]!, bytes[offset + 1]!, bytes[offset + 2]!];
  };
  return { width, height, at };
}

export function pngChunk(type: string, body: Buffer) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

/** A PNG of 2 × 2 pixels. */
export function tinyPng({
  depth = 8,
  type = 2,
  interlace = 0,
  rows = '00010203040506'.repeat(2),
  extra = Buffer.alloc(0),
}) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(2, 0);
  header.writeUInt32BE(2, 4);
  header.set([depth, type, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    extra,
    pngChunk('IDAT', deflateSync(Buffer.from(rows, 'hex'))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
