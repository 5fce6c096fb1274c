import { useState } from 'preact/hooks';
import type { OrderView } from '../../../src/web/protocol.ts';
import { rupiah } from '../format.ts';
import { printSlip } from '../print.ts';
import { clearDraft, closeCase, counter, endOrder, hasSeveralCards, setOrderAside, till } from '../state.ts';
import { faultWords, refusalWords, t } from '../words.ts';
import { Facts, Notes } from './Facts.tsx';
import { Advice, Panel } from './Panel.tsx';
import { asksForPin, MemberPin } from './Pin.tsx';
import { Proof } from './Proof.tsx';

/** What goes on with the order, over the whole main part: one thing at a time, in big letters. */
export function Stage({ order }: { order: OrderView }) {
  if (order.kind === 'attend') return <Attendance order={order} />;
  switch (order.phase) {
    case 'waiting':
      return <Waiting order={order} />;
    case 'working':
      return (
        <Panel look="work" icon="tap" title={t('stage.working')} order={order}>
          <p class="lead">{t('stage.working-long')}</p>
        </Panel>
      );
    case 'refused':
      return <Refused order={order} />;
    case 'unfinished':
      return <Unfinished order={order} />;
    default:
      if (order.error) return <Failed order={order} />;
      if (order.result?.outcome === 'refused') return <Refused order={order} />;
      return order.kind === 'assert' ? <Proof order={order} /> : <Done order={order} />;
  }
}

function Waiting({ order }: { order: OrderView }) {
  const note =
    order.hint === 'take-card-away'
      ? t('stage.take-away')
      : order.hint === 'other-card'
        ? t('unfinished.other-card')
        : order.error === 'card-removed'
          ? t('stage.too-early')
          : order.error
            ? faultWords(order.error)
            : undefined;
  return (
    <Panel look="wait" icon="tap" title={t('stage.waiting')} order={order} leave="stage.cancel">
      {order.awaited?.memberNumber ? (
        <p class="stage-do">{t('unfinished.awaited', { member: order.awaited.memberNumber })}</p>
      ) : null}
      {note ? <p class="lead lead-note">{note}</p> : <p class="lead">{t('stage.waiting-long')}</p>}
      {hasSeveralCards.value ? <p class="lead lead-note">{t('card.several')}</p> : null}
      <ReaderLost />
    </Panel>
  );
}

/** Why no card can be read, and what to do. */
function ReaderLost() {
  const reader = till.value?.reader;
  if (reader?.phase !== 'lost') return null;
  const { error } = reader;
  const isAway = error === undefined || error === 'reader-lost' || error === 'reader-none';
  return <p class="lead lead-note">{isAway ? t('reader.lost-long') : faultWords(error)}</p>;
}

function Refused({ order }: { order: OrderView }) {
  const { result, error } = order;
  const balance = result?.balanceRupiah ?? 0;
  const gaps = { balance: rupiah(balance), maximum: rupiah(counter.value?.maxBalanceRupiah ?? 0) };
  const isOver = order.phase === 'done';
  if (!isOver && asksForPin(result?.reason)) return <AskPin order={order} />;
  return (
    <Panel look="bad" icon="cross" title={t('refused.title')} order={order} leave="stage.again">
      <Advice
        cashier={result?.reason ? refusalWords(result.reason, 'cashier', gaps) : faultWords(error ?? 'other')}
        member={result?.reason ? refusalWords(result.reason, 'member', gaps) : undefined}
      />
      {result?.reason === 'balance-too-low' ? (
        <dl class="facts">
          <div>
            <dt>{t(`card.balance-${result.balanceFrom}`)}</dt>
            <dd class="fact-big">{rupiah(balance)}</dd>
          </div>
          <div>
            <dt>{t('refused.missing')}</dt>
            <dd class="fact-big">{rupiah(order.amountRupiah - balance)}</dd>
          </div>
        </dl>
      ) : null}
      {isOver ? null : <p class="lead">{t('refused.another')}</p>}
    </Panel>
  );
}

function AskPin({ order }: { order: OrderView }) {
  const reason = order.result?.reason;
  return (
    <Panel look="wait" icon="keys" title={t('pin.title')} order={order} leave="stage.cancel" hasKeys>
      {reason && reason !== 'pin-needed' ? (
        <p class="lead lead-note">{refusalWords(reason, 'cashier', {})}</p>
      ) : null}
      <p class="lead">{t('pin.side')}</p>
      <MemberPin id={order.id} />
    </Panel>
  );
}

