import { ERRORS, type ErrorDetails, KartuError } from '@kartukita/card-core';
import { BYTE_ORDER_MARK, csvText, localTime, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { requireWritableTarget, writeFileAtomically } from '../files.ts';
import { parseText } from '../members/details.ts';
import { exportMembers, loadProfile, previewExport } from '../members/export.ts';
import type { RowRemark } from '../members/import/check-row.ts';
import {
  type ImportReport,
  importMembers,
  type MemberFile,
  readMemberFile,
} from '../members/import/import.ts';
import { withExample } from './help.ts';

interface ImportCommandOptions {
  yes?: boolean;
  dryRun?: boolean;
  goodRows?: boolean;
  rejects?: string;
  force?: boolean;
  allowDuplicates?: boolean;
}

interface ExportCommandOptions {
  profile: string;
  output?: string;
  reason?: string;
  force?: boolean;
}

/** So many remarks are shown to a person; --json and the file of rejects have them all. */
const SHOWN_REMARKS = 20;

/** `member import | imports | export | exports`. */
export function addMemberFileCommands(group: Command): void {
  const take = group
    .command('import <file>')
    .description('register the members of a CSV or XLSX file: shows what it would do, then asks')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only show what it would do')
    .option(
      '--good-rows',
      'take the good rows by the thousand and leave the bad ones; after a stop it goes on',
    )
    .option('--allow-duplicates', 'register likely duplicates too, and say so; see member duplicates')
    .option('--rejects <file>', 'write the bad rows with their reasons to this CSV file')
    .option('--force', 'replace a file of that name')
    .action(
      action(async (context, options: ImportCommandOptions, path: string) => {
        await importCommand(context, options, path);
      }),
    );
  withExample(
    take,
    '--data ikarholaz member import members.csv',
    '--data ikarholaz member import members.csv --yes',
  );
  const imports = group
    .command('imports')
    .description('the files that were imported, and how far')
    .action(action(async (context) => listImports(context)));
  withExample(imports, '--data ikarholaz member imports');
  const leave = group
    .command('export')
    .description('write members to CSV by a profile that says which fields leave; without -o only a preview')
    .requiredOption('--profile <name>', 'name of a profile such as ministry, or a JSON file')
    .option('-o, --output <file>', 'CSV file to be written')
    .option('--reason <text>', 'for whom and what for; needed with -o, kept in the record of exports')
    .option('--force', 'replace a file of that name')
    .action(action(async (context, options: ExportCommandOptions) => exportCommand(context, options)));
  withExample(
    leave,
    '--data ikarholaz member export --profile ministry',
    '--data ikarholaz member export --profile ministry --reason "yearly report" -o ministry.csv',
  );
  const exports = group
    .command('exports')
    .description('what left: when, by whom, why, which fields, how many members')
    .action(action(async (context) => listExports(context)));
  withExample(exports, '--data ikarholaz member exports');
}

async function importCommand(context: Context, options: ImportCommandOptions, path: string): Promise<void> {
  const { rejects, force: overwrite = false } = options;
  // Before the good rows are in: the bad ones are told once.
  if (rejects !== undefined) requireWritableTarget(rejects, { overwrite });
  const registry = context.registry();
  const file = await readMemberFile(path);
  const asks = !options.yes && !options.dryRun;
  if (asks && (context.output.json || !process.stdin.isTTY)) {
    throw new KartuError('usage', 'nobody can be asked here', { details: { what: 'import-ask' } });
  }
  const mode = options.goodRows ? 'good-rows' : 'all-or-nothing';
  let report: ImportReport | undefined;
  if (asks || options.dryRun) {
    report = await run(context, file, 'preview');
    if (asks) {
      context.output.note(previewText(context, report));
      const willTake = report.good > 0 && (mode === 'good-rows' || report.bad === 0);
      if (willTake && (await confirmed(context, report))) report = undefined;
    }
  }
  report ??= await run(context, file, mode);
  if (rejects !== undefined && report.bad > 0) writeRejects(context, rejects, overwrite, report);
  if (report.bad > 0) process.exitCode = ERRORS['file-invalid'];
  const { badRows: _rows, head: _head, ...document } = report;
  const told = (remark: RowRemark) => ({
    ...remark,
    message: sentenceOf(context, remark.details, remark.what),
  });
  context.output.result(
    { ...document, faults: report.faults.map(told), repairs: report.repairs.map(told) },
    () => (asks && report.added === 0 ? context.say('import.nothing') : resultText(context, report, options)),
  );

  function run(context: Context, file: MemberFile, mode: 'preview' | 'all-or-nothing' | 'good-rows') {
    return withProgress(context, (progress) =>
      importMembers(registry, file, { mode, allowDuplicates: options.allowDuplicates, progress }),
    );
  }
}

/** A bar on standard error, where somebody looks at it. */
async function withProgress<T>(
  context: Context,
  work: (progress: (done: number, total: number) => void) => T,
): Promise<T> {
  if (!process.stderr.isTTY) return work(() => {});
  const { default: cliProgress } = await import('cli-progress');
  const format = context.say('import.progress');
  const bar = new cliProgress.SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  let begun = false;
  try {
    return work((done, total) => {
      if (begun) bar.update(done);
      else bar.start(total, done);
      begun = true;
    });
  } finally {
    if (begun) bar.stop();
  }
}

async function confirmed(context: Context, report: ImportReport): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await line.question(context.say('import.ask', { count: report.good }));
    return /^(y|yes|ya)$/i.test(answer.trim());
  } finally {
    line.close();
  }
}

