import { type ErrorDetails, isKartuError, KartuError, parseRupiah } from '@kartukita/card-core';
import type { Article } from '../../ledger/catalogue.ts';
import { articleFault } from '../articles.ts';

export type ArticleField = 'sku' | 'barcode' | 'name' | 'price' | 'memberPrice' | 'merchant';

/** What the head of a column may be called, without spaces, dots and capitals. */
const HEADS: Readonly<Record<ArticleField, readonly string[]>> = {
  sku: ['sku', 'code', 'article', 'kode', 'kodebarang', 'plu'],
  barcode: ['barcode', 'ean', 'ean13', 'gtin', 'kodebatang'],
  name: ['name', 'description', 'nama', 'namabarang', 'barang'],
  price: ['price', 'amount', 'harga', 'hargajual', 'hargaumum'],
  memberPrice: ['memberprice', 'hargaanggota'],
  merchant: ['merchant', 'partner', 'mitra', 'nomormitra', 'anggotamitra'],
};

const REQUIRED = ['sku', 'name', 'price'] as const;

export interface ArticleColumns {
  readonly fields: ReadonlyMap<ArticleField, number>;
  /** Heads of columns that nothing is done with. */
  readonly ignored: readonly string[];
}

/** What is wrong with a row, or was put right in it. `what` names the sentence `detail.WHAT`. */
export interface RowRemark {
  readonly line: number;
  readonly field: ArticleField | undefined;
  readonly what: string;
  readonly details: ErrorDetails;
}

export interface CheckedArticle {
  readonly line: number;
  /** Undefined when there are faults. */
  readonly article: Article | undefined;
  readonly faults: readonly RowRemark[];
  /** Put right, and to be looked at. */
  readonly repairs: readonly RowRemark[];
}

/** Which column holds what. Throws `file-invalid` for one that is missing or there twice. */
export function findColumns(path: string, head: readonly string[]): ArticleColumns {
  const fields = new Map<ArticleField, number>();
  const ignored: string[] = [];
  for (const [index, text] of head.entries()) {
    const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    const field = (Object.keys(HEADS) as ArticleField[]).find((each) => HEADS[each].includes(plain));
    if (field === undefined) {
      if (text !== '') ignored.push(text.slice(0, 40));
      continue;
    }
    if (fields.has(field)) throw columnFault('column-twice', path, { column: text.slice(0, 40) });
    fields.set(field, index);
  }
  const missing = REQUIRED.find((field) => !fields.has(field));
  if (missing) throw columnFault('column-missing', path, { column: missing });
  return { fields, ignored };
}

/** A row of a file as an article, or why not. */
export function checkArticleRow(
  line: number,
  values: readonly string[],
  { fields }: ArticleColumns,
  columns: number,
): CheckedArticle {
  const faults: RowRemark[] = [];
  const repairs: RowRemark[] = [];
  if (values.slice(columns).some((value) => value !== '')) {
    const details = { what: 'row-columns', count: values.length, expected: columns };
    return {
      line,
      article: undefined,
      faults: [{ line, field: undefined, what: 'row-columns', details }],
      repairs,
    };
  }
  const fault = (field: ArticleField, details: ErrorDetails) =>
    faults.push({ line, field, what: String(details.what), details });
  const text = (field: ArticleField) => unprotected(values[fields.get(field) ?? -1] ?? '').slice(0, 200);
  for (const field of ['sku', 'barcode', 'merchant', 'price', 'memberPrice'] as const) {
    // 8.99276E+12: the digits that a spreadsheet hid are gone.
    if (/^\d+([.,]\d+)?e[+-]?\d+$/i.test(text(field)))
      fault(field, { what: 'excel-number', text: text(field) });
  }
  if (faults.length > 0) return { line, article: undefined, faults, repairs };
  const price = (field: 'price' | 'memberPrice') => {
    try {
      return parseRupiah(text(field).replace(/(?<=^\d+)[.,]00$/, ''));
    } catch (error) {
      if (!isKartuError(error, 'amount-invalid')) throw error;
      fault(field, { what: 'article-price', text: text(field).slice(0, 40) });
      return 1;
    }
  };
  const barcode = text('barcode') === '' ? null : restored(text('barcode'));
  if (barcode !== null && barcode !== text('barcode')) {
    repairs.push({
      line,
      field: 'barcode',
      what: 'lost-zero',
      details: { what: 'lost-zero', text: barcode },
    });
  }
  const article: Article = {
    sku: text('sku'),
    barcode,
    name: text('name'),
    priceRupiah: price('price'),
    memberPriceRupiah: text('memberPrice') === '' ? null : price('memberPrice'),
    merchant: text('merchant') === '' ? null : text('merchant').replace(/[.\s-]/g, ''),
    active: true,
  };
  const details = faults.length > 0 ? undefined : articleFault(article);
  if (details) fault(fieldOf(String(details.what)), details);
  return { line, article: faults.length > 0 ? undefined : article, faults, repairs };
}

function fieldOf(what: string): ArticleField {
  const fields: Readonly<Record<string, ArticleField>> = {
    'article-sku': 'sku',
    'article-name': 'name',
    'article-barcode': 'barcode',
    'article-member-price': 'memberPrice',
    merchant: 'merchant',
  };
  return fields[what] ?? 'price';
}

/** A code of 8, 12 or 13 digits whose leading zeros a spreadsheet took: given back where the check digit says so. */
export function restored(barcode: string): string {
  if (!/^\d{5,12}$/.test(barcode) || isChecked(barcode)) return barcode;
  const length = [8, 12, 13].find((each) => each > barcode.length && isChecked(barcode.padStart(each, '0')));
  return length === undefined || length - barcode.length > 2 ? barcode : barcode.padStart(length, '0');
}

/** GTIN: digits weighted 3 and 1 from the right, check digit included, add up to a multiple of 10 (GS1 §7.9). */
function isChecked(code: string): boolean {
  if (![8, 12, 13, 14].includes(code.length)) return false;
  const sum = [...code]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** Spreadsheets, and our own exports, put an apostrophe before what is no formula. */
function unprotected(text: string): string {
  return /^'[=+\-@0-9]/.test(text) ? text.slice(1) : text;
}

function columnFault(what: string, path: string, details: ErrorDetails): KartuError {
  return new KartuError('file-invalid', what, { details: { what, path, ...details } });
}
