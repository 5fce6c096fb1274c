import type { ResultView } from '../../../src/web/protocol.ts';
import { rupiah } from '../format.ts';
import { kindWord, t } from '../words.ts';

/** Balance and member, each with where it is known from. */
export function Facts({ result, isNew }: { result: ResultView; isNew: boolean }) {
  const { balanceRupiah, balanceFrom, memberNumber, booksRupiah } = result;
  if (balanceRupiah === null) return null;
  const label = isNew
    ? (`card.balance-new-${balanceFrom}` as const)
    : (`card.balance-${balanceFrom}` as const);
  const differs = booksRupiah !== null && booksRupiah !== balanceRupiah;
  return (
    <dl class="facts">
      <div>
        <dt>{t(label)}</dt>
        <dd class="fact-big">{rupiah(balanceRupiah)}</dd>
      </div>
      <div>
        <dt>{t('card.member')}</dt>
        <dd>{memberNumber ?? '–'}</dd>
      </div>
      {differs ? (
        <div>
          <dt>{t('card.books-say')}</dt>
          <dd>{rupiah(booksRupiah)}</dd>
        </div>
      ) : null}
    </dl>
  );
}

/** What else this tap brought to light. */
export function Notes({ result }: { result: ResultView }) {
  const { finishedEarlier, settledRupiah = 0, owedRupiah, creditedRupiah = 0, waitingRupiah = 0 } = result;
  const notes: string[] = [];
  if (finishedEarlier) {
    const { kind, amountRupiah } = finishedEarlier;
    notes.push(t('card.finished-earlier', { kind: kindWord(kind), amount: rupiah(amountRupiah) }));
  }
  if (settledRupiah > 0) notes.push(t('card.settled-back', { amount: rupiah(settledRupiah) }));
  if (settledRupiah < 0) notes.push(t('card.settled-taken', { amount: rupiah(-settledRupiah) }));
  if (creditedRupiah > 0) notes.push(t('card.credited', { amount: rupiah(creditedRupiah) }));
  if (waitingRupiah > 0) notes.push(t('card.waiting', { amount: rupiah(waitingRupiah) }));
  if (owedRupiah > 0) notes.push(t('card.owed', { amount: rupiah(owedRupiah) }));
  if (owedRupiah < 0) notes.push(t('card.owes', { amount: rupiah(-owedRupiah) }));
  return (
    <>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </>
  );
}
