import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asKartuError, KartuError } from '@kartukita/card-core';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PACKAGE = join(FOLDER, '..');
const DIST = join(FOLDER, 'dist');
const STAMP = join(DIST, '.built-from');

/** Whatever gets into the bundle, or says how. */
const SOURCES = ['screen/{src,public}/**/*', 'screen/*.{ts,html}', 'src/locales/*.ts', 'package.json'];

/**
 * The folder of the built screen; builds it where its sources are newer. Where Vite is not installed (a production
 * install), what was built before is taken as it is. Throws `data-missing` when there is nothing at all.
 */
export async function builtScreen(say: (text: string) => void = () => {}): Promise<string> {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return DIST;
  const vite = await loadVite();
  if (!vite) {
    if (existsSync(join(DIST, 'index.html'))) return DIST;
    throw new KartuError('data-missing', 'the screen is not built, and Vite is not installed here', {
      details: { path: DIST, advice: 'pnpm install (with development dependencies)' },
    });
  }
  say('building the screen');
  const temporary = `${DIST}.${process.pid}`;
  try {
    await vite.build({
      root: FOLDER,
      configFile: join(FOLDER, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: temporary, emptyOutDir: true },
    });
    writeFileSync(join(temporary, '.built-from'), wanted);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(temporary, DIST);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw asKartuError(error);
  }
  return DIST;
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

async function loadVite(): Promise<typeof import('vite') | undefined> {
  try {
    return await import('vite');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
