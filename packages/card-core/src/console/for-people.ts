import { formatRupiah } from '../rupiah.ts';

/** `2026-11-21 10:05`, by the clock on the wall of whoever reads it. Programs are told instants (`…Z`), people this. */
export function localTime(instant: string | number | Date): string {
  const time = new Date(instant);
  return `${localDay(time)} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** `2026-11-21`: the day that it is, at that instant, where the reader is. */
export function localDay(instant: string | number | Date): string {
  const time = new Date(instant);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Details of an error as a person reads them: instants by the local clock, `…Rupiah` as money, all else as it is. */
export function forPeople<Value extends string | number>(
  details: Readonly<Record<string, Value>>,
): Record<string, Value | string> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      if (typeof value === 'string') return [name, INSTANT.test(value) ? localTime(value) : value];
      return [name, name.endsWith('Rupiah') ? formatRupiah(value) : value];
    }),
  );
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
