import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A dialog over everything; Esc ends it. */
export function Dialog({
  label,
  onEnd,
  isWide = false,
  children,
}: {
  readonly label: string;
  readonly onEnd: () => void;
  /** For a table. */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onEnd} aria-label={label}>
      <article class={isWide ? 'is-wide' : ''}>{children}</article>
    </dialog>
  );
}
