/**
 * House rules that a machine can hold us to: who may import whom, what every command, page and dependency owes its
 * reader. Files are read as text; nothing is run but the building of the two programs.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../packages/card-core/src/errors.ts';
import { buildProgram } from '../../packages/issuer-cli/src/program.ts';
import { en } from '../../packages/terminal/src/locales/en.ts';
import { id } from '../../packages/terminal/src/locales/id.ts';
import { terminalProgram } from '../../packages/terminal/src/program.ts';
import { REFUSALS } from '../../packages/terminal/src/sale/refusals.ts';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
type Command = ReturnType<typeof buildProgram>;

const NOT_OURS = new Set(['node_modules', '.tools', '.git', 'data', 'demo', 'out']);

/** Paths relative to the project, with slashes, sorted. Folders at the top that git ignores are left out. */
function files(pattern: string): string[] {
  const exclude = (path: string) =>
    path.split(sep).includes('node_modules') || NOT_OURS.has(path.split(sep)[0]!);
  return globSync(pattern, { cwd: ROOT, exclude })
    .map((path) => path.split(sep).join('/'))
    .sort();
}

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const SOURCES = files('packages/*/src/**/*.ts');
const TESTS = [...files('packages/*/test/**/*.ts'), ...files('tools/**/*.test.ts')];
const PAGES = files('**/*.md');

interface Import {
  readonly from: string;
  /** A path relative to the project, or the name of a package. */
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|\bimport(?:\.meta\.resolve)?\(\s*'([^']+)'\s*\)/g;

function importsOf(path: string): Import[] {
  return [...textOf(path).matchAll(IMPORT)].map((match) => {
    const target = match[2] ?? match[3]!;
    const to = target.startsWith('.')
      ? relative(ROOT, resolve(ROOT, dirname(path), target))
          .split(sep)
          .join('/')
      : target;
    return { from: path, to, isTypeOnly: match[1] !== undefined };
  });
}

const IMPORTS = SOURCES.flatMap(importsOf);
const shown = ({ from, to }: Import) => `${from} → ${to}`;
const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length;

/** `file:line` of every match. */
function placesOf(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) => {
    const text = textOf(path);
    return [...text.matchAll(pattern)].map((match) => `${path}:${lineOf(text, match.index)}`);
  });
}

it('finds what it looks at', () => {
  expect(SOURCES.length).toBeGreaterThan(100);
  expect(
    IMPORTS.filter(({ to }) => to.startsWith('packages/')).every(({ to }) => existsSync(join(ROOT, to))),
  ).toBe(true);
  expect(PAGES).toContain('docs/card-format.md');
});

