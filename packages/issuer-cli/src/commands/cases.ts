import { formatRupiah } from '@kartukita/card-core';
import { localTime, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import {
  requireSecondPerson,
  type SecondPersonOptions,
  withSecondPerson,
} from '../operators/second-person.ts';
import { type CaseDocument, type ClaimedRecord, caseDocument } from '../settlement/case-document.ts';
import { closeCase } from '../settlement/close-case.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';

/** `cases …`: what is wrong with cards and counters, until somebody closes it. */
export function addCasesCommands(program: Command): void {
  const group = program
    .command('cases')
    .description('suspicions about cards and counters, and their evidence');
  const list = group
    .command('list')
    .description('cases that are open, the oldest first')
    .option('--all', 'closed ones too')
    .option('--card <serial>', 'only those of this card')
    .action(action(listCommand));
  withExample(list, '--data ikarholaz cases list --all');
  const show = group
    .command('show <case>')
    .description('a case with its evidence, what it costs at most, and who did what about it')
    .action(action(async (context, _options: object, id: string) => showCommand(context, id)));
  withExample(show, '--data ikarholaz cases show 4');
  const close = withSecondPerson(
    group
      .command('close <case>')
      .description('close a case; a second person approves where money is written off or let in')
      .requiredOption('--reason <text>', 'what was found out')
      .option('--write-off', 'book the difference between what the card shows and what is booked')
      .option('--accept', 'book what a revoked counter told and was left out')
      .option('--unfreeze', 'counters may take the card again'),
  ).action(action(closeCommand));
  withExample(
    close,
    '--data ikarholaz cases close 4 --reason "cloned card, replaced" --write-off --approved-by "Budi Santoso"',
  );
}

async function listCommand(context: Context, options: { all?: boolean; card?: string }): Promise<void> {
  const card = options.card === undefined ? undefined : parseCount(options.card);
  const cases = context.registry().cases.list({ all: options.all, card });
  context.output.result({ cases }, () => {
    if (cases.length === 0) return context.say('cases.none');
    const head = ['case', 'case-kind', 'card', 'terminal', 'opened', 'state'].map((name) =>
      context.say(`column.${name}`),
    );
    const rows = cases.map((each) => [
      String(each.id),
      context.say(`case.${each.kind}`),
      each.card === null ? '–' : String(each.card),
      each.terminal === null ? '–' : String(each.terminal),
      localTime(each.openedAt),
      context.say(`case.state-${each.state}`),
    ]);
    return table(head, rows, [0, 2, 3]);
  });
}

function showCommand(context: Context, id: string): void {
  const document = caseDocument(context.registry(), parseCount(id));
  context.output.result(document, () => caseText(context, document));
}

function caseText(context: Context, document: CaseDocument): string {
  const { evidence, moves, fork } = document;
  return [
    [title(context, document), context.say(`case.means-${document.kind}`)].join('\n'),
    ...(fork ? [forkText(context, fork)] : []),
    evidence
      .map((each) =>
        context.say('cases.evidence', {
          ...{ terminal: each.terminal, entry: each.entry, note: each.note },
          record: each.record ? `\n  ${recordLine(context, each.record)}` : '',
        }),
      )
      .join('\n'),
    moves
      .map(({ at, actor, move, details }) =>
        context.say('cases.move', {
          ...{ at: localTime(at), who: String(details.by ?? actor), move: context.say(`case.move-${move}`) },
          reason: typeof details.reason === 'string' ? `: ${details.reason}` : '',
        }),
      )
      .join('\n'),
  ].join('\n\n');
}

function title(context: Context, { id, kind, card, terminal, state, frozen }: CaseDocument): string {
  const subject =
    card === null
      ? context.say('cases.of-terminal', { terminal: terminal ?? 0 })
      : context.say('cases.of-card', { card });
  const parts = { id, kind: context.say(`case.${kind}`), subject, state: context.say(`case.state-${state}`) };
  return [context.say('cases.title', parts), ...(frozen ? [context.say('cases.frozen')] : [])].join('\n');
}

function forkText(context: Context, fork: NonNullable<CaseDocument['fork']>): string {
  const { loss } = fork;
  return [
    context.say('cases.fork', { balance: formatRupiah(fork.balanceRupiah) }),
    ...fork.chain.map((record) => `  ${recordLine(context, record)}`),
    context.say('cases.fork-others'),
    ...fork.others.map((record) => `  ${recordLine(context, record)}`),
    context.say('cases.loss', {
      overspent: formatRupiah(loss.overspentRupiah),
      difference: formatRupiah(loss.toWriteOffRupiah),
      bound: formatRupiah(loss.boundRupiah),
      uninformed: loss.uninformed.length === 0 ? '–' : loss.uninformed.join(', '),
    }),
  ].join('\n');
}

interface CloseOptions extends SecondPersonOptions {
  reason: string;
  writeOff?: boolean;
  accept?: boolean;
  unfreeze?: boolean;
}

async function closeCommand(context: Context, options: CloseOptions, id: string): Promise<void> {
  const { reason, writeOff, accept, unfreeze } = options;
  const isMoney = writeOff === true || accept === true;
  const by = isMoney
    ? context.person()
    : (context.registry().audit.operator?.name ?? context.registry().audit.actor);
  const approvedBy = isMoney ? await requireSecondPerson(context, options, 'money.approve') : undefined;
  const order = { reason, by, approvedBy, writeOff, accept, unfreeze };
  const closed = closeCase(context.registry(), parseCount(id), order);
  context.output.result(closed, () =>
    [
      context.say('cases.closed', { id: closed.id }),
      ...closed.writtenOff.map(({ card, amountRupiah }) =>
        context.say(amountRupiah > 0 ? 'cases.lost' : 'cases.left-over', {
          card,
          amount: formatRupiah(Math.abs(amountRupiah)),
        }),
      ),
      ...(closed.accepted > 0 ? [context.say('cases.accepted', { count: closed.accepted })] : []),
      ...(closed.unfrozen ? [context.say('cases.unfrozen')] : []),
    ].join('\n'),
  );
}

function recordLine(context: Context, record: ClaimedRecord): string {
  if (!('kind' in record)) return record.bytes;
  const { sequence, kind, amountRupiah, balanceRupiah, time, terminal } = record;
  return context.say('cases.record', {
    ...{ sequence, kind: context.say(`record.${kind}`), time: localTime(time), terminal },
    ...{ amount: formatRupiah(amountRupiah), balance: formatRupiah(balanceRupiah) },
  });
}
