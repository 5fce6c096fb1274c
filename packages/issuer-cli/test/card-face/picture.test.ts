import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectPicture } from '../../src/card-face/picture.ts';
import { pngChunk as chunk, exifSegment, PORTRAITS_FOLDER, tinyPng, withOrientation } from './support.ts';

const jpeg = readFileSync(join(PORTRAITS_FOLDER, 'portrait-placeholder.jpg'));
const png = readFileSync(join(PORTRAITS_FOLDER, 'portrait-placeholder.png'));

describe('pictures', () => {
  test('a JPEG and a PNG are measured', () => {
    expect(inspectPicture(jpeg)).toEqual({ kind: 'jpeg', width: 480, height: 600 });
    expect(inspectPicture(png)).toEqual({ kind: 'png', width: 480, height: 600 });
    expect(inspectPicture(tinyPng({}))).toEqual({ kind: 'png', width: 2, height: 2 });
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'neither JPEG nor PNG'],
    ['text', Buffer.from('not a picture'), 'neither JPEG nor PNG'],
    ['half a JPEG', jpeg.subarray(0, jpeg.length / 2), 'cut off'],
    ['a JPEG header alone', jpeg.subarray(0, 12), 'cut off'],
    ['half a PNG', png.subarray(0, png.length / 2), 'cut off'],
    ['an interlaced PNG', tinyPng({ interlace: 1 }), 'interlaced'],
    ['16 bits a colour', tinyPng({ depth: 16 }), 'rare kind'],
    ['a palette that is missing', tinyPng({ type: 3, rows: '000102000102' }), 'damaged'],
    ['a transparent colour', tinyPng({ extra: chunk('tRNS', Buffer.alloc(6)) }), 'transparent'],
    ['too few rows', tinyPng({ rows: '00010203040506' }), 'damaged'],
    ['too many rows', tinyPng({ rows: '00010203040506'.repeat(3) }), 'damaged'],
    ['a row filter that does not exist', tinyPng({ rows: '09010203040506'.repeat(2) }), 'damaged'],
  ])('%s is refused', (_what, bytes, problem) => {
    expect(inspectPicture(bytes)).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'a camera that noted the turn %i: sizes are those that one sees',
    (turn) => {
      const seen = turn >= 5 ? { width: 600, height: 480 } : { width: 480, height: 600 };
      for (const order of ['II', 'MM'] as const) {
        expect(inspectPicture(withOrientation(jpeg, turn, order))).toEqual({ kind: 'jpeg', ...seen });
      }
    },
  );

  test.each([
    ['a directory that ends before its entries', (exif: Buffer) => exif.writeUInt32LE(0x010f_00c8, 18)],
    ['a directory that lies elsewhere', (exif: Buffer) => exif.writeUInt32LE(0xffff_0000, 14)],
    ['an unknown order of bytes', (exif: Buffer) => exif.write('XX', 10)],
  ])('EXIF with %s is passed over', (_what, spoil) => {
    const exif = exifSegment(6, 'II');
    spoil(exif);
    const bytes = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
    expect(inspectPicture(bytes)).toEqual({ kind: 'jpeg', width: 480, height: 600 });
  });

  test('no bytes make it throw', () => {
    const start = fc.constantFrom(Buffer.alloc(0), jpeg.subarray(0, 200), png.subarray(0, 200));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (head, tail) => {
        expect(inspectPicture(Buffer.concat([head, tail]))).toHaveProperty('problem');
      }),
    );
  });
});
