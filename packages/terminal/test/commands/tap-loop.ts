import { openVirtualFile } from '@kartukita/card-core/virtual';
import { withDriver } from '../../src/commands/context.ts';
import { openCounter } from '../../src/counter/enrol.ts';
import { type Request, type TapResult, tap } from '../../src/sale/tap.ts';
import type { Step } from '../../src/sale/write-card.ts';
import { seeded, TEST_PASSPHRASE } from './seeded.ts';

/**
 * A counter in a process of its own, to be killed. `node tap-loop.ts DATA CARD loop SEED` makes taps until it is
 * killed, with a dot for each; `node tap-loop.ts DATA CARD REQUEST STEP` makes one tap and kills
 * itself, as by SIGKILL, when the tap reaches STEP.
 */
const [data, card, what, last] = process.argv.slice(2) as [string, string, string, string];
const counter = await openCounter(data, TEST_PASSPHRASE);

async function one(request: Request, dieAt?: Step): Promise<TapResult> {
  const reader = openVirtualFile(card);
  try {
    const connection = await reader.waitForCard();
    return await withDriver(counter, connection, async (driver) => {
      const { result, afterwards } = await tap(counter, driver, request, (step) => {
        if (step === dieAt) process.kill(process.pid, 'SIGKILL');
      });
      await afterwards();
      return result;
    });
  } finally {
    await reader.close();
  }
}

if (what === 'loop') {
  const random = seeded(Number(last));
  for (;;) {
    const kind = random() < 0.3 ? 'topup' : 'sale';
    const amountRupiah = 1 + Math.floor(random() * (kind === 'topup' ? 200 : 50));
    const { outcome, reason } = await one({ kind, amountRupiah });
    process.stdout.write('.');
    if (outcome === 'posted' || reason === 'balance-too-low') continue;
    if (reason !== 'unfinished-transfer' && reason !== 'earlier-transfer-finished') {
      throw new Error(`a tap ended with ${outcome} ${reason}`);
    }
    await one({ kind: 'resolve' });
  }
} else {
  await one(JSON.parse(what), last as Step);
  counter.close();
}
