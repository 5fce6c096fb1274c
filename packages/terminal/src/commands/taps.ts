import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { readPin, say } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { saleForMerchant, saleOfArticles, type Wanted } from '../day/articles.ts';
import { topupByTransfer } from '../day/tenders.ts';
import { closeAsNotDone } from '../sale/recovery.ts';
import type { MoneyRequest } from '../sale/tap.ts';
import { showOpenTransfers } from './books.ts';
import { type Context, contextOf, type ReaderOptions, withCounter } from './context.ts';
import { addReaderOptions, READER_HELP } from './reader-options.ts';
import { checkedReference, runTap, signedOff } from './run-tap.ts';

interface TopupOptions extends ReaderOptions {
  readonly reference?: string;
  readonly tender: 'cash' | 'transfer';
  readonly bankReference?: string;
}

interface SaleOptions extends ReaderOptions {
  readonly reference?: string;
  readonly item?: readonly string[];
  readonly merchant?: string;
  readonly memberPinFile?: string;
}

const OWN_NAME = 'a name for this transfer of your own: the same one is never done twice';

export function addTapCommands(program: Command): void {
  addReaderOptions(
    program
      .command('topup')
      .description('put cash, or a bank transfer that has come in, on the card')
      .argument('<amount>', 'whole rupiah, such as 12500'),
  )
    .option('--reference <text>', OWN_NAME)
    .addOption(
      new Option('--tender <tender>', 'what is paid with').choices(['cash', 'transfer']).default('cash'),
    )
    .option('--bank-reference <text>', 'of the bank transfer; each tops up once')
    .addHelpText(
      'after',
      '\nExamples:\n  kartu-terminal --data counter topup 50000 --reader pcsc\n  kartu-terminal --data counter topup 50000 --tender transfer --bank-reference "BCA 88120" --reader pcsc',
    )
    .action((amount: string, options: TopupOptions, command: Command) =>
      runTransfer(command, options, async (_context, counter, reference) =>
        topup(counter, amount, options, reference),
      ),
    );
  addReaderOptions(
    program
      .command('sale')
      .description('take a payment from the card: an amount, or articles')
      .argument('[amount]', 'whole rupiah, such as 12500'),
  )
    .option('--item <code...>', 'SKU or barcode, with :COUNT where it is more than one')
    .option('--merchant <member>', 'member number of the partner merchant who is owed the amount')
    .option('--reference <text>', OWN_NAME)
    .option('--member-pin-file <file>', 'a file with the member’s PIN, where one is needed')
    .addHelpText(
      'after',
      '\nExamples:\n  kartu-terminal --data counter sale 12500 --reader pcsc\n  kartu-terminal --data counter sale --item KOPI-1:2 8991234567890 --reader pcsc\n  kartu-terminal --data counter sale 30000 --merchant 89.00000002 --reader pcsc',
    )
    .action((amount: string | undefined, options: SaleOptions, command: Command) =>
      runTransfer(command, options, (context, counter, reference) =>
        sale(context, counter, amount, options, reference),
      ),
    );
  addReaderOptions(program.command('balance').description('show the balance of the card'))
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter balance --reader pcsc')
    .action(async (options: ReaderOptions, command: Command) => {
      const context = contextOf(command);
      await withCounter(context, (counter) => runTap(context, counter, options, { kind: 'balance' }));
    });
  program
    .command('resolve')
    .description('list what is unfinished, finish it with the card, or close it as not done')
    .argument('[transfer]', 'number of the transfer to close')
    .option('--reader <reader>', READER_HELP)
    .option('--wait <seconds>', 'how long to wait for a card', '30')
    .option('--not-done', 'the card does not come back: nothing was sold, or the cash was given back')
    .addHelpText(
      'after',
      '\nExamples:\n  kartu-terminal --data counter resolve\n  kartu-terminal --data counter resolve --reader pcsc\n  kartu-terminal --data counter resolve 12 --not-done',
    )
    .action(resolve);
}

