/** Help in Indonesian: every description of both programs has its words, and no word is left of what is gone. */
import { describe, expect, it } from 'vitest';
import { helpIn } from '../../packages/card-core/src/console/index.ts';
import * as cards from '../../packages/issuer-cli/src/locales/help-cards.ts';
import * as office from '../../packages/issuer-cli/src/locales/help-office.ts';
import { buildProgram } from '../../packages/issuer-cli/src/program.ts';
import * as counter from '../../packages/terminal/src/locales/help.ts';
import { terminalProgram } from '../../packages/terminal/src/program.ts';

type Command = ReturnType<typeof buildProgram>;

const descriptionsOf = (command: Command): string[] => [
  command.description(),
  ...command.options.map(({ description }) => description),
  ...command.registeredArguments.map(({ description }) => description),
  ...command.commands.flatMap(descriptionsOf),
];

describe.each([
  ['kartu-issuer', buildProgram(), { ...office.help, ...cards.help }],
  ['kartu-terminal', terminalProgram(), counter.help],
] as const)('%s', (_name, program, words) => {
  const said = new Set(descriptionsOf(program).filter((text) => text !== ''));

  it('says all of its help in Indonesian too', () => {
    expect([...said].filter((text) => helpIn('id', text) === text && words[text] !== text)).toEqual([]);
  });

  it('has no Indonesian for what is not said any more', () => {
    expect(Object.keys(words).filter((text) => !said.has(text))).toEqual([]);
  });

  it('shows it where it is asked for', () => {
    program.parseOptions(['--lang', 'id']);
    (program as Command & { rawArgs: string[] }).rawArgs = ['--lang', 'id', '--help'];
    expect(program.helpInformation()).toMatch(/^Pemakaian: /);
    (program as Command & { rawArgs: string[] }).rawArgs = ['--lang=en', '--help'];
    expect(program.helpInformation()).toMatch(/^Usage: /);
  });
});
