import { type ErrorDetails, KartuError } from '@kartukita/card-core';
import { CsvError, parse } from 'csv-parse/sync';
import { cleanWorkbook, ZipTooLarge } from './clean-workbook.ts';

/** A file of rows as it was found. Values are texts as they stand there, trimmed. */
export interface Table {
  readonly kind: 'csv' | 'xlsx';
  /** What the letters were written in; undefined for XLSX. */
  readonly encoding: Encoding | undefined;
  readonly separator: string | undefined;
  /** Line in the file of each row; the first row is the head. */
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly line: number;
  readonly values: readonly string[];
}

export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const SEPARATORS = [',', ';', '\t', '|'] as const;
/** Excel's own first line for other countries: what separates the columns below. */
const STATED = /^sep=([^\r\n])(?=\r?\n)/i;

/** Reads CSV in any of the usual encodings and separators, or the first sheet of an XLSX file. Throws `file-invalid`. */
export async function readTable(path: string, bytes: Buffer): Promise<Table> {
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return readSheetTable(path, bytes);
  const { encoding, text: whole } = decodeText(path, bytes);
  const stated = STATED.exec(whole)?.[1];
  const text = whole.replace(STATED, ''); // an empty line stays, so that lines are counted as people see them
  const separator = stated ?? findSeparator(text);
  return { kind: 'csv', encoding, separator, rows: parseRows(path, text, separator) };
}

/** The encoding of a text file: by its mark, else by whether it is UTF-8, else what Windows saves. */
export function decodeText(path: string, bytes: Buffer): { encoding: Encoding; text: string } {
  const [a, b, c] = bytes;
  const utf16 =
    a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : withoutMark(bytes);
  if (utf16) return { encoding: utf16, text: decode(utf16, bytes) };
  if (bytes.includes(0)) throw invalid(path, 'file-binary');
  try {
    const encoding = a === 0xef && b === 0xbb && c === 0xbf ? 'utf-8-bom' : 'utf-8';
    return { encoding, text: decode('utf-8', bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { encoding: 'windows-1252', text: decode('windows-1252', bytes) };
  }
}

function decode(encoding: string, bytes: Buffer): string {
  return new TextDecoder(encoding, { fatal: encoding === 'utf-8' }).decode(bytes);
}

/** UTF-16 without its mark: every other byte of Latin text is 0. */
function withoutMark(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, 200);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2]!++;
  const half = sample.length / 2;
  if (half < 2) return undefined;
  return zeros[1]! > half * 0.8 ? 'utf-16le' : zeros[0]! > half * 0.8 ? 'utf-16be' : undefined;
}

/** The separator that the first line has most of, outside quotes. */
function findSeparator(text: string): string {
  const head = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)![0].replace(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => head.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}

function parseRows(path: string, text: string, delimiter: string): TableRow[] {
  try {
    const rows: TableRow[] = [];
    parse(text.replace(/\r\n?/g, '\n'), {
      delimiter,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // A row is noted with the line on which it begins; one in quotes may span several.
      on_record: (values: string[], { lines }: { lines: number }) => {
        const spans = values.reduce((sum, value) => sum + (value.split('\n').length - 1), 0);
        if (values.some((value) => value !== '')) rows.push({ line: lines - spans, values });
        return null;
      },
    });
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new KartuError('file-invalid', error.message, {
      details: { what: 'csv-broken', path, line: Number((error as { lines?: unknown }).lines ?? 0) },
      cause: error,
    });
  }
}

/** Unpacked. A quarter of a million members with eight columns fill about half of it. */
const MAX_SHEET_BYTES = 128_000_000;

/** The library is loaded only when it is needed: it takes a fifth of a second. */
async function readSheetTable(path: string, bytes: Buffer): Promise<Table> {
  const { readSheet } = await import('read-excel-file/node');
  try {
    const workbook = cleanWorkbook(bytes, MAX_SHEET_BYTES);
    const sheet = await readSheet<string>(workbook, 1, { parseNumber: (text) => text });
    const rows = sheet.map((cells, index) => ({ line: index + 1, values: cells.map(cellText) }));
    const filled = rows.filter(({ values }) => values.some((value) => value !== ''));
    return { kind: 'xlsx', encoding: undefined, separator: undefined, rows: filled };
  } catch (error) {
    if (error instanceof ZipTooLarge) throw invalid(path, 'file-large', error, { max: MAX_SHEET_BYTES });
    throw invalid(path, 'xlsx-broken', error);
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return String(cell).trim();
}

function invalid(path: string, what: string, cause?: unknown, more: ErrorDetails = {}): KartuError {
  return new KartuError('file-invalid', `${path} cannot be read: ${what}`, {
    details: { what, path, ...more },
    cause,
  });
}
