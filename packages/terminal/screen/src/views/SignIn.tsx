import { useState } from 'preact/hooks';
import { RequestFailed } from '../api.ts';
import { Icon } from '../parts/Icon.tsx';
import { session, signIn } from '../session.ts';
import { counter } from '../state.ts';
import { problemWords, t } from '../words.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Who stands at the counter: touch the name, type the PIN. */
export function SignIn() {
  const cashiers = session.value?.cashiers ?? [];
  const [chosen, choose] = useState<string | null>(cashiers.length === 1 ? cashiers[0]!.id : null);
  const name = cashiers.find(({ id }) => id === chosen)?.name;
  return (
    <div class="sign-in">
      <section class="sign-in-box" aria-labelledby="sign-in-title">
        <p class="sign-in-place">
          <strong>{counter.value?.organisation}</strong> · {counter.value?.outlet}
        </p>
        <h1 id="sign-in-title" class="view-title">
          {chosen ? name : t('sign-in.who')}
        </h1>
        {chosen ? (
          <Pin cashier={chosen} onBack={cashiers.length > 1 ? () => choose(null) : undefined} />
        ) : (
          <ul class="people">
            {cashiers.map((each) => (
              <li key={each.id}>
                <button type="button" class="person" onClick={() => choose(each.id)}>
                  <Icon name="person" size={30} />
                  {each.name}
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Pin({ cashier, onBack }: { cashier: string; onBack: (() => void) | undefined }) {
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy || pin === '') return;
    setBusy(true);
    try {
      await signIn(cashier, pin);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setProblem(problemWords(error));
      setPin('');
      setBusy(false);
    }
  };
  return (
    <form class="pin-form" onSubmit={submit}>
      <label>
        {t('sign-in.pin')}
        <input
          type="password"
          inputMode="numeric"
          autocomplete="off"
          maxLength={12}
          value={pin}
          ref={(input) => input?.focus()}
          aria-describedby="pin-problem"
          onInput={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
        />
      </label>
      <p id="pin-problem" class="problem" role="alert">
        {problem}
      </p>
      <div class="pin-pad">
        {DIGITS.map((digit) => (
          <button key={digit} type="button" class="key" onClick={() => setPin(pin + digit)}>
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
        <button type="button" class="key" onClick={() => setPin(`${pin}0`)}>
          0
        </button>
        <button type="submit" class="key key-go" disabled={pin === '' || isBusy}>
          {t('sign-in.go')}
        </button>
      </div>
      {onBack ? (
        <button type="button" class="secondary" onClick={onBack}>
          {t('sign-in.other')}
        </button>
      ) : null}
    </form>
  );
}
