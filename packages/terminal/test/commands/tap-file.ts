import { openVirtualFile } from '@kartukita/card-core/virtual';
import { withDriver } from '../../src/commands/context.ts';
import type { Counter } from '../../src/counter/counter.ts';
import { type Request, type TapResult, tap } from '../../src/sale/tap.ts';

/** One tap of a card in a file, to its end, within this process. */
export async function tapFile(counter: Counter, path: string, request: Request): Promise<TapResult> {
  const reader = openVirtualFile(path);
  try {
    const connection = await reader.waitForCard();
    return await withDriver(counter, connection, async (driver) => {
      const { result, afterwards } = await tap(counter, driver, request);
      await afterwards();
      return result;
    });
  } finally {
    await reader.close();
  }
}
