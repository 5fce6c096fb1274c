import { BarChart } from 'chartist';
import 'chartist/dist/index.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../api.ts';
import { rupiah } from '../format.ts';
import { dayWord, t } from '../words.ts';

const NAMES = ['sales', 'articles', 'merchants', 'members'] as const;
type Name = (typeof NAMES)[number];
type Row = Readonly<Record<string, string | number>>;

/** What the bar of a row is called, and how high it is. */
const BARS: Readonly<Record<Name, readonly [string, string]>> = {
  sales: ['day', 'salesRupiah'],
  articles: ['article', 'salesRupiah'],
  merchants: ['merchant', 'owedRupiah'],
  members: ['member', 'contributionRupiah'],
};
const MOST_BARS = 14;
const DAY_MS = 86_400_000;

/** The day in western Indonesia, which the books go by. */
function dayBefore(days: number): string {
  return new Date(Date.now() + 7 * 3_600_000 - days * DAY_MS).toISOString().slice(0, 10);
}

/** What was sold: by day, article, merchant and member, as bars, as a table, and as CSV. */
export default function Reports() {
  const [name, setName] = useState<Name>('sales');
  const [from, setFrom] = useState(dayBefore(6));
  const [to, setTo] = useState(dayBefore(0));
  const [rows, setRows] = useState<readonly Row[]>([]);
  const query = `from=${from}&to=${to}`;
  useEffect(() => {
    get<{ rows: Row[] }>(`/api/reports/${name}?${query}`).then(
      (answer) => setRows(answer.rows),
      () => setRows([]),
    );
  }, [name, query]);
  return (
    <>
      <fieldset class="tabs tabs-4" aria-label={t('more.reports')}>
        {NAMES.map((each) => (
          <button key={each} type="button" aria-pressed={each === name} onClick={() => setName(each)}>
            {t(`reports.${each}`)}
          </button>
        ))}
      </fieldset>
      <div class="days">
        <label for="reports-from">
          {t('reports.from')}
          <input
            id="reports-from"
            type="date"
            value={from}
            max={to}
            onChange={(e) => setFrom(e.currentTarget.value)}
          />
        </label>
        <label for="reports-to">
          {t('reports.to')}
          <input
            id="reports-to"
            type="date"
            value={to}
            min={from}
            onChange={(e) => setTo(e.currentTarget.value)}
          />
        </label>
        <a class="row-link" href={`/api/reports/${name}/csv?${query}`} download>
          CSV
        </a>
      </div>
      {rows.length === 0 ? (
        <p class="lead">{dayWord('report.empty')}</p>
      ) : (
        <>
          <Bars rows={rows} bars={BARS[name]} label={t(`reports.${name}`)} />
          <Table rows={rows} />
        </>
      )}
    </>
  );
}

function Bars({
  rows,
  bars,
  label,
}: {
  rows: readonly Row[];
  bars: readonly [string, string];
  label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const [name, height] = bars;
    const shown = rows.slice(0, MOST_BARS);
    const labels = shown.map((row) => String(row[name] || dayWord(`article.${row['sku']}`)));
    const options = {
      axisY: { labelInterpolationFnc: (value: number | string) => short(Number(value)), offset: 60 },
    };
    const chart = new BarChart(
      place.current,
      { labels, series: [shown.map((row) => Number(row[height]))] },
      options,
    );
    return () => chart.detach();
  }, [rows, bars]);
  // The table below says the same in words.
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

/** 1.250.000 as 1,25 jt: an axis has little room. */
function short(amountRupiah: number): string {
  const [unit, word] = amountRupiah >= 1_000_000 ? [1_000_000, 'jt'] : [1000, 'rb'];
  return amountRupiah === 0 ? '0' : `${(amountRupiah / unit).toLocaleString('id-ID')} ${word}`;
}

function Table({ rows }: { rows: readonly Row[] }) {
  const columns = Object.keys(rows[0] ?? {});
  const isNumber = (column: string) => typeof rows[0]?.[column] === 'number';
  const shown = (column: string, value: string | number | undefined) =>
    column.endsWith('Rupiah') ? rupiah(Number(value)) : String(value ?? '');
  return (
    <div class="scroll">
      <table class="list">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" class={isNumber(column) ? 'number' : ''}>
                {dayWord(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={columns.map((column) => row[column]).join(' ')}>
              {columns.map((column) => (
                <td key={column} class={isNumber(column) ? 'number' : ''}>
                  {shown(column, row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
