import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { localDay, table } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { TENDERS, type Tender } from '../books/accounts.ts';
import { action, type Context } from '../context.ts';
import { parseMemberNumber } from '../numbering/scheme.ts';
import { type SecondPersonOptions, withSecondPerson } from '../operators/second-person.ts';
import type { MerchantLine } from '../registry/merchants.ts';
import { needSecondPerson, SECOND_PERSON_FROM_RUPIAH } from '../value/second.ts';
import { afterDay, fromDay, SINCE_ABOUT, UNTIL_ABOUT } from './day-range.ts';
import { withExample } from './help.ts';
import { referenceOf } from './value-text.ts';

interface PayOptions extends SecondPersonOptions {
  amount: string;
  tender: Tender;
  reference: string;
}

interface StatementOptions {
  since?: string;
  until?: string;
}

/** `merchant …`: what is owed to members for whom counters sell, and paying it out. */
export function addMerchantCommands(program: Command): void {
  const group = program
    .command('merchant')
    .description('partner merchants: what is owed to them, and paying it out');
  const list = group
    .command('list')
    .description('merchants for whom something was sold, by what counters have settled')
    .action(action(async (context) => showMerchants(context)));
  withExample(list, '--data bmi merchant list');
  const pay = withSecondPerson(
    group
      .command('pay <member>')
      .description(
        'record a payment to a merchant: never more than is owed; with a second person if it is much',
      )
      .requiredOption('--amount <rupiah>', 'what was paid')
      .addOption(
        new Option('--tender <tender>', 'where the money came from').choices(TENDERS).makeOptionMandatory(),
      )
      .requiredOption(
        '--reference <text>',
        'number of the transfer or of the slip that was signed; each pays once',
      ),
  ).action(action(payCommand));
  withExample(
    pay,
    '--data bmi merchant pay 89.00000002 --amount 750.000 --tender bank --reference TRF-2291 --operator "Sari"',
  );
  const statement = group
    .command('statement <member>')
    .description('what was sold for a merchant, given back and paid out')
    .option('--since <day>', SINCE_ABOUT)
    .option('--until <day>', UNTIL_ABOUT)
    .action(action(statementCommand));
  withExample(statement, '--data bmi merchant statement 89.00000002 --since 2026-11-01');
}

function showMerchants(context: Context): void {
  const merchants = context.registry().merchants.list();
  const owedRupiah = merchants.reduce((sum, each) => sum + each.owedRupiah, 0);
  context.output.result({ merchants, owedRupiah }, () => {
    if (merchants.length === 0) return context.say('merchant.none');
    const head = ['number', 'name', 'sold', 'paid', 'owed'].map((name) => context.say(`column.${name}`));
    const rows = merchants.map((each) => [
      context.shown(each.memberNumber),
      each.name,
      ...[each.soldRupiah, each.paidRupiah, each.owedRupiah].map(formatRupiah),
    ]);
    const sum = context.say('merchant.owed', { amount: formatRupiah(owedRupiah) });
    return [table(head, rows, [2, 3, 4]), sum].join('\n');
  });
}

async function payCommand(context: Context, options: PayOptions, who: string): Promise<void> {
  const registry = context.registry();
  const operator = context.person();
  const memberNumber = numberOf(context, who);
  const amountRupiah = parseRupiah(options.amount);
  const reference = referenceOf(options.reference);
  const isMuch = amountRupiah >= SECOND_PERSON_FROM_RUPIAH || options.approvedBy !== undefined;
  const approvedBy = isMuch ? await needSecondPerson(context, options) : undefined;
  const { tender } = options;
  const payment = { memberNumber, amountRupiah, tender, reference, operator, approvedBy };
  const paid = registry.merchants.pay(payment);
  const owedRupiah = registry.merchants.owedRupiah(memberNumber);
  context.output.result({ ...paid, owedRupiah }, () =>
    context.say('merchant.paid', {
      ...{ receipt: paid.receipt, number: context.shown(memberNumber) },
      ...{ amount: formatRupiah(amountRupiah), owed: formatRupiah(owedRupiah) },
    }),
  );
}

async function statementCommand(context: Context, options: StatementOptions, who: string): Promise<void> {
  const { merchants } = context.registry();
  const memberNumber = numberOf(context, who);
  const fromMs = fromDay(options.since) ?? 0;
  const untilMs = afterDay(options.until) ?? Number.MAX_SAFE_INTEGER;
  const beforeRupiah = merchants.owedBefore(memberNumber, fromMs);
  const lines = merchants.statement(memberNumber, fromMs, untilMs);
  const owedRupiah = lines.reduce((sum, { amountRupiah }) => sum + amountRupiah, beforeRupiah);
  const payments = new Map(merchants.payments(memberNumber).map((each) => [each.receipt, each]));
  const document = { memberNumber, beforeRupiah, owedRupiah, lines };
  context.output.result(document, () => {
    let balance = beforeRupiah;
    const rows = lines.map(({ atMs, terminal, receipt, amountRupiah }) => {
      balance += amountRupiah;
      const what = context.say(kindOf({ terminal, receipt, amountRupiah }), {
        terminal: terminal ?? '–',
        receipt: receipt ?? '–',
        reference: (receipt !== null && payments.get(receipt)?.reference) || '',
      });
      return [localDay(atMs), what, formatRupiah(amountRupiah), formatRupiah(balance)];
    });
    const head = ['date', 'what', 'amount', 'owed'].map((name) => context.say(`column.${name}`));
    return [
      context.say('merchant.before', { amount: formatRupiah(beforeRupiah) }),
      table(head, rows, [2, 3]),
      context.say('merchant.owed', { amount: formatRupiah(owedRupiah) }),
    ].join('\n');
  });
}

function kindOf({ terminal, receipt, amountRupiah }: Omit<MerchantLine, 'atMs'>): string {
  if (receipt !== null) return 'merchant.payment';
  if (terminal === null) return 'merchant.corrected';
  return amountRupiah > 0 ? 'merchant.sold' : 'merchant.given-back';
}

/** Also a number that the merchant has given up since: counters may still sell under it. */
function numberOf(context: Context, who: string): string {
  const registry = context.registry();
  const memberNumber = parseMemberNumber(registry.organisation().scheme, who);
  const merchant = registry.merchants.find(memberNumber);
  if (merchant) return merchant.memberNumber;
  const shown = context.shown(memberNumber);
  throw new KartuError('not-found', `nothing was sold for ${shown}`, {
    details: { what: 'merchant', memberNumber: shown },
  });
}
