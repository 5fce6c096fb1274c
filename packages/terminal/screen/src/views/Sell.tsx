import { signal } from '@preact/signals';
import { articles, cartLines, cartRupiah } from '../cart.ts';
import { draftRupiah } from '../draft.ts';
import { rupiah } from '../format.ts';
import { Articles, Cart } from '../parts/Articles.tsx';
import { CardOnReader } from '../parts/CardOnReader.tsx';
import { BigAmount, Keypad } from '../parts/Keypad.tsx';
import { BankTransfer, Merchant } from '../parts/Purpose.tsx';
import { placeOrder, till } from '../state.ts';
import { t } from '../words.ts';

/** How this window was used last: it stays so for the next customer. */
const prefersKeys = signal(false);

/** A sale or a top-up: what is put together on one side, what it comes to on the other. */
export function Sell({ kind }: { kind: 'sale' | 'topup' }) {
  const isKeys = prefersKeys.value;
  const setKeys = (keys: boolean) => {
    prefersKeys.value = keys;
  };
  const hasArticles = kind === 'sale' && articles.value.length > 0;
  const isCart = kind === 'sale' && cartLines.value.length > 0;
  const amountRupiah = isCart ? cartRupiah.value : draftRupiah.value;
  return (
    <div class="sell">
      <section class="sell-entry" aria-label={t('amount.keypad')}>
        {hasArticles ? (
          <fieldset class="tabs" aria-label={t('sell.by')}>
            <button type="button" aria-pressed={!isKeys} onClick={() => setKeys(false)}>
              {t('sell.by-article')}
            </button>
            <button type="button" aria-pressed={isKeys} onClick={() => setKeys(true)}>
              {t('sell.by-amount')}
            </button>
          </fieldset>
        ) : null}
        {hasArticles && !isKeys ? <Articles /> : <Keypad />}
      </section>
      <section class="sell-sum" aria-labelledby="sum-title">
        <div class="sell-head">
          <h1 id="sum-title" class="view-title">
            {t(`view.${kind}`)}
          </h1>
          {kind === 'topup' ? <BankTransfer /> : isCart ? null : <Merchant />}
        </div>
        {isCart ? <Cart /> : null}
        {isCart && draftRupiah.value > 0 ? <p class="pieces">{draftRupiah.value} ×</p> : null}
        <BigAmount label={t(`amount.${kind}`)} amountRupiah={amountRupiah} />
        <CardOnReader />
        <Charge kind={kind} amountRupiah={amountRupiah} />
      </section>
    </div>
  );
}

function Charge({ kind, amountRupiah }: { kind: 'sale' | 'topup'; amountRupiah: number }) {
  const card = till.value?.card;
  const isReady = card?.look && !card.mustLeave && !card.look.reason;
  return (
    <button type="button" class="charge" disabled={amountRupiah === 0} onClick={() => placeOrder(kind)}>
      <span>
        {amountRupiah === 0 ? t('charge.nothing') : t(`charge.${kind}`, { amount: rupiah(amountRupiah) })}
      </span>
      <small>
        {isReady ? t('charge.this-card') : t('charge.any-card')} <kbd>Enter</kbd>
      </small>
    </button>
  );
}
