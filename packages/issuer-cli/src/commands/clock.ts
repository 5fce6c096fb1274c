import { localTime } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action } from '../context.ts';
import { parseText } from '../members/details.ts';
import { withExample } from './help.ts';

/** `clock accept`: after the clock was once ahead. */
export function addClockCommand(program: Command): void {
  const accept = program
    .command('clock')
    .description('the clock of this computer, as the audit trail knows it')
    .command('accept')
    .description('after the clock was once ahead, and changes were dated so: the present time counts again')
    .requiredOption('--reason <text>', 'why; kept in the audit trail')
    .action(
      action(async (context, options: { reason: string }) => {
        const registry = context.registry();
        const reason = parseText('reason', options.reason);
        const document = { last: registry.audit.lastChange() ?? null, now: registry.now().toISOString() };
        registry.audit.record('clock-accepted', 'clock', { ...document, reason });
        context.output.result(document, () =>
          context.say('clock.accepted', {
            now: localTime(document.now),
            last: document.last === null ? '–' : localTime(document.last),
          }),
        );
      }),
    );
  withExample(accept, '--data ikarholaz clock accept --reason "battery was empty"');
}
