import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { asKartuError, KartuError } from '@kartukita/card-core';
import { BYTE_ORDER_MARK, csvText } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { plainHead, plainPosting } from '../books/plain-text.ts';
import { action, type Context } from '../context.ts';
import { PRIVATE_FILE_MODE, requireWritableTarget } from '../files.ts';
import type { BookEntry } from '../registry/books.ts';
import { afterDay, fromDay, SINCE_ABOUT, UNTIL_ABOUT } from './day-range.ts';
import { withExample } from './help.ts';

interface ExportOptions {
  out: string;
  format: string;
  since?: string;
  until?: string;
  force?: boolean;
}

const FORMATS = ['hledger', 'csv'] as const;
const CSV_HEAD = ['posting', 'line', 'at', 'debit', 'credit', 'amount_rupiah', 'source', 'memo', 'operator'];

/** `books export`: for accountants and their programs. */
export function addBooksExportCommand(books: Command): void {
  const command = books
    .command('export')
    .description('the books for accountants: plain text of hledger and Ledger, or CSV')
    .requiredOption('-o, --out <file>', 'the file to write, such as 2026.journal')
    .option('--format <format>', FORMATS.join(' or '), FORMATS[0])
    .option('--since <day>', SINCE_ABOUT)
    .option('--until <day>', UNTIL_ABOUT)
    .option('--force', 'write over a file that is there')
    .action(action(exportCommand));
  withExample(command, '--data ikarholaz books export -o 2026.journal --since 2026-01-01 --until 2026-12-31');
}

async function exportCommand(context: Context, options: ExportOptions): Promise<void> {
  const { out, format } = options;
  if (!FORMATS.some((known) => known === format)) {
    throw new KartuError('usage', `--format ${format}`, {
      details: { what: 'books-format', text: format.slice(0, 20) },
    });
  }
  requireWritableTarget(out, { overwrite: options.force ?? false });
  const registry = context.registry();
  const head =
    format === 'csv'
      ? BYTE_ORDER_MARK + csvText([CSV_HEAD])
      : plainHead(registry.organisation().name, registry.now().toISOString());
  const range = { sinceMs: fromDay(options.since), untilMs: afterDay(options.until) };
  let postings = 0;
  writeWhole(out, function* () {
    yield head;
    for (const lines of registry.books.postings(range)) {
      postings++;
      yield format === 'csv' ? csvText(lines.map(csvCells)) : plainPosting(lines);
    }
  });
  context.output.result({ file: out, format, postings }, () =>
    context.say('books.exported', { file: out, count: postings }),
  );
}

function csvCells(entry: BookEntry): (string | number)[] {
  const { posting, line, atMs, debit, credit, amountRupiah, source, memo, operator } = entry;
  return [posting, line, new Date(atMs).toISOString(), debit, credit, amountRupiah, source, memo, operator];
}

/** Piece by piece into a file that gets its name when it is whole. */
function writeWhole(path: string, pieces: () => Iterable<string>): void {
  const half = `${path}.part`;
  try {
    const file = openSync(half, 'w', PRIVATE_FILE_MODE);
    try {
      for (const piece of pieces()) writeAll(file, Buffer.from(piece));
    } finally {
      closeSync(file);
    }
    renameSync(half, path);
  } catch (error) {
    rmSync(half, { force: true });
    throw asKartuError(error);
  }
}

/** A disk that fills up takes the first part of a write without an error. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
