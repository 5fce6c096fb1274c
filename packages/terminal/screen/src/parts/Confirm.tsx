import { useEffect, useRef } from 'preact/hooks';
import { t } from '../words.ts';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly onYes: () => unknown;
  readonly onEnd: () => void;
}

/** Asks once more before something that cannot be taken back. */
export function Confirm({ title, text, yes, onYes, onEnd }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} onClose={onEnd} aria-labelledby="confirm-title">
      <article>
        <h2 id="confirm-title">{title}</h2>
        <p>{text}</p>
        <div class="choice-row">
          <button type="button" class="secondary big" onClick={close}>
            {t('app.back')}
          </button>
          <button
            type="button"
            class="big"
            onClick={async () => {
              await onYes();
              close();
            }}
          >
            {yes}
          </button>
        </div>
      </article>
    </dialog>
  );
}
