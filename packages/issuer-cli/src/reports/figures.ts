import type { Registry } from '../registry/registry.ts';
import type { ByPeriod, Period } from '../registry/reports.ts';
import {
  type Column,
  countColumn,
  type Note,
  percentOf,
  type Report,
  type ReportId,
  rupiahColumn,
  textColumn,
  totalOf,
} from './report.ts';

export interface ReportOptions {
  readonly period: Period;
  readonly by: ByPeriod;
}

/**
 * The reports for those who lead the organisation. Each is a sum over the double entries that the counters reported
 * and the office booked; what a counter has not settled yet is not in them.
 */
export const MAKERS: Readonly<
  Record<ReportId, (registry: Registry, options: ReportOptions) => Promise<Report>>
> = {
  circulation: async (registry, { period, by }) => {
    const rows = registry.reports.circulation(period, by).map((row) => ({ ...row }));
    const columns = [
      textColumn('period'),
      ...['toppedUpRupiah', 'creditedRupiah', 'spentRupiah', 'otherRupiah', 'heldRupiah'].map(rupiahColumn),
    ];
    const heldRupiah = heldNow(registry);
    const limitRupiah = registry.limits.floatLimitRupiah();
    const holders = registry.reports.holders();
    return {
      id: 'circulation',
      columns,
      rows,
      notes: [
        limitNote(heldRupiah, limitRupiah),
        ...waitingNote(registry),
        ...holders.map(({ state, cards, heldRupiah: held }) => ({
          key: 'report.note.holders',
          details: { state, cards, heldRupiah: held },
        })),
      ],
      chart: { kind: 'line', labels: 'period', series: ['heldRupiah', 'spentRupiah'] },
    };
  },

  contribution: async (registry, { period, by }) => {
    const columns = [
      textColumn('memberNumber'),
      textColumn('name'),
      textColumn('period'),
      ...['outletsRupiah', 'merchantsRupiah', 'contributionRupiah', 'duesRupiah', 'eventsRupiah'].map(
        rupiahColumn,
      ),
    ];
    const found = registry.reports.contribution(period, by);
    const rows = found.map((row) => ({
      ...row,
      contributionRupiah: row.outletsRupiah + row.merchantsRupiah,
    }));
    const members = new Set(rows.map(({ memberNumber }) => memberNumber)).size;
    return {
      id: 'contribution',
      columns,
      rows,
      total: totalOf(columns, rows, 'total'),
      notes: [{ key: 'report.note.contribution', details: { members } }],
      chart: { kind: 'bars', labels: 'memberNumber', series: ['contributionRupiah'] },
    };
  },

  outlets: async (registry, { period, by }) => {
    const { terminals } = await registry.trust();
    const columns = [
      textColumn('outlet'),
      textColumn('terminal'),
      textColumn('period'),
      countColumn('sales'),
      ...['salesRupiah', 'merchantSalesRupiah', 'topupsRupiah'].map(rupiahColumn),
    ];
    const rows = registry.reports.outlets(period, by).map((row) => ({
      ...row,
      outlet: terminals.get(row.terminal)?.certificate.outlet ?? `– ${row.terminal}`,
    }));
    return {
      id: 'outlets',
      columns,
      rows,
      total: totalOf(columns, rows, 'total'),
      notes: [insideNote(registry, period)],
      chart: { kind: 'bars', labels: 'outlet', series: ['salesRupiah', 'merchantSalesRupiah'] },
    };
  },

  merchants: async (registry, { period }) => {
    const columns = [
      textColumn('memberNumber'),
      textColumn('name'),
      ...['soldRupiah', 'paidOutRupiah', 'owedRupiah'].map(rupiahColumn),
    ];
    const rows = registry.reports.merchants(period).map((row) => ({ ...row }));
    return {
      id: 'merchants',
      columns,
      rows,
      total: totalOf(columns, rows, 'total'),
      notes: [insideNote(registry, period)],
      chart: { kind: 'bars', labels: 'name', series: ['soldRupiah', 'owedRupiah'] },
    };
  },

  float: async (registry, { period }) => floatReport(registry, period),

  cases: async (registry) => {
    const columns = ['id', 'kind', 'state', 'card', 'terminal', 'openedAt'].map(textColumn);
    const all = registry.cases.list({ all: true });
    const rows = all.map(({ id, kind, state, card, terminal, openedAt }) => ({
      ...{ id, kind, state, card: card ?? '', terminal: terminal ?? '', openedAt },
    }));
    const open = all.filter(({ state }) => state === 'open').length;
    const lossRupiah = registry.books.balance('fraud-loss');
    return {
      id: 'cases',
      columns,
      rows,
      notes: [
        { key: 'report.note.cases', details: { open, all: all.length, lossRupiah }, isWarning: open > 0 },
      ],
    };
  },
};

