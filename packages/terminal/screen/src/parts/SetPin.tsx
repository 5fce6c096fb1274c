import { post, RequestFailed } from '../api.ts';
import { note } from '../print.ts';
import { session } from '../session.ts';
import { t } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Field, Form, textIn } from './Form.tsx';

/** A PIN for the member whose card lies there; a supervisor stands behind it. */
export function SetPin({ onEnd }: { onEnd: () => void }) {
  return (
    <Dialog label={t('pin.set')} onEnd={onEnd}>
      <Form
        title={t('pin.set')}
        submit={t('article.save')}
        onCancel={onEnd}
        onSubmit={async (fields) => {
          const pin = textIn(fields, 'pin');
          if (pin !== textIn(fields, 'again')) throw new RequestFailed('pin-differs', 400);
          const supervisor = textIn(fields, 'supervisor');
          const allowed = supervisor ? { supervisor, supervisorPin: textIn(fields, 'supervisor-pin') } : {};
          await post('/api/card/pin', { pin, ...allowed });
          note('pin.set-done');
          onEnd();
        }}
      >
        <p>{t('pin.set-about')}</p>
        <Field label={t('first.pin')} name="pin" kind="pin" />
        <Field label={t('first.again')} name="again" kind="pin" />
        <Supervisor pinName="supervisor-pin" />
      </Form>
    </Dialog>
  );
}

/** Who allows it, and by which PIN; asked wherever cashiers are registered. */
export function Supervisor({ pinName = 'pin' }: { pinName?: string }) {
  if (!session.value?.hasCashiers) return null;
  return (
    <>
      <label for="field-supervisor">
        {t('back.supervisor')}
        <select id="field-supervisor" name="supervisor" required>
          {session.value.cashiers
            .filter(({ role }) => role === 'supervisor')
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </select>
      </label>
      <Field label={t('back.pin')} name={pinName} kind="pin" />
    </>
  );
}
