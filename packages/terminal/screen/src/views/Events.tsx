import { useEffect, useState } from 'preact/hooks';
import type { EventCount } from '../../../src/web/protocol.ts';
import { get, post } from '../api.ts';
import { rupiah } from '../format.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { idOf } from '../parts/FirstCashier.tsx';
import { Field, Form, rupiahIn, textIn } from '../parts/Form.tsx';
import { isSupervisor } from '../session.ts';
import { order, placeOrder, view } from '../state.ts';
import { t } from '../words.ts';

type Answer = { readonly events: readonly EventCount[] };

/** What members come to: register and pay, and be counted at the door. */
export function Events() {
  const [events, setEvents] = useState<readonly EventCount[]>([]);
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    get<Answer>('/api/events-list').then(
      (answer) => setEvents(answer.events),
      () => {},
    );
  }, [order.value?.phase]);
  const begin = async (kind: 'event' | 'attend', event: string) => {
    await placeOrder({ kind, event });
    if (order.value) view.value = 'sale';
  };
  return (
    <>
      {isSupervisor.value ? (
        <div class="actions">
          <button type="button" class="big" onClick={() => setAdding(true)}>
            {t('event.new')}
          </button>
        </div>
      ) : null}
      {events.length === 0 ? <p class="lead">{t('event.none')}</p> : null}
      <ul class="rows">
        {events
          .filter(({ active }) => active)
          .map((each) => (
            <li class="row" key={each.id}>
              <span class="row-text">
                <strong>{each.name}</strong>
                <small>
                  {each.feeRupiah > 0
                    ? `${rupiah(each.feeRupiah)} · ${t('event.registered', { count: each.registered })} · `
                    : ''}
                  {t('event.attending', { count: each.attending })}
                </small>
              </span>
              <span class="row-actions">
                {each.feeRupiah > 0 ? (
                  <button type="button" class="secondary" onClick={() => begin('event', each.id)}>
                    {t('event.register')}
                  </button>
                ) : null}
                <button type="button" class="secondary" onClick={() => begin('attend', each.id)}>
                  {t('event.attend')}
                </button>
              </span>
            </li>
          ))}
      </ul>
      {isAdding ? (
        <Dialog label={t('event.new')} onEnd={() => setAdding(false)}>
          <Form
            title={t('event.new')}
            submit={t('article.save')}
            onCancel={() => setAdding(false)}
            onSubmit={async (fields) => {
              const name = textIn(fields, 'name');
              const event = { id: idOf(name), name, feeRupiah: rupiahIn(fields, 'fee'), active: true };
              setEvents((await post<Answer>('/api/events-list', event)).events);
              setAdding(false);
            }}
          >
            <Field label={t('article.name')} name="name" />
            <Field label={t('event.fee')} name="fee" kind="rupiah" value="0" />
          </Form>
        </Dialog>
      ) : null}
    </>
  );
}
