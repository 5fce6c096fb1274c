import { KartuError } from '@kartukita/card-core';
import { readPin, say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import type { OpenCounter } from '../counter/enrol.ts';
import { approve, hasCashiers } from '../day/cashiers.ts';
import { removeMemberPin, setMemberPin } from '../day/member-pins.ts';
import type { Duty } from '../ledger/audit.ts';
import { counterAction } from './act.ts';
import { type Context, shownNumber } from './context.ts';

interface MemberPinOptions {
  readonly memberPinFile?: string;
  readonly supervisor?: string;
  readonly pinFile?: string;
}

/** `member-pin set | remove`. */
export function addMemberPinCommands(program: Command): void {
  const group = program
    .command('member-pin')
    .description('PINs of members, asked for above the organisation’s amount');
  const withSupervisor = (command: Command) =>
    command
      .argument('<member>', 'member number')
      .option('--supervisor <id>', 'who allows it, where cashiers are registered')
      .option('--pin-file <file>', 'a file with the supervisor’s PIN; else it is asked for');
  withSupervisor(
    group.command('set').description('set a member’s PIN, or a new one after it was forgotten or locked'),
  )
    .option('--member-pin-file <file>', 'a file with the member’s PIN; else it is asked for')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter member-pin set 89.00000001 --supervisor siti',
    )
    .action(
      counterAction(async (context, counter, options: MemberPinOptions, text: string) => {
        const { member, by } = await prepared(context, counter, options, text);
        const pin = await readPin(
          { file: options.memberPinFile, language: context.language },
          'ask.member-pin',
        );
        await setMemberPin(counter, member, pin, by);
        told(context, counter, member, 'member-pin.set');
      }),
    );
  withSupervisor(group.command('remove').description('take a member’s PIN away'))
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter member-pin remove 89.00000001 --supervisor siti',
    )
    .action(
      counterAction(async (context, counter, options: MemberPinOptions, text: string) => {
        const { member, by } = await prepared(context, counter, options, text);
        removeMemberPin(counter, member, by);
        told(context, counter, member, 'member-pin.removed');
      }),
    );
}

async function prepared(
  context: Context,
  counter: OpenCounter,
  { supervisor, pinFile }: MemberPinOptions,
  text: string,
): Promise<{ member: string; by: Duty }> {
  const member = text.replace(/[.\s-]/g, '');
  if (!/^\d{1,16}$/.test(member)) {
    throw new KartuError('usage', 'no member number', {
      details: { what: 'merchant', text: text.slice(0, 20) },
    });
  }
  if (!hasCashiers(counter)) return { member, by: {} };
  if (supervisor === undefined) {
    throw new KartuError('usage', 'a supervisor has to allow it', {
      details: { what: 'supervisor-missing' },
    });
  }
  const pin = await readPin({ file: pinFile, language: context.language }, 'ask.pin');
  const { id } = await approve(counter, supervisor, pin, `member-pin ${member}`);
  return { member, by: { cashier: id } };
}

function told(context: Context, counter: OpenCounter, member: string, key: string): void {
  const shown = shownNumber(counter, member) ?? member;
  context.output.result({ memberNumber: shown, pin: key === 'member-pin.set' ? 'set' : null }, () =>
    say(context.language, key, { member: shown }),
  );
}
