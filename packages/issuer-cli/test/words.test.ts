import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { en } from '../src/locales/en.ts';
import { id } from '../src/locales/id.ts';
import { buildProgram } from '../src/program.ts';

const gapsOf = (sentence: string) => (sentence.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('both languages', () => {
  it('say the same things', () => {
    expect(Object.keys(id)).toEqual(Object.keys(en));
  });

  it.each(Object.keys(en) as (keyof typeof en)[])('have the same gaps in %s', (key) => {
    expect([...new Set(gapsOf(id[key]))]).toEqual([...new Set(gapsOf(en[key]))]);
    expect(id[key].trim()).not.toBe('');
  });
});

function leavesOf(command: Command, path = ''): [string, Command][] {
  const name = `${path} ${command.name()}`.trim();
  return command.commands.length === 0
    ? [[name, command]]
    : command.commands.flatMap((each) => leavesOf(each, name));
}

describe('every command', () => {
  it.each(leavesOf(buildProgram()))(
    '%s says what it is for, with an example that names it',
    (name, command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      expect(command.description()).not.toBe('');
      expect(help).toContain('Example:\n  kartu-issuer');
      const words = name.split(' ').slice(1);
      expect(help.slice(help.indexOf('Example:'))).toContain(words.join(' '));
      for (const option of command.options) expect(option.description).not.toBe('');
    },
  );
});