/** Which accounts stand for what; the order of the report. */
const FLOAT_GROUPS: readonly {
  readonly id: string;
  readonly side: 'backing' | 'owed';
  readonly accounts: RegExp;
}[] = [
  { id: 'drawers', side: 'backing', accounts: /^(drawer|safe):/ },
  { id: 'cash', side: 'backing', accounts: /^cash$/ },
  { id: 'bank', side: 'backing', accounts: /^bank$/ },
  { id: 'on-its-way', side: 'backing', accounts: /^bank-clearing:|^salary-clearing$/ },
  { id: 'purses', side: 'owed', accounts: /^purse:/ },
  { id: 'owed', side: 'owed', accounts: /^owed:|^value-in-transit$/ },
  { id: 'payables', side: 'owed', accounts: /^payable:/ },
  { id: 'refunds', side: 'owed', accounts: /^refunds-due$/ },
];

/** The money behind what members hold: what there is, against what is owed. */
function floatReport(registry: Registry, { untilMs }: Period): Report {
  const { accounts } = registry.books.trialBalance(untilMs);
  const columns: Column[] = [textColumn('group'), textColumn('side'), rupiahColumn('balanceRupiah')];
  const rows = FLOAT_GROUPS.map(({ id, side, accounts: pattern }) => {
    const sum = accounts
      .filter(({ code }) => pattern.test(code))
      // Both sides in the direction of their own: what one has as debits, what one owes as credits.
      .reduce((total, { debitRupiah, creditRupiah }) => total + debitRupiah - creditRupiah, 0);
    return { group: id, side, balanceRupiah: side === 'backing' ? sum : 0 - sum };
  });
  const of = (side: string) =>
    rows.filter((row) => row.side === side).reduce((sum, { balanceRupiah }) => sum + balanceRupiah, 0);
  const [backingRupiah, owedRupiah] = [of('backing'), of('owed')];
  const coverage = { backingRupiah, owedRupiah, percent: percentOf(backingRupiah, owedRupiah) };
  return {
    id: 'float',
    columns,
    rows,
    notes: [
      { key: 'report.note.coverage', details: coverage, isWarning: backingRupiah < owedRupiah },
      limitNote(heldNow(registry), registry.limits.floatLimitRupiah()),
      ...waitingNote(registry),
    ],
    chart: { kind: 'bars', labels: 'group', series: ['balanceRupiah'] },
  };
}

/** What members hold: purses, what is owed to them until a tap, and credits that no card was given yet. */
function heldNow(registry: Registry): number {
  const { amountRupiah } = registry.credits.open();
  return registry.reports.holders().reduce((sum, { heldRupiah }) => sum + heldRupiah, amountRupiah);
}

/** Promised to members, and on no card yet: salary, value of replaced cards, what counters owed. */
function waitingNote(registry: Registry): Note[] {
  const { credits, amountRupiah } = registry.credits.open();
  if (credits === 0) return [];
  return [{ key: 'report.note.credits-waiting', details: { credits, waitingRupiah: amountRupiah } }];
}

/** Above four fifths of the limit there is time to ask the central bank; above it there is none. */
const NEAR = 0.8;

function limitNote(heldRupiah: number, limitRupiah: number): Note {
  const isNear = heldRupiah >= limitRupiah * NEAR;
  const key = heldRupiah > limitRupiah ? 'above-limit' : isNear ? 'near-limit' : 'below-limit';
  const details = { heldRupiah, limitRupiah, percent: percentOf(heldRupiah, limitRupiah) };
  return { key: `report.note.${key}`, details, isWarning: isNear };
}

/** Of all that members spent: how much stayed with the organisation and its merchants and was not paid out. */
function insideNote(registry: Registry, period: Period): Note {
  const spentRupiah = registry.reports
    .outlets(period, 'year')
    .reduce((sum, row) => sum + row.salesRupiah + row.merchantSalesRupiah, 0);
  const paidOutRupiah = registry.reports.merchants(period).reduce((sum, row) => sum + row.paidOutRupiah, 0);
  const percent = percentOf(spentRupiah - paidOutRupiah, spentRupiah);
  return { key: 'report.note.inside', details: { spentRupiah, paidOutRupiah, percent } };
}
