import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtScreen } from '../../screen/build.ts';
import { en } from '../../screen/src/words/en.ts';
import { id } from '../../screen/src/words/id.ts';

const MAX_COMPRESSED_BYTES = 200_000;

let files: ReadonlyMap<string, Buffer>;
beforeAll(async () => {
  const folder = await builtScreen();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );
  files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
});

describe('the built screen', () => {
  it('weighs less than 200 kB compressed, all of it', () => {
    const bytes = [...files.values()].reduce((sum, content) => sum + gzipSync(content).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(MAX_COMPRESSED_BYTES);
  });

  it('has no line of script or style in its page, and asks nothing of the network', () => {
    const page = files.get('index.html')!.toString();
    expect(page).toMatch(/<script type="module"[^>]* src="\/assets\//);
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style=/);
    for (const [name, content] of files) {
      expect([name, content.toString().match(/(?:src|href|url)\s*[=(]\s*["']?https?:/)?.[0]]).toEqual([
        name,
        undefined,
      ]);
    }
  });

  it('holds nothing of the server: no Node, no database, no keys', () => {
    for (const [name, content] of files) {
      expect([name, content.toString().match(/node:|better-sqlite3|privateKey/)?.[0]]).toEqual([
        name,
        undefined,
      ]);
    }
  });
});

describe('the words of the screen', () => {
  const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  it('are the same in both languages', () => {
    expect(Object.keys(id).sort()).toEqual(Object.keys(en).sort());
  });
  it.each(Object.keys(en) as (keyof typeof en)[])('%s has the same gaps', (key) => {
    expect(gaps(id[key])).toEqual(gaps(en[key]));
    expect(id[key].trim()).not.toBe('');
  });
});
