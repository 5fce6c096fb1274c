import { stringify } from 'csv-stringify/sync';

/** Excel takes a text that begins so for a formula; an apostrophe makes it a text again. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV with a head, in UTF-8 with a mark so that spreadsheets read names rightly. */
export function csvOf(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const columns = rows[0] ? Object.keys(rows[0]) : [];
  return stringify([...rows], {
    header: true,
    bom: true,
    columns,
    cast: { string: (value) => (FORMULA.test(value) ? `'${value}` : value) },
  });
}
