import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatRupiah, KartuError, MAX_SETTLEMENT_FILE_BYTES } from '@kartukita/card-core';
import { say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { dataFolderAt, writeFileDurably } from '../counter/data-folder.ts';
import type { OpenCounter } from '../counter/enrol.ts';
import { type Applied, applyReply } from '../settlement/apply.ts';
import { acceptClock } from '../settlement/clock.ts';
import { exportBatches } from '../settlement/export.ts';
import { type CounterStatus, counterStatus } from '../settlement/status.ts';
import { counterAction } from './act.ts';
import { type Context, shownTime } from './context.ts';

/** `settle …`: what goes to the secretariat and what comes back; `clock accept`. */
export function addSettleCommands(program: Command): void {
  const group = program
    .command('settle')
    .description('tell the secretariat what happened here, and take in its answer');
  group
    .command('export')
    .description('write everything that the secretariat has not acknowledged into one file for it alone')
    .requiredOption('-o, --output <file>', 'the file to write')
    .option('--after <batch>', 'what comes after this batch once more; 0 is everything')
    .option('--force', 'replace the file when there is one of that name')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter settle export -o /media/stick/counter.settlement',
    )
    .action(counterAction(exportCommand));
  group
    .command('apply')
    .description('take in the reply of the secretariat')
    .argument('<reply>', 'the reply file')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter settle apply /media/stick/counter-3.reply',
    )
    .action(counterAction(applyCommand));
  group
    .command('status')
    .description('what the secretariat has still to get, and how old this counter’s knowledge is')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter settle status')
    .action(counterAction(statusCommand));
  program
    .command('clock')
    .description('the counter’s clock')
    .command('accept')
    .description(
      'after the clock was once ahead: the present time counts again, as a bundle or reply of these days shows',
    )
    .requiredOption('--reason <text>', 'what happened')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter clock accept --reason "battery was empty"',
    )
    .action(counterAction(clockCommand));
}

async function exportCommand(
  context: Context,
  counter: OpenCounter,
  options: { output: string; after?: string; force?: boolean },
): Promise<void> {
  const after = options.after === undefined ? undefined : batchNumber(options.after);
  if (existsSync(options.output) && !options.force) {
    throw new KartuError('already-exists', `${options.output} is there already; --force replaces it`, {
      details: { what: 'file-force', path: options.output },
    });
  }
  if (Object.values(dataFolderAt(context.folder)).some((own) => resolve(own) === resolve(options.output))) {
    throw new KartuError('usage', `${options.output} belongs to this counter: give the file another name`, {
      details: { what: 'file-of-counter', path: options.output },
    });
  }
  const { sealed, batches, left } = await exportBatches(counter, after);
  if (sealed) writeFileDurably(options.output, sealed);
  const entries = batches.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const document = {
    file: sealed ? options.output : null,
    terminal: counter.bundle.terminal,
    batches,
    entries,
    left,
  };
  context.output.result(document, () => {
    if (!sealed) return say(context.language, 'settle.nothing');
    const told = { file: options.output, count: batches.length, entries };
    const lines = [say(context.language, 'settle.exported', told)];
    if (left > 0) lines.push(say(context.language, 'settle.left', { left }));
    return lines.join('\n');
  });
}

function batchNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new KartuError('usage', `--after takes the number of a batch, not "${text.slice(0, 20)}"`, {
    details: { what: 'after-option', text: text.slice(0, 20) },
  });
}

async function applyCommand(
  context: Context,
  counter: OpenCounter,
  _options: object,
  path: string,
): Promise<void> {
  const applied = await applyReply(counter, readReply(path));
  context.output.result(applied, () => appliedText(context, applied));
}

function readReply(path: string): Uint8Array {
  try {
    if (statSync(path).size <= MAX_SETTLEMENT_FILE_BYTES) return readFileSync(path);
  } catch (error) {
    const message = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new KartuError('file-unreadable', `cannot read ${path}`, {
      details: { path, message },
      cause: error,
    });
  }
  throw new KartuError('file-invalid', `${path} is larger than any reply`, {
    details: { what: 'reply-large', path },
  });
}

function appliedText({ language }: Context, applied: Applied): string {
  const { serial, acknowledgedEntry: entry, cards, credits, creditsRupiah, handedOverRupiah } = applied;
  if (applied.outcome === 'repeated') return say(language, 'settle.applied-before', { serial });
  return [
    say(language, 'settle.applied', { serial, entry, cards }),
    ...(credits === 0
      ? []
      : [say(language, 'settle.credits', { count: credits, amount: formatRupiah(creditsRupiah) })]),
    ...(handedOverRupiah === 0
      ? []
      : [say(language, 'settle.handed-over', { amount: formatRupiah(handedOverRupiah) })]),
    ...applied.transfers.map(({ transfer, card, outcome }) =>
      say(language, `settle.transfer-${outcome}`, { transfer, card }),
    ),
    ...(applied.unfrozen.length === 0
      ? []
      : [say(language, 'settle.unfrozen', { cards: applied.unfrozen.join(', ') })]),
  ].join('\n');
}

function statusCommand(context: Context, counter: OpenCounter): void {
  const status = counterStatus(counter);
  context.output.result(status, () => statusText(context, status));
}

function statusText({ language }: Context, status: CounterStatus): string {
  const time = (instant: string) => shownTime(Date.parse(instant), language);
  return [
    say(language, 'settle.status-entries', {
      ...{ terminal: status.terminal, entry: status.entry, acknowledged: status.acknowledgedEntry },
      open: status.open,
    }),
    status.replyAt === null
      ? say(language, 'settle.status-no-reply')
      : say(language, 'settle.status-reply', {
          ...{ reply: status.reply, time: time(status.replyAt), days: status.settlementAgeDays },
        }),
    say(language, 'settle.status-blocklist', {
      ...{ bundle: status.bundle, time: time(status.blocklistAt), days: status.blocklistAgeDays },
    }),
    say(language, `settle.limits-${status.limits}`),
  ].join('\n');
}

function clockCommand(context: Context, counter: OpenCounter, options: { reason: string }): void {
  const accepted = acceptClock(counter, options.reason);
  context.output.result(accepted, () =>
    say(context.language, 'clock.accepted', {
      from: shownTime(Date.parse(accepted.from), context.language),
      to: shownTime(Date.parse(accepted.to), context.language),
    }),
  );
}
