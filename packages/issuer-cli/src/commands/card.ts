import {
  dateFromDay,
  formatMemberNumber,
  formatRupiah,
  KartuError,
  NO_EXPIRY,
  openReader,
  type Reader,
  toHex,
} from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import type { CardProgress } from '../issue/card-session.ts';
import { type IssueResult, issueCard, recoverCard } from '../issue/issue.ts';
import { type CardCheck, type CardVerification, verifyCard } from '../issue/verify.ts';
import { findMember } from '../members/lookup.ts';
import { isLiving } from '../registry/card-life.ts';
import { openTrace, tracedReader } from '../support/trace.ts';
import { lifeDocument, lifeState } from './card-document.ts';
import { withExample } from './help.ts';

export interface ReaderOptions {
  reader: string;
  wait?: string;
  trace?: string;
}

interface IssueOptions extends ReaderOptions {
  theme: string;
  expires?: string;
}

/** Every command that needs a card says where it lies in the same words. */
export function withReader(command: Command): Command {
  return command
    .requiredOption('--reader <reader>', 'virtual:FILE, pcsc, or pcsc:NAME')
    .option('--wait <seconds>', 'how long to wait for a card; until Ctrl-C unless given')
    .option('--trace <file>', 'note every exchange with the card in a new file, without keys and passwords');
}

export function addCardCommands(group: Command): void {
  const issue = withReader(
    group
      .command('issue <number>')
      .description(
        'make a blank card the card of a member; the same command again finishes an interrupted one',
      )
      .requiredOption('--theme <theme>', 'what its face looks like: see theme list')
      .option('--expires <date>', 'YYYY-MM-DD or never; in five years unless given'),
  ).action(action(issueCommand));
  withExample(issue, '--data ikarholaz card issue 89.00000001 --theme sawah --reader pcsc');
  const verify = withReader(
    group
      .command('verify')
      .description('compare a card with what was issued: identity, keys, and a valid purse'),
  ).action(action(verifyCommand));
  withExample(verify, '--data ikarholaz card verify --reader pcsc');
  const recover = withReader(
    group.command('recover').description('finish whatever was begun with the card on the reader'),
  ).action(action(recoverCommand));
  withExample(recover, '--data ikarholaz card recover --reader pcsc');
  const discard = group
    .command('discard <serial>')
    .description('give up a card that was begun and can not be finished; its serial goes onto the blocklist')
    .action(action(async (context, _options: unknown, serial: string) => discardCard(context, serial)));
  withExample(discard, '--data ikarholaz card discard 12');
}

/** Opens the reader, runs `work` with it, and closes it. Progress goes to standard error. */
export async function withNamedReader<T>(
  context: Context,
  options: ReaderOptions,
  work: (reader: Reader, progress: CardProgress) => Promise<T>,
): Promise<T> {
  const timeoutMs = options.wait === undefined ? undefined : parseCount(options.wait) * 1000;
  const trace = options.trace === undefined ? undefined : openTrace(options.trace);
  const opened = await openReader(options.reader).catch((error: unknown) => {
    trace?.close();
    throw error;
  });
  const reader = trace ? tracedReader(opened, trace) : opened;
  try {
    return await work(reader, {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      onWait: (name) => context.output.note(context.say('wait.card', { reader: name })),
      onStep: (step, count) =>
        context.output.note(context.say('card.step', { step: stepName(context, step), count })),
    });
  } finally {
    await reader.close();
    trace?.close();
  }
}

/** A step of personalization is known by an English name, some with the number of a sector. */
function stepName(context: Context, step: string): string {
  const [, name, sector] = /^(.*?)(?: (\d+))?$/.exec(step)!;
  const key = `step.${name}`;
  const said = context.say(key, { sector: sector ?? '' });
  return said === key ? step : said;
}

