import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createFolder,
  createPrivately,
  dataFolderAt,
  lockFolder,
  readDataFile,
  writeFileDurably,
} from '../../src/counter/data-folder.ts';
import { errorOf, temporaryFolder } from './organisation.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the data folder', () => {
  it('is made for its owner alone, and may be there already', () => {
    const folder = dataFolderAt(join(temporaryFolder(), 'deep', 'counter'));
    createFolder(folder);
    createFolder(folder);
    expect(modeOf(folder.path)).toBe(0o700);
  });

  it('cannot be made through a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'kept');
    expect((await errorOf(() => createFolder(dataFolderAt(file)))).code).toBe('data-read-only');
    expect((await errorOf(() => createFolder(dataFolderAt(join(file, 'counter'))))).code).toBe(
      'data-read-only',
    );
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });
});

describe('a file is replaced whole', () => {
  it('with mode 0600, and nothing is left beside it', () => {
    const path = join(temporaryFolder(), 'keys.age');
    writeFileDurably(path, 'first');
    writeFileDurably(path, new Uint8Array(100_000).fill(7));
    expect(readFileSync(path)).toEqual(Buffer.alloc(100_000, 7));
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['keys.age']);
  });

  it('whatever a killed process left there, and whoever may read that', () => {
    const path = join(temporaryFolder(), 'keys.age');
    writeFileSync(`${path}.new`, 'half of something longer', { mode: 0o644 });
    writeFileDurably(path, 'whole');
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(modeOf(path)).toBe(0o600);
  });

  it('or stays as it was', async () => {
    const folder = temporaryFolder();
    const taken = join(folder, 'taken');
    mkdirSync(join(taken, 'inside'), { recursive: true });
    for (const path of [
      taken,
      join(folder, 'absent', 'file'),
      join(folder, 'taken', 'inside', '..', '..', 'taken'),
    ]) {
      expect((await errorOf(() => writeFileDurably(path, 'x'))).code).toBe('data-read-only');
    }
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('the lock', () => {
  it('is held by one at a time and given back', async () => {
    const folder = dataFolderAt(temporaryFolder());
    const lock = lockFolder(folder);
    expect(modeOf(folder.lock)).toBe(0o600);
    const error = await errorOf(() => lockFolder(folder));
    expect(error).toMatchObject({
      code: 'data-busy',
      message: expect.stringContaining('another kartu-terminal'),
    });
    lock.release();
    lockFolder(folder).release();
  });

  it('needs its folder', async () => {
    const absent = dataFolderAt(join(temporaryFolder(), 'absent'));
    expect((await errorOf(() => lockFolder(absent))).code).toBe('data-read-only');
  });
});

it('a file that exists is not emptied by being made private', () => {
  const path = join(temporaryFolder(), 'ledger.sqlite');
  writeFileSync(path, 'content');
  createPrivately(path);
  expect(readFileSync(path, 'utf8')).toBe('content');
});

it('a missing file is told with the command that makes it', async () => {
  const folder = dataFolderAt(join(temporaryFolder(), 'counter'));
  const error = await errorOf(() => readDataFile(folder, folder.keys, 'kartu-terminal request'));
  expect(error).toMatchObject({
    code: 'data-missing',
    details: { path: folder.path, advice: 'kartu-terminal request' },
  });
  expect(existsSync(folder.path)).toBe(false);
});