/** Opens the counter, makes the request and runs it; a reference that is in the books already is never done again. */
async function runTransfer(
  command: Command,
  options: ReaderOptions & { readonly reference?: string },
  requestOf: (context: Context, counter: OpenCounter, reference: string | undefined) => Promise<MoneyRequest>,
): Promise<void> {
  const context = contextOf(command);
  const reference = checkedReference(options.reference);
  await withCounter(context, async (counter) => {
    const request = await requestOf(context, counter, reference);
    const earlier = reference === undefined ? undefined : counter.ledger.transferByReference(reference);
    if (earlier?.state === 'posted') {
      throw new KartuError(
        'already-exists',
        `The ${request.kind} "${reference}" is in the books already (transfer ${earlier.id}); nothing was charged`,
        { details: { what: `reference-used-${request.kind}`, text: reference!, transfer: earlier.id } },
      );
    }
    await runTap(context, signedOff(counter), options, request);
  });
}

function topup(
  counter: OpenCounter,
  amount: string,
  options: TopupOptions,
  reference?: string,
): MoneyRequest {
  const amountRupiah = parseRupiah(amount);
  const { tender, bankReference } = options;
  if ((tender === 'transfer') !== (bankReference !== undefined)) {
    throw new KartuError('usage', 'a bank transfer has a reference', { details: { what: 'tender' } });
  }
  if (bankReference !== undefined)
    return topupByTransfer(counter.ledger, amountRupiah, bankReference, reference);
  return { kind: 'topup', amountRupiah, reference };
}

async function sale(
  { language }: Context,
  counter: OpenCounter,
  amount: string | undefined,
  { item, merchant, memberPinFile }: SaleOptions,
  reference?: string,
): Promise<MoneyRequest> {
  if ((amount === undefined) === (item === undefined) || (item !== undefined && merchant !== undefined)) {
    throw new KartuError('usage', 'either an amount or articles', { details: { what: 'sale-what' } });
  }
  const request = item
    ? saleOfArticles(counter, item.map(wantedOf), reference)
    : saleByAmount(parseRupiah(amount!), merchant, reference);
  if (memberPinFile === undefined) return request;
  return { ...request, pin: await readPin({ file: memberPinFile, language }, 'ask.pin') };
}

function saleByAmount(amountRupiah: number, merchant: string | undefined, reference?: string): MoneyRequest {
  if (merchant === undefined) return { kind: 'sale', amountRupiah, reference };
  return saleForMerchant(merchant.replace(/[.\s-]/g, ''), amountRupiah, reference);
}

/** `KOPI-1:3` is three of it. */
function wantedOf(text: string): Wanted {
  const match = /^([^:]{1,48})(?::(\d{1,5}))?$/.exec(text);
  if (match) return { code: match[1]!, count: Number(match[2] ?? 1) };
  throw new KartuError('usage', 'no article with a count', {
    details: { what: 'item', text: text.slice(0, 48) },
  });
}

async function resolve(
  transfer: string | undefined,
  options: { reader?: string; wait: string; notDone?: boolean },
  command: Command,
): Promise<void> {
  const context = contextOf(command);
  if (options.notDone && (transfer === undefined || options.reader !== undefined)) {
    throw new KartuError('usage', '--not-done closes one transfer without its card: resolve ID --not-done', {
      details: { what: 'not-done-which' },
    });
  }
  await withCounter(context, async (counter) => {
    if (options.reader !== undefined) {
      const reader = { reader: options.reader, wait: options.wait };
      await runTap(context, signedOff(counter), reader, { kind: 'resolve' });
    } else if (transfer !== undefined) {
      close(context, counter, transfer, options.notDone ?? false);
    } else {
      showOpenTransfers(context, counter);
    }
  });
}

function close(context: Context, counter: OpenCounter, transfer: string, notDone: boolean): void {
  if (!/^\d{1,15}$/.test(transfer))
    throw new KartuError('usage', `"${transfer.slice(0, 20)}" is not the number of a transfer`, {
      details: { what: 'transfer-number', text: transfer.slice(0, 20) },
    });
  if (!notDone) {
    throw new KartuError(
      'usage',
      'say --not-done to close it: nothing was sold, or the cash was given back',
      {
        details: { what: 'not-done-said' },
      },
    );
  }
  const closed = closeAsNotDone(counter.ledger, Number(transfer), signedOff(counter).duty);
  const { id, kind, amountRupiah, card } = closed;
  const document = { outcome: 'closed', transfer: id, kind, amountRupiah, cardSerial: card };
  context.output.result(document, () =>
    say(context.language, 'resolve.closed', {
      transfer: id,
      kind: say(context.language, `kind.${kind}`),
      amount: formatRupiah(amountRupiah),
    }),
  );
}
