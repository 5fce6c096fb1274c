import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { say, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { type Article, articleBySku, articlesOf, removeArticle, setArticle } from '../day/articles.ts';
import type { RowRemark } from '../day/import/check-article.ts';
import type { ArticleImport } from '../day/import/import-articles.ts';
import { counterAction } from './act.ts';
import { type Context, shownNumber } from './context.ts';

interface SetOptions {
  readonly name?: string;
  readonly price?: string;
  readonly memberPrice?: string;
  readonly barcode?: string;
  readonly merchant?: string;
}

/** So many rows and remarks are shown to a person; --json has them all. */
const SHOWN = 20;

/** `article import | list | set | remove`. */
export function addArticleCommands(program: Command): void {
  const group = program.command('article').description('what is sold at this counter');
  const example = (text: string) => `\nExample:\n  kartu-terminal --data counter article ${text}`;
  group
    .command('import')
    .description('take in the articles of a CSV file: shows what it would do, then asks')
    .argument('<file>', 'with columns SKU, name, price; also barcode, member price, merchant')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only show what it would do')
    .addHelpText('after', example('import articles.csv --dry-run'))
    .action(counterAction(importFile));
  group
    .command('list')
    .description('what is sold today')
    .option('--all', 'also what was removed')
    .addHelpText('after', example('list'))
    .action(counterAction(list));
  group
    .command('set')
    .description('a new article, or a change of one')
    .argument('<sku>', 'its own code')
    .option('--name <name>', 'as it stands on slips')
    .option('--price <amount>', 'whole rupiah')
    .option('--member-price <amount>', 'what members pay; 0 ends it')
    .option('--barcode <code>', 'as a scanner reads it; an empty one takes it away')
    .option('--merchant <member>', 'member number of the partner merchant; an empty one ends it')
    .addHelpText('after', example('set KOPI-1 --name "Kopi 200 g" --price 18000 --member-price 16500'))
    .action(counterAction(set));
  group
    .command('remove')
    .description('take an article off the list')
    .argument('<sku>', 'its own code')
    .addHelpText('after', example('remove KOPI-1'))
    .action(
      counterAction((context, counter, _options: object, sku: string) => {
        const removed = removeArticle(counter, sku);
        context.output.result(removed, () =>
          say(context.language, 'article.removed', { sku, name: removed.name }),
        );
      }),
    );
}

async function importFile(
  context: Context,
  counter: OpenCounter,
  options: { yes?: boolean; dryRun?: boolean },
  path: string,
): Promise<void> {
  const asks = !options.yes && !options.dryRun;
  if (asks && (context.output.json || !process.stdin.isTTY)) {
    throw new KartuError('usage', 'nobody can be asked here', { details: { what: 'import-ask' } });
  }
  // Loaded here, so that nothing else waits for what reads CSV.
  const { previewArticles, takeArticles } = await import('../day/import/import-articles.ts');
  const preview = previewArticles(counter, path, read(path));
  const isGood = preview.faults.length === 0;
  if (asks) context.output.note(previewText(context, preview));
  const takes = !options.dryRun && isGood && (!asks || (await confirmed(context, preview)));
  if (takes) takeArticles(counter, preview, basename(path));
  if (!isGood) process.exitCode = 9;
  const told = (remark: RowRemark) => ({
    ...remark,
    message: say(context.language, `detail.${remark.what}`, remark.details),
  });
  const { faults, repairs, ...rest } = preview;
  const document = { ...rest, taken: takes, faults: faults.map(told), repairs: repairs.map(told) };
  context.output.result(document, () =>
    [
      ...(asks ? [] : [previewText(context, preview)]),
      say(context.language, takes ? 'article.taken' : 'article.not-taken', counts(preview)),
    ].join('\n'),
  );
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const message = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new KartuError('file-unreadable', `cannot read ${path}`, {
      details: { path, message },
      cause: error,
    });
  }
}

async function confirmed(context: Context, preview: ArticleImport): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await line.question(say(context.language, 'article.ask', counts(preview)));
    return /^(y|yes|ya)$/i.test(answer.trim());
  } finally {
    line.close();
  }
}

function counts({ added, changed, unchanged, faults }: ArticleImport) {
  return { added: added.length, changed: changed.length, unchanged, faults: faults.length };
}

function previewText(context: Context, preview: ArticleImport): string {
  const tell = (key: string, details: Record<string, string | number> = {}) =>
    say(context.language, key, details);
  const { encoding, separator, rows, ignoredColumns, faults, repairs } = preview;
  const shown = separator === '\t' ? 'TAB' : separator;
  const lines = [tell('article.found', { rows, encoding, separator: shown })];
  if (ignoredColumns.length > 0) lines.push(tell('article.ignored', { columns: ignoredColumns.join(', ') }));
  const sample = [...preview.added, ...preview.changed].slice(0, SHOWN);
  if (sample.length > 0) lines.push('', articleTable(context, sample), '');
  lines.push(tell('article.counts', counts(preview)));
  for (const { line, field, what, details } of [...faults, ...repairs].slice(0, SHOWN)) {
    const text = `${field === undefined ? '' : `${field}: `}${tell(`detail.${what}`, details)}`;
    lines.push(tell('article.remark', { line, text }));
  }
  const more = faults.length + repairs.length - SHOWN;
  if (more > 0) lines.push(tell('article.more', { count: more }));
  return lines.join('\n');
}

function list(context: Context, counter: OpenCounter, options: { all?: boolean }): void {
  const articles = articlesOf(counter.ledger, options).map((article) => ({
    ...article,
    merchant: shownNumber(counter, article.merchant),
  }));
  context.output.result({ articles }, () =>
    articles.length === 0 ? say(context.language, 'article.none') : articleTable(context, articles),
  );
}

function articleTable(context: Context, articles: readonly Article[]): string {
  const head = ['sku', 'article', 'barcode', 'price', 'memberPrice', 'merchant'];
  const rows = articles.map(({ sku, name, barcode, priceRupiah, memberPriceRupiah, merchant, active }) => [
    sku,
    active ? name : `(${name})`,
    barcode ?? '–',
    formatRupiah(priceRupiah),
    memberPriceRupiah === null ? '–' : formatRupiah(memberPriceRupiah),
    merchant ?? '–',
  ]);
  return table(
    head.map((name) => say(context.language, `column.${name}`)),
    rows,
    [3, 4],
  );
}

function set(context: Context, counter: OpenCounter, options: SetOptions, sku: string): void {
  const before = articleBySku(counter.ledger, sku);
  const { name, price, memberPrice, barcode, merchant } = options;
  if (!before && (name === undefined || price === undefined)) {
    throw new KartuError('usage', 'a new article needs name and price', { details: { what: 'article-new' } });
  }
  const article = setArticle(counter, {
    sku,
    name: name ?? before!.name,
    priceRupiah: price === undefined ? before!.priceRupiah : parseRupiah(price),
    memberPriceRupiah:
      memberPrice === undefined
        ? (before?.memberPriceRupiah ?? null)
        : memberPrice === '0'
          ? null
          : parseRupiah(memberPrice),
    barcode: barcode === undefined ? (before?.barcode ?? null) : barcode || null,
    merchant: merchant === undefined ? (before?.merchant ?? null) : merchant.replace(/[.\s-]/g, '') || null,
    active: true,
  });
  context.output.result(article, () =>
    say(context.language, 'article.set', {
      sku,
      name: article.name,
      price: formatRupiah(article.priceRupiah),
    }),
  );
}
