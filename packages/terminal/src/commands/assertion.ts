import { KartuError } from '@kartukita/card-core';
import { say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { assertMembership, checked, LIFETIME_SECONDS } from '../assertion/assertion.ts';
import type { OpenCounter } from '../counter/enrol.ts';
import { type TapResult, tap } from '../sale/tap.ts';
import {
  type Context,
  contextOf,
  type ReaderOptions,
  shownNumber,
  shownTime,
  withCard,
  withCounter,
} from './context.ts';
import { addReaderOptions } from './reader-options.ts';

interface AssertOptions extends ReaderOptions {
  readonly audience: string;
  readonly nonce: string;
  readonly lifetime: string;
}

export function addAssertionCommand(program: Command): void {
  addReaderOptions(
    program
      .command('assert')
      .description('tell another system, signed and for a minute, that the holder of this card is a member')
      .requiredOption('--audience <name>', 'the system it is for, such as https://belajar.example')
      .requiredOption('--nonce <text>', "that system's random text for this login")
      .option('--lifetime <seconds>', `how long it is good, at most ${LIFETIME_SECONDS.max}`, '60'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter assert --audience https://belajar.example --nonce 6Jq2tPxR --reader pcsc',
    )
    .action(async (options: AssertOptions, command: Command) => {
      const context = contextOf(command);
      const { audience, nonce } = options;
      const request = { audience, nonce, lifetimeSeconds: secondsOf(options.lifetime) };
      checked(request);
      await withCounter(context, (counter) =>
        withCard(context, counter, options, async (driver) => {
          // As a question for the balance: a genuine card, neither blocked nor expired nor frozen.
          const { result, afterwards } = await tap(counter, driver, { kind: 'balance' });
          if (result.outcome === 'read' && result.memberNumber) {
            const asserted = await assertMembership(counter, result.memberNumber, request);
            report(context, counter, result.memberNumber, asserted);
          } else {
            reportRefused(context, result);
          }
          await afterwards();
        }),
      );
    });
}

function secondsOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new KartuError('usage', `--lifetime takes whole seconds, not "${text.slice(0, 20)}"`, {
    details: { what: 'lifetime-option', text: text.slice(0, 20) },
  });
}

function report(
  context: Context,
  counter: OpenCounter,
  memberNumber: string,
  { token, expiresAtMs }: { token: string; expiresAtMs: number },
): void {
  const document = {
    outcome: 'asserted',
    memberNumber: shownNumber(counter, memberNumber),
    assertion: token,
    expiresAt: new Date(expiresAtMs).toISOString(),
  };
  // The token alone on standard output, for a pipe; what it is on standard error.
  context.output.result(document, () => token);
  context.output.note(
    say(context.language, 'assert.made', {
      member: document.memberNumber ?? '',
      until: shownTime(expiresAtMs, context.language),
    }),
  );
}

/** As little as a refusal may say: another system does not learn why. */
function reportRefused(context: Context, result: TapResult): void {
  const reason = result.reason ?? 'card-foreign';
  const message = say(context.language, `cashier.${reason}`, { balance: '', maximum: '' });
  const told = say(context.language, 'tap.refused', { reason: message });
  // Whatever reads the token from a pipe must find nothing there.
  if (context.output.json) {
    context.output.result({ outcome: 'refused', reason, memberNumber: null, message }, () => told);
  } else {
    context.output.note(told);
  }
  process.exitCode = 3;
}
