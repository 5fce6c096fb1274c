import { formatRupiah, isKartuError, KartuError, parseRupiah } from '@kartukita/card-core';
import { say, sentenceFor } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { onDuty } from '../day/shifts.ts';
import { closeAsNotDone } from '../sale/recovery.ts';
import type { RefusalCode } from '../sale/refusals.ts';
import { type Request, refused, type TapResult, tap } from '../sale/tap.ts';
import { inWords } from './act.ts';
import { showOpenTransfers } from './books.ts';
import {
  type Context,
  contextOf,
  type ReaderOptions,
  shownNumber,
  withCard,
  withCounter,
} from './context.ts';
import { addReaderOptions, READER_HELP } from './reader-options.ts';

export function addTapCommands(program: Command): void {
  const amounts = [
    ['topup', 'put cash on the card', 'topup 50000 --reader pcsc'],
    ['sale', 'take a payment from the card', 'sale 12500 --reader pcsc'],
  ] as const;
  for (const [kind, description, example] of amounts) {
    addReaderOptions(
      program.command(kind).description(description).argument('<amount>', 'whole rupiah, such as 12500'),
    )
      .option('--reference <text>', 'a name for this transfer of your own: the same one is never done twice')
      .addHelpText('after', `\nExample:\n  kartu-terminal --data counter ${example}`)
      .action((amount: string, options: ReaderOptions & { reference?: string }, command: Command) =>
        runTransfer(kind, amount, options, command),
      );
  }
  addReaderOptions(program.command('balance').description('show the balance of the card'))
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter balance --reader pcsc')
    .action(async (options: ReaderOptions, command: Command) => {
      const context = contextOf(command);
      await withCounter(context, (counter) => runTap(context, counter, options, { kind: 'balance' }));
    });
  program
    .command('resolve')
    .description('list what is unfinished, finish it with the card, or close it as not done')
    .argument('[transfer]', 'number of the transfer to close')
    .option('--reader <reader>', READER_HELP)
    .option('--wait <seconds>', 'how long to wait for a card', '30')
    .option('--not-done', 'the card does not come back: nothing was sold, or the cash was given back')
    .addHelpText(
      'after',
      '\nExamples:\n  kartu-terminal --data counter resolve\n  kartu-terminal --data counter resolve --reader pcsc\n  kartu-terminal --data counter resolve 12 --not-done',
    )
    .action(resolve);
}

async function runTransfer(
  kind: 'sale' | 'topup',
  amount: string,
  options: ReaderOptions & { reference?: string },
  command: Command,
): Promise<void> {
  const context = contextOf(command);
  const amountRupiah = parseRupiah(amount);
  const reference = checkedReference(options.reference);
  await withCounter(context, async (counter) => {
    const earlier = reference === undefined ? undefined : counter.ledger.transferByReference(reference);
    if (earlier?.state === 'posted') {
      throw new KartuError(
        'already-exists',
        `The ${kind} "${reference}" is in the books already (transfer ${earlier.id}); nothing was charged`,
      );
    }
    await runTap(context, signedOff(context, counter), options, { kind, amountRupiah, reference });
  });
}

/** The counter with who is on duty; where cashiers are registered, money moves in a shift alone. */
export function signedOff(context: Context, counter: OpenCounter): OpenCounter {
  try {
    return { ...counter, duty: onDuty(counter) };
  } catch (error) {
    throw inWords(context.language, error);
  }
}

const MAX_REFERENCE = 100;

/** An empty name, as an unset variable of a script gives it, would be one name for all transfers. */
function checkedReference(text: string | undefined): string | undefined {
  if (text === undefined || (text.trim() !== '' && text.length <= MAX_REFERENCE && !/\p{Cc}/u.test(text)))
    return text;
  throw new KartuError('usage', `--reference takes 1 to ${MAX_REFERENCE} characters of text`);
}

async function runTap(
  context: Context,
  counter: OpenCounter,
  options: ReaderOptions,
  request: Request,
): Promise<void> {
  try {
    await withCard(context, counter, options, async (driver) => {
      const { result, afterwards } = await tap(counter, driver, request);
      report(context, counter, request, result);
      await afterwards();
    });
  } catch (error) {
    // Told by the open page of a tag, before the counter has said a word to the card.
    if (isKartuError(error, 'card-blank', 'card-foreign')) {
      return report(context, counter, request, refused(error.code as RefusalCode));
    }
    if (!context.output.json || process.exitCode !== undefined || !isKartuError(error)) throw error;
    reportFailure(context, request, error);
  }
}

/** A script finds the same members in the document when there was no card to speak of, or no reader. */
function reportFailure(context: Context, request: Request, error: KartuError): void {
  const message = sentenceFor(context.language, error);
  const nobody = { memberNumber: null, cardSerial: null, balanceRupiah: null, sequence: null };
  const { code, details } = error;
  const document = { kind: request.kind, outcome: 'failed', reason: code, ...nobody, message };
  context.output.result({ ...document, error: { code, message, details } }, () => message);
  context.output.note(message);
  process.exitCode = error.exitStatus;
}

const EXIT: Readonly<Record<TapResult['outcome'], number>> = {
  posted: 0,
  read: 0,
  resolved: 0,
  refused: 3,
  voided: 6,
  unresolved: 4,
};

