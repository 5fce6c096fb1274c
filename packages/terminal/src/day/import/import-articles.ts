import { KartuError } from '@kartukita/card-core';
import type { Counter } from '../../counter/counter.ts';
import type { Duty } from '../../ledger/audit.ts';
import { type Article, articlesOf, putArticles } from '../../ledger/catalogue.ts';
import { type CheckedArticle, checkArticleRow, findColumns, type RowRemark } from './check-article.ts';
import { readCsv } from './read-csv.ts';

/** What a file would do to the catalogue, or did. */
export interface ArticleImport {
  readonly encoding: string;
  readonly separator: string;
  readonly ignoredColumns: readonly string[];
  readonly rows: number;
  readonly added: readonly Article[];
  readonly changed: readonly Article[];
  readonly unchanged: number;
  readonly faults: readonly RowRemark[];
  readonly repairs: readonly RowRemark[];
}

/** A catalogue of a hundred thousand articles; more is another kind of file. */
const MAX_BYTES = 16_000_000;

/** Looks at a CSV file of articles; nothing is changed. Throws `file-invalid`. */
export function previewArticles(
  { ledger }: Pick<Counter, 'ledger'>,
  path: string,
  bytes: Buffer,
): ArticleImport {
  if (bytes.length > MAX_BYTES) {
    throw new KartuError('file-invalid', `${path} is too large`, { details: { what: 'file-large', path } });
  }
  const { encoding, separator, rows } = readCsv(path, bytes);
  const [head, ...body] = rows;
  if (!head)
    throw new KartuError('file-invalid', `${path} is empty`, { details: { what: 'file-empty', path } });
  const columns = findColumns(path, head.values);
  const known = new Map(articlesOf(ledger, { all: true }).map((article) => [article.sku, article]));
  const checked = body.map(({ line, values }) => checkArticleRow(line, values, columns, head.values.length));
  const faults = [...checked.flatMap((row) => row.faults), ...clashes(checked, known)];
  const good = checked.flatMap(({ article }) => (article ? [article] : []));
  const changed = good.filter(
    (article) => known.has(article.sku) && !isSame(known.get(article.sku)!, article),
  );
  const added = good.filter(({ sku }) => !known.has(sku));
  return {
    encoding,
    separator,
    ignoredColumns: columns.ignored,
    rows: body.length,
    added,
    changed,
    unchanged: good.length - added.length - changed.length,
    faults: faults.sort((a, b) => a.line - b.line),
    repairs: checked.flatMap((row) => row.repairs),
  };
}

/** Takes in what a preview showed: all of it, or with a single fault nothing. Throws `file-invalid`. */
export function takeArticles(
  { ledger }: Pick<Counter, 'ledger'>,
  preview: ArticleImport,
  source: string,
  by: Duty = {},
): void {
  if (preview.faults.length > 0) {
    const details = { what: 'rows-bad', count: preview.faults.length };
    throw new KartuError('file-invalid', 'rows with faults', { details });
  }
  const articles = [...preview.added, ...preview.changed];
  if (articles.length > 0) putArticles(ledger, articles, source, by);
}

/** What is wrong between rows, and against what is sold already. */
function clashes(checked: readonly CheckedArticle[], known: ReadonlyMap<string, Article>): RowRemark[] {
  const skus = new Map<string, number>();
  const named = new Set(checked.flatMap(({ article }) => (article ? [article.sku] : [])));
  const barcodes = new Map<string, string>();
  // An article that the file names again may give its barcode to another one of the file.
  for (const { sku, barcode, active } of known.values()) {
    if (barcode !== null && active && !named.has(sku)) barcodes.set(barcode, sku);
  }
  const zeros = new Map(
    [...known.keys()].filter((sku) => /^0\d/.test(sku)).map((sku) => [sku.replace(/^0+/, ''), sku]),
  );
  return checked.flatMap(({ line, article }): RowRemark[] => {
    if (!article) return [];
    const { sku, barcode } = article;
    const remark = (field: 'sku' | 'barcode', what: string, details: Record<string, string | number>) => [
      { line, field, what, details: { what, ...details } },
    ];
    const first = skus.get(sku);
    if (first !== undefined) return remark('sku', 'sku-twice', { text: sku, first });
    skus.set(sku, line);
    const whole = known.has(sku) ? undefined : zeros.get(sku);
    if (whole !== undefined) return remark('sku', 'sku-zeros', { text: sku, whole });
    const other = barcode === null ? undefined : barcodes.get(barcode);
    if (other !== undefined) return remark('barcode', 'barcode-taken', { barcode: barcode!, sku: other });
    if (barcode !== null) barcodes.set(barcode, sku);
    return [];
  });
}

function isSame(a: Article, b: Article): boolean {
  return (Object.keys(a) as (keyof Article)[]).every((key) => a[key] === b[key]);
}
