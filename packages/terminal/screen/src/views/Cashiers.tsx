import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../../../src/web/protocol.ts';
import { get, post } from '../api.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FirstCashier, idOf } from '../parts/FirstCashier.tsx';
import { Field, Form, textIn } from '../parts/Form.tsx';
import { loadSession, session, who } from '../session.ts';
import { dayWord, t } from '../words.ts';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
}

type Answer = { readonly cashiers: readonly Person[] };

/** Who may sign in, and as what. */
export function Cashiers() {
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [pinOf, setPinOf] = useState<Person | null>(null);
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    get<Answer>('/api/cashiers').then(
      (answer) => setPeople(answer.cashiers),
      () => {},
    );
  }, [session.value?.hasCashiers]);
  const ask = async (path: string, body: object) => {
    setPeople((await post<Answer>(path, body)).cashiers);
    await loadSession();
  };
  if (!session.value?.hasCashiers) return <FirstCashier />;
  return (
    <>
      <div class="actions">
        <button type="button" class="big" onClick={() => setAdding(true)}>
          {t('cashier.new')}
        </button>
      </div>
      <ul class="rows">
        {people.map((each) => (
          <li class="row" key={each.id}>
            <span class="row-text">
              <strong>{each.name}</strong>
              <small>
                {each.id} · {dayWord(`role.${each.role}`)} ·{' '}
                {dayWord(each.active ? 'cashier.active' : 'cashier.inactive')}
              </small>
            </span>
            <span class="row-actions">
              <button type="button" class="secondary" onClick={() => setPinOf(each)}>
                {t('cashier.new-pin')}
              </button>
              {each.id === who.value?.cashier ? null : (
                <button
                  type="button"
                  class="secondary"
                  onClick={() => ask('/api/cashiers/active', { id: each.id, active: !each.active })}
                >
                  {t(each.active ? 'cashier.disable' : 'cashier.enable')}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {isAdding ? (
        <Dialog label={t('cashier.new')} onEnd={() => setAdding(false)}>
          <Form
            title={t('cashier.new')}
            submit={t('first.do')}
            onCancel={() => setAdding(false)}
            onSubmit={async (fields) => {
              const name = textIn(fields, 'name');
              const role = fields.get('supervisor') === 'on' ? 'supervisor' : 'cashier';
              await ask('/api/cashiers', { id: idOf(name), name, role, pin: textIn(fields, 'pin') });
              setAdding(false);
            }}
          >
            <Field label={t('first.name')} name="name" />
            <Field label={t('first.pin')} name="pin" kind="pin" help={t('first.pin-help')} />
            <label for="field-role">
              <input id="field-role" type="checkbox" name="supervisor" />
              {dayWord('role.supervisor')}
            </label>
          </Form>
        </Dialog>
      ) : null}
      {pinOf ? (
        <Dialog label={t('cashier.new-pin')} onEnd={() => setPinOf(null)}>
          <Form
            title={`${t('cashier.new-pin')}: ${pinOf.name}`}
            submit={t('article.save')}
            onCancel={() => setPinOf(null)}
            onSubmit={async (fields) => {
              await ask('/api/cashiers/pin', { id: pinOf.id, pin: textIn(fields, 'pin') });
              setPinOf(null);
            }}
          >
            <Field label={t('first.pin')} name="pin" kind="pin" help={t('first.pin-help')} />
          </Form>
        </Dialog>
      ) : null}
    </>
  );
}
