import { readUint } from '@kartukita/card-core';
import { identityOf } from '../sale/read-card.ts';
import type { PurposeDetails } from '../sale/request.ts';
import { type Credit, creditsDigest, NOT_WITHDRAWN } from './credits.ts';
import type { DuesCharge } from './dues.ts';
import type { Ledger } from './ledger.ts';
import type { Movement } from './transfer.ts';
import type { Report } from './verify.ts';

type Body = PurposeDetails & {
  readonly kind?: string;
  readonly card?: number;
  readonly amountRupiah?: number;
  readonly plan?: readonly Movement[];
  readonly count?: number;
  readonly digest?: string;
  readonly charges?: readonly DuesCharge[];
  readonly id?: string;
  readonly name?: string;
  readonly feeRupiah?: number;
  readonly active?: number;
  readonly member?: string;
  readonly reference?: string;
};

/** Rows of the tables that say what transfers were for, as texts that can be compared. */
const ROWS: readonly string[] = [
  "SELECT 'bank', transfer, reference FROM bank_topup",
  "SELECT 'refund', journal, corrects, amount_rupiah, reference FROM refund",
  "SELECT 'dues', transfer, member, period, amount_rupiah FROM dues_payment",
  "SELECT 'registration', transfer, event, member FROM event_registration",
  "SELECT 'attend', journal, event, member FROM attendance",
  "SELECT 'credit', journal, card, number, amount_rupiah, reason FROM credit",
  "SELECT 'charge', journal, member, period, amount_rupiah, due, settled FROM dues_charge",
  "SELECT 'event', journal, id, name, fee_rupiah, active FROM event",
];

/**
 * What the journal says transfers were for, against the tables by which each thing is done once: neither holds a row
 * that the other does not know.
 */
export function checkPurposes(ledger: Ledger, report: Report): void {
  const { database } = ledger;
  const held = new Set(
    ROWS.flatMap((select) =>
      database
        .prepare(select)
        .raw()
        .all()
        .map((row) => JSON.stringify(row)),
    ),
  );
  const kinds = "('reserve', 'refund', 'attend', 'credits', 'dues', 'event')";
  const select = `SELECT number, kind, body FROM journal WHERE kind IN ${kinds} ORDER BY number`;
  const entries = database.prepare<unknown[], { number: number; kind: string; body: string }>(select).all();
  for (const { number, kind, body } of entries) {
    const said = JSON.parse(body) as Body;
    for (const row of rowsOf(ledger, number, kind, said)) {
      if (!held.delete(JSON.stringify(row)))
        report('states', `entry ${number}`, `says ${row[0]}, the table does not`);
    }
    if (said.items && !addsUp(said)) report('states', `entry ${number}`, 'has articles that do not add up');
  }
  checkCredits(ledger, report);
  for (const row of held) report('states', row, 'is not what the journal says');
}

function rowsOf(ledger: Ledger, number: number, kind: string, said: Body): unknown[][] {
  const { bankReference, corrects, amountRupiah, dues, event, charges } = said;
  const card = said.card === undefined ? undefined : ledger.cardBySerial(said.card);
  const member = said.member ?? (card && identityOf(card).memberNumber);
  switch (kind) {
    case 'attend':
      return [['attend', number, event, member]];
    case 'event':
      return [['event', number, said.id, said.name, said.feeRupiah, said.active]];
    case 'credits':
      return creditRows(ledger, number, said);
    case 'dues':
      return (charges ?? []).map((each) => [
        'charge',
        number,
        each.member,
        each.period,
        each.amountRupiah,
        each.due ?? null,
        Number(each.settled ?? false),
      ]);
    default:
      return [
        ...(bankReference === undefined ? [] : [['bank', number, bankReference]]),
        ...(corrects === undefined
          ? []
          : [
              [
                'refund',
                number,
                corrects,
                sumOf(said) ?? amountRupiah,
                kind === 'refund' ? (said.reference ?? null) : null,
              ],
            ]),
        ...(dues ?? []).map((each) => ['dues', number, member, each.period, each.amountRupiah]),
        ...(event === undefined ? [] : [['registration', number, event, member]]),
      ];
  }
}

/** Of credits the journal has number and digest: the rows that it means, where they are still the same. */
function creditRows({ statements }: Ledger, number: number, { count, digest }: Body): unknown[][] {
  const rows = statements.all<Credit>(
    `SELECT card, number, amount_rupiah AS amountRupiah, reason FROM credit WHERE journal = ? ORDER BY card, number`,
    number,
  );
  if (rows.length !== count || creditsDigest(rows) !== digest) return [['credits', number]];
  return rows.map((each) => ['credit', number, each.card, each.number, each.amountRupiah, each.reason]);
}

/** What a refund took back: in one movement, or in several. */
function sumOf({ lines }: Body & { readonly lines?: readonly Movement[] }): number | undefined {
  return lines?.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0);
}

/** Articles at their prices are what was charged, and each merchant is owed what was sold for him. */
function addsUp({ kind, items = [], amountRupiah, plan = [] }: Body): boolean {
  if (kind !== 'sale') return true;
  const sums = new Map<string, number>();
  for (const { count, priceRupiah, merchant } of items) {
    const account = merchant === undefined ? 'sales' : `payable:${merchant}`;
    sums.set(account, (sums.get(account) ?? 0) + count * priceRupiah);
  }
  const total = [...sums.values()].reduce((sum, each) => sum + each, 0);
  return (
    total === amountRupiah &&
    plan.length === sums.size &&
    plan.every(({ credit, amountRupiah: part }) => sums.get(credit) === part)
  );
}

/**
 * What was given to a card is what waited for it: the credits between the last number that the record before carries
 * and the last number that this one does.
 */
function checkCredits({ database }: Ledger, report: Report): void {
  const number = (record: string) => `substr(${record}.tail, 9, 2)`;
  const wrong = database
    .prepare<unknown[], { id: number; amount: number; before: Uint8Array; after: Uint8Array; card: number }>(
      `SELECT t.id, t.card, t.amount_rupiah AS amount, ${number('b')} AS "before", ${number('t')} AS "after"
       FROM transfer t JOIN card_record b ON b.card = t.card AND b.sequence = t.sequence - 1 WHERE t.kind = 'credit'`,
    )
    .all();
  const waiting = database.prepare<unknown[], number>(
    `SELECT coalesce(sum(amount_rupiah), 0) FROM credit WHERE card = ? AND number > ? AND number <= ? AND ${NOT_WITHDRAWN}`,
  );
  for (const { id, card, amount, before, after } of wrong) {
    const sum = waiting.pluck().get(card, readUint(before, 0, 2), readUint(after, 0, 2));
    if (sum !== amount) report('states', `transfer ${id}`, `gives ${amount} of salary, ${sum} waited`);
  }
}
