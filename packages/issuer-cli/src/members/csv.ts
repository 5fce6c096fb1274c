/** Writing CSV that a spreadsheet opens without running anything in it. Pure. */

/** First letters that make a cell a formula to Excel, LibreOffice or Google Sheets (OWASP, CSV injection). */
const FORMULA = /^[\s]*[=+\-@\t\r|]/u;

/** One row with its line end (RFC 4180). What would be a formula gets an apostrophe in front. */
export function csvRow(values: readonly string[], separator: string): string {
  const cells = values.map((value) => {
    const safe = FORMULA.test(value) ? `'${value}` : value;
    const needsQuotes = safe.includes('"') || safe.includes(separator) || /[\r\n\t,;]/.test(safe);
    return needsQuotes ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${cells.join(separator)}\r\n`;
}

/** Excel takes a file for UTF-8 only when it begins with this. */
export const BYTE_ORDER_MARK = '\uFEFF';
