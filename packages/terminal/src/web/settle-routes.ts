import type { Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import type { OpenCounter } from '../counter/enrol.ts';
import { audit } from '../ledger/audit.ts';
import { counterStatus } from '../settlement/status.ts';
import { byWhom, type Env, only } from './auth.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import { type Till, TillConflict } from './till.ts';
import { fileOf } from './uploads.ts';

/** A counter that stands in a folder of its own, and can take in what the secretariat sends. */
export function isOpenCounter(counter: Counter): counter is OpenCounter {
  return 'encryption' in counter && 'adopt' in counter;
}

/**
 * Settlement at the screen, for supervisors: the file for the secretariat, and its reply, while the counter is open.
 * What is loaded for it is loaded then; one file at a time.
 */
export function addSettleRoutes(app: Hono<Env>, counter: OpenCounter, till: Till): void {
  let isBusy = false;
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isBusy) throw new TillConflict('another file is being made or taken in');
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };
  // Everybody may see how old the counter's knowledge is: it decides what may be sold.
  app.get('/api/settle/status', (c) => c.json(counterStatus(counter)));
  app.post('/api/settle/export', only('supervisor'), async (c) => {
    await bodyOf(c, REQUESTS.nothing);
    return alone(async () => {
      const { exportBatches } = await import('../settlement/export.ts');
      // First, so that the file tells who made it.
      audit(counter.ledger, 'settlement-export', byWhom(c));
      const { sealed, batches, left } = await exportBatches(counter);
      const { terminal } = counter.bundle;
      const name = `counter-${terminal}-${batches.at(-1)?.number ?? 0}.settlement`;
      c.header('X-Kartu-Left', String(left));
      return c.body(new Uint8Array(sealed ?? []), 200, {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': `attachment; filename="${name}"`,
      });
    });
  });
  app.post('/api/settle/apply', only('supervisor'), async (c) => {
    const sealed = await fileOf(c);
    return alone(async () => {
      const { applyReply } = await import('../settlement/apply.ts');
      // No card is asked meanwhile: a reply may end what a tap would go on with.
      const applied = await till.whileNoCard(() => applyReply(counter, new Uint8Array(sealed)));
      if (applied.outcome === 'applied') {
        audit(counter.ledger, 'settlement-reply', byWhom(c), { serial: applied.serial });
      }
      return c.json({ applied, status: counterStatus(counter) });
    });
  });
}
