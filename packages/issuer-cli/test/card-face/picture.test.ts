import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectPicture } from '../../src/card-face/picture.ts';
import { PORTRAITS_FOLDER } from './support.ts';

const jpeg = readFileSync(join(PORTRAITS_FOLDER, 'portrait-placeholder.jpg'));
const png = readFileSync(join(PORTRAITS_FOLDER, 'portrait-placeholder.png'));

function chunk(type: string, body: Buffer) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

/** A PNG of 2 × 2 pixels. */
function tinyPng({
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
    chunk('IHDR', header),
    extra,
    chunk('IDAT', deflateSync(Buffer.from(rows, 'hex'))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

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

  test('no bytes make it throw', () => {
    const start = fc.constantFrom(Buffer.alloc(0), jpeg.subarray(0, 200), png.subarray(0, 200));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (head, tail) => {
        expect(inspectPicture(Buffer.concat([head, tail]))).toHaveProperty('problem');
      }),
    );
  });
});
