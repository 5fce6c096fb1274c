import { formatRupiah, KartuError } from '@kartukita/card-core';
import { BYTE_ORDER_MARK, csvText, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { isAccountCode } from '../books/accounts.ts';
import { action, type Context } from '../context.ts';
import type { BookEntry, TrialBalance } from '../registry/books.ts';
import { addBooksCorrectCommand } from './books-correct.ts';
import { addBooksExportCommand } from './books-export.ts';
import { afterDay, fromDay, SINCE_ABOUT, UNTIL_ABOUT } from './day-range.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';

interface RangeOptions {
  csv?: boolean;
  since?: string;
  until?: string;
}

interface TrialOptions extends RangeOptions {
  each?: boolean;
}

interface ShowOptions extends RangeOptions {
  account?: string;
  limit: string;
}

const CSV_ABOUT = 'comma-separated values on standard output';

/** `books trial-balance | show | export | correct`. */
export function addBooksCommands(program: Command): void {
  const group = program.command('books').description("the organisation's double-entry books");
  const trial = group
    .command('trial-balance')
    .description('the sums of every account, which must balance')
    .option('--until <day>', UNTIL_ABOUT)
    .option('--each', 'every card and partner merchant by itself, instead of one sum for all')
    .option('--csv', CSV_ABOUT)
    .action(action(async (context, options: TrialOptions) => showTrialBalance(context, options)));
  withExample(trial, '--data ikarholaz books trial-balance --until 2026-12-31');
  const show = group
    .command('show')
    .description('what was booked, line by line, in the order in which it happened')
    .option('--account <code>', 'only lines of this account, such as cash')
    .option('--since <day>', SINCE_ABOUT)
    .option('--until <day>', UNTIL_ABOUT)
    .option('--limit <count>', 'at most so many lines', '1000')
    .option('--csv', CSV_ABOUT)
    .action(action(async (context, options: ShowOptions) => showEntries(context, options)));
  addBooksExportCommand(group);
  addBooksCorrectCommand(group);
  withExample(show, '--data ikarholaz books show --account cash --since 2026-11-01 --until 2026-11-30');
}

function showTrialBalance(context: Context, options: TrialOptions): void {
  requireOneForm(context, options);
  const { books } = context.registry();
  const [fault] = books.faults();
  if (fault !== undefined) {
    const details = { what: 'books-damaged', fault, path: context.folder() };
    throw new KartuError('data-damaged', fault, { details });
  }
  const trial = books.trialBalance(afterDay(options.until), { folded: !options.each });
  const isBalanced = trial.debitRupiah === trial.creditRupiah;
  if (options.csv) {
    const rows = trial.accounts.map(({ code, type, debitRupiah, creditRupiah, balanceRupiah }) => [
      ...[code, type, String(debitRupiah), String(creditRupiah), String(balanceRupiah)],
    ]);
    writeCsv(['account', 'type', 'debit_rupiah', 'credit_rupiah', 'balance_rupiah'], rows);
  } else {
    context.output.result({ ...trial, isBalanced }, () => trialText(context, trial));
  }
}

function trialText(context: Context, trial: TrialBalance): string {
  if (trial.accounts.length === 0) return context.say('books.empty');
  const rows = trial.accounts.map(({ code, type, debitRupiah, creditRupiah, balanceRupiah }) => [
    code,
    context.say(`account-type.${type}`),
    formatRupiah(debitRupiah),
    formatRupiah(creditRupiah),
    formatRupiah(balanceRupiah),
  ]);
  const total = [context.say('books.total'), '', formatRupiah(trial.debitRupiah)];
  rows.push([...total, formatRupiah(trial.creditRupiah), '']);
  const head = ['account', 'account-type', 'debit', 'credit', 'balance'];
  return table(headOf(context, head), rows, [2, 3, 4]);
}

function showEntries(context: Context, options: ShowOptions): void {
  requireOneForm(context, options);
  const { account } = options;
  if (account !== undefined && !isAccountCode(account)) {
    throw refusal('books-account-code', { account: account.slice(0, 40) });
  }
  const { books } = context.registry();
  const limit = parseCount(options.limit);
  const sinceMs = fromDay(options.since);
  const found = books.entries({ sinceMs, untilMs: afterDay(options.until), account, limit: limit + 1 });
  const entries = found.slice(0, limit).map(({ atMs, ...entry }) => {
    return { ...entry, at: new Date(atMs).toISOString() };
  });
  const balanceRupiah = account === undefined ? null : books.balance(account);
  if (options.csv) {
    const rows = entries.map((entry) => [
      ...[String(entry.posting), String(entry.line), entry.at, entry.debit, entry.credit],
      ...[String(entry.amountRupiah), entry.source, entry.memo, entry.operator],
    ]);
    const head = 'posting line at debit credit amount_rupiah source memo operator'.split(' ');
    writeCsv(head, rows);
  } else {
    context.output.result({ entries, isWhole: found.length <= limit, balanceRupiah }, () => {
      const lines = [entriesText(context, entries)];
      if (account !== undefined && balanceRupiah !== null) {
        lines.push(context.say('books.balance-of', { account, balance: formatRupiah(balanceRupiah) }));
      }
      return lines.join('\n');
    });
  }
  if (found.length > limit) context.output.note(context.say('books.more', { count: limit }));
}

function entriesText(
  context: Context,
  entries: readonly (Omit<BookEntry, 'atMs'> & { at: string })[],
): string {
  if (entries.length === 0) return context.say('books.empty');
  const rows = entries.map((entry) => [
    String(entry.posting),
    new Date(entry.at).toLocaleString('sv-SE').slice(0, 16),
    entry.debit,
    entry.credit,
    formatRupiah(entry.amountRupiah),
    entry.source,
    entry.memo,
    entry.operator,
  ]);
  const head = ['posting', 'booked-at', 'debit', 'credit', 'amount', 'source', 'memo', 'who'];
  return table(headOf(context, head), rows, [0, 4]);
}

function writeCsv(head: readonly string[], rows: readonly (readonly string[])[]): void {
  process.stdout.write(BYTE_ORDER_MARK + csvText([head, ...rows]));
}

function headOf(context: Context, columns: readonly string[]): string[] {
  return columns.map((column) => context.say(`column.${column}`));
}

function requireOneForm(context: Context, { csv }: RangeOptions): void {
  if (csv && context.options.json) throw refusal('books-csv-json', {});
}

function refusal(what: string, details: Record<string, string>): KartuError {
  return new KartuError('usage', `${what}: ${JSON.stringify(details)}`, { details: { what, ...details } });
}
