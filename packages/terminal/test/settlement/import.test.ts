import { join } from 'node:path';
import { generateEncryptionIdentity, isKartuError } from '@kartukita/card-core';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revokeTerminal } from '../../../issuer-cli/src/keys/revoke.ts';
import { importSettlements } from '../../../issuer-cli/src/settlement/import.ts';
import { settlementStatus } from '../../../issuer-cli/src/settlement/status.ts';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { exportBatches } from '../../src/settlement/export.ts';
import { prove } from '../world.ts';
import { cloneOf, dump, givenFiles, sale, type TwoSides, topup, twoSides } from './two-sides.ts';

const outcomes = (report: Awaited<ReturnType<TwoSides['import']>>) =>
  report.files.map(({ batches }) =>
    batches.map((each) => (each.outcome === 'refused' ? each.error.code : each.outcome)),
  );

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

describe('importing', () => {
  it('twice changes nothing', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 50_000);
    const file = await sides.export(counter);
    await sides.import(file);
    const before = dump(sides.registry);
    expect(outcomes(await sides.import(file, file))).toEqual([['repeated'], ['repeated']]);
    expect(dump(sides.registry)).toEqual(before);
  });

  it('of a later batch alone changes nothing and says which is missing; with it both come in, in any order', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 50_000);
    const first = await sides.export(counter);
    await sale(counter, card, 1_000);
    await sides.export(counter);
    await sale(counter, card, 2_000);
    const third = (await exportBatches(counter, 2)).sealed!;
    const second = (await exportBatches(counter, 1)).sealed!;
    const before = dump(sides.registry);
    const report = await sides.import(third);
    expect(outcomes(report)).toEqual([['missing']]);
    expect(report.terminals).toEqual([{ terminal: 1, batch: 0, entry: 0, missing: [1, 2] }]);
    expect(dump(sides.registry)).toEqual(before);
    expect(outcomes(await sides.import(third, second, first))).toEqual([
      ['repeated'],
      ['imported', 'imported'],
      ['imported'],
    ]);
    expect(sides.registry.books.balance('purse:1')).toBe(47_000);
  });

  it('exported again before an acknowledgement is the same batches and a new one', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 50_000);
    await sides.import(await sides.export(counter));
    await sale(counter, card, 1_000);
    expect(outcomes(await sides.import(await sides.export(counter)))).toEqual([['repeated', 'imported']]);
  });

  it('of a file by a counter that is not of this organisation is refused', async () => {
    const [sides, other] = [await twoSides(), await twoSides()];
    const stranger = await other.counter();
    await topup(stranger, await other.card(), 5_000);
    const before = dump(sides.registry);
    expect(outcomes(await sides.import(await sides.export(stranger)))).toEqual([['certificate-invalid']]);
    // The number is known, and the key behind it is another.
    await sides.counter();
    expect(outcomes(await sides.import(await sides.export(stranger)))).toEqual([['signature-invalid']]);
    expect(dump(sides.registry)).toEqual(before);
  });

  it('of a file that is encrypted to somebody else is refused', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 5_000);
    const keys = { ...sides.keys, settlement: await generateEncryptionIdentity() };
    const report = await importSettlements(sides.registry, keys, givenFiles([await sides.export(counter)]));
    expect(outcomes(report)).toEqual([['file-for-another-organisation']]);
  });

  it('of a file cut off anywhere, or with a byte changed, is refused and changes nothing', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 50_000);
    const file = await sides.export(counter);
    const before = dump(sides.registry);
    const places = [0, 1, 20, 60, 150, 200, 215, 240, file.length - 17, file.length - 1];
    const damaged = places.flatMap((at) => {
      const changed = Uint8Array.from(file);
      changed[at]! ^= 0x04;
      return [file.slice(0, at), changed];
    });
    const report = await sides.import(...damaged);
    expect(report.refused).toBe(damaged.length);
    for (const { batches } of report.files) {
      const [only] = batches;
      expect(only?.outcome === 'refused' && isKartuError(only.error)).toBe(true);
    }
    expect(dump(sides.registry)).toEqual(before);
  });
});

