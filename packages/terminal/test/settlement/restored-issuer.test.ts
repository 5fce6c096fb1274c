import { expect, it } from 'vitest';
import { importSettlements } from '../../../issuer-cli/src/settlement/import.ts';
import { makeReply } from '../../../issuer-cli/src/settlement/reply.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { counterStatus } from '../../src/settlement/status.ts';
import { dump, givenFiles, topup, twoSides } from './two-sides.ts';

it('an issuer that went back to a backup gets again what it lacks', async () => {
  const sides = await twoSides();
  const counter = await sides.counter();
  const card = await sides.card();
  await topup(counter, card, 10_000);
  await sides.settle(counter);
  const backup = await sides.copy();
  await topup(counter, card, 20_000);
  await sides.settle(counter);
  backup.jumpSequences();
  const { sealed } = await makeReply(backup, sides.keys, 1);
  expect(await applyReply(counter, sealed)).toMatchObject({ outcome: 'applied', acknowledgedBatch: 1 });
  expect(counterStatus(counter)).toMatchObject({ acknowledgedEntry: 3, open: 5 });
  const again = await sides.export(counter);
  await importSettlements(backup, sides.keys, givenFiles([again]));
  await sides.import(again);
  expect(dump(backup)).toEqual(dump(sides.registry));
});

it('two commands that bring the same files at once take each batch in once', async () => {
  const sides = await twoSides();
  const counter = await sides.counter();
  await topup(counter, await sides.card(), 10_000);
  const file = await sides.export(counter);
  const other = sides.as('somebody else');
  const reports = await Promise.all([
    importSettlements(sides.registry, sides.keys, givenFiles([file])),
    importSettlements(other, sides.keys, givenFiles([file])),
  ]);
  expect(reports.map(({ imported, repeated }) => [imported, repeated]).sort()).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(sides.registry.books.balance('purse:1')).toBe(10_000);
});
