import { formatMemberNumber } from '@kartukita/card-core';
import { localDay } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { action, type Context } from '../context.ts';
import { addMember } from '../members/add.ts';
import { parseCohort } from '../members/details.ts';
import { findMember } from '../members/lookup.ts';
import { MEMBER_STATES, type Member, type MemberState } from '../registry/members.ts';
import { lifeDocument, lifeTable } from './card-document.ts';
import { withExample } from './help.ts';
import {
  type DetailOptions,
  formatOf,
  memberDocument,
  memberTable,
  parseCount,
  withDetailOptions,
} from './member-document.ts';
import { addMemberFileCommands } from './member-files.ts';
import { addMemberPhotoCommand } from './member-photo.ts';
import { addMemberRecordCommands } from './member-record.ts';

interface AddOptions extends DetailOptions {
  name: string;
  photo?: string;
  allowDuplicate?: boolean;
}

interface ListOptions {
  state?: MemberState;
  branch?: string;
  cohort?: string;
  after?: string;
  limit: string;
}

export function addMemberCommands(program: Command): void {
  const group = program.command('member').description('members and their numbers');
  const add = withDetailOptions(
    group
      .command('add')
      .description('register a member under the next free number')
      .requiredOption('--name <name>', 'full name, at most 80 characters'),
  )
    .option('--photo <file>', 'JPEG or PNG, copied into the data folder')
    .option('--allow-duplicate', 'register although somebody with this name and birth date or phone is there')
    .action(
      action(async (context, options: AddOptions) => {
        const { photo: photoPath, allowDuplicate, ...details } = options;
        const member = addMember(context.registry(), { ...details, photoPath }, { allowDuplicate });
        context.output.result(memberDocument(member, formatOf(context)), () =>
          context.say('member.added', {
            name: member.name,
            memberNumber: context.shown(member.memberNumber),
          }),
        );
      }),
    );
  withExample(add, '--data ikarholaz member add --name "Ani Lestari" --cohort 1989');
  const list = group
    .command('list')
    .description('members in the order of their registration')
    .addOption(new Option('--state <state>', 'only those in this state').choices(MEMBER_STATES))
    .option('--branch <name>', 'only those of this branch')
    .option('--cohort <year>', 'only those of this cohort')
    .option('--after <number>', 'go on behind this member')
    .option('--limit <count>', 'at most so many', '100')
    .action(action(async (context, options: ListOptions) => listMembers(context, options)));
  withExample(list, '--data ikarholaz member list --state registered');
  const show = group
    .command('show <number>')
    .description('one member with all cards')
    .action(action(async (context, _options: unknown, number: string) => showMember(context, number)));
  withExample(show, '--data ikarholaz member show 89.00000001');
  addMemberRecordCommands(group);
  addMemberFileCommands(group);
  addMemberPhotoCommand(group);
}

function listMembers(context: Context, options: ListOptions): void {
  const registry = context.registry();
  const { state, branch } = options;
  const cohort = options.cohort === undefined ? undefined : parseCohort(options.cohort);
  const limit = parseCount(options.limit);
  const after = options.after === undefined ? 0 : findMember(registry, options.after).id;
  const found = registry.members.page(after, limit + 1, { state, branch, cohort });
  const members = found.slice(0, limit);
  const more = found.length > limit;
  const format = formatOf(context);
  context.output.result({ members: members.map((member) => memberDocument(member, format)), more }, () => {
    if (members.length === 0)
      return context.say(after > 0 || state || branch || cohort ? 'member.nobody' : 'member.none');
    const last = context.shown(members.at(-1)!.memberNumber);
    const next = more ? ['', context.say('member.more', { memberNumber: last })] : [];
    return [memberTable(context, members), ...next].join('\n');
  });
}

function showMember(context: Context, number: string): void {
  const registry = context.registry();
  const member = findMember(registry, number);
  const cards = registry.cards.lives.list({ memberId: member.id });
  const format = formatOf(context);
  const document = {
    ...memberDocument(member, format),
    cards: cards.map((card) => lifeDocument(context, card)),
  };
  context.output.result(document, () => {
    const facts = [
      ['number', formatMemberNumber(member.memberNumber, format)],
      ['name', member.name],
      ['cohort', member.cohort === undefined ? '—' : String(member.cohort)],
      ['photo', context.say(member.photo === undefined ? 'word.no' : 'word.yes')],
      ['birth-date', member.birthDate ?? '—'],
      ['phone', member.phone ?? '—'],
      ['email', member.email ?? '—'],
      ['address', member.address ?? '—'],
      ['branch', member.branch ?? '—'],
      ['registered', localDay(member.registeredAt)],
      ['state', stateOf(context, member)],
    ].map(([name, value]) => [context.say(`column.${name}`), value!]);
    const width = Math.max(...facts.map(([name]) => name!.length));
    const lines = facts.map(([name, value]) => `${name!.padEnd(width)}  ${value}`);
    return [...lines, '', cards.length === 0 ? context.say('card.none') : lifeTable(context, cards)].join(
      '\n',
    );
  });
}

/** The state, why it is so, and whose record took its place. */
function stateOf(context: Context, member: Member): string {
  const why = member.stateReason === undefined ? '' : `: ${member.stateReason}`;
  const state = `${context.say(`member-state.${member.state}`)}${why}`;
  if (member.mergedInto === undefined) return state;
  const memberNumber = context.shown(context.registry().members.byId(member.mergedInto).memberNumber);
  return context.say('member.merged-into', { state, memberNumber });
}
