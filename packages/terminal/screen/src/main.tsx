import '@picocss/pico/css/pico.min.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/sell.css';
import './styles/pages.css';
import './styles/forms.css';
import './styles/tray.css';
import './styles/stage.css';
import './styles/display.css';
import './styles/upright.css';
import './styles/small.css';
import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import { App } from './App.tsx';
import { loadArticles } from './cart.ts';
import { Display } from './Display.tsx';
import { onClick, onKey } from './keys.ts';
import { wantedProof } from './proof.ts';
import { loadSession, who } from './session.ts';
import { play, wakeSound } from './sound.ts';
import { isOnline, listen, loadCounter, morePart, order, view } from './state.ts';
import { language, t } from './words.ts';

const isDisplay = location.pathname === '/display';
if (wantedProof.value) {
  view.value = 'more';
  morePart.value = 'assert';
}
document.documentElement.dataset['theme'] = 'light';

effect(() => {
  document.documentElement.lang = language.value;
  document.title = t('app.title');
});

/** Sounds belong to what happens, once: not to a window that is opened afterwards. */
let heard: string | undefined;
effect(() => {
  const current = order.value;
  const key = current
    ? `${current.id} ${current.phase} ${current.result?.reason ?? current.hint ?? ''} ${current.result?.attendance ?? ''}`
    : '';
  if (!isOnline.value) return;
  const isFirst = heard === undefined;
  if (key === heard) return;
  heard = key;
  if (isFirst || isDisplay || !current) return;
  if (current.phase === 'unfinished') play('unfinished');
  else if (
    current.phase === 'refused' ||
    (current.phase === 'done' && (current.error || current.result?.reason))
  )
    play('refused');
  else if (current.phase === 'done' || (current.kind === 'attend' && current.result)) play('paid');
});

if (!isDisplay) {
  addEventListener('keydown', onKey);
  addEventListener('click', onClick);
  addEventListener('pointerdown', wakeSound);
  addEventListener('keydown', wakeSound);
}
render(isDisplay ? <Display /> : <App />, document.getElementById('screen')!);
void loadCounter();
void loadSession();
// Whoever signs in hears what goes on; whoever signs out no longer does.
effect(() => {
  who.value;
  untracked(listen);
  if (who.value && !isDisplay) void loadArticles();
});
