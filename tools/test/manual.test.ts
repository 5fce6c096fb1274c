/**
 * The manual and the README name commands: each must exist as it is written, with its options, in the program as it
 * is. A command that was renamed and a page that was not are found here.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../packages/issuer-cli/src/program.ts';
import { terminalProgram } from '../../packages/terminal/src/program.ts';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
type Command = ReturnType<typeof buildProgram>;
const PROGRAMS: Readonly<Record<string, Command>> = {
  issuer: buildProgram(),
  terminal: terminalProgram(),
};

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...globSync('{docs,examples}/**/*.md', { cwd: ROOT, exclude: (path) => path.includes('node_modules') }),
].sort();

/** A command as a page has it: which program, and the words after it. */
interface Written {
  readonly where: string;
  readonly program: string;
  readonly words: readonly string[];
}

const CALL = /(?:kartu-(issuer|terminal)|npm run --silent (issuer|terminal) --)[^\S\n]+([^\n`]*)/g;

function commandsOf(page: string): Written[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/\\\n\s*/g, ' ');
  // In blocks of a shell every line counts; in running text only what stands between backquotes.
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!);
  const inline = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
  return [...blocks, ...inline].flatMap((part) =>
    [...part.matchAll(CALL)].map((match) => ({
      where: `${page}: ${match[0].trim()}`,
      program: match[1] ?? match[2]!,
      words: wordsOf(match[3]!),
    })),
  );
}

/** Words of a shell line up to a pipe, a redirection, a comment or the next command. */
function wordsOf(line: string): string[] {
  const [own] = line.split(/\s(?:[|>;#]|&&|2>)/);
  return [...own!.matchAll(/"[^"]*"|'[^']*'|[^\s]+/g)].map((match) => match[0]);
}

/** What is wrong with a command as it is written; undefined when the program would take it. */
function faultOf({ program, words }: Written): string | undefined {
  let command = PROGRAMS[program]!;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '…' || word === '...') return undefined;
    if (word === '--') return undefined;
    if (/^--?[a-z]/i.test(word)) {
      const name = word.split('=')[0]!;
      if (['--help', '-h', '--version', '-V'].includes(name)) continue;
      const option = optionsOf(command).find(({ long, short }) => long === name || short === name);
      if (!option) return `"${command.name()}" has no option ${name}`;
      if ((option.required || option.optional) && !word.includes('=')) at++;
      continue;
    }
    const sub = command.commands.find((entry) => entry.name() === word || entry.aliases().includes(word));
    if (sub) command = sub;
    else if (command.commands.length > 0 && command.registeredArguments.length === 0) {
      // A word such as NAME or COMMAND stands for any of them.
      return /^[A-Z…]+$/.test(word) ? undefined : `"${command.name()}" has no command ${word}`;
    }
  }
  return undefined;
}

function optionsOf(command: Command): readonly Command['options'][number][] {
  const own = [...command.options];
  return command.parent ? [...own, ...optionsOf(command.parent)] : own;
}

const WRITTEN = PAGES.flatMap(commandsOf);

describe('commands on pages', () => {
  it('are many: the pages are really read', () => {
    expect(WRITTEN.length).toBeGreaterThan(100);
    expect(new Set(WRITTEN.map(({ program }) => program))).toEqual(new Set(['issuer', 'terminal']));
  });

  it('exist as they are written, with their options', () => {
    const faults = WRITTEN.flatMap((written) => {
      const fault = faultOf(written);
      return fault === undefined ? [] : [`${written.where}\n  → ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it.each([
    ['an unknown command', { program: 'issuer', words: ['member', 'delete'] }],
    ['an unknown option', { program: 'issuer', words: ['--data', 'd', 'member', 'add', '--nmae', 'x'] }],
    ['a command of the other program', { program: 'terminal', words: ['member', 'list'] }],
  ])('%s would be found', (_name, written) => {
    expect(faultOf({ where: '', ...written })).toBeTypeOf('string');
  });
});

describe('the manual', () => {
  const pages = PAGES.filter((page) => page.startsWith('docs/manual/'));
  it.each(pages.filter((page) => page.endsWith('.en.md')))(
    '%s has its twin, with the same commands',
    (page) => {
      const twin = page.replace('.en.md', '.id.md');
      expect(pages).toContain(twin);
      const commands = (of: string) =>
        commandsOf(of).map(({ program, words }) =>
          [program, ...words.filter((word) => /^[a-z-]+$/.test(word))].join(' '),
        );
      expect(commands(twin).sort()).toEqual(commands(page).sort());
    },
  );
});
