import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { RequestFailed } from '../api.ts';
import { problemWords, t } from '../words.ts';

interface FormProps {
  readonly title?: string;
  readonly submit: string;
  /** Does what the form is for; what it throws is shown below the fields. */
  readonly onSubmit: (fields: FormData) => Promise<unknown>;
  readonly onCancel?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** A form of a few fields: one thing to do, and its problem beside it. */
export function Form({ title, submit, onSubmit, onCancel, children }: FormProps) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const onForm = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    setProblem('');
    try {
      await onSubmit(new FormData(form));
      form.reset();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setProblem(problemWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="form" onSubmit={onForm} autocomplete="off">
      {title ? <h2>{title}</h2> : null}
      {children}
      <p class="problem" role="alert">
        {problem}
      </p>
      <div class="choice-row">
        {onCancel ? (
          <button type="button" class="secondary big" onClick={onCancel}>
            {t('app.back')}
          </button>
        ) : null}
        <button type="submit" class="big" disabled={isBusy}>
          {submit}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly kind?: 'text' | 'pin' | 'rupiah';
  readonly help?: string;
  readonly required?: boolean;
  readonly value?: string;
  /** Shown, and not to be changed. */
  readonly isFixed?: boolean;
}

export function Field({ label, name, kind = 'text', help, required = true, value, isFixed }: FieldProps) {
  const shared = {
    id: `field-${name}`,
    name,
    required,
    defaultValue: value,
    readOnly: isFixed ?? false,
    autocomplete: 'off',
  } as const;
  return (
    <label for={`field-${name}`} class={kind === 'rupiah' ? 'field-rupiah' : ''}>
      {label}
      {kind === 'text' ? <input type="text" {...shared} /> : null}
      {kind === 'rupiah' ? (
        <input
          type="text"
          inputMode="numeric"
          pattern="[0-9.]{1,13}"
          {...shared}
          defaultValue={dotted(value ?? '')}
          onInput={(event) => {
            event.currentTarget.value = dotted(event.currentTarget.value);
          }}
        />
      ) : null}
      {kind === 'pin' ? (
        <input type="password" inputMode="numeric" pattern="[0-9]{4,12}" {...shared} />
      ) : null}
      {help ? <small>{help}</small> : null}
    </label>
  );
}

const MAX_DIGITS = 9;

/** 300.000 is read at a glance, 3000000 is not. */
function dotted(text: string): string {
  const digits = text.replaceAll(/\D/g, '').slice(0, MAX_DIGITS);
  return digits === '' ? '' : Number(digits).toLocaleString('id-ID');
}

/** Whole rupiah as they were typed, with or without dots. */
export function rupiahIn(fields: FormData, name: string): number {
  return Number(String(fields.get(name) ?? '').replaceAll('.', '')) || 0;
}

export function textIn(fields: FormData, name: string): string {
  return String(fields.get(name) ?? '').trim();
}
