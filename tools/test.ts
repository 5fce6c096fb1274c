// npm test: everything. With CI=true nothing is skipped: what the tests need must be there.
import { existsSync } from 'node:fs';
import { run } from './run.ts';

const NEEDED: readonly (readonly [string, string])[] = [
  ['/usr/sbin/pcscd', 'pcscd'],
  ['/usr/lib/pcsc/drivers/serial/libifdvpcd.so', 'vsmartcard-vpcd'],
  ['/usr/bin/pdftoppm', 'poppler-utils'],
  ['/usr/bin/age', 'age'],
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/strace', 'strace'],
  ['/usr/bin/chromium', 'chromium'],
];
const missing = NEEDED.filter(([path]) => !existsSync(path)).map(([, name]) => name);
if (missing.length > 0) {
  process.stdout.write(`Not there: ${missing.join(', ')}. The tests that need them `);
  if (process.env.CI === 'true') {
    process.stdout.write('must run here (CI=true).\n');
    process.exit(1);
  }
  process.stdout.write('are skipped and say so.\n');
}

run('format and lint', 'biome', 'check', '.');
run('types', 'tsc', '-p', 'tsconfig.json');
run('types of the screen', 'tsc', '-p', 'packages/terminal/screen/tsconfig.json');
run('all tests', 'vitest', 'run', ...process.argv.slice(2));
