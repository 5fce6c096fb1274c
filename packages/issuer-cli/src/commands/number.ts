import { formatRupiah, parseRupiah } from '@kartukita/card-core';
import { localDay } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { TENDERS, type Tender } from '../books/accounts.ts';
import { action, type Context } from '../context.ts';
import { readGivenFile } from '../files.ts';
import { findMember } from '../members/lookup.ts';
import { formatPooled, type PooledNumber, parseNumberFor, parsePooledNumber } from '../numbering/pools.ts';
import { withExample } from './help.ts';
import {
  moveDocument,
  moveText,
  requestDocument,
  showHistory,
  showPotential,
  showQuote,
} from './number-document.ts';

interface PaymentOptions {
  receipt: string;
  tender: Tender;
}

const MAX_RULES_BYTES = 1_000_000;

export function addNumberCommands(program: Command): void {
  const group = program
    .command('number')
    .description('chosen member numbers: price, request, payment, approval');
  addQuestions(group);
  addRequestCommands(group);
  addEndCommands(group);
  addRulesCommand(group);
}

function addQuestions(group: Command): void {
  const quote = group
    .command('quote <number>')
    .description('what a number costs today, and whether it can be asked for')
    .action(
      action(async (context, _options: unknown, text: string) => showQuote(context, numberOf(context, text))),
    );
  withExample(quote, '--data ikarholaz number quote 00000777');
  const potential = group
    .command('potential [number]')
    .description('numbers that are only sold by auction, or whether one of them is')
    .action(
      action(async (context, _options: unknown, text?: string) =>
        showPotential(context, text === undefined ? undefined : numberOf(context, text)),
      ),
    );
  withExample(potential, '--data ikarholaz number potential 17081945');
  const history = group
    .command('history <member>')
    .description("a member's requests and changes of number, and cards that carry an old one")
    .action(action(async (context, _options: unknown, member: string) => showHistory(context, member)));
  withExample(history, '--data ikarholaz number history 89.00000777');
}

function addRequestCommands(group: Command): void {
  const request = group
    .command('request <member> <number>')
    .description('reserve a number for a member until its fee is paid')
    .action(
      action(async (context, _options: unknown, who: string, text: string) => {
        const { scheme, member, numbers } = parties(context, who);
        const made = numbers.request(
          scheme,
          member,
          parseNumberFor(scheme, member.memberNumber, text),
          context.person(),
        );
        context.output.result(requestDocument(context, made), () =>
          context.say(made.feeRupiah === 0 ? 'number.requested-free' : 'number.requested', {
            ...wordsOf(context, made),
            fee: formatRupiah(made.feeRupiah),
            expires: localDay(made.expiresAt),
          }),
        );
      }),
    );
  withExample(request, '--data ikarholaz number request 89.00000001 00000777 --operator "Sari"');
  const pay = group
    .command('pay <member>')
    .description('record that the fee for the number asked for was paid')
    .requiredOption('--amount <rupiah>', 'what was paid; it must be the fee')
    .requiredOption('--receipt <text>', 'number of the receipt or transfer; each pays once')
    .addOption(tenderOption('where the money is'))
    .action(
      action(async (context, options: PaymentOptions & { amount: string }, who: string) => {
        const { scheme, member, numbers } = parties(context, who);
        const amount = parseRupiah(options.amount);
        const paid = numbers.pay(scheme, member, amount, options.receipt, context.person(), options.tender);
        context.output.result(requestDocument(context, paid), () =>
          context.say('number.paid', wordsOf(context, paid)),
        );
      }),
    );
  withExample(
    pay,
    '--data ikarholaz number pay 89.00000001 --amount 600.000 --receipt K-0117 --tender bank --operator "Sari"',
  );
  const approve = group
    .command('approve <member>')
    .description('give the member the number that was asked for and paid')
    .option(
      '--approved-by <name>',
      'the chair, where no operators are registered; not the person who made the request',
    )
    .action(
      action(async (context, { approvedBy }: { approvedBy?: string }, who: string) => {
        const { scheme, member, numbers } = parties(context, who);
        const move = numbers.approve(scheme, member, context.approver(approvedBy));
        context.output.result(moveDocument(context, move), () => moveText(context, 'number.approved', move));
      }),
    );
  withExample(approve, '--data ikarholaz number approve 89.00000001 --approved-by "Hadi"');
}

