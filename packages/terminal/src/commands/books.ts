import {
  type CardDriver,
  decodeHead,
  formatRupiah,
  HISTORY_ENTRY_BYTES,
  historyEntries,
  isKartuError,
} from '@kartukita/card-core';
import { say, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { verifyLedger } from '../ledger/verify.ts';
import { cardHistory } from '../sale/history.ts';
import { identityOf } from '../sale/read-card.ts';
import { tap } from '../sale/tap.ts';
import {
  type Context,
  contextOf,
  type ReaderOptions,
  shownNumber,
  shownTime,
  withCard,
  withCounter,
} from './context.ts';
import { addReaderOptions } from './reader-options.ts';

export function addBookCommands(program: Command): void {
  program
    .command('verify')
    .description('prove the whole ledger: gapless, chained, balanced, every record signed')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter verify')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      await withCounter(context, async (counter) => verify(context, counter));
    });
  addReaderOptions(program.command('history').description('show the last transactions of the card'))
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter history --reader pcsc')
    .action(async (options: ReaderOptions, command: Command) => {
      const context = contextOf(command);
      await withCounter(context, (counter) =>
        withCard(context, counter, options, (driver) => history(context, counter, driver)),
      );
    });
}

function verify(context: Context, counter: OpenCounter): void {
  const proof = verifyLedger(counter.ledger, counter.bundle.trust);
  const inOrder = proof.findings.length === 0;
  const tell = (key: string, details: Record<string, string | number> = {}) =>
    say(context.language, key, details);
  context.output.result({ inOrder, ...proof }, () => {
    const { journalEntries: entries, cards, records, transfers } = proof;
    const accounts = table(
      [tell('head.account'), tell('head.debit'), tell('head.credit')],
      proof.accounts.map(({ code, balanceRupiah }) => [
        code,
        balanceRupiah > 0 ? formatRupiah(balanceRupiah) : '',
        balanceRupiah < 0 ? formatRupiah(-balanceRupiah) : '',
      ]),
      [1, 2],
    );
    if (inOrder) return `${accounts}\n\n${tell('verify.good', { entries, cards, records, ...transfers })}`;
    const findings = table(
      [tell('head.check'), tell('head.where'), tell('head.what')],
      proof.findings.map(({ check, where, what }) => [check, where, what]),
    );
    return `${findings}\n\n${tell('verify.bad', { count: proof.findings.length })}`;
  });
  if (!inOrder) process.exitCode = 7;
}

export function showOpenTransfers(context: Context, counter: OpenCounter): void {
  const tell = (key: string, details: Record<string, string | number> = {}) =>
    say(context.language, key, details);
  const open = counter.ledger.openTransfers().map((transfer) => {
    const card = counter.ledger.cardBySerial(transfer.card)!;
    return {
      transfer: transfer.id,
      kind: transfer.kind,
      amountRupiah: transfer.amountRupiah,
      state: transfer.state,
      cardSerial: transfer.card,
      memberNumber: shownNumber(counter, identityOf(card).memberNumber),
      time: new Date(transfer.timeMs).toISOString(),
    };
  });
  context.output.result({ open }, () => {
    if (open.length === 0) return tell('resolve.none');
    const head = ['transfer', 'time', 'member', 'kind', 'amount', 'state'].map((name) =>
      tell(`head.${name}`),
    );
    const rows = open.map((row) => [
      String(row.transfer),
      shownTime(Date.parse(row.time), context.language),
      row.memberNumber ?? '–',
      tell(`kind.${row.kind}`),
      formatRupiah(row.amountRupiah),
      tell(`state.${row.state}`),
    ]);
    return `${table(head, rows, [4])}\n\n${tell('resolve.how')}`;
  });
}

async function history(context: Context, counter: OpenCounter, driver: CardDriver): Promise<void> {
  const { result } = await tap(counter, driver, { kind: 'balance' });
  if (result.cardSerial === null || (result.outcome === 'refused' && result.sequence === null)) {
    const reason = result.reason ?? 'card-foreign';
    const message = say(context.language, `cashier.${reason}`);
    const memberNumber = shownNumber(counter, result.memberNumber);
    context.output.result({ ...result, memberNumber, message, transactions: [] }, () =>
      say(context.language, 'tap.refused', { reason: message }),
    );
    process.exitCode = 3;
    return;
  }
  const onCard = await readHistory(driver);
  const transactions = cardHistory(counter.ledger, result.cardSerial, onCard);
  const memberNumber = shownNumber(counter, result.memberNumber);
  const document = { ...result, memberNumber, transactions };
  context.output.result(document, () => {
    const tell = (key: string) => say(context.language, key);
    if (transactions.length === 0) return tell('history.empty');
    const head = ['number', 'time', 'kind', 'amount', 'balance', 'counter', 'source'].map((name) =>
      tell(`head.${name}`),
    );
    const rows = transactions.map((row) => [
      String(row.sequence),
      shownTime(Date.parse(row.time), context.language),
      tell(`kind.${row.kind}`),
      formatRupiah(row.amountRupiah),
      formatRupiah(row.balanceRupiah),
      row.terminal === 0 ? '–' : String(row.terminal),
      tell(`source.${row.source}`),
    ]);
    return table(head, rows, [0, 3, 4]);
  });
}

/** The entries of the card's own history that are well-formed; they are unsigned, for people to read. */
export async function readHistory(driver: CardDriver): Promise<ReturnType<typeof decodeHead>[]> {
  const entries = historyEntries(driver.kind);
  if (entries === 0) return [];
  const bytes = (await driver.read('history')).history;
  return Array.from({ length: entries }, (_, i) =>
    bytes.slice(i * HISTORY_ENTRY_BYTES, (i + 1) * HISTORY_ENTRY_BYTES),
  ).flatMap((entry) => {
    try {
      return [decodeHead(entry)];
    } catch (error) {
      if (isKartuError(error, 'record-invalid')) return [];
      throw error;
    }
  });
}
