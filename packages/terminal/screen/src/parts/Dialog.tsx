import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A dialog over everything; Esc ends it. */
export function Dialog({
  label,
  onEnd,
  children,
}: {
  readonly label: string;
  readonly onEnd: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onEnd} aria-label={label}>
      <article>{children}</article>
    </dialog>
  );
}
