import { KartuError } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import { Argument, type Command } from 'commander';
import { action, type Context } from '../context.ts';
import { checkDetails } from '../members/add.ts';
import { parseText } from '../members/details.ts';
import { findMember } from '../members/lookup.ts';
import { keepPhoto } from '../members/photo.ts';
import {
  MEMBER_FIELDS,
  MEMBER_STATES,
  type MemberChanges,
  type MemberField,
  type MemberState,
} from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';
import { withExample } from './help.ts';
import {
  type DetailOptions,
  formatOf,
  memberDocument,
  memberTable,
  parseCount,
  withDetailOptions,
} from './member-document.ts';

interface EditOptions extends DetailOptions {
  name?: string;
  photo?: string;
  clear?: string[];
  reason: string;
}

interface StateOptions {
  import?: string;
  reason: string;
}

const REASON = ['--reason <text>', 'why; kept in the audit trail'] as const;

/** `member edit | search | state | duplicates | merge`. */
export function addMemberRecordCommands(group: Command): void {
  addSearchCommand(group);
  addEditCommand(group);
  addStateCommand(group);
  addDuplicateCommands(group);
}

function addSearchCommand(group: Command): void {
  const search = group
    .command('search <text>')
    .description('members by the beginning of names, number or telephone; else by how the name sounds')
    .option('--limit <count>', 'at most so many', '20')
    .action(
      action(async (context, options: { limit: string }, text: string) => {
        const limit = parseCount(options.limit);
        const { members } = context.registry();
        const exact = members.search(text, limit + 1);
        const found = exact.length > 0 ? exact : members.soundingLike(text, limit + 1);
        const shown = found.slice(0, limit);
        const match = exact.length > 0 ? 'beginning' : 'sound';
        const more = found.length > limit;
        const documents = shown.map((member) => memberDocument(member, formatOf(context)));
        context.output.result({ members: documents, match, more }, () => {
          if (shown.length === 0) return context.say('member.nobody');
          const head = match === 'sound' ? [context.say('member.sounding'), ''] : [];
          const tail = more ? ['', context.say('member.search-more')] : [];
          return [...head, memberTable(context, shown), ...tail].join('\n');
        });
      }),
    );
  withExample(search, '--data ikarholaz member search "ani les"');
}

function addEditCommand(group: Command): void {
  const edit = withDetailOptions(
    group
      .command('edit <number>')
      .description("change a member's record; what it was stays in the audit trail")
      .option('--name <name>', 'full name, at most 80 characters'),
  )
    .option('--photo <file>', 'JPEG or PNG, copied into the data folder')
    .option(
      '--clear <field...>',
      `take fields away: ${MEMBER_FIELDS.filter((field) => field !== 'name').join(', ')}`,
    )
    .requiredOption(...REASON)
    .action(
      action(async (context, options: EditOptions, number: string) => {
        const registry = context.registry();
        const { memberNumber } = findMember(registry, number);
        const reason = parseText('reason', options.reason);
        const changes = changesOf(registry, options);
        const { member, changed } = registry.members.edit(memberNumber, changes, reason);
        context.output.result({ ...memberDocument(member, formatOf(context)), changed }, () =>
          context.say(changed.length === 0 ? 'member.unchanged' : 'member.edited', {
            memberNumber: context.shown(memberNumber),
            fields: wordsOf(context, changed),
          }),
        );
      }),
    );
  withExample(
    edit,
    '--data ikarholaz member edit 89.00000001 --phone 081234567890 --reason "new number, called in"',
  );
}

/** Throws `usage` for details that cannot be kept, and where nothing is to be changed. */
function changesOf(registry: Registry, options: EditOptions): MemberChanges {
  const { photo, clear = [], reason: _reason, ...typed } = options;
  const checked = checkDetails({ ...typed, name: typed.name ?? 'A' }, registry.now());
  const given = MEMBER_FIELDS.filter((field) => typed[field as keyof typeof typed] !== undefined);
  const changes: Partial<Record<MemberField, unknown>> = Object.fromEntries(
    given.map((field) => [field, checked[field as keyof typeof checked]]),
  );
  if (photo !== undefined) changes.photo = keepPhoto(registry.folder, photo);
  for (const field of clear) {
    if (field === 'name' || field in changes || !MEMBER_FIELDS.includes(field as MemberField)) {
      throw new KartuError('usage', `${field.slice(0, 20)} cannot be taken away`, {
        details: { what: 'member-clear', field: field.slice(0, 20) },
      });
    }
    changes[field as MemberField] = null;
  }
  if (Object.keys(changes).length > 0) return changes as MemberChanges;
  throw new KartuError('usage', 'nothing is to be changed', { details: { what: 'member-no-change' } });
}

