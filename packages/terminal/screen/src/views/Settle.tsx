import { useEffect, useState } from 'preact/hooks';
import type { Applied, CounterStatus } from '../../../src/web/protocol.ts';
import { get, postFile, RequestFailed, saveFile } from '../api.ts';
import { fault } from '../draft.ts';
import { rupiah, timeOf } from '../format.ts';
import { FileButton } from '../parts/FileButton.tsx';
import { note } from '../print.ts';
import { loadCounter } from '../state.ts';
import { sentence, t } from '../words.ts';

/** What goes to the secretariat and what comes back, by files; and how old the counter's knowledge is. */
export function Settle() {
  const [status, setStatus] = useState<CounterStatus | null>(null);
  const [applied, setApplied] = useState<Applied | null>(null);
  const [isBusy, setBusy] = useState(false);
  const load = () => get<CounterStatus>('/api/settle/status').then(setStatus, () => {});
  useEffect(() => void load(), []);
  if (!status) return <p class="lead">{t('app.loading')}</p>;
  const busily = async (work: () => Promise<void>) => {
    fault.value = null;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      fault.value = error;
    } finally {
      setBusy(false);
    }
  };
  const save = () =>
    busily(async () => {
      const headers = await saveFile('/api/settle/export');
      note(Number(headers.get('x-kartu-left')) > 0 ? 'settle.saved-more' : 'settle.saved');
      await load();
    });
  const apply = (file: File) =>
    busily(async () => {
      const answer = await postFile<{ applied: Applied; status: CounterStatus }>('/api/settle/apply', file);
      setApplied(answer.applied);
      setStatus(answer.status);
      await loadCounter();
    });
  return (
    <>
      <Knowledge status={status} />
      <ol class="steps">
        <li>
          <p>{t('settle.step-save', { open: status.open })}</p>
          <button type="button" class="big" disabled={isBusy} onClick={save}>
            {t('settle.save')}
          </button>
        </li>
        <li>
          <p>{t('settle.step-carry')}</p>
        </li>
        <li>
          <p>{t('settle.step-apply')}</p>
          <FileButton label={t('settle.apply')} disabled={isBusy} onFile={apply} />
        </li>
      </ol>
      {isBusy ? <p role="status">{t('app.loading')}</p> : null}
      {applied ? <Outcome applied={applied} /> : null}
    </>
  );
}

/** How old it is, and what that does to the limits of sales. */
function Knowledge({ status }: { status: CounterStatus }) {
  const { limits, replyAt, settlementAgeDays, blocklistAt, blocklistAgeDays } = status;
  return (
    <section
      class={limits === 'full' ? 'note' : 'note note-again'}
      role={limits === 'full' ? 'status' : 'alert'}
    >
      <p>
        <strong>{sentence(`settle.limits-${limits}`, {})}</strong>
      </p>
      <p>
        {replyAt === null
          ? sentence('settle.status-no-reply', {})
          : t('settle.reply-age', { time: timeOf(replyAt), age: ageOf(settlementAgeDays) })}
      </p>
      <p>{t('settle.blocklist-age', { time: timeOf(blocklistAt), age: ageOf(blocklistAgeDays) })}</p>
    </section>
  );
}

function ageOf(days: number): string {
  return days < 1 ? t('settle.age-today') : t('settle.age-days', { days: Math.floor(days) });
}

function Outcome({ applied }: { applied: Applied }) {
  const { serial, acknowledgedEntry: entry, cards, outcome, transfers, unfrozen } = applied;
  const { credits, creditsRupiah, handedOverRupiah } = applied;
  const lines =
    outcome === 'repeated'
      ? [sentence('settle.applied-before', { serial })]
      : [
          sentence('settle.applied', { serial, entry, cards }),
          ...(credits > 0
            ? [sentence('settle.credits', { count: credits, amount: rupiah(creditsRupiah) })]
            : []),
          ...(handedOverRupiah > 0
            ? [sentence('settle.handed-over', { amount: rupiah(handedOverRupiah) })]
            : []),
          ...transfers.map(({ transfer, card, outcome: each }) =>
            sentence(`settle.transfer-${each}`, { transfer, card }),
          ),
          ...(unfrozen.length > 0 ? [sentence('settle.unfrozen', { cards: unfrozen.join(', ') })] : []),
        ];
  return (
    <section class="note settle-outcome" role="status">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}
