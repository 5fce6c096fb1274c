import { formatRupiah } from '@kartukita/card-core';
import type { Cell, Column, Note, Report } from './report.ts';

/** A sentence of the catalogue in somebody's language. */
export type Say = (key: string, details?: Readonly<Record<string, Cell>>) => string;

/** Columns whose values are words of the program, not names of people or things. */
const CODED = new Set(['group', 'side', 'kind', 'state']);

/** A cell as people read it. */
export function shownCell(
  report: Pick<Report, 'id'>,
  { id, is }: Column,
  value: Cell | undefined,
  say: Say,
): string {
  if (value === undefined || value === '') return '';
  if (is === 'rupiah' && typeof value === 'number') return formatRupiah(value);
  if (is === 'count' && typeof value === 'number') return grouped(value);
  if (is === 'percent') return `${value} %`;
  if (value === 'total') return say('report.total');
  return CODED.has(id) ? say(`report.${report.id}.${id}.${value}`) : String(value);
}

/** A sentence below a report with its amounts as people write them. */
export function shownNote({ key, details }: Note, say: Say): string {
  const shown = Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      if (name.endsWith('Rupiah')) return [name.replace(/Rupiah$/, ''), formatRupiah(Number(value))];
      if (typeof value === 'number') return [name, grouped(value)];
      return [name, name === 'state' ? say(`report.card-state.${value}`) : value];
    }),
  );
  return say(key, shown);
}

/** As amounts are written in the country: dots between groups of three, a comma before a fraction. */
function grouped(value: number): string {
  return value.toLocaleString('id-ID');
}
