import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * The server shares an old laptop with a browser. A tap leaves little behind, so a small nursery costs nothing that
 * anybody notices, and keeps some 30 MB free.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--max-semi-space-size=1');
  setFlagsFromString('--optimize-for-size');
}

/** Gives back what the start needed and the day does not: above all the 64 MB of the passphrase's slow hash. */
export function giveMemoryBack(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
