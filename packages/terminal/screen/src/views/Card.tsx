import { useState } from 'preact/hooks';
import type { CardView as CardState, HistoryLine, ResultView } from '../../../src/web/protocol.ts';
import { rupiah, timeOf } from '../format.ts';
import { Dues } from '../parts/Dues.tsx';
import { Facts, Notes } from '../parts/Facts.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Advice } from '../parts/Panel.tsx';
import { SetPin } from '../parts/SetPin.tsx';
import { printBalance } from '../print.ts';
import { closeCase, counter, placeOrder, till } from '../state.ts';
import { faultWords, kindWord, refusalWords, t } from '../words.ts';

/** What the card on the reader says: balance, unfinished business, the last transactions. */
export function Card() {
  const card = till.value?.card;
  return (
    <div class="page">
      <h1 class="view-title">{t('card.title')}</h1>
      {card ? <Look card={card} /> : <Nothing />}
    </div>
  );
}

function Nothing() {
  return (
    <div class="empty-state">
      <Icon name="tap" size={96} />
      <p class="lead">
        <strong>{t('card.none')}</strong>
      </p>
      <p>{t('card.none-long')}</p>
    </div>
  );
}

function Look({ card }: { card: CardState }) {
  const { look, error, history, mustLeave } = card;
  const [isSettingPin, setSettingPin] = useState(false);
  if (error) return <p class="lead lead-note">{faultWords(error)}</p>;
  if (!look) return <p class="lead">{t('card.reading')}</p>;
  if (look.reason) {
    const gaps = {
      balance: rupiah(look.balanceRupiah ?? 0),
      maximum: rupiah(counter.value?.maxBalanceRupiah ?? 0),
    };
    return (
      <Advice
        cashier={refusalWords(look.reason, 'cashier', gaps)}
        member={refusalWords(look.reason, 'member', gaps)}
      />
    );
  }
  return (
    <>
      <Facts result={look} isNew={false} />
      <Notes result={look} />
      {mustLeave ? <p class="note">{t('card.take-away')}</p> : null}
      {isAwaited(look) && !look.unfinished ? (
        <button type="button" class="big" onClick={() => placeOrder('resolve')}>
          {t('card.put-on')}
        </button>
      ) : null}
      {look.unfinished ? <UnfinishedHere unfinished={look.unfinished} /> : null}
      <Dues />
      <History lines={history ?? []} />
      <div class="choice-row">
        <button type="button" class="secondary big" onClick={printBalance}>
          {t('print.balance')}
        </button>
        <button type="button" class="secondary big" onClick={() => setSettingPin(true)}>
          {t('pin.set')}
        </button>
      </div>
      {isSettingPin ? <SetPin onEnd={() => setSettingPin(false)} /> : null}
    </>
  );
}

/** Salary, or what is owed to the member: a tap puts it on the card, with nothing to pay. */
function isAwaited({ waitingRupiah = 0, owedRupiah }: ResultView): boolean {
  return waitingRupiah > 0 || owedRupiah > 0;
}

function UnfinishedHere({ unfinished }: { unfinished: NonNullable<ResultView['unfinished']> }) {
  const { kind, amountRupiah, transfer } = unfinished;
  return (
    <section class="choice" role="alert">
      <h2>{t('card.unfinished', { kind: kindWord(kind), amount: rupiah(amountRupiah) })}</h2>
      <p>{t('card.unfinished-how')}</p>
      <div class="choice-row">
        <button type="button" class="big" onClick={() => placeOrder('resolve')}>
          {t('card.finish')}
        </button>
        <button type="button" class="secondary big" onClick={() => closeCase(transfer)}>
          {t('card.close')}
        </button>
      </div>
    </section>
  );
}

function History({ lines }: { lines: readonly HistoryLine[] }) {
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">{t('card.history')}</h2>
      {lines.length === 0 ? (
        <p>{t('card.history-empty')}</p>
      ) : (
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{t('card.col-time')}</th>
              <th scope="col">{t('card.col-kind')}</th>
              <th scope="col" class="number">
                {t('card.col-amount')}
              </th>
              <th scope="col" class="number">
                {t('card.col-balance')}
              </th>
              <th scope="col">{t('card.col-from')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.sequence}>
                <td>{timeOf(line.time)}</td>
                <td>{kindWord(line.kind)}</td>
                <td class="number">{rupiah(line.amountRupiah)}</td>
                <td class="number">{rupiah(line.balanceRupiah)}</td>
                <td>{line.source === 'ledger' ? t('card.source-books') : t('card.source-card')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
