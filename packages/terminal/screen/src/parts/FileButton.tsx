import { useRef } from 'preact/hooks';

interface FileButtonProps {
  readonly label: string;
  /** What the browser shows first: `.csv`. */
  readonly accept?: string;
  readonly isQuiet?: boolean;
  readonly disabled?: boolean;
  readonly onFile: (file: File) => unknown;
}

/** A button that asks for a file; the same file may be chosen again after it was put right. */
export function FileButton({ label, accept, isQuiet = false, disabled = false, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class={isQuiet ? 'secondary big' : 'big'}
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
      <input
        ref={input}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-hidden="true"
        {...(accept ? { accept } : {})}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void onFile(file);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
