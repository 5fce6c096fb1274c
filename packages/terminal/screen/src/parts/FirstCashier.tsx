import { RequestFailed } from '../api.ts';
import { registerFirst } from '../session.ts';
import { t } from '../words.ts';
import { Field, Form, textIn } from './Form.tsx';

/** As long as nobody is registered, anybody works here. The first one who is registered is a supervisor. */
export function FirstCashier() {
  return (
    <Form
      title={t('first.title')}
      submit={t('first.do')}
      onSubmit={async (fields) => {
        const pin = textIn(fields, 'pin');
        if (pin !== textIn(fields, 'again')) throw new RequestFailed('pin-differs', 400);
        const name = textIn(fields, 'name');
        await registerFirst(idOf(name), name, pin);
      }}
    >
      <p>{t('first.about')}</p>
      <Field label={t('first.name')} name="name" />
      <Field label={t('first.pin')} name="pin" kind="pin" help={t('first.pin-help')} />
      <Field label={t('first.again')} name="again" kind="pin" />
    </Form>
  );
}

/** An id of small letters and digits from a name: "Siti Aminah" signs in as siti.aminah. */
export function idOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9 ]/g, '');
  return plain.trim().replaceAll(/ +/g, '.').slice(0, 32);
}
