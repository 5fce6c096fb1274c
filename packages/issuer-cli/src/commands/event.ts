import { formatRupiah, KartuError, parseRupiah } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import type { EventVersion } from '../registry/dues.ts';
import { withExample } from './help.ts';
import { titleOf } from './value-text.ts';

const EVENT = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** `event …`: what members register for at counters. */
export function addEventCommands(program: Command): void {
  const group = program.command('event').description('what members register for and come to');
  const add = group
    .command('add <event>')
    .description('a new event, or a change of one; counters know it with their next reply')
    .requiredOption('--title <text>', 'as members know it')
    .option('--fee <rupiah>', 'what registration costs; without one nobody has to register')
    .action(action(addCommand));
  withExample(add, '--data pmii event add rat-2026 --title "Rapat anggota" --fee 40.000 --operator "Sari"');
  const list = group
    .command('list')
    .description('events, with how many have registered at counters')
    .action(action(async (context) => showEvents(context)));
  withExample(list, '--data pmii event list');
  const close = group
    .command('close <event>')
    .description('nobody registers or attends any more')
    .action(
      action(async (context, _options: object, event: string) => {
        const { dues } = context.registry();
        const known = dues.events().find((each) => each.event === event);
        if (!known) {
          throw new KartuError('not-found', `there is no event ${event.slice(0, 40)}`, {
            details: { what: 'event', event: event.slice(0, 40) },
          });
        }
        put(context, { ...known, open: false }, 'event.closed');
      }),
    );
  withExample(close, '--data pmii event close rat-2026 --operator "Sari"');
}

async function addCommand(
  context: Context,
  options: { title: string; fee?: string },
  event: string,
): Promise<void> {
  if (!EVENT.test(event)) {
    throw new KartuError('usage', `"${event.slice(0, 40)}" is no name of an event`, {
      details: { what: 'event-name' },
    });
  }
  const feeRupiah = options.fee === undefined ? 0 : parseRupiah(options.fee);
  put(context, { event, title: titleOf(options.title), feeRupiah, open: true }, 'event.set');
}

function put(context: Context, event: EventVersion, said: string): void {
  context.registry().dues.putEvent(event);
  context.output.result(event, () => context.say(said, { event: event.event, title: event.title }));
}

function showEvents(context: Context): void {
  const { dues } = context.registry();
  const events = dues.events().map((each) => ({ ...each, registered: dues.registrations(each.event) }));
  context.output.result({ events }, () => {
    if (events.length === 0) return context.say('event.none');
    const head = ['event', 'title', 'fee', 'registered', 'state'].map((name) =>
      context.say(`column.${name}`),
    );
    const rows = events.map(({ event, title, feeRupiah, registered, open }) => [
      ...[event, title, formatRupiah(feeRupiah), String(registered)],
      context.say(open ? 'event.state-open' : 'event.state-closed'),
    ]);
    return table(head, rows, [2, 3]);
  });
}
