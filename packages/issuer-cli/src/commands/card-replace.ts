import { KartuError } from '@kartukita/card-core';
import type { Command } from 'commander';
import { encodeReplacement, endAndReorder } from '../cards/desk.ts';
import { maskedNumber, parseLine, parsePartnerNumber } from '../cards/text.ts';
import { action, type Context } from '../context.ts';
import { readGivenFile } from '../files.ts';
import { parseCount, type ReaderOptions, withNamedReader, withReader } from './card.ts';
import { lastDay, lifeDocument } from './card-document.ts';
import { withExample } from './help.ts';

interface ReplaceOptions extends ReaderOptions {
  reason: string;
  damaged?: boolean;
}

interface PartnerOptions {
  partner: string;
  numberFile?: string;
  reason?: string;
}

const MAX_NUMBER_BYTES = 1000;

/** `card replace | partner`. */
export function addCardReplaceCommands(group: Command): void {
  const replace = withReader(
    group
      .command('replace <serial>')
      .description(
        'a new card for one that was lost or is damaged; the old one is blocked before anything else',
      )
      .requiredOption('--reason <text>', 'what happened; kept in the life of the old card')
      .option('--damaged', 'the old card is in hand but broken; lost unless given'),
  ).action(action(replaceCommand));
  withExample(replace, '--data ikarholaz card replace 1 --reason "lost on the bus" --reader pcsc');
  const partner = group
    .command('partner <serial>')
    .description(
      "record a partner's e-money number of a co-branded card; asked for, or from a file or a pipe",
    )
    .requiredOption('--partner <name>', 'whose e-money it is')
    .option('--number-file <file>', 'file whose first line is the number; - for standard input')
    .option('--reason <text>', 'why a number that stands there is replaced by another')
    .action(action(partnerCommand));
  withExample(partner, '--data ikarholaz card partner 1 --partner "Bank Contoh" --number-file number.txt');
}

async function replaceCommand(context: Context, options: ReplaceOptions, text: string): Promise<void> {
  const registry = context.registry();
  const how = options.damaged ? 'damaged' : 'lost';
  const serial = parseCount(text);
  const reason = parseLine('reason', options.reason);
  const { ordered } = endAndReorder(registry, serial, how, reason);
  context.output.note(context.say('replace.blocked', { cardSerial: serial, new: ordered.serial }));
  const keys = await context.keys();
  const { card } = await withNamedReader(context, options, (reader, progress) =>
    encodeReplacement(registry, keys, reader, ordered, progress),
  );
  const { lives } = registry.cards;
  const document = {
    old: lifeDocument(context, lives.get(serial)),
    new: lifeDocument(context, lives.get(card.serial)),
  };
  context.output.result(document, () =>
    context.say('replace.done', {
      old: serial,
      new: card.serial,
      memberNumber: context.shown(card.memberNumber),
      theme: card.themeId,
      expiry: lastDay(context, card.expiryDay),
    }),
  );
}

async function partnerCommand(context: Context, options: PartnerOptions, text: string): Promise<void> {
  const registry = context.registry();
  const { serial } = registry.cards.lives.get(parseCount(text));
  const partner = parseLine('partner', options.partner);
  const reason = options.reason === undefined ? undefined : parseLine('reason', options.reason);
  const number = parsePartnerNumber(await partnerNumber(context, options));
  const { last4 } = registry.cards.partners.record(serial, partner, number, reason);
  const shown = maskedNumber(last4);
  context.output.result({ cardSerial: serial, partner, number: shown }, () =>
    context.say('partner.recorded', { cardSerial: serial, partner, number: shown }),
  );
}

/** Never an argument: arguments stand in the process list and in the shell's history. */
async function partnerNumber(context: Context, { numberFile }: PartnerOptions): Promise<string> {
  if (numberFile !== undefined && numberFile !== '-') {
    return firstLine(readGivenFile(numberFile, MAX_NUMBER_BYTES));
  }
  if (numberFile === '-' || !process.stdin.isTTY) {
    const given = await standardInput();
    if (given.length > 0) return firstLine(given);
    throw new KartuError('usage', 'no number came', { details: { what: 'partner-number' } });
  }
  const { createInterface } = await import('node:readline/promises');
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await line.question(`${context.say('partner.ask')} `);
  } finally {
    line.close();
  }
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    if (Buffer.concat(chunks).length >= MAX_NUMBER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_NUMBER_BYTES);
}

function firstLine(bytes: Buffer): string {
  return bytes.toString('utf8').split(/\r?\n/)[0]!;
}
