/** Every sentence that an error shows to a person exists, in both languages, and with the same gaps. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const PACKAGES = ['card-core', 'issuer-cli', 'terminal'] as const;
type Package = (typeof PACKAGES)[number];
type Words = Readonly<Record<string, string>>;

const sourcesOf = (name: Package) => globSync(`packages/${name}/src/**/*.ts`, { cwd: ROOT }).sort();

/** The catalogues of a package: modules that export `en` and `id`, or one object that holds both. */
async function cataloguesOf(name: Package): Promise<Record<'en' | 'id', Words>> {
  const both = { en: {}, id: {} };
  for (const path of sourcesOf(name).filter((each) => each.includes('/locales/'))) {
    const module = (await import(join(ROOT, path))) as Record<string, unknown>;
    for (const words of [module, ...Object.values(module)] as Partial<Record<'en' | 'id', Words>>[]) {
      for (const language of ['en', 'id'] as const) {
        if (typeof words[language] === 'object') Object.assign(both[language], words[language]);
      }
    }
  }
  return both;
}

const own = Object.fromEntries(
  await Promise.all(PACKAGES.map(async (name) => [name, await cataloguesOf(name)])),
) as Record<Package, Record<'en' | 'id', Words>>;

/** What a program can say: its own words and those of the core. */
const wordsOf = (name: Package, language: 'en' | 'id') => ({
  ...own['card-core'][language],
  ...own[name][language],
});

/** The arguments of each `new KartuError(…)` as they are written. */
function* errorsIn(source: string): Generator<string> {
  for (const { index } of source.matchAll(/new KartuError\(/g)) {
    const start = index + 'new KartuError('.length;
    yield source.slice(start, endOfCall(source, start));
  }
}

/** Where the bracket closes that was open at `at`; brackets in texts do not count, those of `${…}` do. */
function endOfCall(source: string, at: number): number {
  const open: string[] = ['('];
  for (let i = at; i < source.length; i++) {
    const [inside, char] = [open.at(-1)!, source[i]!];
    if (char === '\\') i++;
    else if (`'"\``.includes(inside)) {
      if (char === inside) open.pop();
      else if (inside === '`' && source.startsWith('${', i)) open.push(source[++i]!);
    } else if (`'"\`({[`.includes(char)) open.push(char);
    else if (')}]'.includes(char)) open.pop();
    if (open.length === 0) return i;
  }
  throw new Error('a call that does not end');
}

const gapsOf = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();

describe.each(PACKAGES)('%s', (name) => {
  const sources = sourcesOf(name)
    .filter((path) => !path.includes('/locales/'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  const errors = sources.flatMap(({ path, text }) => [...errorsIn(text)].map((call) => ({ path, call })));
  const [en, id] = [wordsOf(name, 'en'), wordsOf(name, 'id')];

  test('says the same in both languages, with the same gaps', () => {
    expect(Object.keys(own[name].id).sort()).toEqual(Object.keys(own[name].en).sort());
    const differing = Object.keys(own[name].en).filter(
      (key) => String(gapsOf(own[name].en[key]!)) !== String(gapsOf(own[name].id[key] ?? '')),
    );
    expect(differing).toEqual([]);
  });

  test('leaves the words of the core as they are', () => {
    const others = PACKAGES.filter((each) => each !== name && [each, name].includes('card-core'));
    const twice = others.flatMap((each) => Object.keys(own[each].en).filter((key) => key in own[name].en));
    expect(twice).toEqual([]);
  });

  test('has a sentence for every case of an error that is named', () => {
    expect(errors.length).toBeGreaterThan(10);
    const unknown = errors.flatMap(({ path, call }) => [
      ...[...call.matchAll(/\bwhat: '([^']*)'/g)]
        .filter(([, what]) => !(`detail.${what}` in en && `detail.${what}` in id))
        .map(([, what]) => `${path}: ${what}`),
      // What is put together at run time begins as some sentence does.
      ...[...call.matchAll(/\bwhat: `([^`$]+)\$/g)]
        .filter(([, start]) => !Object.keys(id).some((key) => key.startsWith(`detail.${start}`)))
        .map(([, start]) => `${path}: ${start}…`),
    ]);
    expect(unknown).toEqual([]);
  });

  test('names the case of every error of usage: its sentence is nothing but that', () => {
    // A `fault` is such a case with its gaps, as checks return it.
    const nameless = errors.filter(
      ({ call }) => /^\s*'usage'/.test(call) && !/\bdetails: ((\{.*|\w+Of\()\bwhat\b|fault\b)/s.test(call),
    );
    expect(nameless).toEqual([]);
  });
});

test('of a call the whole is looked at, and no more', () => {
  const call = "'usage', `a $" + "{f({ b: ')' })} \\` c`, { details: { what: 'x' } }";
  expect([...errorsIn(`throw new KartuError(${call}); const what = 'y';`)]).toEqual([call]);
});
