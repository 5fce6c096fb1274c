import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asKartuError, KartuError } from '@kartukita/card-core';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PACKAGE = join(FOLDER, '..');
const DIST = join(FOLDER, 'dist');
const STAMP = join(DIST, '.built-from');

/** Whatever gets into the bundle, or says how. */
const SOURCES = ['screen/{src,public}/**/*', 'screen/*.{ts,html}', 'src/locales/*.ts', 'package.json'];

/**
 * The folder of the built screen; builds it where its sources are newer, in a process of its own, since whoever serves
 * it all day has no use for the 200 MB of a bundler. Where Vite is not installed (a production install), what was built
 * before is taken as it is. Throws `data-missing` when there is nothing at all, `data-read-only`.
 */
export async function builtScreen(say: (text: string) => void = () => {}): Promise<string> {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return DIST;
  const isBuilt = existsSync(join(DIST, 'index.html'));
  if (!hasVite()) {
    if (isBuilt) return DIST;
    throw new KartuError('data-missing', 'the screen is not built, and Vite is not installed here', {
      details: { path: DIST, advice: 'pnpm install (with development dependencies)' },
    });
  }
  say('building the screen');
  const temporary = `${DIST}.${process.pid}`;
  try {
    mkdirSync(temporary, { recursive: true }); // fails in a sentence where nobody may build here, before a bundler fails in a page
    await buildInto(temporary);
    writeFileSync(join(temporary, '.built-from'), wanted);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(temporary, DIST);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw asKartuError(error);
  }
  return DIST;
}

function hasVite(): boolean {
  try {
    import.meta.resolve('vite');
    return true;
  } catch {
    return false;
  }
}

function buildInto(folder: string): Promise<void> {
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin', 'vite.js');
  const args = [vite, 'build', FOLDER, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`the screen could not be built: ${complaint.slice(0, 2000)}`)),
    );
  });
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const exclude = (path: string) => path.includes('dist');
  for (const pattern of SOURCES) {
    for (const path of globSync(pattern, { cwd: PACKAGE, exclude, withFileTypes: false }).sort()) {
      const whole = join(PACKAGE, path);
      try {
        hash.update(path).update('\0').update(readFileSync(whole)).update('\0');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
      }
    }
  }
  return hash.digest('hex');
}
