import { useEffect, useRef } from 'preact/hooks';
import { VIEW_KEYS } from '../keys.ts';
import { isHelpOpen } from '../state.ts';
import { type Language, t } from '../words.ts';

const KEYS = [
  ['0–9', 'keys.digits'],
  ['Enter', 'keys.enter'],
  ['Esc', 'keys.escape'],
  ['⌫', 'keys.backspace'],
  [`F1–F${Object.keys(VIEW_KEYS).length}`, 'keys.views'],
  ['F9', 'keys.language'],
  ['?', 'keys.help'],
] as const;

export function Help(_: { language: Language }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isHelpOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isHelpOpen.value]);
  return (
    <dialog ref={dialog} onClose={() => (isHelpOpen.value = false)} aria-labelledby="keys-title">
      <article>
        <h2 id="keys-title">{t('keys.title')}</h2>
        <dl class="keys">
          {KEYS.map(([key, word]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(word)}</dd>
            </div>
          ))}
        </dl>
        <p>{t('keys.scanner')}</p>
        <button type="button" class="big" onClick={() => (isHelpOpen.value = false)}>
          {t('app.close')}
        </button>
      </article>
    </dialog>
  );
}
