import { formatRupiah, parseRupiah } from '@kartukita/card-core';
import { say, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import {
  bankDeposit,
  closeShift,
  moveCash,
  openDrawer,
  openShift,
  requireOpenShift,
  type Shift,
  shiftsOf,
} from '../day/shifts.ts';
import { addCashierOptions, answering, type CashierOptions, cashOf, counterAction } from './act.ts';
import { type Context, shownTime } from './context.ts';
import { showShiftReport } from './reports.ts';

/** `shift open | close | show | list | cash-in | cash-out | deposit | drawer`. */
export function addShiftCommands(program: Command): void {
  const group = program.command('shift').description('the cash drawer from one opening to its closing');
  const example = (text: string) => `\nExample:\n  kartu-terminal --data counter shift ${text}`;
  addCashierOptions(group.command('open').description('begin a shift with so much cash in the drawer'))
    .requiredOption('--float <amount>', 'cash to begin with, whole rupiah; 0 is one too')
    .addHelpText('after', example('open --float 200000 --cashier siti'))
    .action(counterAction(open));
  addCashierOptions(
    group.command('close').description('end the shift by what was counted, and make its Z-report'),
  )
    .requiredOption('--counted <amount>', 'cash that was counted in the drawer')
    .option('--leave-unfinished', 'although cash that was paid waits for its card to come again')
    .addHelpText('after', example('close --counted 312500 --cashier siti'))
    .action(counterAction(close));
  group
    .command('show')
    .description('the open shift as it stands')
    .addHelpText('after', example('show'))
    .action(
      counterAction((context, counter) => showShiftReport(context, counter, requireOpenShift(counter))),
    );
  group
    .command('list')
    .description('the last shifts')
    .addHelpText('after', example('list'))
    .action(counterAction(list));
  for (const [name, sign, description] of [
    ['cash-in', 1, 'cash comes into the drawer from the safe'],
    ['cash-out', -1, 'cash goes from the drawer to the safe'],
  ] as const) {
    addCashierOptions(group.command(name).description(description).argument('<amount>', 'whole rupiah'))
      .requiredOption('--reason <text>', 'what for')
      .addHelpText('after', example(`${name} 50000 --reason "change"`))
      .action(
        counterAction(
          async (context, counter, options: CashierOptions & { reason: string }, amount: string) => {
            const amountRupiah = parseRupiah(amount);
            const by = { cashier: (await answering(context, counter, options))?.id };
            const entry = moveCash(counter, sign * amountRupiah, options.reason, by);
            told(context, `shift.${name}`, { entry, amountRupiah });
          },
        ),
      );
  }
  addCashierOptions(
    group
      .command('deposit')
      .description('cash from the safe was taken to the bank')
      .argument('<amount>', 'whole rupiah'),
  )
    .requiredOption('--reference <text>', 'number of the bank’s receipt')
    .addHelpText('after', example('deposit 1000000 --reference "BRI 0231"'))
    .action(
      counterAction(
        async (context, counter, options: CashierOptions & { reference: string }, amount: string) => {
          const amountRupiah = parseRupiah(amount);
          const by = { cashier: (await answering(context, counter, options))?.id };
          const entry = bankDeposit(counter, amountRupiah, options.reference, by);
          told(context, 'shift.deposit', { entry, amountRupiah });
        },
      ),
    );
  addCashierOptions(group.command('drawer').description('note that the drawer was opened without a sale'))
    .requiredOption('--reason <text>', 'what for')
    .addHelpText('after', example('drawer --reason "change for a note"'))
    .action(
      counterAction(async (context, counter, options: CashierOptions & { reason: string }) => {
        const by = { cashier: (await answering(context, counter, options))?.id };
        const entry = openDrawer(counter, options.reason, by);
        context.output.result({ entry }, () => say(context.language, 'shift.drawer'));
      }),
    );
}

async function open(
  context: Context,
  counter: OpenCounter,
  options: CashierOptions & { float: string },
): Promise<void> {
  const floatRupiah = cashOf(options.float);
  const by = { cashier: (await answering(context, counter, options))?.id };
  const shift = openShift(counter, floatRupiah, by);
  context.output.result(documentOf(shift), () =>
    say(context.language, 'shift.opened', { shift: shift.number, float: formatRupiah(floatRupiah) }),
  );
}

async function close(
  context: Context,
  counter: OpenCounter,
  options: CashierOptions & { counted: string; leaveUnfinished?: boolean },
): Promise<void> {
  const countedRupiah = cashOf(options.counted);
  const by = { cashier: (await answering(context, counter, options))?.id };
  const shift = closeShift(counter, countedRupiah, by, options);
  showShiftReport(context, counter, shift);
}

function told(context: Context, key: string, done: { entry: number; amountRupiah: number }): void {
  const amount = formatRupiah(done.amountRupiah);
  context.output.result(done, () => say(context.language, key, { amount }));
}

/** A shift as scripts read it. */
export function documentOf(shift: Shift) {
  const { openedAtMs, closedAtMs, from, to, ...rest } = shift;
  return {
    ...rest,
    openedAt: new Date(openedAtMs).toISOString(),
    closedAt: closedAtMs === null ? null : new Date(closedAtMs).toISOString(),
    firstEntry: from,
    lastEntry: to,
  };
}

function list(context: Context, counter: OpenCounter): void {
  const shifts = shiftsOf(counter.ledger);
  const tell = (key: string) => say(context.language, key);
  const money = (amountRupiah: number | null) => (amountRupiah === null ? '–' : formatRupiah(amountRupiah));
  const time = (timeMs: number | null) => (timeMs === null ? '–' : shownTime(timeMs, context.language));
  context.output.result({ shifts: shifts.map(documentOf) }, () => {
    if (shifts.length === 0) return tell('shift.none');
    const head = ['shift', 'cashier', 'opened', 'closed', 'float', 'expected', 'counted'];
    const rows = shifts.map((shift) => [
      String(shift.number),
      shift.openedBy ?? '–',
      time(shift.openedAtMs),
      time(shift.closedAtMs),
      money(shift.floatRupiah),
      money(shift.expectedRupiah),
      money(shift.countedRupiah),
    ]);
    return table(
      head.map((name) => tell(`head.${name}`)),
      rows,
      [0, 4, 5, 6],
    );
  });
}
