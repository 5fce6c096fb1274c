import { BYTE_ORDER_MARK, csvText } from '@kartukita/card-core/console';

/** Rows as CSV with a head, in UTF-8 with a mark so that spreadsheets read names rightly. */
export function csvOf(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const columns = rows[0] ? Object.keys(rows[0]) : [];
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ''));
  return BYTE_ORDER_MARK + csvText([columns, ...cells]);
}
