/**
 * A report as data: what its table, its CSV, its chart and its JSON are all made of. Column ids are words of the
 * catalogue (`report.column.ID`) and the heads of the CSV.
 */
export interface Report {
  readonly id: ReportId;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** One more row that adds the others up; only where adding up makes sense. */
  readonly total?: Row | undefined;
  /** Sentences below the table: keys of the catalogue with their gaps filled by figures. */
  readonly notes: readonly Note[];
  /** What to draw: the column of names, and the columns of amounts. */
  readonly chart?: {
    readonly kind: 'bars' | 'line';
    readonly labels: string;
    readonly series: readonly string[];
  };
}

export const REPORTS = ['circulation', 'contribution', 'outlets', 'merchants', 'float', 'cases'] as const;
export type ReportId = (typeof REPORTS)[number];

export interface Column {
  readonly id: string;
  readonly is: 'text' | 'rupiah' | 'count' | 'percent';
}

export type Cell = string | number;
export type Row = Readonly<Record<string, Cell>>;

export interface Note {
  readonly key: string;
  readonly details: Readonly<Record<string, Cell>>;
  /** True when somebody has to act. */
  readonly isWarning?: boolean;
}

export const textColumn = (id: string): Column => ({ id, is: 'text' });
export const rupiahColumn = (id: string): Column => ({ id, is: 'rupiah' });
export const countColumn = (id: string): Column => ({ id, is: 'count' });

/** A row that adds up the columns of amounts and counts; `named` stands in its first column. */
export function totalOf(columns: readonly Column[], rows: readonly Row[], named: string): Row {
  return Object.fromEntries(
    columns.map(({ id, is }, index) => {
      if (index === 0) return [id, named];
      if (is === 'text' || is === 'percent') return [id, ''];
      return [id, rows.reduce((sum, row) => sum + Number(row[id]), 0)];
    }),
  );
}

/** A part of a whole, in percent with one digit; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10;
}
