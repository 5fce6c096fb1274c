import { KartuError } from '@kartukita/card-core';
import { BYTE_ORDER_MARK, csvText, localTime, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { findMember } from '../members/lookup.ts';
import type { AuditEntry } from '../registry/audit.ts';
import type { FieldChange } from '../registry/member-files.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';

interface ShowOptions {
  limit: string;
  by?: string;
  since?: string;
  kind?: string;
  csv?: boolean;
}

type Shown = AuditEntry & { changes: FieldChange[] };

/** `audit show`: who changed what, when and why. */
export function addAuditCommands(program: Command): void {
  const group = program.command('audit').description('who changed what, when and why');
  const show = group
    .command('show [number]')
    .description('the newest changes, or those of one member with what was changed from what to what')
    .option('--limit <count>', 'at most so many', '50')
    .option('--by <operator>', 'only what this operator did')
    .option('--since <time>', 'from this day or time on, by the clock of this computer: 2026-11-20T17:00')
    .option(
      '--kind <name>',
      'only this kind of change, such as member-edited; or all of one kind, such as member',
    )
    .option('--csv', 'comma-separated values on standard output')
    .action(
      action(async (context, options: ShowOptions, number?: string) => showAudit(context, options, number)),
    );
  withExample(
    show,
    '--data ikarholaz audit show 89.00000001',
    '--data ikarholaz audit show --by "Sari" --since 2026-11-01 --kind card --csv > cards.csv',
  );
}

function showAudit(context: Context, options: ShowOptions, number: string | undefined): void {
  if (options.csv && context.options.json) throw refusal('audit-csv-json');
  const registry = context.registry();
  const subject = number === undefined ? undefined : findMember(registry, number).memberNumber;
  const entries = registry.audit.newest(parseCount(options.limit), {
    subject,
    kind: options.kind === undefined ? undefined : parseKind(options.kind),
    operatorId: options.by === undefined ? undefined : registry.operators.get(options.by).id,
    since: options.since === undefined ? undefined : parseSince(options.since),
  });
  // What a member's record said is shown only to whoever asks for this member.
  const changes = (entry: AuditEntry): FieldChange[] =>
    subject === undefined ? [] : registry.members.files.changesOf(entry.id);
  const shown: Shown[] = entries.map((entry) => ({ ...entry, changes: changes(entry) }));
  if (options.csv) writeCsv(shown);
  else context.output.result({ entries: shown }, () => textOf(context, shown));
}

function textOf(context: Context, shown: readonly Shown[]): string {
  if (shown.length === 0) return context.say('audit.none');
  const rows = shown.map((entry) => [
    `${localTime(entry.at)}${entry.at.slice(16, 19)}`,
    whoOf(context, entry),
    entry.action,
    entry.subject,
    aboutOf(context, entry, entry.changes),
  ]);
  return table(
    ['when', 'who', 'action', 'subject', 'about'].map((column) => context.say(`column.${column}`)),
    rows,
  );
}

/** Whoever proved it, with the role; else the name typed, or the user of the computer. */
function whoOf(context: Context, { actor, operator, role }: AuditEntry): string {
  const name = operator ?? actor;
  return role === null ? name : context.say('audit.by', { name, role: context.say(`role.${role}`) });
}

function aboutOf(context: Context, entry: AuditEntry, changes: readonly FieldChange[]): string {
  const { reason, from, to, roles, failures } = entry.details;
  const state = (value: unknown) => context.say(`member-state.${String(value)}`);
  const moved = entry.action === 'member-state' ? [`${state(from)} → ${state(to)}`] : [];
  const changed = changes.map(
    ({ field, before, after }) => `${context.say(`field.${field}`)}: ${before ?? '—'} → ${after ?? '—'}`,
  );
  const second = entry.approver === null ? [] : [context.say('audit.approved', { name: entry.approver })];
  const why = typeof reason === 'string' ? [`(${reason})`] : [];
  const inWords = (value: unknown) =>
    Array.isArray(value) ? value.map((role) => context.say(`role.${role}`)).join(', ') : '';
  const became = entry.action === 'operator-edited' ? [`${inWords(from)} → ${inWords(to)}`] : [];
  const began = entry.action === 'operator-added' ? [inWords(roles)] : [];
  const wrong =
    entry.action === 'operator-refused' ? [context.say('audit.wrong', { count: Number(failures) })] : [];
  return [...moved, ...became, ...began, ...wrong, ...changed, ...second, ...why].join('\n');
}

/** The newest first, as on the screen; with all details as JSON, and without what members' records said. */
function writeCsv(shown: readonly Shown[]): void {
  const head = ['id', 'at', 'user', 'operator', 'role', 'approver', 'action', 'subject', 'reason', 'details'];
  const rows = shown.map((entry) => {
    const { reason, ...details } = entry.details;
    const who = [entry.actor, entry.operator ?? '', entry.role ?? '', entry.approver ?? ''];
    const what = [entry.action, entry.subject, typeof reason === 'string' ? reason : ''];
    return [String(entry.id), entry.at, ...who, ...what, JSON.stringify(details)];
  });
  process.stdout.write(BYTE_ORDER_MARK + csvText([head, ...rows]));
}

function parseKind(text: string): string {
  if (/^[a-z]+(-[a-z]+)*$/.test(text) && text.length <= 40) return text;
  throw refusal('audit-kind', text);
}

function parseSince(text: string): Date {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d))?$/.exec(text.trim());
  const time = new Date(`${match?.[1]}T${match?.[2] ?? '00:00'}`);
  // 30 February would become 2 March
  if (match && time.toLocaleDateString('sv-SE') === match[1]) return time;
  throw refusal('audit-time', text);
}

function refusal(what: string, text = ''): KartuError {
  return new KartuError('usage', what, { details: { what, text: text.slice(0, 40) } });
}
