import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { findMember } from '../members/lookup.ts';
import type { AuditEntry } from '../registry/audit.ts';
import type { FieldChange } from '../registry/member-files.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';

interface ShowOptions {
  limit: string;
  action?: string;
}

/** `audit show`: who changed what, when and why. */
export function addAuditCommands(program: Command): void {
  const group = program.command('audit').description('who changed what, when and why');
  const show = group
    .command('show [number]')
    .description('the newest changes, or those of one member with what was changed from what to what')
    .option('--limit <count>', 'at most so many', '50')
    .option('--action <name>', 'only this kind of change, such as member-edited')
    .action(
      action(async (context, options: ShowOptions, number?: string) => showAudit(context, options, number)),
    );
  withExample(show, '--data ikarholaz audit show 89.00000001');
}

function showAudit(context: Context, options: ShowOptions, number: string | undefined): void {
  const registry = context.registry();
  const subject = number === undefined ? undefined : findMember(registry, number).memberNumber;
  const entries = registry.audit.newest(parseCount(options.limit), { subject, action: options.action });
  // What a member's record said is shown only to whoever asks for this member.
  const changes = (entry: AuditEntry): FieldChange[] =>
    subject === undefined ? [] : registry.members.files.changesOf(entry.id);
  const document = entries.map((entry) => ({ ...entry, changes: changes(entry) }));
  context.output.result({ entries: document }, () => {
    if (document.length === 0) return context.say('audit.none');
    const head = ['when', 'who', 'action', 'subject', 'about'].map((column) =>
      context.say(`column.${column}`),
    );
    const rows = document.map((entry) => [
      entry.at.slice(0, 19).replace('T', ' '),
      entry.actor,
      entry.action,
      entry.subject,
      aboutOf(context, entry, entry.changes),
    ]);
    return table(head, rows);
  });
}

function aboutOf(context: Context, entry: AuditEntry, changes: readonly FieldChange[]): string {
  const { reason, from, to } = entry.details;
  const state = (value: unknown) => context.say(`member-state.${String(value)}`);
  const moved = entry.action === 'member-state' ? [`${state(from)} → ${state(to)}`] : [];
  const changed = changes.map(
    ({ field, before, after }) => `${context.say(`field.${field}`)}: ${before ?? '—'} → ${after ?? '—'}`,
  );
  const why = typeof reason === 'string' ? [`(${reason})`] : [];
  return [...moved, ...changed, ...why].join('\n');
}
