import { elsewhereOrPurse, movementOf, movementOfClosed } from './accounts.ts';
import type { Ledger } from './ledger.ts';
import type { Movement, TransferKind } from './transfer.ts';
import type { Report } from './verify.ts';

interface Body {
  readonly transfer?: number;
  readonly corrects?: number;
  readonly kind?: Exclude<TransferKind, 'correction'>;
  readonly card?: number;
  readonly amountRupiah?: number;
  readonly debit?: string;
  readonly credit?: string;
  readonly lines?: readonly Movement[];
  readonly plan?: readonly Movement[];
}

/**
 * Every entry of the journal moved what it says and nothing else; what a card was written for moved as it was
 * reserved. The journal itself is what is believed, the rows of `entry` are held against it.
 */
export function checkMoney({ database }: Ledger, report: Report): void {
  const booked = database.prepare<unknown[], Movement & { line: number }>(
    `SELECT line, d.code AS debit, c.code AS credit, amount_rupiah AS amountRupiah FROM entry
     JOIN account d ON d.id = debit JOIN account c ON c.id = credit WHERE journal = ? ORDER BY line`,
  );
  const bodyOf = database.prepare<unknown[], string>('SELECT body FROM journal WHERE number = ?').pluck();
  const select = 'SELECT number, kind, body FROM journal ORDER BY number';
  const rows = database.prepare<unknown[], { number: number; kind: string; body: string }>(select).all();
  for (const { number, kind, body } of rows) {
    const found = booked.all(number);
    const told = JSON.parse(body) as Body;
    if (found.some(({ line }, index) => line !== index + 1))
      report('entries', `entry ${number}`, 'has lines that are not numbered from 1');
    // What another counter did to a card is worked out from its records; the balance of its purse is checked.
    if (kind === 'seen') {
      if (found.length > 1 || !found.every((movement) => elsewhereOrPurse(movement, told.card ?? 0)))
        report('entries', `entry ${number}`, 'moved more than a card seen can');
      continue;
    }
    const said = kind === 'reserve' ? [] : saidBy(told);
    if (!isSame(found, said))
      report('entries', `entry ${number}`, 'moved something else than the journal says');
    const reserved = told.transfer ?? told.corrects;
    if (kind !== 'post' && kind !== 'correction') continue;
    const begun = JSON.parse(bodyOf.get(reserved) ?? '{}') as Body;
    if (!isSame(said, kind === 'post' ? plannedBy(begun) : closedBy(begun)))
      report('entries', `entry ${number}`, 'moved something else than was reserved');
  }
}

function saidBy({ debit, credit, amountRupiah, lines }: Body): readonly Movement[] {
  if (lines) return lines;
  return debit && credit && amountRupiah ? [{ debit, credit, amountRupiah }] : [];
}

function plannedBy({ plan, kind, card, amountRupiah }: Body): readonly Movement[] {
  if (plan) return plan;
  return kind && card && amountRupiah ? [movementOf(kind, card, amountRupiah)] : [];
}

function closedBy({ kind, card, amountRupiah }: Body): readonly Movement[] {
  return kind && card && amountRupiah ? [movementOfClosed(kind, card, amountRupiah)] : [];
}

function isSame(a: readonly Movement[], b: readonly Movement[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ debit, credit, amountRupiah }, index) => {
      const other = b[index]!;
      return debit === other.debit && credit === other.credit && amountRupiah === other.amountRupiah;
    })
  );
}
