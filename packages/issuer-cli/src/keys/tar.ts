import { KartuError } from '@kartukita/card-core';

/**
 * A plain tar archive (POSIX.1-1988 ustar) of regular files, so that a backup can be opened with the standard tools:
 * `age -d backup.age | tar -x`. Names are relative, of up to 100 bytes.
 */

export interface ArchivedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const MAX_SIZE = 8 ** 11 - 1;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

/** Names that a folder of ours has: no way out of it, and nothing hidden. */
export function isArchivable(name: string): boolean {
  return NAME.test(name) && name.length <= NAME_BYTES;
}

export function packFiles(files: readonly ArchivedFile[], now: Date): Buffer {
  const parts: Uint8Array[] = [];
  for (const { name, content } of files) {
    if (!isArchivable(name) || content.length > MAX_SIZE) {
      throw new KartuError('usage', `${name} cannot be backed up`, {
        details: { what: 'backup-name', name },
      });
    }
    parts.push(headerOf(name, content.length, now), content, Buffer.alloc(padding(content.length)));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** Throws `file-invalid` for anything that {@link packFiles} does not make. */
export function unpackFiles(archive: Uint8Array): ArchivedFile[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const files: ArchivedFile[] = [];
  for (let offset = 0; offset + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(offset, offset + BLOCK);
    if (header.every((byte) => byte === 0)) return files;
    const { name, size } = parseHeader(header);
    const content = bytes.subarray(offset + BLOCK, offset + BLOCK + size);
    if (content.length !== size || files.some((file) => file.name === name)) throw invalid();
    files.push({ name, content });
    offset += BLOCK + size + padding(size);
  }
  throw invalid(); // it has to end with empty blocks
}

function headerOf(name: string, size: number, now: Date): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0, 'latin1');
  header.write(octal(0o600, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(Math.floor(now.getTime() / 1000), 11), 136);
  header.write('0', 156, 'latin1'); // a regular file
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function parseHeader(header: Buffer): { name: string; size: number } {
  const name = text(header, 0, NAME_BYTES);
  const size = text(header, 124, 12);
  const sum = text(header, 148, 7);
  const sumEnd = header.toString('latin1', 154, 156);
  const wellFormed =
    sumEnd === '\0 ' &&
    header[156] === 0x30 &&
    isArchivable(name) &&
    /^[0-7]{11}$/.test(size) &&
    /^[0-7]{6}$/.test(sum);
  if (!wellFormed || Number.parseInt(sum, 8) !== checksum(header)) throw invalid();
  return { name, size: Number.parseInt(size, 8) };
}

/** The sum of all bytes, with the checksum's own eight counted as blanks. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function text(header: Buffer, start: number, length: number): string {
  return header.toString('latin1', start, start + length).split('\0')[0]!;
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function invalid(): KartuError {
  return new KartuError('file-invalid', 'this is no backup that this program made', {
    details: { what: 'backup-invalid' },
  });
}
