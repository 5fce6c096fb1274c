import { describe, expect, it } from 'vitest';
import { applyReply } from '../../src/settlement/apply.ts';
import { exportBatches } from '../../src/settlement/export.ts';
import { prove } from '../world.ts';
import { sale, topup, twoSides } from './two-sides.ts';

describe('a round trip', () => {
  it('brings what a counter did into the books, and acknowledges it', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 50_000);
    await sale(counter, card, 12_500);
    const report = await sides.import(await sides.export(counter));
    expect(report.files[0]!.batches).toEqual([{ outcome: 'imported', terminal: 1, batch: 1 }]);
    const { books } = sides.registry;
    expect([books.balance('purse:1'), books.balance('drawer:1'), books.balance('sales:1')]).toEqual([
      37_500, 50_000, 12_500,
    ]);
    const applied = await applyReply(counter, await sides.reply(counter));
    expect(applied).toMatchObject({ outcome: 'applied', acknowledgedBatch: 1, cards: 0 });
    expect(counter.bundle.serial).toBe(applied.bundle);
    expect(prove(counter).findings).toEqual([]);
    // What is acknowledged is not sent again: only the entry that says that the reply was applied.
    expect((await exportBatches(counter)).batches).toEqual([{ number: 2, from: 6, to: 6 }]);
  });
});
