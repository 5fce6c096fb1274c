import { readPin, say, table } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import {
  addCashier,
  type Cashier,
  cashiersOf,
  type Role,
  setCashierActive,
  setCashierPin,
} from '../day/cashiers.ts';
import { auditTrail } from '../ledger/audit.ts';
import { counterAction, numberOf } from './act.ts';
import { type Context, shownTime } from './context.ts';

/** `cashier add | list | disable | enable | pin` and `audit`. */
export function addCashierCommands(program: Command): void {
  const group = program.command('cashier').description('who may sign in at this counter');
  group
    .command('add')
    .description('register a cashier with a PIN of six digits at least; the first one is a supervisor')
    .argument('<id>', 'what he signs in with: small letters and digits')
    .requiredOption('--name <name>', 'as it stands on reports')
    .addOption(
      new Option('--role <role>', 'what he may do').choices(['cashier', 'supervisor']).default('cashier'),
    )
    .option('--pin-file <file>', 'a file with the PIN; else it is asked for')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter cashier add siti --name "Siti" --role supervisor',
    )
    .action(counterAction(add));
  group
    .command('list')
    .description('everybody who was registered')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter cashier list')
    .action(counterAction(list));
  for (const [name, active, description] of [
    ['disable', false, 'take the right to sign in away'],
    ['enable', true, 'give the right to sign in back'],
  ] as const) {
    group
      .command(name)
      .description(description)
      .argument('<id>', 'id of the cashier')
      .addHelpText('after', `\nExample:\n  kartu-terminal --data counter cashier ${name} siti`)
      .action(
        counterAction((context, counter, _options: object, id: string) =>
          told(context, setCashierActive(counter, id, active), `cashier.${name}d`),
        ),
      );
  }
  group
    .command('pin')
    .description('set a new PIN; it ends a lock after too many wrong ones')
    .argument('<id>', 'id of the cashier')
    .option('--pin-file <file>', 'a file with the PIN; else it is asked for')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter cashier pin siti')
    .action(counterAction(pin));
  program
    .command('audit')
    .description('who signed in, what was refused, approved, taken back, opened; newest first')
    .option('--limit <count>', 'how many', '50')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter audit --limit 20')
    .action(counterAction(showAudit));
}

async function add(
  context: Context,
  counter: OpenCounter,
  options: { name: string; role: Role; pinFile?: string },
  id: string,
): Promise<void> {
  const { name, role, pinFile } = options;
  const given = await readPin({ file: pinFile, language: context.language }, 'ask.new-pin');
  told(context, await addCashier(counter, { id, name, role }, given), 'cashier.added');
}

async function pin(
  context: Context,
  counter: OpenCounter,
  { pinFile }: { pinFile?: string },
  id: string,
): Promise<void> {
  const given = await readPin({ file: pinFile, language: context.language }, 'ask.new-pin');
  await setCashierPin(counter, id, given);
  context.output.result({ id, pin: 'set' }, () => say(context.language, 'cashier.pin-set', { id }));
}

function told(context: Context, cashier: Cashier, key: string): void {
  const { id, name, role } = cashier;
  const details = { id, name, role: say(context.language, `role.${role}`) };
  context.output.result(cashier, () => say(context.language, key, details));
}

function list(context: Context, counter: OpenCounter): void {
  const cashiers = cashiersOf(counter.ledger);
  const tell = (key: string) => say(context.language, key);
  context.output.result({ cashiers }, () => {
    if (cashiers.length === 0) return tell('cashier.none');
    const rows = cashiers.map(({ id, name, role, active }) => [
      id,
      name,
      tell(`role.${role}`),
      tell(active ? 'cashier.active' : 'cashier.inactive'),
    ]);
    return table([tell('head.id'), tell('head.name'), tell('head.role'), tell('head.state')], rows);
  });
}

function showAudit(context: Context, counter: OpenCounter, { limit }: { limit: string }): void {
  const entries = auditTrail(counter.ledger, numberOf(limit));
  const tell = (key: string) => say(context.language, key);
  const document = {
    entries: entries.map(({ timeMs, ...rest }) => ({ ...rest, time: new Date(timeMs).toISOString() })),
  };
  context.output.result(document, () => {
    if (entries.length === 0) return tell('audit.none');
    const rows = entries.map(({ number, timeMs, what, cashier, shift, details }) => [
      String(number),
      shownTime(timeMs, context.language),
      tell(`audit.${what}`),
      String(details.who ?? cashier ?? '–'),
      shift === null ? '–' : String(shift),
      shownDetails(details),
    ]);
    const head = ['number', 'time', 'what', 'cashier', 'shift', 'details'].map((name) =>
      tell(`head.${name}`),
    );
    return table(head, rows, [0, 4]);
  });
}

function shownDetails({ who: _who, ...details }: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
