import { useEffect, useState } from 'preact/hooks';
import type { PrinterView, SlipTime } from '../../../src/web/protocol.ts';
import { get, post } from '../api.ts';
import { Field, Form, textIn } from '../parts/Form.tsx';
import { note, printTest } from '../print.ts';
import { t } from '../words.ts';

const SLIPS = ['off', 'ask', 'always'] as const satisfies readonly SlipTime[];
const COLUMNS = [32, 42, 48] as const;

/** Which printer, how wide its paper, and when slips come out of it. */
export function Printer() {
  const [view, setView] = useState<PrinterView | null>(null);
  useEffect(() => {
    get<PrinterView>('/api/printer').then(setView, () => {});
  }, []);
  if (!view) return <p class="lead">{t('app.loading')}</p>;
  const save = async (fields: FormData) => {
    const answer = await post<PrinterView>('/api/printer', {
      printer: textIn(fields, 'printer') || null,
      columns: Number(textIn(fields, 'columns')),
      drawer: fields.get('drawer') === 'on',
      slips: textIn(fields, 'slips'),
    });
    setView(answer);
    note('printer.saved');
  };
  return (
    <>
      {/* What was saved is what the form begins with. */}
      <Form key={JSON.stringify(view)} submit={t('article.save')} onSubmit={save}>
        <Field
          label={t('printer.address')}
          name="printer"
          required={false}
          value={view.printer ?? ''}
          help={t('printer.address-help')}
        />
        <label for="field-columns">
          {t('printer.paper')}
          <select id="field-columns" name="columns">
            {COLUMNS.map((columns) => (
              <option key={columns} value={columns} selected={columns === view.columns}>
                {t(`printer.paper-${columns}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="row-tick" for="field-drawer">
          <input id="field-drawer" type="checkbox" name="drawer" defaultChecked={view.drawer} />
          {t('printer.drawer')}
        </label>
        <fieldset class="choices">
          <legend>{t('printer.slips')}</legend>
          {SLIPS.map((each) => (
            <label key={each} class="row-tick" for={`slips-${each}`}>
              <input
                id={`slips-${each}`}
                type="radio"
                name="slips"
                value={each}
                defaultChecked={each === view.slips}
              />
              {t(`printer.slips-${each}`)}
            </label>
          ))}
        </fieldset>
      </Form>
      {view.printer ? (
        <div class="actions">
          <button type="button" class="secondary big" onClick={printTest}>
            {t('printer.test')}
          </button>
        </div>
      ) : null}
    </>
  );
}
