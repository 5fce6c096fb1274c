import { fault } from './draft.ts';
import { Help } from './parts/Help.tsx';
import { Icon } from './parts/Icon.tsx';
import { Nav } from './parts/Nav.tsx';
import { Stage } from './parts/Stage.tsx';
import { TopBar } from './parts/TopBar.tsx';
import { Tray } from './parts/Tray.tsx';
import { notice } from './print.ts';
import { session } from './session.ts';
import { isOnline, order, till, view } from './state.ts';
import { Card } from './views/Card.tsx';
import { Cases } from './views/Cases.tsx';
import { More } from './views/More.tsx';
import { Sell } from './views/Sell.tsx';
import { Shift } from './views/Shift.tsx';
import { SignIn } from './views/SignIn.tsx';
import { Transactions } from './views/Transactions.tsx';
import { language, problemWords, t } from './words.ts';

/** The cashier's window. */
export function App() {
  if (!session.value) return <p class="lead starting">{t('app.loading')}</p>;
  if (!session.value.who) return <SignIn />;
  const hasTray = till.value?.tray !== undefined;
  return (
    <div class={`app${hasTray ? ' has-tray' : ''}`} lang={language.value}>
      <a class="skip" href="#main">
        {t('app.skip')}
      </a>
      <TopBar />
      <Nav />
      <main id="main" class="main" tabIndex={-1}>
        <Messages />
        {till.value ? <Main /> : <p class="lead">{t('app.loading')}</p>}
      </main>
      <Tray />
      <Help language={language.value} />
    </div>
  );
}

/** What stands in the way, above everything else. */
function Messages() {
  const words = isOnline.value ? (fault.value ? problemWords(fault.value) : undefined) : t('app.offline');
  if (!till.value) return null;
  if (!words) {
    return notice.value ? (
      <p class="message message-good" role="status">
        <Icon name="check" /> {t(notice.value)}
      </p>
    ) : null;
  }
  return (
    <p class="message" role="alert">
      <Icon name="cases" /> {words}
    </p>
  );
}

/** What may be looked at while an order waits for its card. */
const IN_BACKGROUND: ReadonlySet<string> = new Set(['cases', 'transactions', 'shift', 'more']);

function Main() {
  const current = order.value;
  if (current && !IN_BACKGROUND.has(view.value)) {
    const { id, phase, result, hint } = current;
    const key = `${id} ${phase} ${result?.reason ?? hint ?? ''} ${result?.attendance ?? ''}`;
    return <Stage key={key} order={current} />;
  }
  switch (view.value) {
    case 'sale':
    case 'topup':
      return needsShift() ? <ShiftNeeded /> : <Sell kind={view.value} />;
    case 'transactions':
      return <Transactions />;
    case 'more':
      return <More />;
    case 'shift':
      return <Shift />;
    case 'card':
      return <Card />;
    case 'cases':
      return <Cases />;
  }
}

/** Where cashiers are registered no money moves outside a shift. */
function needsShift(): boolean {
  return session.value?.hasCashiers === true && till.value?.shift === null;
}

function ShiftNeeded() {
  return (
    <div class="page">
      <div class="empty-state">
        <Icon name="drawer" size={96} />
        <p class="lead">
          <strong>{t('shift.needed')}</strong>
        </p>
        <p>{t('shift.needed-long')}</p>
        <button
          type="button"
          class="big"
          onClick={() => {
            view.value = 'shift';
          }}
        >
          {t('shift.go')}
        </button>
      </div>
    </div>
  );
}
