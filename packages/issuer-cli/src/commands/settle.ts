import { setFlagsFromString } from 'node:v8';
import { KartuError, MAX_SETTLEMENT_FILE_BYTES } from '@kartukita/card-core';
import { localTime, sentenceFor, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { readGivenFile, requireWritableTarget, writeFileAtomically } from '../files.ts';
import { type BatchOutcome, type ImportReport, importSettlements } from '../settlement/import.ts';
import { makeReply } from '../settlement/reply.ts';
import { type SettlementStatus, settlementStatus } from '../settlement/status.ts';
import { verifySettlement } from '../settlement/verify.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';

/** `settle …`: what counters tell, and what they are answered. */
export function addSettleCommands(program: Command): void {
  const group = program.command('settle').description('take in what counters did, and answer them');
  const bring = group
    .command('import <files...>')
    .description(
      'take in settlement files of counters, in any order; a file that was taken in changes nothing',
    )
    .action(action(async (context, _options: object, files: string[]) => importCommand(context, files)));
  withExample(bring, '--data ikarholaz settle import /media/stick/*.settlement');
  const reply = group
    .command('reply <terminal>')
    .description('answer a counter: what was received, blocked cards, cards used elsewhere, credits, limits')
    .requiredOption('-o, --out <file>', 'the file to write')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(replyCommand));
  withExample(reply, '--data ikarholaz settle reply 3 -o /media/stick/counter-3.reply');
  const status = group
    .command('status')
    .description('what is missing from which counter, and how old its knowledge is')
    .action(action(statusCommand));
  withExample(status, '--data ikarholaz settle status');
  const verify = group
    .command('verify')
    .description('hold books, cards and journals against each other; a case is opened for what does not fit')
    .action(action(async (context) => verifyCommand(context)));
  withExample(verify, '--data ikarholaz settle verify');
}

/** Something was not taken in: damaged, by nobody we know, or what comes before it is missing. */
const NOT_ALL_TAKEN = 9;

/** Batches come and go: a young generation that grew with them held a hundred megabytes more, and was no faster. */
const keepHeapSmall = () => setFlagsFromString('--semi-space-growth-factor=1');

async function importCommand(context: Context, paths: readonly string[]): Promise<void> {
  const files = paths.map((name) => ({ name, read: () => readGivenFile(name, MAX_SETTLEMENT_FILE_BYTES) }));
  const keys = await context.keys();
  keepHeapSmall();
  const report = await importSettlements(context.registry(), keys, files);
  const document = {
    ...report,
    files: report.files.map(({ file, batches }) => ({
      file,
      batches: batches.map((each) => shown(context, each)),
    })),
  };
  context.output.result(document, () => importText(context, report));
  const isWhole = report.refused === 0 && report.terminals.every(({ missing }) => missing.length === 0);
  if (!isWhole) process.exitCode = NOT_ALL_TAKEN;
}

function shown(context: Context, outcome: BatchOutcome) {
  if (outcome.outcome !== 'refused') return outcome;
  const { code, details } = outcome.error;
  return {
    outcome: 'refused',
    error: { code, message: sentenceFor(context.output.language, outcome.error), details },
  };
}

function importText(context: Context, report: ImportReport): string {
  const rows = report.terminals.map(({ terminal, batch, entry, missing }) => [
    String(terminal),
    String(batch),
    String(entry),
    missing.length === 0 ? '–' : missing.join(', '),
  ]);
  const head = ['column.terminal', 'column.settled-batch', 'column.settled-entry', 'column.missing'];
  const refused = report.files.flatMap(({ file, batches }) =>
    batches.flatMap((each) =>
      each.outcome === 'refused'
        ? [context.say('settle.refused', { file, why: sentenceFor(context.output.language, each.error) })]
        : [],
    ),
  );
  const { imported, repeated } = report;
  return [
    ...refused,
    ...(rows.length === 0 ? [] : [columns(context, head, rows, [0, 1, 2])]),
    context.say('settle.imported', { imported, repeated, refused: report.refused }),
    ...(report.terminals.some(({ missing }) => missing.length > 0) ? [context.say('settle.missing')] : []),
  ].join('\n\n');
}

async function replyCommand(
  context: Context,
  options: { out: string; force?: boolean },
  number: string,
): Promise<void> {
  const terminal = parseCount(number);
  const target = { overwrite: options.force ?? false };
  requireWritableTarget(options.out, target);
  const { sealed, ...reply } = await makeReply(context.registry(), await context.keys(), terminal);
  writeFileAtomically(options.out, sealed, target);
  context.output.result({ file: options.out, ...reply }, () =>
    context.say('settle.replied', {
      file: options.out,
      terminal,
      batch: reply.batch,
      entry: reply.entry,
      cards: reply.cards,
    }),
  );
}

async function statusCommand(context: Context): Promise<void> {
  const status = await settlementStatus(context.registry());
  context.output.result(status, () => statusText(context, status));
}

function statusText(context: Context, { terminals, gaps, openCases, frozenCards }: SettlementStatus): string {
  const time = (instant: string | null) => (instant === null ? '–' : localTime(instant));
  const rows = terminals.map((each) => [
    String(each.terminal),
    each.outlet ?? '–',
    `${each.batch}`,
    time(each.lastEntryAt),
    time(each.blocklistAt),
    each.appliedReply === each.madeReply
      ? String(each.appliedReply)
      : `${each.appliedReply} < ${each.madeReply}`,
    each.awaitedRecords === 0 ? '–' : `${each.awaitedRecords} (${time(each.awaitedSince)})`,
    each.revoked ? context.say('keys.state-revoked') : '',
  ]);
  const head = [
    'terminal',
    'outlet',
    'settled-batch',
    'last-entry',
    'blocklist',
    'reply',
    'awaited',
    'state',
  ];
  const clocks = terminals
    .filter(({ acceptedClocks }) => acceptedClocks > 0)
    .map(({ terminal, acceptedClocks: count }) => context.say('settle.clocks', { terminal, count }));
  const shownGaps = gaps.map(({ card, after, sequence, records }) =>
    context.say('settle.gap', { card, from: after + 1, to: sequence - 1, records }),
  );
  return [
    rows.length === 0
      ? context.say('terminal.none')
      : columns(
          context,
          head.map((name) => `column.${name}`),
          rows,
          [0, 2],
        ),
    ...(shownGaps.length === 0 ? [] : [shownGaps.join('\n')]),
    ...(clocks.length === 0 ? [] : [clocks.join('\n')]),
    context.say('settle.cases', { cases: openCases, frozen: frozenCards }),
  ].join('\n\n');
}

function verifyCommand(context: Context): void {
  const proof = verifySettlement(context.registry());
  const { unexplained, unreported, damaged, ...counts } = proof;
  const inOrder = unexplained.length === 0 && unreported === 0 && damaged.length === 0;
  context.output.result({ inOrder, ...proof }, () =>
    [
      context.say('settle.proof', counts),
      ...damaged.map((each) => context.say('settle.damaged', each)),
      ...unexplained.map(({ card, booksRupiah, recordsRupiah }) =>
        context.say('settle.unexplained', { card, books: booksRupiah, records: recordsRupiah }),
      ),
      context.say(inOrder ? 'settle.in-order' : 'settle.not-in-order', { unreported }),
    ].join('\n'),
  );
  if (!inOrder) process.exitCode = new KartuError('data-damaged', '').exitStatus;
}

function columns(
  context: Context,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  return table(
    head.map((key) => context.say(key)),
    rows,
    right,
  );
}
