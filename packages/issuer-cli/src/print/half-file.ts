import { randomBytes } from 'node:crypto';
import { createWriteStream, openSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import {
  PRIVATE_FILE_MODE,
  publishFile,
  requireWritableTarget,
  unreadable,
  type WriteOptions,
} from '../files.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets `write` fill a stream and gives the file its name when that has ended well. Whatever else happens, Ctrl-C
 * included, nothing is left of it. Throws `already-exists`, `file-unreadable`, `data-full`, and what `write` throws.
 */
export async function writeStreamed<T>(
  file: string,
  options: WriteOptions,
  write: (stream: Writable) => Promise<T>,
): Promise<T> {
  requireWritableTarget(file, options);
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);
  const remove = () => rmSync(temporary, { force: true });
  const removeAndEnd = (signal: NodeJS.Signals) => {
    remove();
    forget();
    process.kill(process.pid, signal); // as if nobody had listened
  };
  const forget = () => SIGNALS.forEach((signal) => void process.removeListener(signal, removeAndEnd));
  for (const signal of SIGNALS) process.on(signal, removeAndEnd);
  try {
    const result = await write(privateStream(temporary));
    publishFile(temporary, file, options);
    return result;
  } finally {
    remove();
    forget();
  }
}

/** On disk when it has finished: the file gets its name right after. */
function privateStream(path: string): Writable {
  let handle: number;
  try {
    handle = openSync(path, 'wx', PRIVATE_FILE_MODE);
  } catch (error) {
    throw unreadable(dirname(path), error);
  }
  return createWriteStream(path, { fd: handle, flush: true });
}
