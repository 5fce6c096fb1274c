import { useState } from 'preact/hooks';
import type { TransactionView } from '../../../src/web/protocol.ts';
import { post } from '../api.ts';
import { rupiah } from '../format.ts';
import { takeState, view } from '../state.ts';
import type { Word } from '../words/en.ts';
import { t } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { Field, Form, rupiahIn, textIn } from './Form.tsx';
import { Pieces } from './Pieces.tsx';
import { Supervisor } from './SetPin.tsx';

type Item = TransactionView['items'][number];

/** Takes a sale or a top-up back, in whole, by pieces or by an amount; a supervisor stands behind it. */
export function TakeBack({ row, onEnd }: { row: TransactionView; onEnd: () => void }) {
  // The same name however often it is asked for: it is never taken back twice.
  const [id] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map());
  const isTopup = row.kind === 'topup';
  const items = row.isWhole ? [] : row.items.filter(({ left }) => left > 0);
  const submit = async (fields: FormData) => {
    const supervisor = textIn(fields, 'supervisor');
    const answer = await post<Parameters<typeof takeState>[0]>('/api/refund', {
      id,
      transfer: row.transfer,
      reason: textIn(fields, 'reason'),
      ...partOf(row, chosen, rupiahIn(fields, 'amount')),
      ...(supervisor ? { supervisor, pin: textIn(fields, 'pin') } : {}),
    });
    takeState(answer);
    onEnd();
    view.value = isTopup ? 'topup' : 'sale';
  };
  return (
    <Dialog label={t('transactions.take-back')} onEnd={onEnd}>
      <Form
        title={t(isTopup ? 'back.topup' : 'back.sale', { transfer: row.transfer ?? 0 })}
        submit={t('back.do')}
        onCancel={onEnd}
        onSubmit={submit}
      >
        <p>{t(howOf(row))}</p>
        {items.length > 0 ? <Items items={items} chosen={chosen} onChange={setChosen} /> : null}
        {chosen.size > 0 ? (
          <p class="back-sum" role="status">
            {t('back.sum')} <strong>{rupiah(sumOf(items, chosen))}</strong>
          </p>
        ) : (
          <Field
            label={t('back.amount')}
            name="amount"
            kind="rupiah"
            value={String(row.leftRupiah)}
            isFixed={row.isWhole}
            {...(row.isWhole ? { help: t('back.whole') } : {})}
          />
        )}
        <Field label={t('shift.reason')} name="reason" />
        <Supervisor />
      </Form>
    </Dialog>
  );
}

function howOf({ kind, tender }: TransactionView): Word {
  if (kind !== 'topup') return 'back.sale-how';
  return tender === 'transfer' ? 'back.topup-how-transfer' : 'back.topup-how';
}

/** Pieces where some were chosen, else the amount that was typed; nothing: all that is left. */
function partOf(row: TransactionView, chosen: ReadonlyMap<string, number>, amountRupiah: number): object {
  if (chosen.size > 0) return { items: [...chosen].map(([sku, count]) => ({ sku, count })) };
  return amountRupiah > 0 && amountRupiah !== row.leftRupiah ? { amountRupiah } : {};
}

function sumOf(items: readonly Item[], chosen: ReadonlyMap<string, number>): number {
  return items.reduce((sum, { sku, priceRupiah }) => sum + (chosen.get(sku) ?? 0) * priceRupiah, 0);
}

interface ItemsProps {
  readonly items: readonly Item[];
  readonly chosen: ReadonlyMap<string, number>;
  readonly onChange: (chosen: ReadonlyMap<string, number>) => void;
}

function Items({ items, chosen, onChange }: ItemsProps) {
  const change = ({ sku, left }: Item, by: number) => {
    const count = Math.min(left, Math.max(0, (chosen.get(sku) ?? 0) + by));
    const next = new Map(chosen);
    if (count > 0) next.set(sku, count);
    else next.delete(sku);
    onChange(next);
  };
  return (
    <fieldset class="back-items">
      <legend>{t('back.pieces')}</legend>
      <ul class="cart cart-still">
        {items.map((item) => (
          <li key={item.sku}>
            <span class="cart-name">
              {item.name} <small>{t('back.each', { amount: rupiah(item.priceRupiah) })}</small>
            </span>
            <Pieces
              name={item.name}
              count={chosen.get(item.sku) ?? 0}
              most={item.left}
              onChange={(by) => change(item, by)}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