describe('a property', () => {
  it('any order and repetition of imports leads to the same registry', async () => {
    const sides = await twoSides();
    const files = await busyDays(sides);
    const template = await sides.copy();
    await sides.import(...files);
    const expected = dump(sides.registry);
    expect(expected.cases).toEqual([{ kind: 'fork', subject: 'card:1' }]);
    expect(expected.waiting).toEqual([]);
    expect(verifySettlement(sides.registry).unexplained).toEqual([]);
    const orders = fc.array(fc.integer({ min: 0, max: files.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(orders, fc.boolean(), async (order, together) => {
        const registry = await sides.copy(template);
        const chosen = order.map((index) => files[index]!);
        if (together) await importSettlements(registry, sides.keys, givenFiles(chosen));
        else for (const file of chosen) await importSettlements(registry, sides.keys, givenFiles([file]));
        await importSettlements(registry, sides.keys, givenFiles([...files].reverse()));
        await importSettlements(registry, sides.keys, givenFiles(files));
        expect(comparable(dump(registry))).toEqual(comparable(expected));
        expect(verifySettlement(registry).unexplained).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

/** Which of two successors came first decides where the chain goes on. */
function comparable(dumped: Record<string, unknown[]>) {
  const { places: _places, ...rest } = dumped;
  return rest;
}

/** Three counters, three cards and a clone of one of them; files with one batch or several. */
async function busyDays(sides: TwoSides): Promise<Uint8Array[]> {
  const [a, b, c] = await sides.three();
  const cards = [await sides.card(), await sides.card('classic-1k'), await sides.card('ntag213')];
  for (const card of cards) await topup(a, card, 100_000);
  const [first, second] = cards as [(typeof cards)[0], (typeof cards)[0]];
  const clone = cloneOf(first);
  const files = [await sides.export(a)];
  await sale(b, first, 10_000);
  await sale(c, clone, 20_000);
  await sale(c, clone, 3_000);
  await sale(b, second, 4_000);
  files.push(await sides.export(b));
  await sale(a, second, 5_000);
  await sale(b, second, 6_000);
  await sale(c, second, 7_000);
  files.push((await exportBatches(b, 1)).sealed ?? files[1]!, await sides.export(c), await sides.export(a));
  files.push(await sides.export(b));
  return files;
}

describe('a revoked counter', () => {
  it('may still tell what it did before; what came later is not in the books, and a case', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const card = await sides.card();
    await topup(counter, card, 50_000);
    sides.clock.nowMs += 3_600_000;
    const since = new Date(sides.clock.nowMs).toISOString();
    sides.clock.nowMs += 3_600_000;
    await sale(counter, card, 1_000);
    await revokeTerminal(sides.registry, sides.keys, { terminal: 1, reason: 'stolen', since });
    expect(outcomes(await sides.import(await sides.export(counter)))).toEqual([['imported']]);
    expect(sides.registry.books.balance('purse:1')).toBe(50_000);
    expect(sides.registry.cases.list().map(({ kind, terminal }) => [kind, terminal])).toEqual([
      ['revoked-terminal', 1],
    ]);
    expect(verifySettlement(sides.registry)).toMatchObject({ unexplained: [], unreported: 0, awaited: 1 });
  });

  it('all of whose records are refused has nothing in the books', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 50_000);
    await revokeTerminal(sides.registry, sides.keys, { terminal: 1, reason: 'stolen', refuseAll: true });
    await sides.import(await sides.export(counter));
    expect(sides.registry.books.balance('purse:1')).toBe(0);
    expect(sides.registry.books.balance('drawer:1')).toBe(0);
  });
});

describe('an expired counter', () => {
  it('still tells what it did while it was allowed to', async () => {
    const sides = await twoSides();
    const counter = await sides.counter({ validDays: 1 });
    const card = await sides.card();
    await topup(counter, card, 50_000);
    sides.clock.nowMs += 10 * 86_400_000;
    expect(await sale(counter, card, 1_000)).toMatchObject({ reason: 'terminal-expired' });
    expect(outcomes(await sides.import(await sides.export(counter)))).toEqual([['imported']]);
    expect(sides.registry.books.balance('purse:1')).toBe(50_000);
    expect(sides.registry.cases.list()).toEqual([]);
  });
});

describe('a card without a purse', () => {
  it('has a branch of its own at each counter: using it at two of them is no fork', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card('ntag213');
    await topup(a, card, 50_000);
    await sale(a, card, 10_000);
    await topup(b, card, 20_000);
    await sale(b, card, 5_000);
    await sides.import(await sides.export(b), await sides.export(a));
    expect(sides.registry.cases.list()).toEqual([]);
    expect(sides.registry.books.balance('purse:1')).toBe(55_000);
    expect(verifySettlement(sides.registry)).toMatchObject({ settled: 1, unexplained: [] });
  });
});

describe('the registry', () => {
  it('that somebody changed by hand is found, entry by entry', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 50_000);
    await sides.import(await sides.export(counter));
    expect(verifySettlement(sides.registry).damaged).toEqual([]);
    const database = new Sqlite(join(sides.registry.folder, 'issuer.sqlite'));
    expect(() => database.exec("UPDATE settled_entry SET body = '{}'")).toThrow(/append-only/);
    database.exec(
      `DROP TRIGGER settled_entry_fixed; UPDATE settled_entry SET time_ms = time_ms + 1 WHERE number = 2`,
    );
    database.close();
    expect(verifySettlement(sides.registry).damaged).toEqual([{ terminal: 1, batch: 1 }]);
  });

  it.each([
    [
      'a second successor of a record',
      'INSERT INTO chain_record SELECT 99, card, branch, 7, previous_hash, zeroblob(8), terminal, 0, record FROM chain_record WHERE sequence = 1',
    ],
    [
      'a second record of a number',
      'INSERT INTO chain_record SELECT 99, card, branch, sequence, hash, zeroblob(8), terminal, 0, record FROM chain_record WHERE sequence = 1',
    ],
    [
      'a record without the one before',
      'INSERT INTO chain_record SELECT 99, card, branch, 9, hash, zeroblob(8), terminal, 0, record FROM chain_record WHERE sequence = 1',
    ],
    [
      'a batch out of its order',
      'INSERT INTO settled_batch SELECT terminal, 7, 90, 91, hash_before, hash_after, hash, 0, 1, 0, made_at, made_at, made_at FROM settled_batch',
    ],
    [
      'a batch that does not follow',
      'INSERT INTO settled_batch SELECT terminal, 2, last_entry + 1, 91, hash_before, hash_after, hash, 0, 1, 0, made_at, made_at, made_at FROM settled_batch',
    ],
    ['a batch that is gone', 'DELETE FROM settled_batch'],
    ['a record that is gone', 'DELETE FROM chain_record'],
    ['a case that is gone', 'DELETE FROM settlement_case'],
  ])('has no room for %s, whatever a program asks of it', async (_what, sql) => {
    const sides = await twoSides();
    const counter = await sides.counter();
    await topup(counter, await sides.card(), 50_000);
    await sides.import(await sides.export(counter));
    sides.registry.cases.report('frozen', 1, { terminal: 0, entry: 0, note: 'test' });
    const database = new Sqlite(join(sides.registry.folder, 'issuer.sqlite'));
    expect(() => database.exec(sql)).toThrow(/UNIQUE|joined|follows|append-only/);
    database.close();
  });
});

describe('status', () => {
  it('says who has still to report, and how old everybody’s knowledge is', async () => {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card();
    await topup(a, card, 50_000);
    await sale(b, card, 1_000);
    await sides.import(await sides.export(b));
    const status = await settlementStatus(sides.registry);
    expect(status.terminals.map((each) => [each.terminal, each.batch, each.awaitedRecords])).toEqual([
      [1, 0, 1],
      [2, 1, 0],
    ]);
    await sides.import(await sides.export(a));
    expect((await settlementStatus(sides.registry)).terminals.map((each) => each.awaitedRecords)).toEqual([
      0, 0,
    ]);
    expect(verifySettlement(sides.registry)).toMatchObject({ cards: 1, settled: 1, unexplained: [] });
  });
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
