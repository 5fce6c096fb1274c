import { useEffect, useState } from 'preact/hooks';
import type { DuesView } from '../../../src/web/protocol.ts';
import { get } from '../api.ts';
import { rupiah } from '../format.ts';
import { placeOrder, till } from '../state.ts';
import { t } from '../words.ts';

/** What the member on the reader has paid and still has to; the periods that are ticked are paid by this card. */
export function Dues() {
  const [dues, setDues] = useState<DuesView | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const placement = till.value?.card?.placement;
  useEffect(() => {
    get<DuesView>('/api/card/dues').then(
      (answer) => {
        setDues(answer);
        setTicked(new Set(answer.lines.filter(({ arrears }) => arrears).map(({ period }) => period)));
      },
      () => setDues(null),
    );
  }, [placement]);
  if (!dues || dues.lines.length === 0) return null;
  const chosen = dues.lines.filter(({ period, paid }) => !paid && ticked.has(period));
  const sum = chosen.reduce((total, { amountRupiah }) => total + amountRupiah, 0);
  const toggle = (period: string) => {
    const next = new Set(ticked);
    if (!next.delete(period)) next.add(period);
    setTicked(next);
  };
  return (
    <section aria-labelledby="dues-title">
      <h2 id="dues-title">{t('dues.title')}</h2>
      {dues.arrearsRupiah > 0 ? (
        <p class="note note-again">{t('dues.arrears', { amount: rupiah(dues.arrearsRupiah) })}</p>
      ) : null}
      <ul class="rows">
        {dues.lines.map(({ period, amountRupiah, paid, arrears, due }) => (
          <li class="row" key={period}>
            <label class="row-tick" for={`dues-${period}`}>
              <input
                id={`dues-${period}`}
                type="checkbox"
                checked={paid || ticked.has(period)}
                disabled={paid}
                onChange={() => toggle(period)}
              />
              <span>
                <strong>{period}</strong> · {rupiah(amountRupiah)} ·{' '}
                {paid ? t('dues.paid') : arrears ? t('dues.late', { due: due ?? '' }) : t('dues.open')}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {sum > 0 ? (
        <button
          type="button"
          class="big"
          onClick={() => placeOrder({ kind: 'dues', periods: chosen.map(({ period }) => period) })}
        >
          {t('dues.pay', { amount: rupiah(sum) })}
        </button>
      ) : null}
    </section>
  );
}