function previewText(context: Context, report: ImportReport): string {
  const written =
    report.kind === 'xlsx' ? 'XLSX' : `CSV, ${report.encoding}, "${shownSeparator(report.separator)}"`;
  const lines = [context.say('import.found', { file: report.file, rows: report.rows, written })];
  if (report.ignoredColumns.length > 0) {
    lines.push(context.say('import.ignored', { columns: report.ignoredColumns.join(', ') }));
  }
  if (report.skipped > 0) lines.push(context.say('import.skipped', { count: report.skipped }));
  if (report.sample.length > 0) {
    const head = report.columns.map((column) => context.say(`field.${column}`));
    const rows = report.sample.map((record) => report.columns.map((column) => String(record[column] ?? '')));
    lines.push('', table(head, rows), '');
  }
  lines.push(context.say('import.counts', { good: report.good, bad: report.bad }));
  return [...lines, ...remarkLines(context, report.faults), ...remarkLines(context, report.repairs)].join(
    '\n',
  );
}

function resultText(context: Context, report: ImportReport, options: ImportCommandOptions): string {
  if (options.dryRun) return [previewText(context, report), context.say('import.dry')].join('\n');
  const remarks = [...remarkLines(context, report.faults), ...remarkLines(context, report.repairs)];
  if (report.importId === undefined) {
    return [...remarks, context.say('import.refused', { bad: report.bad, rows: report.rows })].join('\n');
  }
  const done = { added: report.added, bad: report.bad, id: report.importId };
  return [...remarks, context.say('import.done', done)].join('\n');
}

function remarkLines(context: Context, remarks: readonly RowRemark[]): string[] {
  const lines = remarks.slice(0, SHOWN_REMARKS).map(({ line, field, what, details }) => {
    const where = field === undefined ? '' : `${context.say(`field.${field}`)}: `;
    return context.say('import.remark', { line, text: `${where}${sentenceOf(context, details, what)}` });
  });
  const more = remarks.length - SHOWN_REMARKS;
  return more > 0 ? [...lines, context.say('import.remarks-more', { count: more })] : lines;
}

function sentenceOf(context: Context, details: ErrorDetails, what: string): string {
  return context.say(`detail.${what}`, details);
}

function shownSeparator(separator: string | undefined): string {
  return separator === '\t' ? 'tab' : (separator ?? '');
}

/** The bad rows as they stood there, to be put right and imported. */
function writeRejects(context: Context, path: string, overwrite: boolean, report: ImportReport): void {
  const reasons = new Map<number, string[]>();
  for (const { line, what, details } of report.faults) {
    reasons.set(line, [...(reasons.get(line) ?? []), sentenceOf(context, details, what)]);
  }
  const head = [...report.head, context.say('column.line'), context.say('column.reason')];
  const rows = report.badRows.map(({ line, values }) => {
    const padded = report.head.map((_, index) => values[index] ?? '');
    return [...padded, line, (reasons.get(line) ?? []).join(' ')];
  });
  writeFileAtomically(path, BYTE_ORDER_MARK + csvText([head, ...rows]), { overwrite });
}

function listImports(context: Context): void {
  const imports = context.registry().members.files.imports();
  context.output.result({ imports }, () => {
    if (imports.length === 0) return context.say('import.none');
    const head = ['id', 'when', 'who', 'file', 'rows', 'members'].map((column) =>
      context.say(`column.${column}`),
    );
    const rows = imports.map(({ id, begunAt, actor, file, rowsDone, rowsTotal, membersAdded }) => [
      String(id),
      localTime(begunAt),
      actor,
      file,
      rowsDone === rowsTotal ? String(rowsTotal) : `${rowsDone} / ${rowsTotal}`,
      String(membersAdded),
    ]);
    return table(head, rows, [0, 4, 5]);
  });
}

function exportCommand(context: Context, options: ExportCommandOptions): void {
  const registry = context.registry();
  const profile = loadProfile(registry.folder, options.profile);
  const columns = profile.columns.map(({ field, mask }) =>
    mask === undefined ? field : `${field} (${mask})`,
  );
  if (options.output === undefined) {
    const preview = previewExport(registry, profile);
    const document = { profile, members: preview.members, head: preview.head, rows: preview.rows };
    context.output.result(document, () =>
      [
        context.say('export.purpose', {
          name: profile.name,
          purpose: profile.purpose,
          fields: columns.join(', '),
        }),
        '',
        table(preview.head, preview.rows),
        '',
        context.say('export.preview', { count: preview.members }),
      ].join('\n'),
    );
    return;
  }
  if (options.reason === undefined) {
    throw new KartuError('usage', 'an export needs a reason', { details: { what: 'export-reason' } });
  }
  const reason = parseText('reason', options.reason);
  const made = exportMembers(registry, profile, options.output, reason, {
    overwrite: options.force ?? false,
  });
  context.output.result({ ...made, file: options.output }, () =>
    context.say('export.done', {
      count: made.members,
      file: options.output!,
      id: made.id,
      fields: columns.join(', '),
    }),
  );
}

function listExports(context: Context): void {
  const exports = context.registry().members.files.exports();
  context.output.result({ exports }, () => {
    if (exports.length === 0) return context.say('export.none');
    const head = ['id', 'when', 'who', 'profile-name', 'members', 'reason'];
    const rows = exports.map(({ id, at, actor, profile, members, reason }) => [
      String(id),
      localTime(at),
      actor,
      (profile as { name: string }).name,
      String(members),
      reason,
    ]);
    return table(
      head.map((column) => context.say(`column.${column}`)),
      rows,
      [0, 4],
    );
  });
}
