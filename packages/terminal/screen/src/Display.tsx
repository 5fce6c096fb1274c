import type { OrderView, ResultView } from '../../src/web/protocol.ts';
import { rupiah } from './format.ts';
import { Icon, type IconName } from './parts/Icon.tsx';
import { asksForPin, MemberPin } from './parts/Pin.tsx';
import { counter, order, till } from './state.ts';
import type { Word } from './words/en.ts';
import { language, refusalWords, t } from './words.ts';

/** The customer's window: what is to be paid, what was paid, what is left. Of the name the initials alone. */
export function Display() {
  const current = order.value;
  const look = till.value?.card?.look;
  return (
    <main class="display" lang={language.value}>
      <header>
        <strong>{counter.value?.organisation ?? ''}</strong>
        <span>{counter.value?.outlet ?? ''}</span>
      </header>
      {current ? <Order order={current} /> : look && !look.reason ? <Balance look={look} /> : <Welcome />}
    </main>
  );
}

function Welcome() {
  return (
    <section class="display-part">
      <h1>{t('display.welcome')}</h1>
    </section>
  );
}

function Balance({ look }: { look: ResultView }) {
  return (
    <section class="display-part" role="status">
      <Who result={look} />
      <p>{t(look.balanceFrom === 'card' ? 'display.balance' : 'display.balance-books')}</p>
      <p class="display-amount">{rupiah(look.balanceRupiah ?? 0)}</p>
    </section>
  );
}

function Who({ result }: { result: ResultView }) {
  return result.initials ? <p class="display-who">{result.initials}</p> : null;
}

function Order({ order: current }: { order: OrderView }) {
  const { phase, kind, result, amountRupiah } = current;
  if (kind === 'attend') {
    const isGood = result?.attendance !== undefined && phase !== 'refused';
    const title = isGood ? t('paid.attend') : (current.lines?.[0]?.name ?? t('display.welcome'));
    return (
      <Part
        icon={isGood ? 'check' : 'tap'}
        look={isGood ? 'good' : 'wait'}
        title={title}
        amount={0}
        text={t('display.tap')}
      />
    );
  }
  if (phase === 'refused' && asksForPin(result?.reason)) {
    return (
      <section class="display-part display-wait display-keys" role="status">
        <div>
          <h1>{t('pin.display')}</h1>
          <p class="display-amount">{rupiah(amountRupiah)}</p>
        </div>
        <MemberPin id={current.id} />
      </section>
    );
  }
  const amount = result?.amountRupiah ?? amountRupiah;
  const toDo = kind === 'assert' ? t('display.assert', { audience: audienceOf(current) }) : t(TO_DO[kind]);
  if (phase === 'waiting')
    return <Part icon="tap" look="wait" title={toDo} amount={amount} text={t('display.tap')} />;
  if (phase === 'working')
    return <Part icon="tap" look="wait" title={toDo} amount={amount} text={t('display.still')} />;
  if (phase === 'unfinished')
    return (
      <Part
        icon="again"
        look="again"
        title={t('display.unfinished')}
        amount={amount}
        text={t('display.again')}
      />
    );
  if (phase === 'refused' || result?.outcome === 'refused' || current.error) {
    const gaps = { maximum: rupiah(counter.value?.maxBalanceRupiah ?? 0) };
    const text = result?.reason ? refusalWords(result.reason, 'member', gaps) : t('display.tap');
    return <Part icon="cross" look="bad" title={t('display.refused')} amount={amount} text={text} />;
  }
  if (kind === 'assert') {
    return (
      <Part icon="check" look="good" title={t('display.member')} amount={0} text={audienceOf(current)} />
    );
  }
  const done = t(DONE[result?.kind === 'topup' || result?.kind === 'sale' ? result.kind : kind]);
  return (
    <Part icon="check" look="good" title={done} amount={amount} text={t('display.thanks')}>
      {result ? (
        <>
          <Who result={result} />
          <Given result={result} />
          <p class="display-balance">
            {t(result.balanceFrom === 'card' ? 'display.balance' : 'display.balance-books')}{' '}
            <strong>{rupiah(result.balanceRupiah ?? 0)}</strong>
          </p>
        </>
      ) : null}
    </Part>
  );
}

/** What the tap put on the card beside what was asked. */
function Given({ result: { creditedRupiah = 0, settledRupiah = 0 } }: { result: ResultView }) {
  return (
    <>
      {creditedRupiah > 0 ? <p>{t('display.credited', { amount: rupiah(creditedRupiah) })}</p> : null}
      {settledRupiah > 0 ? <p>{t('display.given-back', { amount: rupiah(settledRupiah) })}</p> : null}
    </>
  );
}

const audienceOf = ({ lines }: OrderView) => lines?.[0]?.name ?? '';

type MoneyKind = Exclude<OrderView['kind'], 'assert' | 'attend'>;
const TO_DO: Readonly<Record<MoneyKind, Word>> = {
  sale: 'display.to-pay',
  topup: 'display.to-topup',
  payout: 'display.to-payout',
  resolve: 'display.to-resolve',
};
const DONE: Readonly<Record<MoneyKind, Word>> = {
  sale: 'display.paid',
  topup: 'display.topped-up',
  payout: 'display.payout',
  resolve: 'display.resolved',
};

interface PartProps {
  readonly icon: IconName;
  readonly look: 'wait' | 'good' | 'bad' | 'again';
  readonly title: string;
  readonly amount: number;
  readonly text: string;
  readonly children?: preact.ComponentChildren;
}

function Part({ icon, look, title, amount, text, children }: PartProps) {
  return (
    <section class={`display-part display-${look}`} role="status">
      <Icon name={icon} size={120} />
      <h1>{title}</h1>
      {amount > 0 ? <p class="display-amount">{rupiah(amount)}</p> : null}
      <p class="display-text">{text}</p>
      {children}
    </section>
  );
}
