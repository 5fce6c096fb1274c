import { createHash } from 'node:crypto';
import { type Duty, dutyOf } from './audit.ts';
import type { Ledger } from './ledger.ts';

/** Something that is sold, at a price in whole rupiah. */
export interface Article {
  readonly sku: string;
  readonly barcode: string | null;
  readonly name: string;
  readonly priceRupiah: number;
  /** What members pay; null: the price. */
  readonly memberPriceRupiah: number | null;
  /** Digits of the member number of the partner merchant on whose behalf it is sold. */
  readonly merchant: string | null;
  readonly active: boolean;
}

type Row = Omit<Article, 'active'> & { active: number };

const COLUMNS = `sku, barcode, name, price_rupiah AS priceRupiah, member_price_rupiah AS memberPriceRupiah,
  merchant, active`;
const LATEST = `SELECT ${COLUMNS} FROM article a WHERE journal = (SELECT max(journal) FROM article l WHERE l.sku = a.sku)`;

const articleOf = (row: Row): Article => ({ ...row, active: row.active === 1 });

/** Those that are sold, in the order of their names; with `all` those that were removed too. */
export function articlesOf(ledger: Ledger, options: { readonly all?: boolean } = {}): Article[] {
  const sold = options.all ? '' : 'AND active = 1';
  return ledger.statements.all<Row>(`${LATEST} ${sold} ORDER BY name, sku`).map(articleOf);
}

/** The last version of an article, also when it was removed. */
export function articleBySku(ledger: Ledger, sku: string): Article | undefined {
  const row = ledger.statements.get(`${LATEST} AND sku = ?`, sku) as Row | undefined;
  return row && articleOf(row);
}

/** The article that a barcode stands for today. */
export function articleByBarcode(ledger: Ledger, barcode: string): Article | undefined {
  const row = ledger.statements.get(`${LATEST} AND barcode = ? AND active = 1`, barcode) as Row | undefined;
  return row && articleOf(row);
}

/**
 * New versions of articles, as one entry of the journal that holds their digest. A barcode that belongs to another
 * article is against a constraint of the database.
 */
export function putArticles(ledger: Ledger, articles: readonly Article[], source: string, by: Duty): number {
  const rows = articles.map((article) => ({ ...article, active: Number(article.active) }));
  const body = { count: rows.length, source, digest: articlesDigest(rows), ...dutyOf(by) };
  return ledger.book('articles', body, [], (journal) => {
    for (const row of rows) {
      ledger.statements.run(
        `INSERT INTO article (sku, journal, barcode, name, price_rupiah, member_price_rupiah, merchant, active)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        row.sku,
        journal,
        row.barcode,
        row.name,
        row.priceRupiah,
        row.memberPriceRupiah,
        row.merchant,
        row.active,
      );
    }
  });
}

/** SHA-256 over the articles as JSON lines, in the order of their SKUs. */
export function articlesDigest(rows: readonly Row[]): string {
  const hash = createHash('sha256');
  for (const row of [...rows].sort((a, b) => (a.sku < b.sku ? -1 : 1))) {
    const { sku, barcode, name, priceRupiah, memberPriceRupiah, merchant, active } = row;
    hash.update(
      `${JSON.stringify([sku, barcode, name, priceRupiah, memberPriceRupiah, merchant, active])}\n`,
    );
  }
  return hash.digest('hex');
}

/** The versions that one entry of the journal wrote, for the ledger's proof. */
export function articlesOfEntry({ database }: Pick<Ledger, 'database'>, journal: number): Row[] {
  const select = `SELECT ${COLUMNS} FROM article WHERE journal = ?`;
  return database.prepare<unknown[], Row>(select).all(journal);
}
