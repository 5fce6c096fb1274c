/** The manual is written twice: each page has its twin in the other language, which shows the same commands. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stepsOf } from './manual-runner.ts';

const MANUAL = resolve(fileURLToPath(new URL('../../docs/manual', import.meta.url)));
const PAGES = globSync('*.en.md', { cwd: MANUAL }).sort();

/** The commands of a page without what a language may say otherwise: names of files, texts between quotes. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(MANUAL, page), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!).join('\n');
  return blocks.split('\n').flatMap((line) => {
    const call = /(kartu-(?:issuer|terminal)|silent (?:issuer|terminal) --) (.*)/.exec(line);
    if (!call) return [];
    const words = call[2]!
      .replace('--lang id ', '')
      .replace(/"[^"]*"|'[^']*'/g, '""')
      .split(/\s+/);
    return [`${call[1]} ${words.filter((word) => /^-{0,2}[a-z][a-z-]+$/.test(word)).join(' ')}`];
  });
}

describe('the manual', () => {
  it('has pages', () => {
    expect(PAGES.length).toBeGreaterThan(3);
  });
  it('has no page in one language alone', () => {
    const twins = globSync('*.id.md', { cwd: MANUAL }).map((page) => page.replace('.id.md', '.en.md'));
    expect(twins.sort()).toEqual(PAGES);
  });
  it.each(PAGES)('%s shows the same commands as its twin', (page) => {
    expect(commandsOf(page.replace('.en.md', '.id.md'))).toEqual(commandsOf(page));
  });
  it.each(PAGES)('%s is tried out as its twin is', (page) => {
    const kinds = (name: string) => stepsOf(name).map(({ kind }) => kind);
    expect(kinds(page.replace('.en.md', '.id.md'))).toEqual(kinds(page));
  });
});