/** Card after card at the door: the count, and what the last tap came to. */
function Attendance({ order }: { order: OrderView }) {
  const { result, phase } = order;
  const isRefused = phase === 'refused' && result?.reason !== undefined;
  const look = isRefused ? 'bad' : result?.attendance === undefined ? 'wait' : 'good';
  const title = isRefused ? t('refused.title') : result ? t('paid.attend') : t('stage.waiting');
  return (
    <Panel
      look={look}
      icon={isRefused ? 'cross' : result ? 'check' : 'tap'}
      title={title}
      order={order}
      leave="event.end"
    >
      {result?.attendance === undefined ? null : (
        <p class="stage-count">
          <strong>{result.attendance}</strong> {t('event.count')}
        </p>
      )}
      {result?.memberNumber && !isRefused ? (
        <p class="lead">
          {t('card.member')} {result.memberNumber}
        </p>
      ) : null}
      {isRefused && result?.reason ? (
        <p class="lead lead-note">{refusalWords(result.reason, 'cashier', {})}</p>
      ) : null}
      <p class="lead">{t('event.next')}</p>
    </Panel>
  );
}

function Unfinished({ order }: { order: OrderView }) {
  const [isGone, setGone] = useState(false);
  const transfer = order.result?.transfer ?? order.transfer;
  const title = order.kind === 'topup' ? t('unfinished.title-topup') : t('unfinished.title');
  const member = order.awaited?.memberNumber;
  return (
    <Panel look="again" icon="again" title={title} order={order}>
      <p class="stage-do">{t('unfinished.do')}</p>
      {order.hint === 'other-card' ? <p class="lead lead-note">{t('unfinished.other-card')}</p> : null}
      {member ? <p class="lead">{t('unfinished.awaited', { member })}</p> : null}
      {isGone ? (
        <div class="choice">
          <h2>{t('unfinished.gone-long')}</h2>
          <button type="button" class="choice-item" onClick={setOrderAside}>
            <strong>{t('unfinished.set-aside')}</strong>
            <span>{t('unfinished.set-aside-long')}</span>
          </button>
          {transfer === undefined ? null : (
            <button type="button" class="choice-item" onClick={() => closeNotSold(transfer)}>
              <strong>{t('unfinished.close')}</strong>
              <span>{t('unfinished.close-long')}</span>
            </button>
          )}
          <button type="button" class="choice-item" onClick={() => setGone(false)}>
            <strong>{t('unfinished.wait')}</strong>
          </button>
        </div>
      ) : (
        <>
          <p class="lead">{t('unfinished.why')}</p>
          <div class="stage-actions">
            <button type="button" class="secondary big" onClick={() => setGone(true)}>
              {t('unfinished.gone')}
            </button>
          </div>
        </>
      )}
    </Panel>
  );
}

/** Nothing was sold: the next customer begins with nothing. */
function closeNotSold(transfer: number): void {
  clearDraft();
  void closeCase(transfer);
}

function Done({ order }: { order: OrderView }) {
  const { result } = order;
  const kind = result?.kind === 'topup' || result?.kind === 'sale' ? result.kind : order.kind;
  const transfer = result?.transfer;
  return (
    <Panel look="good" icon="check" title={t(`paid.${kind}`)} order={order}>
      {result ? <Facts result={result} isNew={result.outcome === 'posted'} /> : null}
      {result?.outcome === 'resolved' ? <p class="lead">{t('paid.resolved')}</p> : null}
      {order.restored ? <p class="note">{t('paid.restored')}</p> : null}
      {result?.resumed && !order.restored ? <p class="note">{t('paid.resumed')}</p> : null}
      {result ? <Notes result={result} /> : null}
      {order.kind === 'payout' ? (
        <p class="stage-do">
          {t(order.tender === 'transfer' ? 'back.transfer-out' : 'back.hand-out', {
            amount: rupiah(order.amountRupiah),
          })}
        </p>
      ) : null}
      <p class="lead">{t('paid.take-card')}</p>
      {transfer === undefined ? null : <SlipNote transfer={transfer} />}
      <div class="stage-actions">
        {transfer === undefined || till.value?.slips === 'off' ? null : (
          <button type="button" class="secondary big" onClick={() => printSlip(transfer)}>
            {t('print.slip')}
          </button>
        )}
        <button type="button" class="big" onClick={endOrder}>
          {t('stage.next')} <kbd>Enter</kbd>
        </button>
      </div>
    </Panel>
  );
}

/** What became of the slip that is printed by itself; the sale stands whatever the printer does. */
function SlipNote({ transfer }: { transfer: number }) {
  const slip = till.value?.slip;
  if (slip?.transfer !== transfer) return null;
  if (slip.phase !== 'failed') return <p class="note">{t(`slip.${slip.phase}`)}</p>;
  return <p class="note note-again">{t(slip.problem === 'printer-none' ? 'slip.none' : 'slip.failed')}</p>;
}

function Failed({ order }: { order: OrderView }) {
  return (
    <Panel look="bad" icon="cross" title={t('failed.title')} order={order} leave="stage.again">
      <p class="lead">{faultWords(order.error ?? 'other')}</p>
    </Panel>
  );
}
