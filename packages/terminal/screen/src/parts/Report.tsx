import type { ShiftReport } from '../../../src/web/protocol.ts';
import { rupiah, timeOf } from '../format.ts';
import { dayWord, t } from '../words.ts';

interface Line {
  readonly key: string;
  readonly count: number;
  readonly amountRupiah: number;
}

/** A shift as it stands, or its Z-report. What should lie in the drawer is kept from whoever counts it. */
export function Report({ report, isBlind }: { report: ShiftReport; isBlind: boolean }) {
  const { shift } = report;
  const isClosed = shift.to !== null;
  const difference = report.differenceRupiah ?? 0;
  return (
    <article class="report">
      <h2 class="report-title">{isClosed ? t('report.z', { number: shift.number }) : t('report.so-far')}</h2>
      <p>
        {timeOf(shift.openedAtMs)} – {shift.closedAtMs ? timeOf(shift.closedAtMs) : '…'}
        {shift.openedBy ? ` · ${shift.openedBy}` : ''}
        {report.firstTransfer === null
          ? ''
          : ` · ${t('report.transfers', { count: report.transfers, first: report.firstTransfer, last: report.lastTransfer ?? 0 })}`}
      </p>
      <dl class="facts">
        <div>
          <dt>{t('shift.float')}</dt>
          <dd>{rupiah(shift.floatRupiah)}</dd>
        </div>
        {isBlind ? null : (
          <div>
            <dt>{t('report.expected')}</dt>
            <dd>{rupiah(report.expectedRupiah)}</dd>
          </div>
        )}
        {isClosed ? (
          <>
            <div>
              <dt>{t('report.counted')}</dt>
              <dd>{rupiah(report.countedRupiah ?? 0)}</dd>
            </div>
            <div>
              <dt>{t('report.difference')}</dt>
              <dd class={difference === 0 ? 'is-good' : 'is-bad'}>
                {difference === 0 ? `✓ ${rupiah(0)}` : `${difference > 0 ? '+' : ''}${rupiah(difference)}`}
              </dd>
            </div>
          </>
        ) : null}
      </dl>
      <div class="report-tables">
        <Sums title={t('report.by-kind')} lines={report.byKind} word={(key) => dayWord(`fact.${key}`)} />
        <Sums
          title={t('report.by-tender')}
          lines={report.byTender}
          word={(key) => dayWord(`tender.${key}`)}
        />
        <Sums
          title={t('report.by-article')}
          lines={report.byArticle}
          word={(key) =>
            key.startsWith('*')
              ? dayWord(`article.${key}`)
              : (report.byArticle.find((line) => line.key === key)?.name ?? key)
          }
        />
        <Sums title={t('report.by-cashier')} lines={report.byCashier} word={(key) => key} />
        <Sums title={t('report.by-merchant')} lines={report.byMerchant} word={(key) => key} />
        <Sums
          title={t('report.cash')}
          lines={isBlind ? [] : report.cash}
          word={(key) => (key === 'float' ? t('shift.float') : dayWord(`fact.${key}`))}
        />
      </div>
    </article>
  );
}

function Sums({
  title,
  lines,
  word,
}: {
  title: string;
  lines: readonly Line[];
  word: (key: string) => string;
}) {
  if (lines.length === 0) return null;
  return (
    <table class="list">
      <caption>{title}</caption>
      <tbody>
        {lines.map((line) => (
          <tr key={line.key}>
            <th scope="row">{word(line.key)}</th>
            <td class="number">{line.count} ×</td>
            <td class="number">{rupiah(line.amountRupiah)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
