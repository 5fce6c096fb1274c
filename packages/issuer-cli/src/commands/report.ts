import { formatRupiah, KartuError } from '@kartukita/card-core';
import { BYTE_ORDER_MARK, csvText, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { requireWritableTarget, writeFileAtomically } from '../files.ts';
import type { ByPeriod, Period } from '../registry/reports.ts';
import { MAKERS } from '../reports/figures.ts';
import { REPORTS, type Report, type ReportId } from '../reports/report.ts';
import { shownCell, shownNote } from '../reports/words.ts';
import { afterDay, fromDay, SINCE_ABOUT, UNTIL_ABOUT } from './day-range.ts';
import { withExample } from './help.ts';

interface ReportOptions {
  since?: string;
  until?: string;
  by?: string;
  csv?: boolean;
}

const ABOUT: Readonly<Record<ReportId, string>> = {
  circulation: 'what members put on their cards, spent and hold, against the limit of the central bank',
  contribution: 'what each member bought, from which a yearly profit share is computed',
  outlets: 'what each counter sold and took in',
  merchants: 'what was sold for partner merchants, paid out to them, and is owed',
  float: 'the money that there is, against what is owed to members and merchants',
  cases: 'what was found wrong, and what it cost',
};
/** Reports that are of a period, and can be cut into shorter ones. */
const BY: Partial<Record<ReportId, ByPeriod>> = {
  circulation: 'month',
  contribution: 'year',
  outlets: 'month',
};

/** `report …`: the management's view. */
export function addReportCommands(program: Command): void {
  const group = program.command('report').description('figures for those who lead the organisation');
  for (const id of REPORTS) {
    const command = rangeOptions(group.command(id).description(ABOUT[id])).option(
      '--csv',
      'comma-separated values on standard output',
    );
    if (BY[id]) command.option('--by <period>', 'day, month or year', BY[id]);
    command.action(action(async (context, options: ReportOptions) => showReport(context, id, options)));
    withExample(command, `--data ikarholaz report ${id} --since 2026-01-01`);
  }
  const page = rangeOptions(
    group.command('page').description('all reports with charts in one HTML file that opens anywhere'),
  )
    .requiredOption('-o, --out <file>', 'the file to write, such as report.html')
    .option('--force', 'write over a file that is there')
    .action(action(writePage));
  withExample(page, '--data ikarholaz report page -o report.html --since 2026-01-01');
  const limit = group
    .command('limit')
    .description('how much members may hold on all cards together; the central bank sets it')
    .argument('[rupiah]', 'a new limit in whole rupiah')
    .action(action(limitCommand));
  withExample(limit, '--data ikarholaz report limit 1000000000');
}

function rangeOptions(command: Command): Command {
  return command
    .option('--since <day>', `${SINCE_ABOUT}; else the first of January`)
    .option('--until <day>', `${UNTIL_ABOUT}; else today`);
}

async function showReport(context: Context, id: ReportId, options: ReportOptions): Promise<void> {
  if (options.csv && context.options.json) {
    throw new KartuError('usage', '--csv and --json', { details: { what: 'books-csv-json' } });
  }
  const report = await MAKERS[id](context.registry(), {
    period: periodOf(context, options),
    by: byOf(options.by ?? BY[id] ?? 'year'),
  });
  if (options.csv) return writeCsv(report);
  context.output.result(report, () => textOf(context, report));
}

function textOf(context: Context, report: Report): string {
  const say = context.say.bind(context);
  const { columns, rows, total, notes } = report;
  const shown = [...rows, ...(total && rows.length > 0 ? [total] : [])].map((row) =>
    columns.map((column) => shownCell(report, column, row[column.id], say)),
  );
  const right = columns.flatMap(({ is }, index) => (is === 'text' ? [] : [index]));
  const head = columns.map(({ id }) => say(`report.column.${id}`));
  const lines = notes.map((note) => {
    const sentence = shownNote(note, say);
    return note.isWarning ? `${say('report.warning')} ${sentence}` : sentence;
  });
  const body = rows.length === 0 ? say('report.empty') : table(head, shown, right);
  return [body, '', ...lines].join('\n');
}

/** Heads and figures as they are, for a spreadsheet: no separators, no words for codes. */
function writeCsv({ columns, rows }: Report): void {
  const figures = rows.map((row) => columns.map(({ id }) => row[id] ?? ''));
  process.stdout.write(BYTE_ORDER_MARK + csvText([columns.map(({ id }) => id), ...figures]));
}

async function writePage(
  context: Context,
  options: ReportOptions & { out: string; force?: boolean },
): Promise<void> {
  const target = { overwrite: options.force ?? false };
  requireWritableTarget(options.out, target);
  const { reportPage } = await import('../reports/page.ts');
  const registry = context.registry();
  const period = periodOf(context, options);
  const reports: Report[] = [];
  for (const id of REPORTS) reports.push(await MAKERS[id](registry, { period, by: BY[id] ?? 'year' }));
  const day = (ms: number) => new Date(ms).toLocaleDateString('sv-SE');
  const head = {
    organisation: registry.organisation().name,
    period: `${day(period.fromMs)} – ${day(period.untilMs - 1)}`,
    madeAt: registry.now().toLocaleString('sv-SE').slice(0, 16),
    language: context.output.language,
  };
  writeFileAtomically(options.out, reportPage(reports, head, context.say.bind(context)), target);
  context.output.result({ file: options.out, reports: REPORTS, period: head.period }, () =>
    context.say('report.page.written', { file: options.out }),
  );
}

async function limitCommand(context: Context, _options: object, rupiah?: string): Promise<void> {
  const { limits } = context.registry();
  if (rupiah !== undefined) limits.setFloatLimit(parseLimit(rupiah));
  const limitRupiah = limits.floatLimitRupiah();
  context.output.result({ limitRupiah }, () =>
    context.say('report.limit', { limit: formatRupiah(limitRupiah) }),
  );
}

/** Beyond what one card may ever hold: up to a thousand billion. Throws `amount-invalid`. */
function parseLimit(text: string): number {
  const digits = text.replaceAll('.', '');
  if (/^[1-9]\d{0,12}$/.test(digits)) return Number(digits);
  throw new KartuError('amount-invalid', `"${text.slice(0, 40)}" is no limit`, {
    details: { text: text.slice(0, 40) },
  });
}

/** From the first of January, or the day given, to the end of today, or of the day given. Throws `usage`. */
function periodOf(context: Context, { since, until }: ReportOptions): Period {
  const now = context.registry().now();
  const fromMs = fromDay(since) ?? new Date(now.getFullYear(), 0, 1).getTime();
  const untilMs = afterDay(until) ?? new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  if (fromMs < untilMs) return { fromMs, untilMs };
  throw new KartuError('usage', 'the period ends before it begins', { details: { what: 'report-period' } });
}

function byOf(text: string): ByPeriod {
  if (text === 'day' || text === 'month' || text === 'year') return text;
  throw new KartuError('usage', `--by ${text.slice(0, 20)}`, {
    details: { what: 'report-by', text: text.slice(0, 20) },
  });
}
