import { KartuError, toHex } from '@kartukita/card-core';
import { sentenceFor } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { ALL, encodeBatch, type Range, type RunResult, type TapResult } from '../batch/encode.ts';
import type { BatchPrintResult } from '../batch/print.ts';
import { batchDocument, positionDocument } from '../batch/report.ts';
import { openTaps, type TapSource } from '../batch/taps.ts';
import { parseLine } from '../cards/text.ts';
import { action, type Context } from '../context.ts';
import { findPrinter } from '../print/printers.ts';
import type { Batch, BatchPosition } from '../registry/batches.ts';
import { openTrace, type Trace, tracedReader } from '../support/trace.ts';
import { countLines, placeText } from './batch-document.ts';
import { parseCount } from './card.ts';
import { withExample } from './help.ts';
import { printedLines } from './print.ts';
import { withProgressBar } from './progress.ts';

interface PrintOptions {
  out: string;
  force?: boolean;
  acceptLowResolution?: boolean;
  printer?: string;
}

interface ReprintOptions extends PrintOptions {
  position: string;
  reason: string;
}

interface EncodeOptions {
  reader: string[];
  wait?: string;
  position?: string;
  trace?: string;
}

/** `batch print | encode | reprint`. */
export function addBatchRunCommands(group: Command): void {
  const print = withPrinting(
    group
      .command('print <batch>')
      .description('the faces of a batch as one PDF, in the order of its positions'),
  ).action(action(printCommand));
  withExample(print, '--data ikarholaz batch print 1 -o faces.pdf');
  const encode = group
    .command('encode <batch>')
    .description('make the cards of a batch, one at each tap; again: go on where it stopped')
    .requiredOption(
      '--reader <reader>',
      'pcsc, pcsc:NAME, or virtual:FILE (repeated) or virtual:FOLDER',
      (reader: string, before: string[] = []) => [...before, reader],
    )
    .option('--wait <seconds>', 'how long to wait for each card; until Ctrl-C unless given')
    .option('--position <range>', 'only these positions: 7, or 7-12')
    .option('--trace <file>', 'note every exchange with the cards in a new file, without keys and passwords')
    .action(action(encodeCommand));
  withExample(encode, '--data ikarholaz batch encode 1 --reader pcsc');
  const reprint = withPrinting(
    group
      .command('reprint <batch>')
      .description('print positions again that were spoilt; a card encoded for one is given up and blocked')
      .requiredOption('--position <range>', '7, or 7-12 for a lost sheet'),
  )
    .option('--reason <text>', 'what was wrong', 'misprint')
    .action(action(reprintCommand));
  withExample(reprint, '--data ikarholaz batch reprint 1 --position 7 -o again.pdf');
}

function withPrinting(command: Command): Command {
  return command
    .requiredOption('-o, --out <file>', 'the PDF to write')
    .option('--force', 'replace the file when there is one of that name')
    .option('--printer <name>', 'with the offsets that were kept for this printer')
    .option('--accept-low-resolution', 'print photos that are too coarse all the same');
}

async function printCommand(context: Context, options: PrintOptions, text: string): Promise<void> {
  const { printBatch } = await import('../batch/print.ts'); // pdfkit loads slowly
  const id = parseCount(text);
  const result = await withProgressBar(context, 'batch.print-progress', (onProgress) =>
    printBatch(context.registry(), id, { ...printOrder(context, id, options), onProgress }),
  );
  reportPrint(context, id, options.out, result);
}

async function reprintCommand(context: Context, options: ReprintOptions, text: string): Promise<void> {
  const { reprintPositions } = await import('../batch/print.ts');
  const id = parseCount(text);
  const reason = parseLine('reason', options.reason);
  const range = parseRange(options.position);
  const result = await reprintPositions(
    context.registry(),
    id,
    range,
    reason,
    printOrder(context, id, options),
  );
  reportPrint(context, id, options.out, result);
}

function printOrder(context: Context, id: number, options: PrintOptions) {
  const { out, force, acceptLowResolution } = options;
  return {
    file: out,
    language: context.output.language,
    overwrite: force ?? false,
    acceptLowResolution: acceptLowResolution ?? false,
    ...printerOf(context, id, options),
  };
}

/** What is kept for a printer, which has to be one for the sheets of this batch. */
function printerOf(context: Context, id: number, { printer: name }: PrintOptions) {
  if (name === undefined) return {};
  const { layout } = context.registry().batches.get(id);
  const printer = findPrinter(context.folder(), name);
  if (printer.layout !== layout) {
    throw new KartuError('usage', `${printer.name} prints ${printer.layout}, not ${layout}`, {
      details: { what: 'batch-printer', printer: printer.name, layout, other: printer.layout },
    });
  }
  return { flip: printer.flip, offsets: { front: printer.front, back: printer.back } };
}

