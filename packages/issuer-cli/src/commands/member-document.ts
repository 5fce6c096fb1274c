import { formatMemberNumber, KartuError, type NumberFormat } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import type { Member } from '../registry/members.ts';

/** What a person types of a record, beside the name. */
export interface DetailOptions {
  cohort?: string;
  birthDate?: string;
  phone?: string;
  email?: string;
  address?: string;
  branch?: string;
}

/** What `add` and `edit` take alike. What each is kept for stands in docs/manual/members.en.md. */
export function withDetailOptions(command: Command): Command {
  return command
    .option('--cohort <year>', 'year of graduation, four digits; needed where the number shows it')
    .option('--birth-date <date>', 'YYYY-MM-DD, or day first: 20/5/1971')
    .option('--phone <number>', 'telephone; without a country an Indonesian one')
    .option('--email <address>', 'e-mail address')
    .option('--address <text>', 'where letters and cards are sent')
    .option('--branch <name>', 'branch of the organisation');
}

/** What scripts are told of a member. The number as the organisation writes it, the same at the counter. */
export function memberDocument(member: Member, format: NumberFormat) {
  return {
    memberNumber: formatMemberNumber(member.memberNumber, format),
    memberDigits: member.memberNumber,
    name: member.name,
    cohort: member.cohort ?? null,
    photo: member.photo ?? null,
    birthDate: member.birthDate ?? null,
    phone: member.phone ?? null,
    email: member.email ?? null,
    address: member.address ?? null,
    branch: member.branch ?? null,
    state: member.state,
    stateReason: member.stateReason ?? null,
    merged: member.mergedInto !== undefined,
    registeredAt: member.registeredAt,
  };
}

export function memberTable(context: Context, members: readonly Member[]): string {
  const head = ['number', 'name', 'cohort', 'branch', 'state', 'photo'];
  const format = formatOf(context);
  const rows = members.map((member) => [
    formatMemberNumber(member.memberNumber, format),
    member.name,
    member.cohort === undefined ? '' : String(member.cohort),
    member.branch ?? '',
    context.say(member.mergedInto === undefined ? `member-state.${member.state}` : 'member-state.merged'),
    context.say(member.photo === undefined ? 'word.no' : 'word.yes'),
  ]);
  return table(
    head.map((column) => context.say(`column.${column}`)),
    rows,
  );
}

/** A whole number above 0, not larger than a page can be. Throws `usage`. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new KartuError('usage', `"${text.slice(0, 20)}" is not a whole number above 0`, {
    details: { what: 'number', text: text.slice(0, 20) },
  });
}

export function formatOf(context: Context): NumberFormat {
  return context.registry().organisation().scheme.format;
}
