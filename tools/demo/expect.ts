import { KartuError } from '../../packages/card-core/src/index.ts';

/** The story is told from what happened; where that is not what it promises, it stops. */
export function expect(condition: unknown, promised: string): asserts condition {
  if (!condition)
    throw new KartuError('internal-error', `the demo promised that ${promised}, and it did not come so`);
}
