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

/** An APP1 segment that holds nothing but the orientation (EXIF 2.32 §4.5.4, §4.6.5.1.6). */
export function exifSegment(orientation: number, order: 'II' | 'MM'): Buffer {
  const little = order === 'II';
  const tiff = Buffer.alloc(26);
  tiff.write(order, 0, 'latin1');
  const write16 = (value: number, at: number) =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const write32 = (value: number, at: number) =>
    little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  write16(42, 2);
  write32(8, 4); // the directory follows at once
  write16(1, 8); // with one entry:
  write16(0x0112, 10);
  write16(3, 12); // SHORT
  write32(1, 14);
  write16(orientation, 18);
  const head = Buffer.from('ffe1000045786966 0000'.replace(' ', ''), 'hex');
  head.writeUInt16BE(2 + 6 + tiff.length, 2);
  return Buffer.concat([head, tiff]);
}

/** A JPEG whose camera was held otherwise. */
export function withOrientation(jpeg: Buffer, orientation: number, order: 'II' | 'MM' = 'II'): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), exifSegment(orientation, order), jpeg.subarray(2)]);
}