function reportPrint(context: Context, id: number, file: string, result: BatchPrintResult): void {
  const { positions, pages, warnings, warningsOmitted } = result;
  context.output.result({ batch: id, file, pages, positions, warnings, warningsOmitted }, () =>
    [
      context.say('batch.printed', { batch: id, count: positions.length, file, pages }),
      ...printedLines(context, file, result).slice(1),
    ].join('\n'),
  );
}

async function encodeCommand(context: Context, options: EncodeOptions, text: string): Promise<void> {
  const registry = context.registry();
  const batch = registry.batches.requireOpen(parseCount(text));
  const range = options.position === undefined ? ALL : parseRange(options.position);
  const timeoutMs = options.wait === undefined ? undefined : parseCount(options.wait) * 1000;
  const keys = await context.keys();
  const stop = new AbortController();
  const end = () => stop.abort();
  const trace = options.trace === undefined ? undefined : openTrace(options.trace);
  const taps = await openTaps(options.reader).catch((error: unknown) => {
    trace?.close();
    throw error;
  });
  process.once('SIGINT', end);
  try {
    const result = await encodeBatch(
      registry,
      keys,
      batch.id,
      trace ? tracedTaps(taps, trace) : taps,
      range,
      {
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        signal: stop.signal,
        onTurn: (next, torn) => sayTurn(context, batch, next, torn),
        onTap: (tap) => context.output.note(tapText(context, tap)),
      },
    );
    reportRun(context, batch, result);
  } finally {
    process.removeListener('SIGINT', end);
    await taps.close();
    trace?.close();
  }
}

function tracedTaps(taps: TapSource, trace: Trace): TapSource {
  return {
    next: async (wait, last) => {
      const reader = await taps.next(wait, last);
      return reader && tracedReader(reader, trace);
    },
    close: () => taps.close(),
  };
}

function sayTurn(
  context: Context,
  batch: Batch,
  next: BatchPosition | undefined,
  torn: readonly BatchPosition[],
): void {
  const counts = context.registry().batches.counts(batch.id);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const open = (counts.ordered ?? 0) + (counts.printed ?? 0) + (counts.begun ?? 0);
  const facts = { done: total - open, total, positions: torn.map(({ position }) => position).join(', ') };
  if (next === undefined) {
    context.output.note(context.say('batch.turn-only-torn', facts));
    return;
  }
  const place = next.place === undefined ? '' : ` (${placeText(context, batch, next)})`;
  const memberNumber = context.shown(next.card.memberNumber);
  const who = { position: next.position, memberNumber, name: next.member.name, place };
  context.output.note(context.say('batch.turn', { ...facts, ...who }));
  if (torn.length > 0) context.output.note(context.say('batch.turn-torn', facts));
}

function tapText(context: Context, { outcome, position, uid, card, error }: TapResult): string {
  return context.say(`batch.tap-${outcome}`, {
    position: position ?? '—',
    uid: uid ? toHex(uid) : '?',
    cardSerial: card?.serial ?? '',
    reason: error ? sentenceFor(context.output.language, error) : '',
  });
}

/** The status says to scripts when the run was stopped before every position had its card. */
function reportRun(context: Context, batch: Batch, { ended, taps }: RunResult): void {
  const registry = context.registry();
  const document = {
    ...batchDocument(registry, registry.batches.get(batch.id)),
    ended,
    taps: taps.map(({ outcome, position, uid, card, error }) => ({
      outcome,
      position: position ?? null,
      uid: uid ? toHex(uid) : null,
      cardSerial: card?.serial ?? null,
      code: error?.code ?? null,
    })),
    positions: registry.batches.positions(batch.id).map((each) => positionDocument(registry, batch, each)),
  };
  context.output.result(document, () =>
    [context.say(`batch.ended-${ended}`), ...countLines(context, batch.id)].join('\n'),
  );
  if (ended === 'no-card') process.exitCode = new KartuError('no-card', '').exitStatus;
}

/** `7` or `7-12`. Throws `usage`. */
function parseRange(text: string): Range {
  const [, from, to] = /^([1-9]\d{0,6})(?:-([1-9]\d{0,6}))?$/.exec(text.trim()) ?? [];
  const range = { from: Number(from), to: Number(to ?? from) };
  if (from !== undefined && range.to >= range.from) return range;
  throw new KartuError('usage', `"${text.slice(0, 20)}" is no range of positions`, {
    details: { what: 'batch-range', text: text.slice(0, 20) },
  });
}
