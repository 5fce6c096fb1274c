import { formatRupiah, KartuError } from '@kartukita/card-core';
import { say, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { csvOf } from '../day/csv.ts';
import {
  contributionByMember,
  periodOf,
  type ShiftReport,
  type Sum,
  salesByArticle,
  salesByDay,
  salesByMerchant,
  shiftReport,
} from '../day/report.ts';
import { type Shift, shiftByNumber, shiftsOf } from '../day/shifts.ts';
import { zSlipOf } from '../slips/from-books.ts';
import { slipPdf } from '../slips/pdf.ts';
import { printSlip } from '../slips/print-slip.ts';
import { counterAction, numberOf } from './act.ts';
import { type Context, shownNumber, shownTime } from './context.ts';
import { saveNew } from './save-new.ts';

interface PeriodOptions {
  readonly from?: string;
  readonly to?: string;
  readonly csv?: string | true;
}

/** `report z | sales | articles | merchants | members`. */
export function addReportCommands(program: Command): void {
  const group = program.command('report').description('what was sold, and the reports of closed shifts');
  group
    .command('z')
    .description('the Z-report of a closed shift; without a number the last one')
    .argument('[number]', 'number of the report')
    .option('--print', 'on the receipt printer')
    .option('-o, --out <file>', 'as PDF in a new file')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter report z 3 --print')
    .action(counterAction(zReport));
  for (const [name, description] of [
    ['sales', 'sales and top-ups by day'],
    ['articles', 'what was sold of each article'],
    ['merchants', 'what is owed to each partner merchant'],
    ['members', 'what each member bought: the contribution'],
  ] as const) {
    group
      .command(name)
      .description(description)
      .option('--from <day>', 'first day, such as 2026-03-01; else today')
      .option('--to <day>', 'last day; else today')
      .option('--csv [file]', 'as CSV, to standard output or a new file')
      .addHelpText(
        'after',
        `\nExample:\n  kartu-terminal --data counter report ${name} --from 2026-03-01 --to 2026-03-31`,
      )
      .action(
        counterAction((context, counter, options: PeriodOptions) =>
          periodReport(context, counter, name, options),
        ),
      );
  }
}

async function zReport(
  context: Context,
  counter: OpenCounter,
  { print, out }: { print?: boolean; out?: string },
  number?: string,
): Promise<void> {
  const shift =
    number === undefined
      ? shiftsOf(counter.ledger, 2).find(({ to }) => to !== null)
      : shiftByNumber(counter.ledger, numberOf(number));
  if (!shift || shift.to === null) {
    throw new KartuError('not-found', 'there is no Z-report of that number', { details: { what: 'z-none' } });
  }
  if (!print && out === undefined) {
    showShiftReport(context, counter, shift);
    return;
  }
  const { language, output } = context;
  const slip = zSlipOf(counter, shift, language);
  if (out !== undefined) saveNew(out, await slipPdf(slip));
  const printer = print ? await printSlip(counter, slip) : null;
  output.result({ z: shift.number, printer, file: out ?? null }, () =>
    [
      ...(printer === null ? [] : [say(language, 'report.z-printed', { printer, number: shift.number })]),
      ...(out === undefined ? [] : [say(language, 'report.z-saved', { file: out, number: shift.number })]),
    ].join('\n'),
  );
}

/** The report of a shift, open or closed, for people or as a document. */
export function showShiftReport(context: Context, counter: OpenCounter, shift: Shift): void {
  const report = shiftReport(counter.ledger, shift);
  const byMerchant = report.byMerchant.map((sum) => ({
    ...sum,
    key: shownNumber(counter, sum.key) ?? sum.key,
  }));
  const { shift: _shift, ...sums } = report;
  const document = {
    z: shift.to === null ? null : shift.number,
    outlet: counter.certificate.outlet,
    terminal: counter.certificate.terminal,
    ...shiftDocument(shift),
    ...sums,
    byMerchant,
  };
  context.output.result(document, () => shiftText(context, counter, { ...report, byMerchant }));
}

function shiftDocument({ number, openedBy, openedAtMs, closedAtMs, floatRupiah }: Shift) {
  const closedAt = closedAtMs === null ? null : new Date(closedAtMs).toISOString();
  return { shift: number, openedBy, openedAt: new Date(openedAtMs).toISOString(), closedAt, floatRupiah };
}

function shiftText(context: Context, counter: OpenCounter, report: ShiftReport): string {
  const { language } = context;
  const { shift } = report;
  const tell = (key: string, details: Record<string, string | number> = {}) => say(language, key, details);
  const title = tell(shift.to === null ? 'report.shift' : 'report.z', {
    number: shift.number,
    outlet: counter.certificate.outlet,
    from: shownTime(shift.openedAtMs, language),
    to: shift.closedAtMs === null ? '…' : shownTime(shift.closedAtMs, language),
  });
  const transfers = tell('report.transfers', {
    count: report.transfers,
    first: report.firstTransfer ?? '–',
    last: report.lastTransfer ?? '–',
  });
  const named = (prefix: string) => (key: string) => tell(`${prefix}.${key}`);
  const plain = (key: string) => key;
  const parts = [
    [title, transfers].join('\n'),
    section(tell, 'kind', report.byKind, named('fact')),
    section(tell, 'tender', report.byTender, named('tender')),
    section(
      tell,
      'article',
      report.byArticle.map((sum) => ({
        ...sum,
        key: sum.name === '' ? tell(`article.${sum.key}`) : sum.name,
      })),
      plain,
    ),
    section(tell, 'cashier', report.byCashier, plain),
    section(tell, 'merchant', report.byMerchant, plain),
    section(tell, 'cash', report.cash, (key) => tell(key === 'float' ? 'head.float' : `fact.${key}`)),
    tell(report.countedRupiah === null ? 'report.expected' : 'report.counted', {
      expected: formatRupiah(report.expectedRupiah),
      counted: formatRupiah(report.countedRupiah ?? 0),
      difference: formatRupiah(report.differenceRupiah ?? 0),
    }),
    report.unfinished.length === 0 ? '' : tell('report.unfinished', { count: report.unfinished.length }),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function section(
  tell: (key: string) => string,
  head: string,
  sums: readonly Sum[],
  shown: (key: string) => string,
): string {
  if (sums.length === 0) return '';
  const rows = sums.map(({ key, count, amountRupiah }) => [
    shown(key),
    String(count),
    formatRupiah(amountRupiah),
  ]);
  return table([tell(`head.${head}`), tell('head.count'), tell('head.amount')], rows, [1, 2]);
}

type ReportName = 'sales' | 'articles' | 'merchants' | 'members';

function periodReport(
  context: Context,
  counter: OpenCounter,
  name: ReportName,
  options: PeriodOptions,
): void {
  const { from, to } = daysOf(counter, options);
  const rows = rowsOf(counter, name, from, to);
  if (options.csv !== undefined) {
    writeCsv(context, options.csv, rows);
    return;
  }
  const tell = (key: string) => say(context.language, key);
  context.output.result({ report: name, from, to, rows }, () => {
    const [first] = rows;
    if (!first) return tell('report.empty');
    const columns = Object.keys(first);
    const right = columns.flatMap((column, index) => (typeof first[column] === 'number' ? [index] : []));
    const shown = (column: string, value: string | number) =>
      column.endsWith('Rupiah') ? formatRupiah(Number(value)) : String(value);
    return table(
      columns.map((column) => tell(`column.${column}`)),
      rows.map((row) => columns.map((column) => shown(column, row[column]!))),
      right,
    );
  });
}

type ReportRow = Readonly<Record<string, string | number>>;

export function rowsOf(
  counter: Pick<OpenCounter, 'ledger' | 'bundle' | 'certificate'>,
  name: ReportName,
  from: string,
  to: string,
): ReportRow[] {
  const period = periodOf(from, to);
  const { ledger } = counter;
  const member = (digits: string) => shownNumber(counter, digits) ?? digits;
  switch (name) {
    case 'sales':
      return salesByDay(ledger, period, counter.certificate.outlet).map(
        ({ day, outlet, count, amountRupiah, topupRupiah }) => ({
          day,
          outlet,
          sales: count,
          salesRupiah: amountRupiah,
          topupRupiah,
        }),
      );
    case 'articles':
      return salesByArticle(ledger, period).map(({ key, name: article, pieces, count, amountRupiah }) => ({
        sku: key,
        article,
        pieces,
        sales: count,
        salesRupiah: amountRupiah,
      }));
    case 'merchants':
      return salesByMerchant(ledger, period).map(({ key, count, amountRupiah }) => ({
        merchant: member(key),
        sales: count,
        owedRupiah: amountRupiah,
      }));
    case 'members':
      return contributionByMember(ledger, period).map(({ key, count, amountRupiah }) => ({
        member: key === '-' ? key : member(key),
        sales: count,
        contributionRupiah: amountRupiah,
      }));
  }
}

function daysOf(counter: OpenCounter, { from, to }: PeriodOptions): { from: string; to: string } {
  const today = new Date(counter.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const days = { from: dayOption('--from', from ?? to ?? today), to: dayOption('--to', to ?? today) };
  if (days.from <= days.to) return days;
  throw new KartuError('usage', '--from comes after --to', { details: { what: 'days-order' } });
}

function dayOption(option: string, text: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new KartuError('usage', `${option} takes a day such as 2026-03-01`, {
    details: { what: 'day', option },
  });
}

function writeCsv(context: Context, target: string | true, rows: readonly ReportRow[]): void {
  const csv = csvOf(rows);
  if (target === true) {
    if (context.output.json) context.output.result({ rows }, () => '');
    else process.stdout.write(csv);
    return;
  }
  saveNew(target, csv);
  context.output.result({ file: target, rows: rows.length }, () =>
    say(context.language, 'report.written', { file: target, rows: rows.length }),
  );
}
