import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { OrderView } from '../../../src/web/protocol.ts';
import { rupiah } from '../format.ts';
import { endOrder } from '../state.ts';
import type { Word } from '../words/en.ts';
import { t } from '../words.ts';
import { Icon, type IconName } from './Icon.tsx';

interface PanelProps {
  readonly look: 'wait' | 'work' | 'good' | 'bad' | 'again';
  readonly icon: IconName;
  readonly title: string;
  readonly order: OrderView;
  /** The button by which the order is left, where there is no other way on. */
  readonly leave?: Word;
  /** With keys to be touched: they come first, on a low screen too. */
  readonly hasKeys?: boolean;
  readonly children?: ComponentChildren;
}

/** What goes on, in one colour, sign and word; below it what belongs to it, and the way out. */
export function Panel({ look, icon, title, order, leave, hasKeys = false, children }: PanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Where the reading goes on, for keyboard and screen reader alike.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      class={`stage stage-${look}${hasKeys ? ' stage-keys' : ''}`}
      role={look === 'bad' || look === 'again' ? 'alert' : 'status'}
    >
      <div class="stage-sign">
        <Icon name={icon} size={96} />
      </div>
      <h1 class="stage-title" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {order.amountRupiah === 0 && !order.result?.amountRupiah ? null : (
        <p class="stage-amount">{rupiah(order.result?.amountRupiah ?? order.amountRupiah)}</p>
      )}
      {order.lines ? <Lines lines={order.lines} /> : null}
      {children}
      {leave ? (
        <div class="stage-actions">
          <button type="button" class="secondary big" onClick={endOrder}>
            {t(leave)} <kbd>Esc</kbd>
          </button>
        </div>
      ) : null}
    </section>
  );
}

function Lines({ lines }: { lines: NonNullable<OrderView['lines']> }) {
  return (
    <p class="stage-lines">
      {lines.map(({ name, count = 1 }) => (count > 1 ? `${count} × ${name}` : name)).join(' · ')}
    </p>
  );
}

/** What the cashier does and what the member may hear, side by side. */
export function Advice({ cashier, member }: { cashier: string; member?: string | undefined }) {
  return (
    <div class="advice">
      <div>
        <h2>{t('refused.cashier')}</h2>
        <p>{cashier}</p>
      </div>
      {member === undefined ? null : (
        <div>
          <h2>{t('refused.member')}</h2>
          <p>“{member}”</p>
        </div>
      )}
    </div>
  );
}
