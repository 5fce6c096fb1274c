import { crc32, inflateRawSync } from 'node:zlib';

/**
 * A ZIP archive as a spreadsheet is one (APPNOTE.TXT §4.3), unpacked by its directory and packed again without
 * compression. The library that reads sheets takes archives as they come: of one that is cut off or lies about its
 * sizes it never comes back, and one that swells to gigabytes fills the memory.
 */
const END = { signature: 0x0605_4b50, bytes: 22, mostComment: 0xffff } as const;
const CENTRAL = { signature: 0x0201_4b50, bytes: 46 } as const;
const LOCAL = { signature: 0x0403_4b50, bytes: 30 } as const;
const [STORED, DEFLATED] = [0, 8];
const MOST_FILES = 2000;
/** Empty ones with them, to the farthest: a quarter of a million members with forty columns. */
const MOST_CELLS = 10_000_000;
/** What follows the name of such a tag. */
const CELL_OR_ROW = /<(?:[^\s<>/]*:)?(?:c|row)\s([^<]*)/g;
/** `r="AB12"` of a cell, `r="12"` of a row. */
const PLACE = /\br\s*=\s*(["'])(.*?)\1/gs;

export class ZipFault extends Error {}
/** What is packed in it is larger than `mostBytes`. */
export class ZipTooLarge extends ZipFault {}

/** The parts of a workbook that hold its cells; pictures and macros are left out. */
const PART = /\.(xml|rels)$/i;

/**
 * The workbook's parts in an archive that is sound. Throws {@link ZipFault} for what is no whole archive or has a cell
 * too far out, {@link ZipTooLarge}.
 */
export function cleanWorkbook(archive: Buffer, mostBytes: number): Buffer {
  try {
    const files = new Map<string, Buffer>();
    let left = mostBytes;
    for (const entry of directoryOf(archive)) {
      if (!PART.test(entry.name) || files.has(entry.name)) continue;
      const content = unpacked(archive, entry, left);
      left -= content.length;
      requireNearCells(content);
      files.set(entry.name, content);
    }
    return packed(files);
  } catch (error) {
    // Node's words for an offset past the end of the file, and zlib's for data that are not deflated.
    if (error instanceof ZipFault || !(error instanceof Error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new ZipTooLarge();
    throw new ZipFault(error.message, { cause: error });
  }
}

/**
 * The library makes a table up to the farthest cell that is named: one cell in column ZZZZZZ takes all memory there is.
 * A place that is not written as spreadsheets write it is refused too: the library would make something of it.
 */
function requireNearCells(part: Buffer): void {
  let [columns, rows] = [1, 1];
  for (const [, attributes] of part.toString('latin1').matchAll(CELL_OR_ROW)) {
    for (const [, , place] of attributes!.matchAll(PLACE)) {
      const [, letters, digits] = /^([A-Z]{0,3})(\d{1,7})$/.exec(place!) ?? [];
      if (letters === undefined) throw new ZipFault(`a cell in ${place!.slice(0, 20)}`);
      const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
      columns = Math.max(columns, column);
      rows = Math.max(rows, Number(digits));
    }
  }
  if (columns * rows > MOST_CELLS) throw new ZipFault(`${columns} columns and ${rows} rows`);
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

function directoryOf(archive: Buffer): Entry[] {
  const earliest = Math.max(0, archive.length - END.bytes - END.mostComment);
  let end = archive.length - END.bytes;
  while (end >= earliest && archive.readUInt32LE(end) !== END.signature) end--;
  if (end < earliest) throw new ZipFault('no end of the directory');
  const count = archive.readUInt16LE(end + 10);
  if (count > MOST_FILES) throw new ZipFault(`${count} files`);
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== CENTRAL.signature) throw new ZipFault('no entry of the directory');
    const nameBytes = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + CENTRAL.bytes, at + CENTRAL.bytes + nameBytes),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packedBytes: archive.readUInt32LE(at + 20),
      bytes: archive.readUInt32LE(at + 24),
      at: archive.readUInt32LE(at + 42),
    });
    at += CENTRAL.bytes + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function unpacked(archive: Buffer, entry: Entry, mostBytes: number): Buffer {
  if (archive.readUInt32LE(entry.at) !== LOCAL.signature) throw new ZipFault('no file where one should be');
  const from =
    entry.at + LOCAL.bytes + archive.readUInt16LE(entry.at + 26) + archive.readUInt16LE(entry.at + 28);
  const data = archive.subarray(from, from + entry.packedBytes);
  if (data.length !== entry.packedBytes) throw new ZipFault('cut off');
  if (entry.bytes > mostBytes) throw new ZipTooLarge();
  if (entry.method !== STORED && entry.method !== DEFLATED) throw new ZipFault(`method ${entry.method}`);
  const content =
    entry.method === STORED ? data : inflateRawSync(data, { maxOutputLength: Math.max(1, mostBytes) });
  if (content.length !== entry.bytes || crc32(content) !== entry.crc) throw new ZipFault('damaged');
  return content;
}

function packed(files: ReadonlyMap<string, Buffer>): Buffer {
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [text, content] of files) {
    const name = Buffer.from(text);
    const local = Buffer.alloc(LOCAL.bytes);
    local.writeUInt32LE(LOCAL.signature, 0);
    local.writeUInt16LE(20, 4); // version 2.0
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(content.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(CENTRAL.bytes);
    central.writeUInt32LE(CENTRAL.signature, 0);
    central.writeUInt16LE(20, 4);
    local.copy(central, 6, 4, 30);
    central.writeUInt32LE(at, 42);
    locals.push(local, name, content);
    centrals.push(central, name);
    at += LOCAL.bytes + name.length + content.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(END.bytes);
  end.writeUInt32LE(END.signature, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