function report(context: Context, counter: OpenCounter, request: Request, result: TapResult): void {
  const memberNumber = shownNumber(counter, result.memberNumber);
  const sentence = result.reason
    ? refusalSentence(context, counter, result.reason, result)
    : unfinishedSentence(context, result);
  const document = {
    kind: request.kind,
    ...result,
    memberNumber,
    ...(sentence ? { message: sentence } : {}),
  };
  context.output.result(document, () =>
    lines(context, request, result, memberNumber ?? '–', sentence).join('\n'),
  );
  process.exitCode = EXIT[result.outcome];
}

/** What to do about a tap that came to no end. */
function unfinishedSentence({ language }: Context, result: TapResult): string | undefined {
  const { outcome, kind, transfer, amountRupiah } = result;
  if (outcome === 'voided') return say(language, 'tap.voided');
  if (outcome !== 'unresolved') return undefined;
  if (!kind || !transfer) return say(language, 'tap.unresolved-short');
  const amount = formatRupiah(amountRupiah ?? 0);
  return say(language, 'tap.unresolved', { kind: say(language, `kind.${kind}`), amount, transfer });
}

function refusalSentence(
  context: Context,
  counter: OpenCounter,
  reason: RefusalCode,
  result: TapResult,
): string {
  return say(context.language, `cashier.${reason}`, {
    balance: formatRupiah(result.balanceRupiah ?? 0),
    maximum: formatRupiah(counter.bundle.policy.maxBalanceRupiah),
  });
}

function lines(
  context: Context,
  _request: Request,
  result: TapResult,
  member: string,
  sentence?: string,
): string[] {
  const tell = (key: string, details: Record<string, string | number> = {}) =>
    say(context.language, key, details);
  const balance = formatRupiah(result.balanceRupiah ?? 0);
  const nameOf = (transfer: { transfer: number; kind: string; amountRupiah: number }) => ({
    transfer: transfer.transfer,
    kind: tell(`kind.${transfer.kind}`),
    amount: formatRupiah(transfer.amountRupiah),
  });
  const text: string[] = [];
  if (result.finishedEarlier) text.push(tell('tap.finished-earlier', nameOf(result.finishedEarlier)));
  const settled = result.settledRupiah ?? 0;
  if (settled !== 0) {
    text.push(
      tell(settled > 0 ? 'tap.settled-back' : 'tap.settled-taken', {
        amount: formatRupiah(Math.abs(settled)),
      }),
    );
  }
  const amount = formatRupiah(result.amountRupiah ?? 0);
  if (result.outcome === 'posted') {
    text.push(tell(result.kind === 'topup' ? 'tap.topped-up' : 'tap.paid', { amount, member, balance }));
    if (result.resumed) text.push(tell('tap.resumed'));
  }
  if (result.outcome === 'read') text.push(tell('tap.balance', { member, balance }));
  if (result.outcome === 'resolved') text.push(tell('tap.resolved', { member, balance }));
  if (result.outcome === 'refused') text.push(tell('tap.refused', { reason: sentence ?? '' }));
  if (result.outcome === 'voided' || result.outcome === 'unresolved') text.push(sentence ?? '');
  if (result.unfinished) text.push(tell('tap.unfinished', nameOf(result.unfinished)));
  if (result.owedRupiah > 0) text.push(tell('tap.owed', { amount: formatRupiah(result.owedRupiah) }));
  if (result.owedRupiah < 0) text.push(tell('tap.owes', { amount: formatRupiah(-result.owedRupiah) }));
  return text;
}

async function resolve(
  transfer: string | undefined,
  options: { reader?: string; wait: string; notDone?: boolean },
  command: Command,
): Promise<void> {
  const context = contextOf(command);
  if (options.notDone && (transfer === undefined || options.reader !== undefined)) {
    throw new KartuError('usage', '--not-done closes one transfer without its card: resolve ID --not-done');
  }
  await withCounter(context, async (counter) => {
    if (options.reader !== undefined) {
      const reader = { reader: options.reader, wait: options.wait };
      await runTap(context, signedOff(context, counter), reader, { kind: 'resolve' });
    } else if (transfer !== undefined) {
      close(context, counter, transfer, options.notDone ?? false);
    } else {
      showOpenTransfers(context, counter);
    }
  });
}

function close(context: Context, counter: OpenCounter, transfer: string, notDone: boolean): void {
  if (!/^\d{1,15}$/.test(transfer))
    throw new KartuError('usage', `"${transfer.slice(0, 20)}" is not the number of a transfer`);
  if (!notDone) {
    throw new KartuError('usage', 'say --not-done to close it: nothing was sold, or the cash was given back');
  }
  const closed = closeAsNotDone(counter.ledger, Number(transfer), signedOff(context, counter).duty);
  const { id, kind, amountRupiah, card } = closed;
  const document = { outcome: 'closed', transfer: id, kind, amountRupiah, cardSerial: card };
  context.output.result(document, () =>
    say(context.language, 'resolve.closed', {
      transfer: id,
      kind: say(context.language, `kind.${kind}`),
      amount: formatRupiah(amountRupiah),
    }),
  );
}