function addEndCommands(group: Command): void {
  const cancel = group
    .command('cancel <member>')
    .description('give up a request; or give a chosen number back for a regular one at once')
    .action(
      action(async (context, _options: unknown, who: string) => {
        const { scheme, member, numbers } = parties(context, who);
        const ended = numbers.cancel(scheme, member, context.person());
        if ('change' in ended) {
          const document = moveDocument(context, ended);
          context.output.result(document, () => moveText(context, 'number.back-to-regular', ended));
        } else {
          const key = ended.refundDueRupiah > 0 ? 'number.cancelled-refund' : 'number.cancelled';
          const refund = formatRupiah(ended.refundDueRupiah);
          context.output.result(requestDocument(context, ended), () =>
            context.say(key, { ...wordsOf(context, ended), refund }),
          );
        }
      }),
    );
  withExample(cancel, '--data ikarholaz number cancel 89.00000777 --operator "Sari"');
  const refund = group
    .command('refund <member>')
    .description('record that a fee which is owed back was paid back')
    .requiredOption('--receipt <text>', 'number of the receipt or transfer')
    .addOption(tenderOption('where the money came from'))
    .action(
      action(async (context, { receipt, tender }: PaymentOptions, who: string) => {
        const { scheme, member, numbers } = parties(context, who);
        const refunded = numbers.refund(scheme, member, receipt, context.person(), tender);
        context.output.result(requestDocument(context, refunded), () => {
          const amount = formatRupiah(refunded.refundDueRupiah);
          return context.say('number.refunded', { ...wordsOf(context, refunded), amount });
        });
      }),
    );
  withExample(
    refund,
    '--data ikarholaz number refund 89.00000001 --receipt R-0009 --tender cash --operator "Sari"',
  );
  const back = group
    .command('card-back <serial>')
    .description('a card with a number that was given up was handed in and destroyed')
    .action(
      action(async (context, _options: unknown, text: string) => {
        const registry = context.registry();
        const card = registry.cards.get(/^\d{1,10}$/.test(text) ? Number(text) : 0);
        const recorded = registry.numbers.cardBack(card.serial, context.person());
        context.output.result({ cardSerial: card.serial, recorded }, () =>
          context.say(recorded ? 'number.card-back' : 'number.card-not-out', { cardSerial: card.serial }),
        );
      }),
    );
  withExample(back, '--data ikarholaz number card-back 17 --operator "Sari"');
}

function addRulesCommand(group: Command): void {
  const rules = group
    .command('rules [file]')
    .description('the rules in force (prices, discounts, potential numbers) as JSON; or new ones from a file')
    .action(
      action(async (context, _options: unknown, file?: string) => {
        const { numbers } = context.registry();
        if (file === undefined) {
          const inForce = numbers.rules();
          context.output.result({ rules: inForce }, () => JSON.stringify(inForce, undefined, 2));
        } else {
          const text = readGivenFile(file, MAX_RULES_BYTES).toString('utf8');
          const set = numbers.setRules(text, context.person());
          context.output.result({ rules: set }, () => context.say('number.rules-set', { file }));
        }
      }),
    );
  withExample(rules, '--data ikarholaz number rules number-rules.json --operator "Hadi"');
}

function tenderOption(about: string): Option {
  return new Option('--tender <tender>', about).choices(TENDERS).default('cash');
}

function parties(context: Context, who: string) {
  const registry = context.registry();
  return {
    scheme: registry.organisation().scheme,
    member: findMember(registry, who),
    numbers: registry.numbers,
  };
}

function numberOf(context: Context, text: string): PooledNumber {
  return parsePooledNumber(context.registry().organisation().scheme, text);
}

function wordsOf(context: Context, number: PooledNumber) {
  return { number: formatPooled(context.registry().organisation().scheme, number) };
}
