import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Column, Note, Report } from './report.ts';
import { type Say, shownCell, shownNote } from './words.ts';

/** Most bars of one chart: more than that nobody reads. The table below has them all. */
const MOST_BARS = 30;

export interface PageHead {
  readonly organisation: string;
  /** As people write it, such as "2026-01-01 – 2026-12-31". */
  readonly period: string;
  readonly madeAt: string;
  readonly language: string;
}

/**
 * One page with all reports, charts included: a file of its own that any browser opens without a network. It runs no
 * script but the chart library's and asks nobody for anything (Content-Security-Policy in the page itself).
 */
export function reportPage(reports: readonly Report[], head: PageHead, say: Say): string {
  const title = say('report.page.title', { organisation: head.organisation });
  const sections = reports.map((report) => section(report, say)).join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(head.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${published(import.meta.resolve('chartist/dist/index.css'))}</style>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(say('report.page.period', { period: head.period }))}<br>${escapeHtml(say('report.page.made', { at: head.madeAt }))}</p>
<nav>${reports.map(({ id }) => `<a href="#${id}">${escapeHtml(say(`report.title.${id}`))}</a>`).join(' ')}</nav>
</header>
<main>
${sections}
</main>
<script>${published(import.meta.resolve('chartist/dist/index.umd.js'))}</script>
<script>const REPORTS = ${asScript(reports.flatMap((report) => chartData(report, say)))};
${DRAW}</script>
</body>
</html>
`;
}

function section(report: Report, say: Say): string {
  const { id, columns, rows, total, notes, chart } = report;
  const cells = (row: Readonly<Record<string, string | number>>, tag: 'td' | 'th') =>
    columns
      .map(
        (column) =>
          `<${tag}${numeric(column)}>${escapeHtml(shownCell(report, column, row[column.id], say))}</${tag}>`,
      )
      .join('');
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
  const foot = total ? `<tfoot><tr>${cells(total, 'th')}</tr></tfoot>` : '';
  const heads = columns
    .map(
      (column) => `<th scope="col"${numeric(column)}>${escapeHtml(say(`report.column.${column.id}`))}</th>`,
    )
    .join('');
  const drawn = chart && rows.length > 0;
  const legend = drawn ? legendOf(chart.series, say) : '';
  return `<section id="${id}">
<h2>${escapeHtml(say(`report.title.${id}`))}</h2>
<ul class="notes">${notes.map((note) => noteItem(note, say)).join('')}</ul>
${drawn ? `${legend}<div class="chart" data-report="${id}" role="img" aria-label="${escapeHtml(say(`report.title.${id}`))}"></div>` : ''}
${rows.length === 0 ? `<p>${escapeHtml(say('report.empty'))}</p>` : `<div class="table"><table><thead><tr>${heads}</tr></thead>\n<tbody>${body}</tbody>${foot}</table></div>`}
</section>`;
}

function noteItem(note: Note, say: Say): string {
  const mark = note.isWarning ? `<strong>${escapeHtml(say('report.warning'))}</strong> ` : '';
  return `<li${note.isWarning ? ' class="warning"' : ''}>${mark}${escapeHtml(shownNote(note, say))}</li>`;
}

function legendOf(series: readonly string[], say: Say): string {
  const names = series.map(
    (id, index) => `<li class="series-${index}">${escapeHtml(say(`report.column.${id}`))}</li>`,
  );
  return `<ul class="legend">${names.join('')}</ul>`;
}

function numeric({ is }: Column): string {
  return is === 'text' ? '' : ' class="number"';
}

/** Names and figures of a chart; rows of one name in several periods are added up. */
function chartData({ id, chart, rows, columns }: Report, say: Say) {
  if (!chart || rows.length === 0) return [];
  const sums = new Map<string, number[]>();
  const column = columns.find((each) => each.id === chart.labels)!;
  for (const row of rows) {
    const name = shownCell({ id }, column, row[chart.labels], say);
    const before = sums.get(name) ?? chart.series.map(() => 0);
    sums.set(
      name,
      before.map((sum, index) => sum + Number(row[chart.series[index]!])),
    );
  }
  const entries = [...sums];
  const most =
    chart.kind === 'bars' ? entries.sort((a, b) => b[1][0]! - a[1][0]!).slice(0, MOST_BARS) : entries;
  return [
    {
      id,
      kind: chart.kind,
      labels: most.map(([name]) => name),
      series: chart.series.map((_, index) => most.map(([, values]) => values[index]!)),
    },
  ];
}

/** A file of the chart library as it was published, without its pointer to a map that is not in the page. */
function published(url: string): string {
  const text = readFileSync(fileURLToPath(url), 'utf8');
  return text.replace(/^.*# sourceMappingURL=.*$/m, '').replaceAll('</script', '<\\/script');
}

/** JSON that stays inside its script element whatever stands in a name. */
function asScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

const DRAW = `
const short = new Intl.NumberFormat(document.documentElement.lang, { notation: 'compact' });
for (const { id, kind, labels, series } of REPORTS) {
  const place = document.querySelector('[data-report="' + id + '"]');
  const axisY = { labelInterpolationFnc: (value) => short.format(value), offset: 56 };
  if (kind === 'line') {
    new Chartist.LineChart(place, { labels, series }, { axisY, low: 0, height: 260, showArea: true, lineSmooth: false });
  } else {
    const reversed = { labels: [...labels].reverse(), series: series.map((each) => [...each].reverse()) };
    const height = 60 + labels.length * (14 * series.length + 12);
    new Chartist.BarChart(place, reversed, {
      horizontalBars: true, seriesBarDistance: 14, height,
      axisX: { labelInterpolationFnc: (value) => short.format(value) }, axisY: { offset: 150 },
    });
  }
}`;

const STYLE = `
:root { --ink: #1d2733; --soft: #56616f; --line: #d8dee6; --first: #0b5fa5; --second: #b3541e; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.3rem; margin: 0 0 .5rem; }
header p { color: var(--soft); margin: .3rem 0 1rem; }
nav a { display: inline-block; margin: 0 1rem .3rem 0; color: var(--first); }
section { border-top: 2px solid var(--line); margin-top: 2rem; padding-top: 1.2rem; break-inside: avoid-page; }
.notes { list-style: none; padding: 0; } .notes li { padding: .15rem 0; }
.notes .warning { border-left: .3rem solid #a11; padding-left: .7rem; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } .number { text-align: right; white-space: nowrap; } tfoot th { border-top: 2px solid var(--ink); }
.legend { list-style: none; display: flex; gap: 1.2rem; padding: 0; margin: .5rem 0; }
.legend li::before { content: ''; display: inline-block; width: .9rem; height: .9rem; margin-right: .4rem; vertical-align: -.1rem; }
.legend .series-0::before { background: var(--first); }
.legend .series-1::before { background: repeating-linear-gradient(45deg, var(--second) 0 3px, #fff 3px 5px); }
.chart { margin-bottom: 1rem; } .ct-label { font-size: .8rem; color: var(--ink); fill: var(--ink); }
.ct-label.ct-vertical.ct-start { align-items: center; }
.ct-series-a .ct-bar, .ct-series-a .ct-line, .ct-series-a .ct-point { stroke: var(--first); }
.ct-series-b .ct-bar, .ct-series-b .ct-line, .ct-series-b .ct-point { stroke: var(--second); }
.ct-series-b .ct-bar { stroke-dasharray: 5 2; } .ct-series-b .ct-line { stroke-dasharray: 8 4; }
.ct-series-a .ct-area { fill: var(--first); } .ct-series-b .ct-area { fill: var(--second); }
.ct-bar { stroke-width: 11px; }
@media print { body { max-width: none; } nav { display: none; } }`;
