import { inflateSync } from 'node:zlib';

/**
 * Looks through a JPEG or PNG before pdfkit sees it: pdfkit decodes some PNGs in the background, where broken data
 * would end the process, and it hands a cut-off file to the printer as it is.
 */

export interface PictureFacts {
  kind: 'jpeg' | 'png';
  /** As shown, that is after the turn that the camera noted (EXIF) has been made. */
  width: number;
  height: number;
}

export type Inspection = PictureFacts | { problem: string };

const MAX_PIXELS = 40_000_000;

/** Size of the picture, or in a few words why it cannot be used. Never throws. */
export function inspectPicture(bytes: Buffer): Inspection {
  try {
    if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return checkSize(inspectJpeg(bytes));
    if (bytes.length >= 8 && bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return checkSize(inspectPng(bytes));
    return { problem: 'is neither JPEG nor PNG' };
  } catch {
    return { problem: 'is damaged' };
  }
}

function checkSize(facts: Inspection): Inspection {
  if ('problem' in facts) return facts;
  if (facts.width < 1 || facts.height < 1) return { problem: 'is damaged' };
  return facts.width * facts.height > MAX_PIXELS ? { problem: 'has more than 40 million pixels' } : facts;
}

/** Walks the segments up to the start of the scan (ITU-T T.81 Annex B). */
function inspectJpeg(bytes: Buffer): Inspection {
  let frame: PictureFacts | undefined;
  let turned: boolean | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return { problem: 'is damaged' };
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return { problem: 'is cut off' };
    if (marker === 0xda) break;
    if (isFrameMarker(marker)) {
      const components = bytes[at + 9] as number;
      if (bytes[at + 4] !== 8) return { problem: 'is a JPEG of more than 8 bits a colour' };
      if (![1, 3, 4].includes(components)) return { problem: `is a JPEG of ${components} colour channels` };
      if (![0xc0, 0xc1, 0xc2].includes(marker)) return { problem: 'is a JPEG of a rare kind' };
      frame = { kind: 'jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    if (marker === 0xe1) turned ??= isTurned(bytes.subarray(at + 4, at + 2 + length));
    at += 2 + length;
  }
  if (frame === undefined) return { problem: 'is damaged' };
  if (bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) < at) return { problem: 'is cut off' };
  return turned ? { kind: 'jpeg', width: frame.height, height: frame.width } : frame;
}

const ORIENTATION_TAG = 0x0112;

/**
 * True when the camera was held on its side: orientations 5 to 8 (EXIF 2.32 §4.6.5.1.6; TIFF 6.0 for the
 * directory). `body` is that of an APP1 segment; undefined when it is no EXIF or does not say.
 */
function isTurned(body: Buffer): boolean | undefined {
  if (body.toString('latin1', 0, 6) !== 'Exif\0\0') return undefined;
  const tiff = body.subarray(6);
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const read16 = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return undefined;
  for (let entry = 0; entry < read16(directory); entry += 1) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return undefined;
    if (read16(at) === ORIENTATION_TAG) return read16(at + 8) >= 5 && read16(at + 8) <= 8;
  }
  return undefined;
}

function isFrameMarker(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Colour types of PNG (W3C PNG §11.2.1) and their channels. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function inspectPng(bytes: Buffer): Inspection {
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  let palette = false;
  let ended = false;
  for (let at = 8; at + 12 <= bytes.length && !ended; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (body.length < length) return { problem: 'is cut off' };
    if (type === 'IHDR') header = body;
    else if (type === 'IDAT') data.push(body);
    else if (type === 'PLTE') palette = length > 0 && length <= 768 && length % 3 === 0;
    else if (type === 'tRNS') return { problem: 'is a PNG with a transparent colour: save it as JPEG' };
    else if (type === 'IEND') ended = true;
    at += 12 + length;
  }
  if (!ended) return { problem: 'is cut off' };
  if (header?.length !== 13) return { problem: 'is damaged' };
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colourType, , , interlaced] = header.subarray(8) as unknown as [number, number, 0, 0, number];
  if (interlaced !== 0) return { problem: 'is an interlaced PNG: save it as JPEG' };
  const channels = CHANNELS[colourType];
  if (depth !== 8 || channels === undefined) return { problem: 'is a PNG of a rare kind: save it as JPEG' };
  if (colourType === 3 && !palette) return { problem: 'is damaged' };
  if (width * height > MAX_PIXELS) return { problem: 'has more than 40 million pixels' };
  return rowsAreSound(data, width * channels + 1, height)
    ? { kind: 'png', width, height }
    : { problem: 'is damaged' };
}

function rowsAreSound(data: Buffer[], rowBytes: number, rows: number): boolean {
  const expected = rowBytes * rows;
  const pixels = inflateSync(Buffer.concat(data), { maxOutputLength: expected + 1 });
  if (pixels.length !== expected) return false;
  for (let row = 0; row < rows; row += 1) if ((pixels[row * rowBytes] as number) > 4) return false;
  return true;
}

/** The sentence of each problem in the catalogue. */
const CASES: Readonly<Record<string, string>> = {
  'is neither JPEG nor PNG': 'picture-neither',
  'is damaged': 'picture-damaged',
  'has more than 40 million pixels': 'picture-pixels',
  'is cut off': 'picture-cut',
  'is a JPEG of more than 8 bits a colour': 'picture-bits',
  'is a JPEG of a rare kind': 'picture-jpeg',
  'is a PNG with a transparent colour: save it as JPEG': 'picture-transparent',
  'is an interlaced PNG: save it as JPEG': 'picture-interlaced',
  'is a PNG of a rare kind: save it as JPEG': 'picture-png',
};

/** What names the sentence of a problem that {@link inspectPicture} found. */
export function pictureCase(problem: string): string {
  return CASES[problem] ?? 'picture-channels';
}