async function issueCommand(context: Context, options: IssueOptions, number: string): Promise<void> {
  const registry = context.registry();
  findMember(registry, number); // before a passphrase is asked for
  const { chooseTheme, organisationThemes } = await import('../themes.ts'); // fonts load slowly
  const theme = chooseTheme(await organisationThemes(registry.folder), options.theme);
  const keys = await context.keys();
  const order = { memberNumber: number, theme, expires: options.expires };
  const result = await withNamedReader(context, options, (reader, progress) =>
    issueCard(registry, keys, reader, order, progress),
  );
  reportIssue(context, result);
}

async function recoverCommand(context: Context, options: ReaderOptions): Promise<void> {
  const registry = context.registry();
  const keys = await context.keys();
  const result = await withNamedReader(context, options, (reader, progress) =>
    recoverCard(registry, keys, reader, progress),
  );
  reportIssue(context, result);
}

function reportIssue(context: Context, { outcome, card }: IssueResult): void {
  const format = context.registry().organisation().scheme.format;
  context.output.result({ outcome, ...cardDocument(context, card.serial) }, () =>
    context.say(`card.${outcome}`, {
      cardSerial: card.serial,
      memberNumber: formatMemberNumber(card.memberNumber, format),
      theme: card.themeId,
      kind: card.kind,
      uid: toHex(card.uid),
      expiry: card.expiryDay === NO_EXPIRY ? context.say('word.never') : dateFromDay(card.expiryDay),
    }),
  );
}

async function verifyCommand(context: Context, options: ReaderOptions): Promise<void> {
  const registry = context.registry();
  const keys = await context.keys();
  const verification = await withNamedReader(context, options, (reader, progress) =>
    verifyCard(registry, keys, reader, progress),
  );
  reportVerification(context, verification);
}

function reportVerification(context: Context, { card, ok, checks }: CardVerification): void {
  const format = context.registry().organisation().scheme.format;
  const details = { cardSerial: card.serial, memberNumber: formatMemberNumber(card.memberNumber, format) };
  const life = context.registry().cards.lives.get(card.serial);
  const isRefused = life.blocked || !isLiving(life);
  const keySet = card.accessVersion;
  context.output.result({ ok, ...lifeDocument(context, life), keySet, checks }, () =>
    [
      table(
        ['check', 'found', 'result'].map((column) => context.say(`column.${column}`)),
        checks.map((check) => [
          context.say(`check.${check.check}`),
          foundBy(context, check),
          context.say(check.ok ? 'word.ok' : 'word.different'),
        ]),
      ),
      '',
      context.say(ok ? 'card.verified' : 'card.differs', details),
      context.say('card.key-set', { keySet }),
      ...(isRefused ? [context.say('life.refused', { state: lifeState(context, life) })] : []),
    ].join('\n'),
  );
  // The table is the answer; the status says the same to scripts.
  if (!ok) process.exitCode = new KartuError('card-not-as-issued', '').exitStatus;
}

function foundBy(context: Context, check: CardCheck): string {
  if (check.check === 'chip' || check.check === 'content') return check.found;
  if (check.check !== 'purse') return '';
  if (!check.ok) return context.say(`fault.${check.fault}`);
  const details = { sequence: check.sequence, balance: formatRupiah(check.balanceRupiah) };
  return context.say(check.otherTorn ? 'check.purse-torn' : 'check.purse-state', details);
}

function discardCard(context: Context, serial: string): void {
  const registry = context.registry();
  const card = registry.cards.discard(parseCount(serial));
  const _format = registry.organisation().scheme.format;
  context.output.result(cardDocument(context, card.serial), () =>
    context.say('card.discarded', { cardSerial: card.serial }),
  );
}

function cardDocument(context: Context, serial: number) {
  return lifeDocument(context, context.registry().cards.lives.get(serial));
}

/** A whole number above 0. Throws `usage`. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new KartuError('usage', `"${text.slice(0, 20)}" is no whole number above 0`, {
    details: { what: 'number', text: text.slice(0, 20) },
  });
}