describe('imports', () => {
  it('run one way: issuer-cli → card-core ← terminal', () => {
    const applications = ['issuer-cli', 'terminal'];
    const wrong = IMPORTS.filter(({ from, to }) => {
      const own = from.split('/')[1]!;
      const others = ['card-core', ...applications].filter((name) => name !== own);
      const reaches = (name: string) =>
        to === `@kartukita/${name}` ||
        to.startsWith(`@kartukita/${name}/`) ||
        to.startsWith(`packages/${name}/`);
      // The core is asked for by its name, so that what it exports is what is used of it.
      const allowed = own !== 'card-core' && to.startsWith('@kartukita/card-core');
      return !allowed && others.some(reaches);
    });
    expect(wrong.map(shown)).toEqual([]);
  });

  it('never stop at a package by its file: only what it exports', () => {
    const wrong = IMPORTS.filter(({ to }) => /^@kartukita\/[^/]+\/(src|test)\b/.test(to));
    expect(wrong.map(shown)).toEqual([]);
  });

  it('make no circle between files, types aside', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isTypeOnly } of IMPORTS) {
      if (!isTypeOnly) next.set(from, [...(next.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (trail.includes(path) || done.has(path)) return;
      for (const to of next.get(path) ?? []) walk(to, [...trail, path]);
      done.add(path);
    };
    for (const path of SOURCES) walk(path, []);
    expect(circles).toEqual([]);
  });

  it('bring no file, network or process into what is pure', () => {
    const pure = /^packages\/card-core\/src\/(records|keys|trust|drivers|apdu|personalization)\//;
    const io = /^(node:)?(fs|net|child_process|http|https|dgram|tls|worker_threads)(\/|$)/;
    const wrong = IMPORTS.filter(({ from, to }) => pure.test(from) && io.test(to));
    expect(wrong.map(shown)).toEqual([]);
  });

  it('load the native add-on for readers in the PC/SC transport alone', () => {
    const wrong = IMPORTS.filter(
      ({ from, to }) =>
        /^(nfc-pcsc|@pokusew\/pcsclite)/.test(to) && !from.startsWith('packages/card-core/src/readers/pcsc'),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it('take virtual cards only where a person asked for one', () => {
    const allowed = [
      'packages/card-core/src/readers/open-reader.ts',
      'packages/issuer-cli/src/commands/card-image.ts',
      'packages/issuer-cli/src/commands/card-present.ts',
      'packages/terminal/src/web/tray.ts',
    ];
    const wrong = IMPORTS.filter(({ from, to }) => {
      const virtual =
        to.startsWith('packages/card-core/src/virtual/') || to === '@kartukita/card-core/virtual';
      return virtual && !from.startsWith('packages/card-core/src/virtual/') && !allowed.includes(from);
    });
    expect(wrong.map(shown)).toEqual([]);
  });

  it('give SQL one place in each application', () => {
    // The counter's lock is SQLite's own lock on an empty file; no table is read or written.
    const noSql = 'packages/terminal/src/counter/data-folder.ts';
    const place = /^packages\/(terminal\/src\/ledger|issuer-cli\/src\/registry)\//;
    const elsewhere = SOURCES.filter((path) => !place.test(path));
    const statements = placesOf(
      elsewhere.filter((path) => path !== noSql),
      /\b(?:database|sqlite|db)\.(?:prepare|exec|pragma)\(|'better-sqlite3'/g,
    );
    expect(statements).toEqual([]);
    expect(
      placesOf(elsewhere, /\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b/g),
    ).toEqual([]);
  });
});

describe('sources', () => {
  it('stay under 400 lines a file', () => {
    const long = SOURCES.map((path) => ({ path, lines: textOf(path).split('\n').length - 1 })).filter(
      ({ lines }) => lines > 400,
    );
    expect(long).toEqual([]);
  });

  it('write to no console of their own', () => {
    expect(placesOf(SOURCES, /\bconsole\.(log|error|warn|info|debug)\b/g)).toEqual([]);
  });

  it('leave nothing to be done in a comment', () => {
    const all = new Set([...SOURCES, ...TESTS, ...files('tools/**/*.{ts,mjs}'), ...PAGES]);
    all.delete('tools/test/tidy.test.ts'); // it has to name them
    expect(placesOf([...all], /\b(TODO|FIXME|XXX)\b/g)).toEqual([]);
  });

  it('take no secret as an argument', () => {
    const options = [...commandsOf(buildProgram()), ...commandsOf(terminalProgram())].flatMap(({ command }) =>
      command.options.map((option) => option.flags),
    );
    expect(
      options.filter((flags) => /--(passphrase|password|key|secret|pin)\b(?!-file)/.test(flags)),
    ).toEqual([]);
  });
});

describe('tests', () => {
  it('are neither left out nor run alone', () => {
    expect(placesOf(TESTS, /\b(it|test|describe)\.(skip|only|todo)\b/g)).toEqual([]);
  });
});

interface LeafCommand {
  /** Without the program's name: `card issue`. */
  readonly path: string;
  readonly command: Command;
}

function commandsOf(command: Command, path = ''): LeafCommand[] {
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((each) => commandsOf(each, `${path} ${each.name()}`.trim()));
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

/** The words of a command line, without quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
}

/** What is wrong with a command line; undefined when the program knows each of its words. */
function faultOf(program: Command, words: readonly string[]): string | undefined {
  let command = program;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word.startsWith('-') && word !== '-') {
      const known = [...command.options, ...program.options];
      const option = known.find(({ long, short }) => long === word || short === word);
      if (word === '--version') return undefined;
      if (!option && word !== '--help') return `no option ${word}`;
      if (option?.required || option?.optional) i++;
      continue;
    }
    const next = command.commands.find((each) => each.name() === word);
    if (!next && command.commands.length > 0) return `no command ${word}`;
    command = next ?? command;
  }
  return command.commands.length > 0 ? 'no whole command' : undefined;
}

describe.each([
  { name: 'kartu-issuer', script: 'issuer', program: buildProgram() },
  { name: 'kartu-terminal', script: 'terminal', program: terminalProgram() },
])('$name', ({ name, script, program }) => {
  const commands = commandsOf(program);
  const readme = textOf('README.md');
  const section = readme.split(/^#{2,3} /m).find((part) => part.startsWith(`\`${name}\``)) ?? '';

  it.each(commands)('$path says what it is for and shows an example that works', ({ path, command }) => {
    expect(command.description()).not.toBe('');
    const help = helpOf(command);
    const examples = help
      .slice(help.indexOf('Example'))
      .split('\n')
      .filter((line) => line.trim().startsWith(name))
      .map((line) => line.trim().slice(name.length));
    expect(examples).not.toEqual([]);
    for (const example of examples) {
      expect(example).toContain(` ${path}`);
      expect([example, faultOf(program, wordsOf(example))]).toEqual([example, undefined]);
    }
  });

  it.each(commands)('$path stands in the README', ({ path }) => {
    expect(section).toMatch(new RegExp(`^\\| \`${path}[ \`]`, 'm'));
  });

  it('has no command in the README that it does not have', () => {
    const named = [...section.matchAll(/^\| `([a-z][a-z -]*?)(?:`| [[<A-Z-])/gm)].map((match) =>
      match[1]!.trim(),
    );
    expect(named.sort()).toEqual(commands.map(({ path }) => path).sort());
  });

  it('knows every command line of every page', () => {
    const start = new RegExp(
      `(?:npm run --silent ${script} --|(?<![\\w/-])${name}) +(?=[a-z-])([^\`\\n|)]*)`,
      'g',
    );
    const faults = PAGES.flatMap((page) => {
      const text = textOf(page);
      const inCode = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((block) => block[1]!).join('\n');
      return [...inCode.matchAll(start)].flatMap((match) => {
        const line = match[1]!.split(/ (?:#|&&|&|>) ?| #/)[0]!;
        const fault = faultOf(program, wordsOf(line));
        return fault === undefined ? [] : [`${page}: ${name} ${line.trim()}: ${fault}`];
      });
    });
    expect(faults).toEqual([]);
  });
});

describe('languages', () => {
  const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g))].sort();
  const catalogues = [...files('packages/*/src/**/locales/en.ts'), ...files('tools/**/locales/en.ts')];

  it.each(catalogues)('%s says the same as its Indonesian twin', async (path) => {
    const load = (file: string) => import(pathToFileURL(join(ROOT, file)).href);
    const english: Record<string, string> = (await load(path)).en;
    const indonesian: Record<string, string> = (await load(path.replace(/en\.ts$/, 'id.ts'))).id;
    expect(Object.keys(indonesian).sort()).toEqual(Object.keys(english).sort());
    for (const [key, sentence] of Object.entries(english)) {
      expect([key, gapsOf(indonesian[key]!)]).toEqual([key, gapsOf(sentence)]);
      expect([key, indonesian[key]!.trim()]).not.toEqual([key, '']);
    }
  });
});

/** Anchors of a page as GitHub makes them: lower case, punctuation gone, spaces to hyphens. */
function anchorsOf(page: string): string[] {
  const headings = textOf(page)
    .replace(/^```[\s\S]*?^```/gm, '')
    .matchAll(/^#{1,6} +(.+)$/gm);
  return [...headings].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

describe('pages', () => {
  it.each(PAGES)('%s has no link that leads nowhere', (page) => {
    const text = textOf(page).replace(/^```[\s\S]*?^```/gm, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
    const broken = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path, anchor] = target.split('#') as [string, string | undefined];
        const file = path === '' ? page : join(dirname(page), path);
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== undefined && !anchorsOf(file).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('docs/errors.md is the table of errors', () => {
    const found: Record<string, number> = {};
    for (const part of textOf('docs/errors.md')
      .split(/^## Status /m)
      .slice(1)) {
      for (const [, code] of part.matchAll(/^\| `([a-z-]+)` \|/gm)) found[code!] = Number.parseInt(part, 10);
    }
    expect(found).toEqual(ERRORS);
    expect(Object.keys(found)).toEqual(Object.keys(ERRORS));
  });

  it('docs/refusals.md is the table of refusals, in its order', () => {
    const headings = [...textOf('docs/refusals.md').matchAll(/^### (\d+)\. `([a-z-]+)` · (\w+)$/gm)];
    expect(headings.map(([, , code, lasting]) => [code, lasting])).toEqual(Object.entries(REFUSALS));
    expect(headings.map(([, number]) => Number(number))).toEqual(headings.map((_, index) => index + 1));
  });

  it.each(Object.keys(REFUSALS) as (keyof typeof REFUSALS)[])(
    'docs/refusals.md tells what cashier and member are told of %s',
    (code) => {
      const part = textOf('docs/refusals.md')
        .split(/^### \d+\. /m)
        .find((each) => each.startsWith(`\`${code}\` `));
      for (const who of ['cashier', 'member'] as const) {
        const key = `${who}.${code}` as const;
        expect(part).toContain(`| ${who} | ${en[key]} | ${id[key]} |`);
      }
    },
  );
});

describe('dependencies', () => {
  const manifests = ['package.json', ...files('packages/*/package.json')];
  const dependenciesOf = (path: string): string[] => {
    const manifest = JSON.parse(textOf(path));
    const { dependencies, optionalDependencies, devDependencies } = manifest;
    return Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies }).filter(
      (name) => !name.startsWith('@kartukita/') && !name.startsWith('@types/'),
    );
  };

  it.each(manifests)('ARCHITECTURE.md says why each of %s is there', (path) => {
    const architecture = textOf('ARCHITECTURE.md');
    expect(dependenciesOf(path).filter((name) => !architecture.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(files('packages/*/package.json'))('%s names what its sources import, and nothing else', (path) => {
    const manifest = JSON.parse(textOf(path));
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    const imported = IMPORTS.filter(
      ({ from, to }) => from.startsWith(`${dirname(path)}/`) && !/^(packages\/|node:)/.test(to),
    ).map(({ to }) => /^(@[^/]+\/)?[^/]+/.exec(to)![0]);
    expect([...new Set(imported)].sort()).toEqual(declared.sort());
  });
});
