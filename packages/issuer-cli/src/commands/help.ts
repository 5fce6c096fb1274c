import type { Command } from 'commander';

/** The last thing of every help text: what a whole command line looks like. */
export function withExample(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText(
    'after',
    ['', 'Example:', ...lines.map((line) => `  kartu-issuer ${line}`)].join('\n'),
  );
}
