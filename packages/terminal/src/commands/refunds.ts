import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { readPin, say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { approve, hasCashiers } from '../day/cashiers.ts';
import { type Grounds, type Piece, refundable, refundSale, takeBackTopup } from '../day/refunds.ts';
import { counterAction, numberOf } from './act.ts';
import type { Context } from './context.ts';
import { READER_HELP } from './reader-options.ts';
import { checkedReference, runTap, signedOff } from './run-tap.ts';

interface RefundOptions {
  readonly reason: string;
  readonly supervisor?: string;
  readonly pinFile?: string;
  readonly reader?: string;
  readonly wait: string;
  readonly item?: readonly string[];
  readonly reference?: string;
}

interface Part {
  readonly amountRupiah?: number | undefined;
  readonly items?: readonly Piece[] | undefined;
}

/** `void` and `refund`. */
export function addRefundCommands(program: Command): void {
  withGrounds(
    program
      .command('void')
      .description('take a sale or a top-up back in whole')
      .argument('<transfer>', 'number of the transfer'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter void 12 --reason "wrong article" --supervisor siti --reader pcsc',
    )
    .action(
      counterAction((context, counter, options: RefundOptions, transfer: string) =>
        takeBack(context, counter, options, numberOf(transfer), {}),
      ),
    );
  withGrounds(
    program
      .command('refund')
      .description('take a part of a sale or a top-up back: an amount, or articles')
      .argument('<transfer>', 'number of the transfer')
      .argument('[amount]', 'whole rupiah'),
  )
    .option('--item <code...>', 'SKU of what comes back, with :COUNT where it is more than one')
    .addHelpText(
      'after',
      '\nExamples:\n  kartu-terminal --data counter refund 12 5000 --reason "damaged" --supervisor siti\n  kartu-terminal --data counter refund 12 --item KOPI-1 --reason "damaged" --supervisor siti --reader pcsc',
    )
    .action(
      counterAction((context, counter, options: RefundOptions, transfer: string, amount?: string) => {
        if ((amount === undefined) === (options.item === undefined)) {
          throw new KartuError('usage', 'an amount or articles', { details: { what: 'refund-what' } });
        }
        const part =
          amount === undefined
            ? { items: options.item?.map(pieceOf) }
            : { amountRupiah: parseRupiah(amount) };
        return takeBack(context, counter, options, numberOf(transfer), part);
      }),
    );
}

function withGrounds(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'why')
    .option('--supervisor <id>', 'who allows it, where cashiers are registered')
    .option('--pin-file <file>', 'a file with the supervisor’s PIN; else it is asked for')
    .option('--reference <text>', 'a name for this refund of your own: the same one is never done twice')
    .option('--reader <reader>', `${READER_HELP}; without it a refund is owed to the card`)
    .option('--wait <seconds>', 'how long to wait for a card', '30');
}

async function takeBack(
  context: Context,
  counter: OpenCounter,
  options: RefundOptions,
  transfer: number,
  part: Part,
): Promise<void> {
  const { kind } = refundable(counter, transfer).transfer;
  if (kind === 'topup' && (part.items || options.reader === undefined)) {
    throw new KartuError('usage', 'a top-up needs its card', { details: { what: 'refund-topup' } });
  }
  const signed = signedOff(counter);
  const grounds = await groundsOf(context, signed, options, `${kind} ${transfer}`);
  if (kind === 'topup') {
    const request = takeBackTopup(counter, transfer, grounds, {
      ...part,
      reference: checkedReference(options.reference),
    });
    return runTap(context, signed, { reader: options.reader!, wait: options.wait }, request);
  }
  const reference = checkedReference(options.reference);
  const { card, ...refunded } = refundSale(counter, transfer, grounds, signed.duty ?? {}, {
    ...part,
    reference,
  });
  const owed = say(context.language, 'refund.owed', { amount: formatRupiah(refunded.amountRupiah) });
  if (options.reader !== undefined) {
    // Said before the tap: whatever becomes of it, the refund is in the books.
    context.output.note(owed);
    const request = { kind: 'resolve', onlyCard: card } as const;
    return runTap(context, signed, { reader: options.reader, wait: options.wait }, request);
  }
  const document = { outcome: 'owed', transfer, cardSerial: card, ...refunded };
  context.output.result(document, () => owed);
}

async function groundsOf(
  context: Context,
  counter: OpenCounter,
  { reason, supervisor, pinFile }: RefundOptions,
  what: string,
): Promise<Grounds> {
  if (!hasCashiers(counter)) return { reason };
  if (supervisor === undefined) {
    throw new KartuError('usage', 'a supervisor has to allow it', {
      details: { what: 'supervisor-missing' },
    });
  }
  const pin = await readPin({ file: pinFile, language: context.language }, 'ask.pin');
  const { id } = await approve(counter, supervisor, pin, what, counter.duty);
  return { reason, supervisor: id };
}

/** `KOPI-1:3` is three of it. */
function pieceOf(text: string): Piece {
  const match = /^([^:]{1,40})(?::(\d{1,5}))?$/.exec(text);
  if (match) return { sku: match[1]!, count: Number(match[2] ?? 1) };
  throw new KartuError('usage', 'no article with a count', {
    details: { what: 'item', text: text.slice(0, 48) },
  });
}
