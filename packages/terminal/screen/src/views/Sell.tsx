import { rupiah } from '../format.ts';
import { CardOnReader } from '../parts/CardOnReader.tsx';
import { BigAmount, Keypad } from '../parts/Keypad.tsx';
import { draftRupiah, placeOrder, till } from '../state.ts';
import { t } from '../words.ts';

/** A sale or a top-up by amount: the keys on one side, what it comes to on the other. */
export function Sell({ kind }: { kind: 'sale' | 'topup' }) {
  const isEmpty = draftRupiah.value === 0;
  const card = till.value?.card;
  const isReady = card?.look && !card.mustLeave && !card.look.reason;
  return (
    <div class="sell">
      <section class="sell-entry" aria-label={t('amount.keypad')}>
        <Keypad />
      </section>
      <section class="sell-sum" aria-labelledby="sum-title">
        <h1 id="sum-title" class="view-title">
          {t(`view.${kind}`)}
        </h1>
        <BigAmount label={t(`amount.${kind}`)} />
        <CardOnReader />
        <button type="button" class="charge" disabled={isEmpty} onClick={() => placeOrder(kind)}>
          <span>
            {isEmpty ? t('charge.nothing') : t(`charge.${kind}`, { amount: rupiah(draftRupiah.value) })}
          </span>
          <small>
            {isReady ? t('charge.this-card') : t('charge.any-card')} <kbd>Enter</kbd>
          </small>
        </button>
      </section>
    </div>
  );
}
