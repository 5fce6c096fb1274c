import { say } from '../../../packages/card-core/src/console/index.ts';
import { formatRupiah } from '../../../packages/card-core/src/index.ts';
import { type LedgerProof, type OpenCounter, verifyLedger } from '../../../packages/terminal/src/index.ts';
import { expect } from '../expect.ts';
import type { Telling } from '../telling.ts';
import type { Holder } from './office.ts';
import type { Market, Tally } from './taps.ts';

/** Chapter 10. */
export function proveBooks({ telling, counters, tally }: Market, holders: readonly Holder[]): void {
  telling.chapter('books.head');
  telling.paragraph('books.about');
  for (const counter of counters) {
    const proof = verifyLedger(counter.ledger, counter.bundle.trust);
    const [finding] = proof.findings;
    expect(!finding, `the ledger is in order (${finding?.check}, ${finding?.where}: ${finding?.what})`);
    expectWhatWasSeen(counter, proof, tally, holders);
    const { journalEntries: entries, cards, records, transfers } = proof;
    telling.screen(
      telling.say('word.at-counter', { number: counter.certificate.terminal }),
      say(telling.language, 'verify.good', { entries, cards, records, ...transfers }),
      'green',
    );
    accountTable(telling, proof, holders);
  }
  telling.paragraph('books.how');
}

/** The books against what the story saw: they were not told what to come to. */
function expectWhatWasSeen(
  { certificate: { terminal } }: OpenCounter,
  { accounts }: LedgerProof,
  tally: Tally,
  holders: readonly Holder[],
): void {
  const booked = new Map(accounts.map(({ code, balanceRupiah }) => [code, balanceRupiah]));
  const drawer = booked.get('drawer') ?? 0;
  const sales = 0 - (booked.get('sales') ?? 0);
  expect(drawer === tally.sumOf(terminal, 'topup'), `drawer ${terminal} holds what was paid in`);
  expect(sales === tally.sumOf(terminal, 'sale'), `the sales of counter ${terminal} are what was sold`);
  for (const { cardSerial, firstName } of holders) {
    const purse = booked.get(`purse:${cardSerial}`);
    if (purse === undefined) continue;
    expect(0 - purse === tally.balanceOf(cardSerial), `the purse of ${firstName} holds what was left`);
  }
}

function accountTable(telling: Telling, { accounts }: LedgerProof, holders: readonly Holder[]): void {
  const rows = accounts.map(({ code, balanceRupiah }) => [
    accountName(telling, code, holders),
    balanceRupiah > 0 ? formatRupiah(balanceRupiah) : '',
    balanceRupiah < 0 ? formatRupiah(-balanceRupiah) : '',
  ]);
  const sumOf = (sign: 1 | -1) =>
    accounts.reduce((sum, { balanceRupiah }) => sum + Math.max(0, sign * balanceRupiah), 0);
  expect(sumOf(1) === sumOf(-1), 'both sides of the books are equal');
  rows.push([telling.say('books.total'), formatRupiah(sumOf(1)), formatRupiah(sumOf(-1))]);
  telling.table(['column.account', 'column.debit', 'column.credit'], rows, [1, 2]);
}

function accountName(telling: Telling, code: string, holders: readonly Holder[]): string {
  const holder = holders.find(({ cardSerial }) => code === `purse:${cardSerial}`);
  if (holder) return telling.say('books.purse', { name: holder.firstName });
  if (code === 'drawer' || code === 'sales' || code === 'elsewhere') return telling.say(`books.${code}`);
  return code;
}
