import { formatRupiah } from '@kartukita/card-core';
import { type Language, say } from '@kartukita/card-core/console';
import type { ShiftReport, Sum } from '../day/report.ts';
import { letterhead, shortTime } from './receipt.ts';
import { gap, heading, pair, rule, type Slip, type SlipLine, strongPair, text } from './slip.ts';

export interface ZHead {
  readonly organisation: string;
  readonly outlet: string;
  readonly terminal: number;
}

/** The report of a shift on paper: Z with its number when it is closed, what there is so far when it is open. */
export function zSlip(report: ShiftReport, head: ZHead, language: Language): Slip {
  const tell = (key: string, details: Record<string, string | number> = {}) => say(language, key, details);
  const { shift, expectedRupiah, countedRupiah, differenceRupiah } = report;
  const isClosed = shift.closedAtMs !== null;
  const title = tell(isClosed ? 'slip.z' : 'slip.shift', { number: shift.number });
  const part = (id: string, sums: readonly Sum[], named: (key: string) => string): SlipLine[] =>
    sums.length === 0
      ? []
      : [
          rule,
          text(tell(`head.${id}`)),
          ...sums.map(({ key, count, amountRupiah }) =>
            pair(`${named(key)} (${count})`, formatRupiah(amountRupiah)),
          ),
        ];
  const as = (prefix: string) => (key: string) => tell(`${prefix}.${key}`);
  const articles = report.byArticle.map((sum) => ({ ...sum, key: sum.name || tell(`article.${sum.key}`) }));
  return {
    title,
    lines: [
      ...letterhead(head),
      heading(title),
      pair(tell('slip.counter'), String(head.terminal)),
      pair(tell('slip.from'), shortTime(shift.openedAtMs, language)),
      ...(shift.closedAtMs === null ? [] : [pair(tell('slip.to'), shortTime(shift.closedAtMs, language))]),
      pair(tell('slip.transfers'), String(report.transfers)),
      pair(tell('slip.first-last'), `${report.firstTransfer ?? '-'} / ${report.lastTransfer ?? '-'}`),
      ...part('kind', report.byKind, as('fact')),
      ...part('tender', report.byTender, as('tender')),
      ...part('article', articles, (key) => key),
      ...part('cashier', report.byCashier, (key) => key),
      ...part('merchant', report.byMerchant, (key) => key),
      ...part('cash', report.cash, (key) => tell(key === 'float' ? 'head.float' : `fact.${key}`)),
      rule,
      strongPair(tell('slip.expected'), formatRupiah(expectedRupiah)),
      ...(countedRupiah === null ? [] : [strongPair(tell('slip.counted'), formatRupiah(countedRupiah))]),
      ...(differenceRupiah === null
        ? []
        : [strongPair(tell('slip.difference'), formatRupiah(differenceRupiah))]),
      ...(report.unfinished.length === 0
        ? []
        : [text(tell('report.unfinished', { count: report.unfinished.length }))]),
      gap,
      text(tell('slip.signed')),
      gap,
    ],
  };
}
