import { createHash } from 'node:crypto';

/** SHA-256 over the previous hash and the JSON of number, time, kind and body: what `verify` computes again. */
export function journalHash(entry: {
  number: number;
  timeMs: number;
  kind: string;
  body: string;
  previous: Uint8Array;
}): Uint8Array {
  const text = JSON.stringify([entry.number, entry.timeMs, entry.kind, entry.body]);
  return createHash('sha256').update(entry.previous).update(text).digest();
}
