import { formatRupiah, isKartuError, KartuError } from '@kartukita/card-core';
import { say, sentenceFor } from '@kartukita/card-core/console';
import type { OpenCounter } from '../counter/enrol.ts';
import { onDuty } from '../day/shifts.ts';
import type { RefusalCode } from '../sale/refusals.ts';
import type { RequestKind } from '../sale/rules.ts';
import { type Request, refused, type TapResult, tap } from '../sale/tap.ts';
import { type Context, type ReaderOptions, shownNumber, withCard } from './context.ts';

/** The counter with who is on duty; where cashiers are registered, money moves in a shift alone. */
export function signedOff(counter: OpenCounter): OpenCounter {
  return { ...counter, duty: onDuty(counter) };
}

const MAX_REFERENCE = 100;

/** An empty name, as an unset variable of a script gives it, would be one name for all transfers. */
export function checkedReference(text: string | undefined): string | undefined {
  if (text === undefined || (text.trim() !== '' && text.length <= MAX_REFERENCE && !/\p{Cc}/u.test(text)))
    return text;
  throw new KartuError('usage', `--reference takes 1 to ${MAX_REFERENCE} characters of text`, {
    details: { what: 'reference', max: MAX_REFERENCE },
  });
}

/** One tap for a request, told as sentences or as a document, with its exit status. */
export async function runTap(
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

const DONE: Readonly<Record<RequestKind, string>> = {
  sale: 'tap.paid',
  topup: 'tap.topped-up',
  payout: 'tap.taken-back',
  refund: 'tap.given-back',
  credit: 'tap.credited',
};

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
  const credited = result.creditedRupiah ?? 0;
  if (credited > 0) text.push(tell('tap.credited', { amount: formatRupiah(credited) }));
  const amount = formatRupiah(result.amountRupiah ?? 0);
  if (result.outcome === 'posted') {
    text.push(tell(DONE[result.kind ?? 'sale'], { amount, member, balance }));
    if (result.resumed) text.push(tell('tap.resumed'));
  }
  const { attendance } = result;
  if (result.outcome === 'read' && attendance !== undefined)
    text.push(tell('tap.attending', { member, count: attendance }));
  else if (result.outcome === 'read') text.push(tell('tap.balance', { member, balance }));
  if (result.outcome === 'resolved') text.push(tell('tap.resolved', { member, balance }));
  if (result.outcome === 'refused') text.push(tell('tap.refused', { reason: sentence ?? '' }));
  if (result.outcome === 'voided' || result.outcome === 'unresolved') text.push(sentence ?? '');
  if (result.unfinished) text.push(tell('tap.unfinished', nameOf(result.unfinished)));
  if (result.owedRupiah > 0) text.push(tell('tap.owed', { amount: formatRupiah(result.owedRupiah) }));
  if (result.waitingRupiah !== undefined)
    text.push(tell('tap.waiting', { amount: formatRupiah(result.waitingRupiah) }));
  if (result.owedRupiah < 0) text.push(tell('tap.owes', { amount: formatRupiah(-result.owedRupiah) }));
  return text;
}
