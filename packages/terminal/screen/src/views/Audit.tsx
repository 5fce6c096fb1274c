import { useEffect, useState } from 'preact/hooks';
import type { AuditView, RefusalCode } from '../../../src/web/protocol.ts';
import { get } from '../api.ts';
import { rupiah, timeOf } from '../format.ts';
import { dayWord, kindWord, refusalWords, t } from '../words.ts';

type Entry = AuditView['entries'][number];

/** Who signed in, what was refused, approved, taken back and opened; newest first. */
export function Audit() {
  const [entries, setEntries] = useState<readonly Entry[] | null>(null);
  const [hasMore, setMore] = useState(false);
  const load = async (before?: number) => {
    const answer = await get<AuditView>(`/api/audit${before === undefined ? '' : `?before=${before}`}`);
    setEntries((earlier) => [...(before === undefined ? [] : (earlier ?? [])), ...answer.entries]);
    setMore(answer.hasMore);
  };
  useEffect(() => void load().catch(() => {}), []);
  if (!entries) return <p class="lead">{t('app.loading')}</p>;
  if (entries.length === 0) return <p class="lead">{dayWord('audit.none')}</p>;
  return (
    <>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{t('card.col-time')}</th>
              <th scope="col">{t('audit.who')}</th>
              <th scope="col">{t('card.col-kind')}</th>
              <th scope="col">{t('audit.details')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.number}>
                <td>{timeOf(entry.timeMs)}</td>
                <td>{entry.who ?? '–'}</td>
                <td>{dayWord(`audit.${entry.what}`)}</td>
                <td>{detailsOf(entry)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasMore ? (
        <div class="actions">
          <button type="button" class="secondary big" onClick={() => load(entries.at(-1)?.number)}>
            {t('audit.earlier')}
          </button>
        </div>
      ) : null}
    </>
  );
}

/** Why a PIN opened nothing. */
function verdictWord(verdict: string): string {
  const words = { wrong: 'audit.wrong', waiting: 'audit.waiting', locked: 'audit.locked' } as const;
  const word = words[verdict as keyof typeof words];
  return word ? t(word) : t('fault.not-allowed');
}

/** Of use to the books alone. */
const UNTOLD: ReadonlySet<string> = new Set(['reference', 'active']);

/** What a supervisor allowed. */
function purposeWord(purpose: string): string {
  const [, transfer] = /^(?:refund|void) of (\d+)$/.exec(purpose) ?? [];
  if (transfer !== undefined) return t('audit.for-refund', { transfer });
  return purpose === 'a member’s PIN' ? t('audit.for-pin') : purpose;
}

/** Amounts, kinds and reasons in words; what is left as it was written down. */
function detailsOf({ what, details }: Entry): string {
  return Object.entries(details)
    .filter(([name]) => !UNTOLD.has(name))
    .map(([name, value]) => {
      if (name === 'for') return purposeWord(String(value));
      if (name.endsWith('Rupiah')) return rupiah(Number(value));
      if (name === 'kind') return kindWord(String(value));
      if (name === 'reason' && what === 'refusal')
        return refusalWords(value as RefusalCode, 'member', { maximum: '' });
      if (name === 'reason' && what.endsWith('-refused')) return verdictWord(String(value));
      if (name === 'card') return t('audit.card', { card: value });
      if (name === 'transfer' || name === 'corrects') return t('transactions.number', { transfer: value });
      return name === 'reason' ? `“${value}”` : String(value);
    })
    .join(' · ');
}
