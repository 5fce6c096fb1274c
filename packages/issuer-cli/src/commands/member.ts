import type { NumberFormat } from '@kartukita/card-core';
import { dateFromDay, formatMemberNumber, toHex } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { addMember } from '../members/add.ts';
import { findMember } from '../members/lookup.ts';
import type { IssuedCard } from '../registry/cards.ts';
import type { Member } from '../registry/members.ts';
import { withExample } from './help.ts';

interface AddOptions {
  name: string;
  cohort?: string;
  photo?: string;
}

export function addMemberCommands(program: Command): void {
  const group = program.command('member').description('members and their numbers');
  const add = group
    .command('add')
    .description('register a member under the next free number')
    .requiredOption('--name <name>', 'full name, at most 80 characters')
    .option('--cohort <year>', 'year of graduation, four digits; needed where the number shows it')
    .option('--photo <file>', 'JPEG or PNG, copied into the data folder')
    .action(
      action(async (context, options: AddOptions) => {
        const { name, cohort, photo: photoPath } = options;
        const member = addMember(context.registry(), { name, cohort, photoPath });
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
    .description('all members in the order of their registration')
    .action(action(async (context) => listMembers(context)));
  withExample(list, '--data ikarholaz member list');
  const show = group
    .command('show <number>')
    .description('one member with all cards')
    .action(action(async (context, _options: unknown, number: string) => showMember(context, number)));
  withExample(show, '--data ikarholaz member show 89.00000001');
}

function listMembers(context: Context): void {
  const members = context.registry().members.list();
  const format = formatOf(context);
  context.output.result({ members: members.map((member) => memberDocument(member, format)) }, () => {
    if (members.length === 0) return context.say('member.none');
    const head = ['number', 'name', 'cohort', 'photo'].map((column) => context.say(`column.${column}`));
    const rows = members.map((member) => [
      formatMemberNumber(member.memberNumber, format),
      member.name,
      member.cohort === undefined ? '' : String(member.cohort),
      context.say(member.photo === undefined ? 'word.no' : 'word.yes'),
    ]);
    return table(head, rows);
  });
}

function showMember(context: Context, number: string): void {
  const registry = context.registry();
  const member = findMember(registry, number);
  const cards = registry.cards.list(member.id);
  const format = formatOf(context);
  const document = {
    ...memberDocument(member, format),
    cards: cards.map((card) => cardDocument(card, format)),
  };
  context.output.result(document, () => {
    const facts = [
      ['number', formatMemberNumber(member.memberNumber, format)],
      ['name', member.name],
      ['cohort', member.cohort === undefined ? '—' : String(member.cohort)],
      ['photo', context.say(member.photo === undefined ? 'word.no' : 'word.yes')],
      ['registered', member.registeredAt.slice(0, 10)],
    ].map(([name, value]) => [context.say(`column.${name}`), value!]);
    const width = Math.max(...facts.map(([name]) => name!.length));
    const lines = facts.map(([name, value]) => `${name!.padEnd(width)}  ${value}`);
    return [...lines, '', cards.length === 0 ? context.say('card.none') : cardTable(context, cards)].join(
      '\n',
    );
  });
}

/** What scripts are told of a member. The number as the organisation writes it, the same at the counter. */
export function memberDocument(member: Member, format: NumberFormat) {
  return {
    memberNumber: formatMemberNumber(member.memberNumber, format),
    memberDigits: member.memberNumber,
    name: member.name,
    cohort: member.cohort ?? null,
    photo: member.photo ?? null,
    registeredAt: member.registeredAt,
  };
}

/** What scripts are told of a card. */
export function cardDocument(card: IssuedCard, format: NumberFormat) {
  return {
    cardSerial: card.serial,
    memberNumber: formatMemberNumber(card.memberNumber, format),
    memberDigits: card.memberNumber,
    uid: toHex(card.uid),
    kind: card.kind,
    profile: card.profile,
    theme: card.themeId,
    state: card.state,
    issuedOn: dateFromDay(card.issuedDay),
    expiresOn: expiryOf(card),
  };
}

export function cardTable(context: Context, cards: readonly IssuedCard[]): string {
  const columns = ['serial', 'number', 'theme', 'kind', 'uid', 'state', 'expires'];
  const rows = cards.map((card) => [
    String(card.serial),
    context.shown(card.memberNumber),
    card.themeId,
    card.kind,
    toHex(card.uid),
    context.say(`state.${card.state}`),
    expiryOf(card) ?? context.say('word.never'),
  ]);
  return table(
    columns.map((column) => context.say(`column.${column}`)),
    rows,
    [0],
  );
}

function expiryOf(card: IssuedCard): string | null {
  return card.expiryDay === 0xffff ? null : dateFromDay(card.expiryDay);
}

function formatOf(context: Context): NumberFormat {
  return context.registry().organisation().scheme.format;
}
