import { useState } from 'preact/hooks';
import { RequestFailed } from '../api.ts';
import { bankReference, merchant } from '../draft.ts';
import { t } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Field, Form, textIn } from './Form.tsx';

/** On whose behalf the amount is sold: the outlet's own, or a partner merchant who is owed it. */
export function Merchant() {
  return (
    <Choice
      chosen={merchant.value}
      label={t('sell.merchant')}
      chosenLabel={t('sell.merchant-is', { member: merchant.value ?? '' })}
      field={t('sell.merchant-number')}
      take={(text) => {
        const digits = text.replaceAll(/[.\s-]/g, '');
        if (!/^\d{1,16}$/.test(digits)) throw new RequestFailed('usage', 400, { what: 'merchant', text });
        merchant.value = digits;
      }}
      clear={() => {
        merchant.value = null;
      }}
    />
  );
}

/** What a top-up is paid with: cash, or a bank transfer that the cashier has seen on the account. */
export function BankTransfer() {
  return (
    <Choice
      chosen={bankReference.value}
      label={t('sell.bank')}
      chosenLabel={t('sell.bank-is', { reference: bankReference.value ?? '' })}
      field={t('sell.bank-reference')}
      take={(text) => {
        bankReference.value = text;
      }}
      clear={() => {
        bankReference.value = null;
      }}
    />
  );
}

interface ChoiceProps {
  readonly chosen: string | null;
  readonly label: string;
  readonly chosenLabel: string;
  readonly field: string;
  /** Throws RequestFailed with what is wrong. */
  readonly take: (text: string) => void;
  readonly clear: () => void;
}

function Choice({ chosen, label, chosenLabel, field, take, clear }: ChoiceProps) {
  const [isAsking, setAsking] = useState(false);
  if (chosen !== null) {
    return (
      <button type="button" class="purpose purpose-on" onClick={clear}>
        {chosenLabel} <span aria-hidden="true">✕</span>
        <span class="unseen">{t('sell.take-back')}</span>
      </button>
    );
  }
  return (
    <>
      <button type="button" class="purpose secondary" onClick={() => setAsking(true)}>
        {label}
      </button>
      {isAsking ? (
        <Dialog label={label} onEnd={() => setAsking(false)}>
          <Form
            title={label}
            submit={t('sell.take')}
            onCancel={() => setAsking(false)}
            onSubmit={async (fields) => {
              take(textIn(fields, 'purpose'));
              setAsking(false);
            }}
          >
            <Field label={field} name="purpose" />
          </Form>
        </Dialog>
      ) : null}
    </>
  );
}
