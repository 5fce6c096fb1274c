import { useEffect, useState } from 'preact/hooks';
import type { AssertionView, OrderView } from '../../../src/web/protocol.ts';
import { note } from '../print.ts';
import { fetchProof, handOver, wantedProof } from '../proof.ts';
import { endOrder } from '../state.ts';
import { t } from '../words.ts';
import { Panel } from './Panel.tsx';

/** The statement that a tap made, for the minute in which it is good: to be handed over or copied. */
export function Proof({ order }: { order: OrderView }) {
  const [proof, setProof] = useState<AssertionView | null>(null);
  const [secondsLeft, setSecondsLeft] = useState(0);
  const wanted = wantedProof.value;
  useEffect(() => {
    void fetchProof(order.id).then((made) => {
      setProof(made);
      setSecondsLeft(made?.secondsLeft ?? 0);
    });
  }, [order.id]);
  useEffect(() => {
    const tick = setInterval(() => setSecondsLeft((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(tick);
  }, []);
  const isGood = proof !== null && secondsLeft > 0;
  const copy = async () => {
    await navigator.clipboard.writeText(proof?.token ?? '');
    note('assert.copied');
  };
  const done = () => {
    wantedProof.value = null;
    void endOrder();
  };
  return (
    <Panel look="good" icon="check" title={t('paid.assert')} order={order}>
      <p class="lead">
        {t('card.member')} {order.result?.memberNumber}
      </p>
      <p class="lead lead-note" role="timer">
        {isGood ? t('assert.left', { seconds: secondsLeft }) : proof ? t('assert.over') : t('app.loading')}
      </p>
      {isGood ? (
        <label class="proof" for="proof-token">
          {t('assert.token')}
          <textarea
            id="proof-token"
            readOnly
            rows={4}
            value={proof.token}
            onFocus={(event) => event.currentTarget.select()}
          />
        </label>
      ) : null}
      <div class="stage-actions">
        {isGood && wanted?.returnTo ? (
          <button type="button" class="big" onClick={() => handOver(wanted, proof.token)}>
            {t('assert.hand-over')}
          </button>
        ) : null}
        {isGood ? (
          <button type="button" class="secondary big" onClick={copy}>
            {t('assert.copy')}
          </button>
        ) : null}
        <button type="button" class="secondary big" onClick={done}>
          {t('stage.next')} <kbd>Enter</kbd>
        </button>
      </div>
    </Panel>
  );
}
