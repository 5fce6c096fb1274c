import { useEffect, useState } from 'preact/hooks';
import type { Shift as ShiftInfo, ShiftView } from '../../../src/web/protocol.ts';
import { get, post } from '../api.ts';
import { rupiah, timeOf } from '../format.ts';
import { FirstCashier } from '../parts/FirstCashier.tsx';
import { Field, Form, rupiahIn, textIn } from '../parts/Form.tsx';
import { Report } from '../parts/Report.tsx';
import { StaleNote } from '../parts/StaleNote.tsx';
import { printZ } from '../print.ts';
import { session } from '../session.ts';
import { till } from '../state.ts';
import { language, t } from '../words.ts';

type Doing = 'close' | 'cash-in' | 'cash-out' | 'deposit' | 'drawer' | null;

/** The drawer from opening to closing, and the Z-reports. */
export function Shift() {
  const [view, setView] = useState<ShiftView | null>(null);
  const [shown, setShown] = useState<ShiftView | null>(null);
  const [doing, setDoing] = useState<Doing>(null);
  const number = till.value?.shift ?? null;
  useEffect(() => {
    get<ShiftView>('/api/shift').then(setView, () => {});
  }, [number]);
  if (!view) return <p class="lead">{t('app.loading')}</p>;
  const act = async (path: string, body: object) => {
    const answer = await post<ShiftView>(path, body);
    setDoing(null);
    if (path === '/api/shift/close') setShown(answer);
    else setView(answer);
  };
  if (shown?.report) {
    return (
      <div class="page">
        <Report report={shown.report} isBlind={shown.isBlind} />
        <div class="choice-row">
          <button type="button" class="secondary big" onClick={() => printZ(shown.shift?.number ?? 0)}>
            {t('print.slip')}
          </button>
          <a
            class="row-link big-link"
            href={`/api/z/${shown.shift?.number ?? 0}?lang=${language.value}`}
            download
          >
            PDF
          </a>
          <button type="button" class="big" onClick={() => setShown(null)}>
            {t('app.back')}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="page">
      <h1 class="view-title">
        {view.shift ? t('shift.open-title', { number: view.shift.number }) : t('shift.none')}
      </h1>
      <StaleNote />
      {view.shift ? (
        <Open view={view} doing={doing} setDoing={setDoing} act={act} />
      ) : (
        <Form
          title={t('shift.open')}
          submit={t('shift.open')}
          onSubmit={(fields) => act('/api/shift/open', { floatRupiah: rupiahIn(fields, 'float') })}
        >
          <Field label={t('shift.float')} name="float" kind="rupiah" help={t('shift.float-help')} />
        </Form>
      )}
      {session.value?.hasCashiers === false ? <FirstCashier /> : null}
      <Earlier shifts={view.earlier} onShow={async (each) => setShown(await get(`/api/shift/${each}`))} />
    </div>
  );
}

interface OpenProps {
  readonly view: ShiftView;
  readonly doing: Doing;
  readonly setDoing: (doing: Doing) => void;
  readonly act: (path: string, body: object) => Promise<void>;
}

function Open({ view, doing, setDoing, act }: OpenProps) {
  if (doing) return <Act doing={doing} act={act} onCancel={() => setDoing(null)} />;
  return (
    <>
      <div class="actions">
        <button type="button" class="big" onClick={() => setDoing('close')}>
          {t('shift.close')}
        </button>
        {(['cash-in', 'cash-out', 'deposit', 'drawer'] as const).map((each) => (
          <button key={each} type="button" class="secondary big" onClick={() => setDoing(each)}>
            {t(`shift.${each}`)}
          </button>
        ))}
      </div>
      {view.report ? <Report report={view.report} isBlind={view.isBlind} /> : null}
    </>
  );
}

function Act({
  doing,
  act,
  onCancel,
}: {
  doing: NonNullable<Doing>;
  act: OpenProps['act'];
  onCancel: () => void;
}) {
  const open = till.value?.openCases ?? 0;
  // Sent again, it is the same request: made once for each time that the form is opened.
  const [id] = useState(() => crypto.randomUUID());
  const [shift] = useState(till.value?.shift);
  switch (doing) {
    case 'close':
      return (
        <Form
          title={t('shift.close')}
          submit={t('shift.close-do')}
          onCancel={onCancel}
          onSubmit={(fields) =>
            act('/api/shift/close', {
              shift,
              countedRupiah: rupiahIn(fields, 'counted'),
              leaveUnfinished: fields.get('leave') === 'on',
            })
          }
        >
          <Field label={t('shift.counted')} name="counted" kind="rupiah" help={t('shift.counted-help')} />
          {open > 0 ? (
            <label>
              <input type="checkbox" name="leave" />
              {t('shift.leave', { count: open })}
            </label>
          ) : null}
        </Form>
      );
    case 'deposit':
      return (
        <Form
          title={t('shift.deposit')}
          submit={t('shift.deposit')}
          onCancel={onCancel}
          onSubmit={(fields) =>
            act('/api/shift/deposit', {
              id,
              amountRupiah: rupiahIn(fields, 'amount'),
              reference: textIn(fields, 'reference'),
            })
          }
        >
          <Field label={t('shift.amount')} name="amount" kind="rupiah" />
          <Field label={t('shift.reference')} name="reference" />
        </Form>
      );
    case 'drawer':
      return (
        <Form
          title={t('shift.drawer')}
          submit={t('shift.drawer')}
          onCancel={onCancel}
          onSubmit={(fields) => act('/api/shift/drawer', { id, reason: textIn(fields, 'reason') })}
        >
          <Field label={t('shift.reason')} name="reason" />
        </Form>
      );
    default:
      return (
        <Form
          title={t(`shift.${doing}`)}
          submit={t(`shift.${doing}`)}
          onCancel={onCancel}
          onSubmit={(fields) =>
            act('/api/shift/cash', {
              id,
              amountRupiah: rupiahIn(fields, 'amount'),
              direction: doing === 'cash-in' ? 'in' : 'out',
              reason: textIn(fields, 'reason'),
            })
          }
        >
          <Field label={t('shift.amount')} name="amount" kind="rupiah" />
          <Field label={t('shift.reason')} name="reason" />
        </Form>
      );
  }
}

function Earlier({ shifts, onShow }: { shifts: readonly ShiftInfo[]; onShow: (number: number) => void }) {
  if (shifts.length === 0) return null;
  return (
    <section aria-labelledby="earlier-title">
      <h2 id="earlier-title">{t('shift.earlier')}</h2>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{t('report.number')}</th>
            <th scope="col">{t('report.closed')}</th>
            <th scope="col" class="number">
              {t('report.difference')}
            </th>
            <th scope="col">
              <span class="unseen">{t('report.show')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shifts.map((each) => (
            <tr key={each.number}>
              <td>Z {each.number}</td>
              <td>{timeOf(each.closedAtMs ?? each.openedAtMs)}</td>
              <td class="number">{rupiah((each.countedRupiah ?? 0) - (each.expectedRupiah ?? 0))}</td>
              <td class="number">
                <button
                  type="button"
                  class="secondary"
                  aria-label={`${t('report.show')}: Z ${each.number}`}
                  onClick={() => onShow(each.number)}
                >
                  {t('report.show')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
