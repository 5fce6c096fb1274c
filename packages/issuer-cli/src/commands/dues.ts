import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { startOfDay } from './day-range.ts';
import { withExample } from './help.ts';
import { titleOf } from './value-text.ts';

interface OpenOptions {
  amount: string;
  title: string;
  due?: string;
}

const PERIOD = /^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$/;

/** `dues …`: what every member pays for a period; counters take it from the card. */
export function addDuesCommands(program: Command): void {
  const group = program.command('dues').description('what members pay for each period');
  const open = group
    .command('open <period>')
    .description('open a period for all members; counters know it with their next reply')
    .requiredOption('--amount <rupiah>', 'what each member pays')
    .requiredOption('--title <text>', 'as members know it')
    .option('--due <day>', 'last day to pay, YYYY-MM-DD')
    .action(action(openCommand));
  withExample(
    open,
    '--data pmii dues open 2026-11 --amount 25.000 --title "Iuran November" --due 2026-11-30 --operator "Sari"',
  );
  const list = group
    .command('list')
    .description('periods, with how many have paid at counters')
    .action(action(async (context) => showPeriods(context)));
  withExample(list, '--data pmii dues list');
  const arrears = group
    .command('arrears')
    .description('members who have not paid periods that are past their last day')
    .action(action(async (context) => showArrears(context)));
  withExample(arrears, '--data pmii dues arrears');
}

async function openCommand(context: Context, options: OpenOptions, period: string): Promise<void> {
  if (!PERIOD.test(period)) {
    throw new KartuError('usage', `"${period.slice(0, 20)}" is no period`, {
      details: { what: 'dues-period' },
    });
  }
  const opened = {
    ...{ period, title: titleOf(options.title), amountRupiah: parseRupiah(options.amount) },
    due: options.due === undefined ? null : startOfDay(options.due).toLocaleDateString('sv-SE'),
  };
  context.registry().dues.open(opened);
  context.output.result(opened, () =>
    context.say('dues.opened', { period, amount: formatRupiah(opened.amountRupiah) }),
  );
}

function showPeriods(context: Context): void {
  const periods = context.registry().dues.periods();
  context.output.result({ periods }, () => {
    if (periods.length === 0) return context.say('dues.none');
    const head = ['period', 'title', 'amount', 'due', 'members-paid', 'paid-in'].map((name) =>
      context.say(`column.${name}`),
    );
    const rows = periods.map(({ period, title, amountRupiah, due, paid, paidRupiah }) => [
      ...[period, title, formatRupiah(amountRupiah), due ?? '–', String(paid), formatRupiah(paidRupiah)],
    ]);
    return table(head, rows, [2, 4, 5]);
  });
}

function showArrears(context: Context): void {
  const registry = context.registry();
  const members = registry.dues.arrears(registry.now().toLocaleDateString('sv-SE'));
  const owedRupiah = members.reduce((sum, each) => sum + each.owedRupiah, 0);
  context.output.result({ members, owedRupiah }, () => {
    if (members.length === 0) return context.say('dues.no-arrears');
    const head = ['number', 'name', 'period', 'owed'].map((name) => context.say(`column.${name}`));
    const rows = members.map((each) => [
      ...[
        context.shown(each.memberNumber),
        each.name,
        each.periods.join(', '),
        formatRupiah(each.owedRupiah),
      ],
    ]);
    const sum = { members: members.length, amount: formatRupiah(owedRupiah) };
    return [table(head, rows, [3]), context.say('dues.arrears', sum)].join('\n');
  });
}
