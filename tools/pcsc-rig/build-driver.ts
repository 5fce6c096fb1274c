import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const VPCD_DIRECTORIES = ['/usr/lib/pcsc/drivers/serial', '/usr/local/lib/pcsc/drivers/serial'];
const PCSC_HEADERS = ['/usr/include/PCSC', '/usr/local/include/PCSC'];
const PCSCD_PLACES = ['/usr/sbin/pcscd', '/usr/local/sbin/pcscd', '/usr/bin/pcscd'];

/** Where the system packages put the three things the rig is made of. */
export interface RigParts {
  readonly pcscd: string;
  readonly vpcdDriver: string;
  readonly headers: string;
}

function firstExisting(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

function findVpcdDriver(): string | undefined {
  for (const directory of VPCD_DIRECTORIES) {
    if (!existsSync(directory)) continue;
    const name = readdirSync(directory).find((entry) => entry.startsWith('libifdvpcd.so'));
    if (name !== undefined) return join(directory, name);
  }
  return undefined;
}

function hasCompiler(): boolean {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The parts, or a sentence that says what to install. */
export function findRigParts(): RigParts | string {
  const pcscd = firstExisting(PCSCD_PLACES);
  if (pcscd === undefined) return 'pcscd is not installed (Debian: apt-get install pcscd)';
  const vpcdDriver = findVpcdDriver();
  if (vpcdDriver === undefined) return 'vpcd is not installed (Debian: apt-get install vsmartcard-vpcd)';
  const headers = firstExisting(PCSC_HEADERS);
  if (headers === undefined) return 'PC/SC headers are missing (Debian: apt-get install libpcsclite-dev)';
  if (!hasCompiler()) return 'there is no C compiler "cc" (Debian: apt-get install build-essential)';
  return { pcscd, vpcdDriver, headers };
}

function compile(source: string, target: string, flags: readonly string[] = []): void {
  const path = join(import.meta.dirname, source);
  execFileSync('cc', ['-Wall', '-Wextra', '-O1', '-shared', '-fPIC', ...flags, '-o', target, path, '-ldl']);
}

/** Builds the single-slot driver once for each reader and the preload; returns the paths of the libraries. */
export function buildDrivers(parts: RigParts, directory: string, readerCount: number) {
  const preload = join(directory, 'no-delay.so');
  compile('no-delay.c', preload);
  const first = join(directory, 'reader-0.so');
  compile('single-slot.c', first, [`-I${parts.headers}`]);
  const libraries: string[] = [];
  for (let index = 0; index < readerCount; index++) {
    const library = join(directory, `reader-${index}.so`);
    if (library !== first) copyFileSync(first, library);
    copyFileSync(parts.vpcdDriver, `${library}.vpcd`);
    libraries.push(library);
  }
  return { preload, libraries };
}
