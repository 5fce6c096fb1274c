import { ERRORS, formatRupiah } from '@kartukita/card-core';
import { localTime, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { readGivenFile } from '../files.ts';
import { requireOther } from '../operators/second-person.ts';
import type { Credit, CreditList } from '../registry/credits.ts';
import { approveList } from '../value/approve.ts';
import { MAX_PAYROLL_BYTES, type Payroll, type RowFault, readPayroll } from '../value/payroll.ts';
import { withdrawCredit } from '../value/withdraw.ts';
import { addPaid } from './credit-paid.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';
import { parseTotal } from './value-text.ts';

interface ImportOptions {
  period: string;
  total?: string;
  counter?: string;
  sameAmounts?: boolean;
  dryRun?: boolean;
}

/** Faults that are told of on the screen; a script is told of all. */
const SHOWN_FAULTS = 50;
const SHOWN_ROWS = 10;

/** `credit …`: salary that becomes credit on members' cards. */
export function addCreditCommands(program: Command): void {
  const group = program.command('credit').description('salary that becomes credit on cards');
  addImport(group);
  addEnds(group);
  addPaid(group);
  addMove(group);
  addQuestions(group);
}

function addImport(group: Command): void {
  const command = group
    .command('import <file>')
    .description(
      'look through a list of payroll and propose it; nothing is credited before somebody approves',
    )
    .requiredOption('--period <name>', 'what it is for, such as 2026-11; each once')
    .option('--total <rupiah>', 'what payroll says that the list adds up to')
    .option('--counter <number>', 'the one counter that gives what is for cards without a purse')
    .option('--same-amounts', 'another period has the same members and amounts, and that is no mistake')
    .option('--dry-run', 'only look through it')
    .action(action(importCommand));
  withExample(
    command,
    '--data bmi credit import payroll.csv --period 2026-11 --total 125.400.000 --operator "Sari"',
  );
}

async function importCommand(context: Context, options: ImportOptions, file: string): Promise<void> {
  const registry = context.registry();
  // Whoever only looks need not say who it is.
  const proposedBy = options.dryRun ? '' : context.person();
  const payroll = await readPayroll(registry, file, readGivenFile(file, MAX_PAYROLL_BYTES), {
    period: options.period,
    sameAmounts: options.sameAmounts,
    totalRupiah: options.total === undefined ? undefined : parseTotal(options.total),
    terminal: options.counter === undefined ? undefined : parseCount(options.counter),
  });
  const { list, faults } = payroll;
  const isGood = faults.length === 0;
  const proposed = isGood && !options.dryRun ? registry.credits.propose({ ...list, proposedBy }) : undefined;
  const said = faults.map(({ line, what, details }) => ({
    ...{ line, what, details },
    message: reasonOf(context, { line, what, details }),
  }));
  const document = {
    list: proposed?.id ?? null,
    ...{ period: list.period, members: list.members, totalRupiah: list.totalRupiah },
    faults: said,
  };
  if (!isGood) process.exitCode = ERRORS['file-invalid'];
  context.output.result(document, () =>
    isGood ? previewText(context, payroll, proposed) : faultsText(context, faults),
  );
}

function faultsText(context: Context, faults: readonly RowFault[]): string {
  const more = faults.length - SHOWN_FAULTS;
  return [
    ...faults.slice(0, SHOWN_FAULTS).map((fault) => {
      const why = reasonOf(context, fault);
      return fault.line === 0 ? why : context.say('credit.fault', { line: fault.line, why });
    }),
    ...(more > 0 ? [context.say('credit.more', { more })] : []),
    context.say('credit.refused', { count: faults.length }),
  ].join('\n');
}

/** Amounts as people write them. */
function reasonOf(context: Context, { what, details }: RowFault): string {
  const isAmount = what === 'credit-row-total' || what === 'credit-row-huge';
  const shown = Object.entries(details).map(([name, value]) => [
    name,
    isAmount && typeof value === 'number' ? formatRupiah(value) : value,
  ]);
  return context.say(`detail.${what}`, Object.fromEntries(shown));
}

function previewText(context: Context, { list }: Payroll, proposed: CreditList | undefined): string {
  const { members } = context.registry();
  const rows = list.rows
    .slice(0, SHOWN_ROWS)
    .map(({ line, memberId, amountRupiah, reason }) => [
      String(line),
      context.shown(members.byId(memberId).memberNumber),
      members.byId(memberId).name,
      formatRupiah(amountRupiah),
      reason,
    ]);
  const head = ['line', 'number', 'name', 'amount', 'reason'].map((name) => context.say(`column.${name}`));
  const more = list.members - rows.length;
  const sum = { members: list.members, total: formatRupiah(list.totalRupiah), period: list.period };
  return [
    table(head, rows, [0, 3]),
    ...(more > 0 ? [context.say('credit.more', { more })] : []),
    context.say('credit.sum', sum),
    proposed ? context.say('credit.proposed', { list: proposed.id }) : context.say('credit.looked'),
  ].join('\n');
}

function addEnds(group: Command): void {
  const approve = group
    .command('approve <list>')
    .description('credit what a list says; by somebody else than who proposed it')
    .option('--approved-by <name>', 'who approves, where no operators are registered')
    .action(action(approveCommand));
  withExample(approve, '--data bmi credit approve 3 --approved-by "Hadi"');
  const cancel = group
    .command('cancel <list>')
    .description('give up a list that was not approved')
    .action(
      action(async (context, _options: object, id: string) => {
        const ended = context.registry().credits.cancel(parseCount(id), context.person());
        context.output.result(ended, () => context.say('credit.cancelled', { list: ended.id }));
      }),
    );
  withExample(cancel, '--data bmi credit cancel 3 --operator "Sari"');
}

function addMove(group: Command): void {
  const move = group
    .command('move <serial> <credit>')
    .description(
      'let another counter give a credit of a card without a purse, once its own says that it has not',
    )
    .requiredOption('--counter <number>', 'the counter that is to give it')
    .action(
      action(async (context, { counter }: { counter: string }, serial: string, credit: string) => {
        const [card, number, to] = [parseCount(serial), parseCount(credit), parseCount(counter)];
        const moved = withdrawCredit(context.registry(), card, number, to);
        context.output.result({ card, number, counter: to, moved }, () =>
          context.say(moved ? 'credit.moved-now' : 'credit.moves', { card, number, terminal: to }),
        );
      }),
    );
  withExample(move, '--data bmi credit move 17 3 --counter 2 --operator "Sari"');
}

async function approveCommand(
  context: Context,
  { approvedBy }: { approvedBy?: string },
  id: string,
): Promise<void> {
  const registry = context.registry();
  const approver = context.approver(approvedBy);
  const { proposerId, proposedBy } = registry.credits.list(parseCount(id));
  requireOther(registry, { operatorId: proposerId, name: proposedBy }, approver);
  const list = approveList(registry, parseCount(id), approver);
  context.output.result(list, () =>
    context.say('credit.approved', {
      ...{ list: list.id, members: list.members, total: formatRupiah(list.totalRupiah) },
    }),
  );
}

function addQuestions(group: Command): void {
  const list = group
    .command('list')
    .description('lists of payroll, the newest first, with what still waits')
    .action(action(async (context) => showLists(context)));
  withExample(list, '--data bmi credit list');
  const show = group
    .command('show <list>')
    .description('each credit of a list: where it was given, and when, or that it waits')
    .action(action(async (context, _options: object, id: string) => showList(context, parseCount(id))));
  withExample(show, '--data bmi credit show 3');
}

function showLists(context: Context): void {
  const { credits, salaryPayments } = context.registry();
  const lists = credits.lists().map((each) => ({
    ...each,
    dueRupiah: each.state === 'approved' ? salaryPayments.dueRupiah(each.id) : 0,
  }));
  const open = credits.open();
  const dueRupiah = salaryPayments.dueRupiah();
  const head = ['list', 'period', 'members', 'amount', 'still-due', 'state'].map((name) =>
    context.say(`column.${name}`),
  );
  const rows = lists.map((each) => [
    String(each.id),
    each.period,
    String(each.members),
    formatRupiah(each.totalRupiah),
    formatRupiah(each.dueRupiah),
    context.say(`credit.state-${each.state}`),
  ]);
  context.output.result({ lists, waiting: open, dueRupiah }, () =>
    [
      lists.length === 0 ? context.say('credit.none') : table(head, rows, [0, 2, 3, 4]),
      context.say('credit.open', { credits: open.credits, amount: formatRupiah(open.amountRupiah) }),
      ...(dueRupiah === 0 ? [] : [context.say('credit.due', { amount: formatRupiah(dueRupiah) })]),
    ].join('\n'),
  );
}

function showList(context: Context, id: number): void {
  const { credits, members, cards, salaryPayments } = context.registry();
  const list = credits.list(id);
  const payments = salaryPayments.of(id);
  const paidRupiah = payments.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0);
  const made = credits.ofList(id);
  const sumOf = (state: Credit['state']) =>
    made.filter((each) => each.state === state).reduce((sum, { amountRupiah }) => sum + amountRupiah, 0);
  const sums = {
    ...{ givenRupiah: sumOf('given'), waitingRupiah: sumOf('waiting'), movedRupiah: sumOf('moved') },
  };
  const rows =
    made.length > 0
      ? made.map((each) => ({ ...each, memberNumber: cards.get(each.card).memberNumber }))
      : credits.rows(id).map(({ memberId, ...row }) => ({
          ...row,
          memberNumber: members.byId(memberId).memberNumber,
        }));
  context.output.result({ ...list, ...sums, paidRupiah, payments, credits: rows }, () =>
    [
      context.say('credit.title', {
        ...{ list: id, period: list.period, state: context.say(`credit.state-${list.state}`) },
        ...{ by: list.proposedBy, ended: list.endedBy ?? '–', total: formatRupiah(list.totalRupiah) },
      }),
      creditTable(context, rows),
      ...(made.length === 0
        ? []
        : [
            context.say('credit.sums', {
              ...{ given: formatRupiah(sums.givenRupiah), waiting: formatRupiah(sums.waitingRupiah) },
              moved: formatRupiah(sums.movedRupiah),
            }),
            context.say('credit.paid-of', {
              ...{ paid: formatRupiah(paidRupiah), due: formatRupiah(list.totalRupiah - paidRupiah) },
            }),
          ]),
    ].join('\n'),
  );
}

function creditTable(
  context: Context,
  rows: readonly (Partial<Credit> & { readonly memberNumber: string; readonly amountRupiah: number })[],
): string {
  const head = ['number', 'card', 'credit', 'amount', 'given'].map((name) => context.say(`column.${name}`));
  return table(
    head,
    rows.map(({ memberNumber, card, number, amountRupiah, state, givenAt, givenBy }) => [
      context.shown(memberNumber),
      card === undefined ? '–' : String(card),
      number === undefined ? '–' : String(number),
      formatRupiah(amountRupiah),
      state === 'given'
        ? context.say('credit.given', {
            at: givenAt ? localTime(givenAt) : '',
            terminal: givenBy ?? 0,
          })
        : context.say(state === undefined ? 'credit.not-approved' : `credit.${state}`),
    ]),
    [1, 2, 3],
  );
}
