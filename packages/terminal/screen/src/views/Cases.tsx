import { useEffect, useState } from 'preact/hooks';
import type { CaseView } from '../../../src/web/protocol.ts';
import { get } from '../api.ts';
import { rupiah, timeOf } from '../format.ts';
import { Confirm } from '../parts/Confirm.tsx';
import { Icon } from '../parts/Icon.tsx';
import { closeCase, till } from '../state.ts';
import { kindWord, t } from '../words.ts';

/** Unfinished business: never hidden, each with a way out. */
export function Cases() {
  const [cases, setCases] = useState<readonly CaseView[]>([]);
  const [asked, setAsked] = useState<CaseView | null>(null);
  const count = till.value?.openCases ?? 0;
  useEffect(() => {
    let isCurrent = true;
    get<{ cases: CaseView[] }>('/api/cases').then(
      (answer) => isCurrent && setCases(answer.cases),
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [count]);
  return (
    <div class="page">
      <h1 class="view-title">{t('cases.title')}</h1>
      {cases.length === 0 ? (
        <div class="empty-state">
          <Icon name="check" size={96} />
          <p class="lead">
            <strong>{t('cases.none')}</strong>
          </p>
          <p>{t('cases.none-long')}</p>
        </div>
      ) : (
        <>
          <p class="lead">{t('cases.how')}</p>
          <ul class="cases">
            {cases.map((each) => (
              <li key={each.transfer} class="case">
                <span class="case-amount">{rupiah(each.amountRupiah)}</span>
                <span>
                  <strong>{kindWord(each.kind)}</strong> · {t('card.member')} {each.memberNumber ?? '–'}
                  <br />
                  <small>{timeOf(each.timeMs)}</small>
                </span>
                <button type="button" class="secondary" onClick={() => setAsked(each)}>
                  {t('cases.close')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {asked ? (
        <Confirm
          title={t('cases.sure', { kind: kindWord(asked.kind), amount: rupiah(asked.amountRupiah) })}
          text={t('cases.sure-long')}
          yes={t('cases.close')}
          onYes={() => closeCase(asked.transfer)}
          onEnd={() => setAsked(null)}
        />
      ) : null}
    </div>
  );
}
