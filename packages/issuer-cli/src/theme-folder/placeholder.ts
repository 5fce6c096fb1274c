import { crc32, deflateSync } from 'node:zlib';
import { rgbOf } from '../card-face/colour.ts';

/** A picture that stands where the designer's will: rings of light tints about a corner, so that text reads on it. */

const TINTS = ['#fbf8f1', '#eef3ec', '#e0ece5', '#d1e4dc', '#c1dbd2'].map(rgbOf);
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

export type Corner = 'lower-right' | 'upper-left';

/** A PNG of that size (W3C PNG: 8 bits a colour, no transparency). */
export function placeholderPng(width: number, height: number, corner: Corner): Buffer {
  const [cx, cy] = corner === 'lower-right' ? [width * 0.96, height * 1.1] : [width * 0.04, -height * 0.1];
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0, at = 0; y < height; y += 1) {
    at += 1; // a filter of none
    for (let x = 0; x < width; x += 1) {
      const ring = ringAt(Math.hypot(x - cx, y - cy) / height);
      for (let part = 0; part < 3; part += 1) rows[at++] = tintPart(ring, part);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Rings of 0.28 heights, counted from the outside; `distance` in heights of the picture. */
function ringAt(distance: number): number {
  return Math.max(0, TINTS.length - 1 - distance / 0.28);
}

/** Red, green or blue of a ring; its edge is soft. */
function tintPart(ring: number, part: number): number {
  const inner = Math.floor(ring);
  const from = TINTS[inner]![part]!;
  const to = (TINTS[inner + 1] ?? TINTS[inner]!)[part]!;
  return Math.round(from + (to - from) * Math.min(1, (ring - inner) / 0.012));
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
