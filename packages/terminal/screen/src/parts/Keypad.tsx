import { deleteDigit, setDraft, typeDigits } from '../draft.ts';
import { rupiah } from '../format.ts';
import { clearDraft } from '../state.ts';
import { t } from '../words.ts';
import { Icon } from './Icon.tsx';

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '0', '00', '000'] as const;
const QUICK = [5_000, 10_000, 20_000, 50_000, 100_000] as const;

export function Keypad() {
  return (
    <div class="keypad-wrap">
      <fieldset class="keypad" aria-label={t('amount.keypad')}>
        {KEYS.map((digits) => (
          <button key={digits} type="button" class="key" onClick={() => typeDigits(digits)}>
            {digits}
          </button>
        ))}
        <button type="button" class="key key-soft key-wide" onClick={clearDraft}>
          {t('amount.clear')}
        </button>
        <button type="button" class="key key-soft" aria-label={t('amount.delete')} onClick={deleteDigit}>
          <Icon name="backspace" size={30} />
        </button>
      </fieldset>
      <fieldset class="quick" aria-label={t('amount.quick')}>
        {QUICK.map((amount) => (
          <button key={amount} type="button" class="quick-key" onClick={() => setDraft(amount)}>
            {rupiah(amount)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

/** The amount, readable from a metre away. */
export function BigAmount({ label, amountRupiah }: { label: string; amountRupiah: number }) {
  return (
    <div class="big-amount">
      <span class="big-amount-label">{label}</span>
      <output class={amountRupiah === 0 ? 'empty' : ''}>{rupiah(amountRupiah)}</output>
    </div>
  );
}
