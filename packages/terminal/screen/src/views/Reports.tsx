import { useEffect, useState } from 'preact/hooks';
import { get } from '../api.ts';
import { rupiah } from '../format.ts';
import { dayWord, t } from '../words.ts';

const NAMES = ['sales', 'articles', 'merchants', 'members'] as const;
type Name = (typeof NAMES)[number];
type Row = Readonly<Record<string, string | number>>;

/** What the bar of a row is as long as. */
const BARS: Readonly<Record<Name, string>> = {
  sales: 'salesRupiah',
  articles: 'salesRupiah',
  merchants: 'owedRupiah',
  members: 'contributionRupiah',
};
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
  const [loaded, setLoaded] = useState<{ name: Name; rows: readonly Row[] }>({ name, rows: [] });
  const query = `from=${from}&to=${to}`;
  useEffect(() => {
    get<{ rows: Row[] }>(`/api/reports/${name}?${query}`).then(
      (answer) => setLoaded({ name, rows: answer.rows }),
      () => setLoaded({ name, rows: [] }),
    );
  }, [name, query]);
  // What was asked for before is not shown under another name.
  const rows = loaded.name === name ? loaded.rows : [];
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
        <Table rows={rows} bar={BARS[name]} />
      )}
    </>
  );
}

/** A bar without a line of inline style, which the server's policy forbids (chart libraries set them). */
function Bar({ part }: { part: number }) {
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect width={Math.max(0, Math.min(100, part * 100))} height="10" />
    </svg>
  );
}

function Table({ rows, bar }: { rows: readonly Row[]; bar: string }) {
  const highest = Math.max(1, ...rows.map((row) => Number(row[bar])));
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
            <th scope="col" class="bar-column">
              <span class="unseen">{t('reports.bar')}</span>
            </th>
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
              <td class="bar-column">
                <Bar part={Number(row[bar]) / highest} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
