import { useState } from 'preact/hooks';
import { post, RequestFailed } from '../api.ts';
import { takeState } from '../state.ts';
import { problemWords, t } from '../words.ts';
import { Icon } from './Icon.tsx';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The member types the PIN for this payment: on the customer's side, or here with the screen turned round. */
export function MemberPin({ id }: { id: string }) {
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState('');
  const give = async () => {
    if (pin === '') return;
    try {
      takeState(await post('/api/order/pin', { id, pin }));
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setProblem(problemWords(error));
    }
    setPin('');
  };
  return (
    <div class="member-pin">
      <p class="pin-dots" role="status">
        <span aria-hidden="true">{'●'.repeat(pin.length) || '····'}</span>
        <span class="unseen">{t('pin.typed', { count: pin.length })}</span>
      </p>
      <p class="problem" role="alert">
        {problem}
      </p>
      <fieldset class="pin-pad" aria-label={t('sign-in.pin')}>
        {DIGITS.map((digit) => (
          <button key={digit} type="button" class="key" onClick={() => setPin((pin + digit).slice(0, 12))}>
            {digit}
          </button>
        ))}
        <button
          type="button"
          class="key key-soft"
          aria-label={t('amount.delete')}
          onClick={() => setPin(pin.slice(0, -1))}
        >
          <Icon name="backspace" size={28} />
        </button>
        <button type="button" class="key" onClick={() => setPin(`${pin}0`.slice(0, 12))}>
          0
        </button>
        <button type="button" class="key key-go" disabled={pin === ''} onClick={give}>
          {t('pin.give')}
        </button>
      </fieldset>
    </div>
  );
}

/** What a PIN that is typed now can change. */
export function asksForPin(reason: string | undefined): boolean {
  return reason === 'pin-needed' || reason === 'pin-wrong' || reason === 'pin-waiting';
}
