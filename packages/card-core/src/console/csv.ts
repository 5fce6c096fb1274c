import { stringify } from 'csv-stringify/sync';

/** Excel takes a file for UTF-8 only when it begins with this. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** First letters that make a cell a formula to Excel, LibreOffice or Google Sheets (OWASP, CSV injection). */
const FORMULA = /^[\s]*[=+\-@\t\r|]/u;

/**
 * Rows as CSV (RFC 4180), for a spreadsheet that runs nothing in it: a text that would be a formula gets an apostrophe
 * in front. A number is given as a number, and stays one below 0 too.
 */
export function csvText(rows: readonly (readonly (string | number)[])[], separator = ','): string {
  return stringify(rows as (string | number)[][], {
    delimiter: separator,
    record_delimiter: 'windows',
    quoted_match: /[,;\t\r\n]/,
    cast: { string: (text) => (FORMULA.test(text) ? `'${text}` : text) },
  });
}
