import { useEffect, useState } from 'preact/hooks';
import type { TransactionView } from '../../../src/web/protocol.ts';
import { get } from '../api.ts';
import { rupiah, timeOf } from '../format.ts';
import { Icon } from '../parts/Icon.tsx';
import { TakeBack } from '../parts/TakeBack.tsx';
import { printSlip } from '../print.ts';
import { order, till } from '../state.ts';
import { dayWord, kindWord, language, t } from '../words.ts';

/** What happened in this shift; each with its slip, and what can be taken back. */
export function Transactions() {
  const [list, setList] = useState<readonly TransactionView[] | null>(null);
  const [asked, setAsked] = useState<TransactionView | null>(null);
  useEffect(() => {
    get<{ transactions: TransactionView[] }>('/api/transactions').then(
      (answer) => setList(answer.transactions),
      () => {},
    );
  }, [order.value?.phase, till.value?.shift]);
  if (!list) return <p class="lead">{t('app.loading')}</p>;
  return (
    <div class="page">
      <h1 class="view-title">{t('view.transactions')}</h1>
      {list.length === 0 ? (
        <div class="empty-state">
          <Icon name="list" size={96} />
          <p class="lead">{t('transactions.none')}</p>
        </div>
      ) : (
        <ul class="rows">
          {list.map((each) => (
            <Row key={each.entry} row={each} onTakeBack={() => setAsked(each)} />
          ))}
        </ul>
      )}
      {asked ? <TakeBack row={asked} onEnd={() => setAsked(null)} /> : null}
    </div>
  );
}

function Row({ row, onTakeBack }: { row: TransactionView; onTakeBack: () => void }) {
  const { transfer, kind, amountRupiah, leftRupiah, memberNumber, items, timeMs } = row;
  const what = items.map(({ name, count }) => (count > 1 ? `${count} × ${name}` : name)).join(', ');
  return (
    <li class="row">
      <span class="row-amount">{rupiah(amountRupiah)}</span>
      <span class="row-text">
        <strong>{transfer === null ? dayWord(`fact.${kind}`) : kindWord(kind)}</strong>
        {transfer === null ? '' : ` · ${t('transactions.number', { transfer })}`}
        {memberNumber ? ` · ${memberNumber}` : ''}
        {what ? <small>{what}</small> : null}
        <small>
          {timeOf(timeMs)}
          {leftRupiah > 0 && leftRupiah < amountRupiah
            ? ` · ${t('transactions.left', { amount: rupiah(leftRupiah) })}`
            : ''}
        </small>
      </span>
      {transfer === null ? null : (
        <span class="row-actions">
          <button type="button" class="secondary" onClick={() => printSlip(transfer)}>
            {t('print.slip')}
          </button>
          <a class="row-link" href={`/api/receipt/${transfer}?lang=${language.value}`} download>
            PDF
          </a>
          {leftRupiah > 0 ? (
            <button type="button" class="secondary" onClick={onTakeBack}>
              {t('transactions.take-back')}
            </button>
          ) : null}
        </span>
      )}
    </li>
  );
}
