import { KartuError } from '@kartukita/card-core';
import { CsvError, parse } from 'csv-parse/sync';

/** A CSV file as it was found. Values are texts as they stand there, trimmed; the first row is the head. */
export interface CsvTable {
  readonly encoding: string;
  readonly separator: string;
  readonly rows: readonly { readonly line: number; readonly values: readonly string[] }[];
}

const SEPARATORS = [',', ';', '\t'] as const;

/** Reads CSV in the encodings and with the separators that spreadsheets save. Throws `file-invalid`. */
export function readCsv(path: string, bytes: Buffer): CsvTable {
  const { encoding, text } = decodeText(path, bytes);
  const separator = findSeparator(text);
  const rows: { line: number; values: string[] }[] = [];
  try {
    parse(text.replace(/\r\n?/g, '\n'), {
      delimiter: separator,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // A row is told by the line on which it begins; one in quotes may span several.
      on_record: (values: string[], { lines }: { lines: number }) => {
        const spans = values.reduce((sum, value) => sum + (value.split('\n').length - 1), 0);
        if (values.some((value) => value !== '')) rows.push({ line: lines - spans, values });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { lines?: unknown }).lines ?? 0);
    throw new KartuError('file-invalid', error.message, {
      details: { what: 'csv-broken', path, line },
      cause: error,
    });
  }
  return { encoding, separator, rows };
}

/** By the mark at its beginning, else by whether it is UTF-8, else what Windows saves. */
function decodeText(path: string, bytes: Buffer): { encoding: string; text: string } {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe)
    return { encoding: 'utf-16le', text: new TextDecoder('utf-16le').decode(bytes) };
  if (a === 0xfe && b === 0xff)
    return { encoding: 'utf-16be', text: new TextDecoder('utf-16be').decode(bytes) };
  if (bytes.includes(0)) {
    throw new KartuError('file-invalid', `${path} is no text`, { details: { what: 'file-binary', path } });
  }
  const marked = a === 0xef && b === 0xbb && c === 0xbf;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { encoding: marked ? 'utf-8-bom' : 'utf-8', text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { encoding: 'windows-1252', text: new TextDecoder('windows-1252').decode(bytes) };
  }
}

/** The separator that the first line has most of, outside quotes. */
function findSeparator(text: string): string {
  const head = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)![0].replace(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => head.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}
