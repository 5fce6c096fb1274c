import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Stripping the types of hundreds of files and compiling them is half of a command's time. Node keeps what it made of
 * them in a folder of this user's own; where there is none to be had, it goes without. To be called before anything
 * else is loaded, so this file loads nothing of ours.
 */
export function keepCompiled(): void {
  const { XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env;
  enableCompileCache(join(XDG_CACHE_HOME, 'kartukita'));
}