function addStateCommand(group: Command): void {
  const state = group
    .command('state')
    .description('move members on: registered → approved → active ⇄ suspended; left, and back to registered')
    .addArgument(new Argument('<state>').choices(MEMBER_STATES))
    .argument('[numbers...]', 'member numbers')
    .option('--import <id>', 'all members of this import that are one step before')
    .requiredOption(...REASON)
    .action(
      action(async (context, options: StateOptions, to: MemberState, numbers: string[]) => {
        const registry = context.registry();
        const reason = parseText('reason', options.reason);
        const digits = numbers.map((number) => findMember(registry, number).memberNumber);
        if (options.import !== undefined) digits.push(...ofImport(registry, parseCount(options.import), to));
        if (digits.length === 0) {
          throw new KartuError('usage', 'no members', { details: { what: 'member-state-nobody' } });
        }
        registry.members.files.keepIf(() => {
          for (const memberNumber of digits) registry.members.setState(memberNumber, to, reason);
          return true;
        });
        const document = {
          state: to,
          reason,
          count: digits.length,
          members: digits.map((each) => context.shown(each)),
        };
        context.output.result(document, () =>
          context.say('member.moved', { count: digits.length, state: context.say(`member-state.${to}`) }),
        );
      }),
    );
  withExample(state, '--data ikarholaz member state approved 89.00000001 --reason "papers are complete"');
}

/** From which state a whole import is moved on; nothing else is done to thousands at once. */
const STEP_BEFORE: Readonly<Partial<Record<MemberState, MemberState>>> = {
  approved: 'registered',
  active: 'approved',
};

function ofImport(registry: Registry, id: number, to: MemberState): string[] {
  const from = STEP_BEFORE[to];
  if (from !== undefined) return registry.members.ofImport(id, from).map((member) => member.memberNumber);
  throw new KartuError('usage', `a whole import is not made ${to}`, {
    details: { what: 'member-state-import', state: to },
  });
}

function addDuplicateCommands(group: Command): void {
  const duplicates = group
    .command('duplicates [number]')
    .description(
      'members that are likely one person (all, or one and who is like it): the same name, however spelled, and birth date or telephone',
    )
    .option('--limit <count>', 'at most so many pairs', '50')
    .option('--page <number>', 'the pairs after those of the pages before', '1')
    .action(
      action(async (context, options: { limit: string; page: string }, number?: string) => {
        const registry = context.registry();
        const [limit, page] = [parseCount(options.limit), parseCount(options.page)];
        const one = number === undefined ? undefined : findMember(registry, number);
        const pairs = one
          ? registry.members.duplicatesOf(one, one.id).map((found) => ({ member: one, ...found }))
          : registry.members.duplicates(limit, (page - 1) * limit);
        const total = one ? pairs.length : registry.members.countDuplicates();
        const document = pairs.map(({ member, other, likeness }) => ({
          member: memberDocument(member, formatOf(context)),
          other: memberDocument(other, formatOf(context)),
          same: likeness,
        }));
        context.output.result({ pairs: document, page, total }, () => {
          if (total === 0) return context.say('member.no-duplicates');
          const head = ['number', 'name', 'other', 'name', 'same'].map((column) =>
            context.say(`column.${column}`),
          );
          const rows = pairs.map(({ member, other, likeness }) => [
            context.shown(member.memberNumber),
            member.name,
            context.shown(other.memberNumber),
            other.name,
            likeness.map((each) => context.say(`likeness.${each}`)).join(', '),
          ]);
          const pages = Math.ceil(total / limit);
          const more =
            one || pages <= 1 ? [] : [context.say('member.duplicates-page', { page, pages, total })];
          return [table(head, rows), '', ...more, context.say('member.merge-advice')].join('\n');
        });
      }),
    );
  withExample(duplicates, '--data ikarholaz member duplicates');
  const merge = group
    .command('merge <kept> <other>')
    .description(
      'two records are one person: the first keeps number and history, the second is marked as merged',
    )
    .requiredOption(...REASON)
    .action(
      action(async (context, options: { reason: string }, keptNumber: string, otherNumber: string) => {
        const registry = context.registry();
        const [kept, other] = [findMember(registry, keptNumber), findMember(registry, otherNumber)];
        const { member, filled } = registry.members.merge(kept, other, parseText('reason', options.reason));
        const serials = registry.cards.list(other.id).map((card) => card.serial);
        const document = { ...memberDocument(member, formatOf(context)), filled, cardsOfOther: serials };
        context.output.result(document, () => {
          const said = context.say('member.merged', {
            memberNumber: context.shown(kept.memberNumber),
            other: context.shown(other.memberNumber),
            fields: wordsOf(context, filled),
          });
          return serials.length === 0
            ? said
            : [said, context.say('member.merged-cards', { serials: serials.join(', ') })].join('\n');
        });
      }),
    );
  withExample(merge, '--data ikarholaz member merge 89.00000001 89.00000007 --reason "registered twice"');
}

function wordsOf(context: Context, fields: readonly MemberField[]): string {
  if (fields.length === 0) return context.say('word.nothing');
  return fields.map((field) => context.say(`field.${field}`)).join(', ');
}
