import { formatRupiah } from '@kartukita/card-core';
import { type Command, Option } from 'commander';
import { TENDERS, type Tender } from '../books/accounts.ts';
import { action, type Context } from '../context.ts';
import { type SecondPersonOptions, withSecondPerson } from '../operators/second-person.ts';
import { needSecondPerson, SECOND_PERSON_FROM_RUPIAH } from '../value/second.ts';
import { startOfDay } from './day-range.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';
import { parseTotal, referenceOf } from './value-text.ts';

interface PaidOptions extends SecondPersonOptions {
  amount: string;
  tender: Tender;
  reference: string;
  date?: string;
}

/** `credit paid`: the employer's money for a list has come. */
export function addPaid(group: Command): void {
  const command = withSecondPerson(
    group
      .command('paid <list>')
      .description(
        'record what the employer paid over for a list, in whole or in part; with a second person if it is much',
      )
      .requiredOption('--amount <rupiah>', 'what came')
      .addOption(
        new Option('--tender <tender>', 'where the money came in').choices(TENDERS).makeOptionMandatory(),
      )
      .requiredOption('--reference <text>', 'number of the transfer or of the slip; each once for a list')
      .option('--date <day>', 'when it came, YYYY-MM-DD; today where nothing is said'),
  ).action(action(paidCommand));
  withExample(
    command,
    '--data bmi credit paid 3 --amount 125.400.000 --tender bank --reference TRF-8123 --date 2026-11-25 --operator "Sari"',
  );
}

async function paidCommand(context: Context, options: PaidOptions, id: string): Promise<void> {
  const registry = context.registry();
  const [list, operator] = [parseCount(id), context.person()];
  const amountRupiah = parseTotal(options.amount);
  const reference = referenceOf(options.reference);
  const paidMs = options.date === undefined ? registry.now().getTime() : startOfDay(options.date).getTime();
  const isMuch = amountRupiah >= SECOND_PERSON_FROM_RUPIAH || options.approvedBy !== undefined;
  const approvedBy = isMuch ? await needSecondPerson(context, options) : undefined;
  const { tender } = options;
  const payment = { list, amountRupiah, tender, reference, paidMs, operator, approvedBy };
  const paid = registry.salaryPayments.pay(payment);
  const dueRupiah = registry.salaryPayments.dueRupiah(list);
  context.output.result({ ...paid, dueRupiah }, () =>
    context.say('credit.paid', {
      ...{ receipt: paid.receipt, list, amount: formatRupiah(amountRupiah), due: formatRupiah(dueRupiah) },
    }),
  );
}
