import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { say, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { duesPayment, duesView } from '../day/dues.ts';
import { eventRegistration, eventsOf, requireEvent, setEvent } from '../day/events.ts';
import { openShiftOf } from '../day/shifts.ts';
import { dutyOf } from '../ledger/audit.ts';
import { creditsOf } from '../ledger/credits.ts';
import { counterAction } from './act.ts';
import { type Context, type ReaderOptions, shownNumber } from './context.ts';
import { addReaderOptions } from './reader-options.ts';
import { checkedReference, runTap, signedOff } from './run-tap.ts';

interface PayOptions extends ReaderOptions {
  readonly amount?: string;
  readonly reference?: string;
}

const OWN_NAME = 'a name for this payment of your own: the same one is never done twice';

/** `dues show | pay`, `event add | list | close | register | attend` and `credit list`. */
export function addDuesCommands(program: Command): void {
  const dues = program.command('dues').description('what members pay for each period');
  dues
    .command('show')
    .description('what a member has paid, owes, and is behind with')
    .argument('<member>', 'member number')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter dues show 89.00000001')
    .action(counterAction(show));
  addReaderOptions(
    dues
      .command('pay')
      .description('pay dues with the card of the member, each period once')
      .argument('<member>', 'member number')
      .argument('<period...>', 'such as 2026-03'),
  )
    .option('--amount <amount>', 'for each period that the secretariat has not charged')
    .option('--reference <text>', OWN_NAME)
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter dues pay 89.00000001 2026-03 --reader pcsc',
    )
    .action(counterAction(pay));
  addEventCommands(program);
  program
    .command('credit')
    .description('salary that payroll has paid into cards')
    .command('list')
    .description('the credits that this counter knows; a tap of the card puts them on it')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter credit list')
    .action(counterAction(listCredits));
}

function addEventCommands(program: Command): void {
  const events = program.command('event').description('what members register for and come to');
  events
    .command('add')
    .description('a new event, or a change of one')
    .argument('<id>', 'small letters and digits')
    .requiredOption('--name <name>', 'as members know it')
    .option('--fee <amount>', 'whole rupiah; without one nobody has to register')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter event add rat-2026 --name "Rapat anggota" --fee 25000',
    )
    .action(
      counterAction((context, counter, options: { name: string; fee?: string }, id: string) => {
        const feeRupiah = options.fee === undefined ? 0 : parseRupiah(options.fee);
        const event = setEvent(counter, { id, name: options.name, feeRupiah, active: true });
        context.output.result(event, () => say(context.language, 'event.set', { name: event.name }));
      }),
    );
  events
    .command('close')
    .description('nobody registers or attends any more')
    .argument('<id>', 'id of the event')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter event close rat-2026')
    .action(
      counterAction((context, counter, _options: object, id: string) => {
        const event = setEvent(counter, { ...requireEvent(counter, id), active: false });
        context.output.result(event, () => say(context.language, 'event.closed', { name: event.name }));
      }),
    );
  events
    .command('list')
    .description('events, with who registered and who came')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter event list')
    .action(counterAction(listEvents));
  addReaderOptions(
    events
      .command('register')
      .description('register the member of the card, and pay')
      .argument('<id>', 'id of the event'),
  )
    .option('--reference <text>', OWN_NAME)
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter event register rat-2026 --reader pcsc')
    .action(
      counterAction((context, counter, options: PayOptions, id: string) =>
        runTap(
          context,
          signedOff(counter),
          options,
          eventRegistration(counter, id, checkedReference(options.reference)),
        ),
      ),
    );
  addReaderOptions(
    events
      .command('attend')
      .description('count the member of the card, once')
      .argument('<id>', 'id of the event'),
  )
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter event attend rat-2026 --reader pcsc')
    .action(
      counterAction((context, counter, options: ReaderOptions, id: string) => {
        requireEvent(counter, id);
        const duty = dutyOf({ shift: openShiftOf(counter.ledger)?.number });
        return runTap(context, { ...counter, duty }, options, { kind: 'attend', event: id });
      }),
    );
}

function memberOf(text: string): string {
  const digits = text.replace(/[.\s-]/g, '');
  if (/^\d{1,16}$/.test(digits)) return digits;
  throw new KartuError('usage', 'no member number', {
    details: { what: 'merchant', text: text.slice(0, 20) },
  });
}

function show(context: Context, counter: OpenCounter, _options: object, text: string): void {
  const member = memberOf(text);
  const view = duesView(counter, member);
  const tell = (key: string, details: Record<string, string> = {}) => say(context.language, key, details);
  context.output.result({ memberNumber: shownNumber(counter, member), ...view }, () => {
    if (view.lines.length === 0) return tell('dues.none');
    const rows = view.lines.map(({ period, amountRupiah, due, paid, arrears }) => [
      period,
      formatRupiah(amountRupiah),
      due ?? '–',
      tell(paid ? 'dues.paid' : arrears ? 'dues.arrears' : 'dues.open'),
    ]);
    const head = ['period', 'amount', 'due', 'state'].map((name) => tell(`head.${name}`));
    const sums = { unpaid: formatRupiah(view.unpaidRupiah), arrears: formatRupiah(view.arrearsRupiah) };
    return `${table(head, rows, [1])}\n\n${tell('dues.sum', sums)}`;
  });
}

function pay(
  context: Context,
  counter: OpenCounter,
  options: PayOptions,
  member: string,
  periods: readonly string[],
): Promise<void> {
  const amountRupiah = options.amount === undefined ? undefined : parseRupiah(options.amount);
  const wanted = periods.map((period) => ({ period, amountRupiah }));
  const request = duesPayment(counter, memberOf(member), wanted, checkedReference(options.reference));
  return runTap(context, signedOff(counter), options, request);
}

function listEvents(context: Context, counter: OpenCounter): void {
  const events = eventsOf(counter.ledger);
  const tell = (key: string) => say(context.language, key);
  context.output.result({ events }, () => {
    if (events.length === 0) return tell('event.none');
    const rows = events.map(({ id, name, feeRupiah, registered, attending, active }) => [
      id,
      name,
      formatRupiah(feeRupiah),
      String(registered),
      String(attending),
      tell(active ? 'event.open' : 'event.over'),
    ]);
    const head = ['id', 'name', 'fee', 'registered', 'attending', 'state'].map((name) =>
      tell(`head.${name}`),
    );
    return table(head, rows, [2, 3, 4]);
  });
}

function listCredits(context: Context, counter: OpenCounter): void {
  const credits = creditsOf(counter.ledger);
  const tell = (key: string) => say(context.language, key);
  context.output.result({ credits }, () => {
    if (credits.length === 0) return tell('credit.none');
    const rows = credits.map(({ card, number, amountRupiah, reason }) => [
      String(card),
      String(number),
      formatRupiah(amountRupiah),
      reason,
    ]);
    return table(
      ['card', 'number', 'amount', 'reason'].map((name) => tell(`head.${name}`)),
      rows,
      [0, 1, 2],
    );
  });
}
