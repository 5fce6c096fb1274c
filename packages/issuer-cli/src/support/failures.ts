import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asKartuError, isKartuError } from '@kartukita/card-core';
import { z } from 'zod';
import { exists, PRIVATE_FILE_MODE, writeFileAtomically } from '../files.ts';
import { REGISTRY_FILE } from '../registry/registry.ts';

/**
 * The last failures of commands, for whoever helps: when, which command, which error. Neither its operands nor the
 * sentence that was shown, as both may name people.
 */
export const FAILURE_FILE = 'errors.jsonl';

const failureSchema = z.strictObject({
  at: z.string(),
  command: z.string(),
  code: z.string(),
  what: z.string(),
});
export type Failure = z.output<typeof failureSchema>;

const MAX_BYTES = 64 * 1024;
const KEPT = 100;

/** Never fails: what went wrong before is what has to be told. Only folders of an organisation are written to. */
export function noteFailure(
  folder: string | undefined,
  command: string,
  error: unknown,
  now = new Date(),
): void {
  try {
    if (folder === undefined || !exists(join(folder, REGISTRY_FILE))) return;
    const known = asKartuError(error);
    const code = isKartuError(known) ? known.code : 'internal-error';
    const what =
      isKartuError(known) && /^[a-z0-9-]{1,40}$/.test(String(known.details.what)) ? known.details.what! : '';
    const path = join(folder, FAILURE_FILE);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) {
      const kept = lastFailures(folder, KEPT).map((failure) => `${JSON.stringify(failure)}\n`);
      writeFileAtomically(path, kept.join(''), { overwrite: true });
    }
    const failure: Failure = { at: now.toISOString(), command, code, what: String(what) };
    appendFileSync(path, `${JSON.stringify(failure)}\n`, { mode: PRIVATE_FILE_MODE });
  } catch {
    // A full or read-only disk is told by the error that is being noted.
  }
}

/** The last `count`, oldest first; lines that are not ours (torn by a crash) are left out. */
export function lastFailures(folder: string, count: number): Failure[] {
  let text: string;
  try {
    text = readFileSync(join(folder, FAILURE_FILE), 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .flatMap((line) => {
      try {
        return failureSchema.safeParse(JSON.parse(line)).data ?? [];
      } catch {
        return [];
      }
    })
    .slice(-count);
}
