import { rupiah } from '../format.ts';
import { hasSeveralCards, till, view } from '../state.ts';
import { faultWords, refusalWords, t } from '../words.ts';
import { Icon } from './Icon.tsx';

/** The card that lies there while an amount is made up: whose it is, and what it says it holds. */
export function CardOnReader() {
  const card = till.value?.card;
  if (hasSeveralCards.value) {
    return (
      <div class="at-reader at-reader-bad" role="alert">
        <Icon name="cases" />
        <span>{t('card.several')}</span>
      </div>
    );
  }
  if (!card) {
    return (
      <div class="at-reader at-reader-none">
        <Icon name="card" />
        <span>{t('card.none')}</span>
      </div>
    );
  }
  const { look, error } = card;
  if (error) {
    return (
      <div class="at-reader at-reader-bad">
        <Icon name="cross" />
        <span>{faultWords(error)}</span>
      </div>
    );
  }
  if (!look) {
    return (
      <div class="at-reader">
        <Icon name="card" />
        <span>{t('card.reading')}</span>
      </div>
    );
  }
  if (look.reason) {
    return (
      <div class="at-reader at-reader-bad">
        <Icon name="cross" />
        <span>{refusalWords(look.reason, 'cashier', {})}</span>
      </div>
    );
  }
  return (
    <div class={`at-reader ${look.unfinished ? 'at-reader-again' : 'at-reader-good'}`}>
      <Icon name={look.unfinished ? 'cases' : 'card'} />
      <span>
        {t('card.member')} <strong>{look.memberNumber}</strong>
        <br />
        {t(`card.balance-${look.balanceFrom}`)} <strong>{rupiah(look.balanceRupiah ?? 0)}</strong>
      </span>
      <button type="button" class="secondary" onClick={() => (view.value = 'card')}>
        {look.unfinished ? t('view.cases') : t('view.card')}
      </button>
    </div>
  );
}
