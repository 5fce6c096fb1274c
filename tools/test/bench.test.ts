import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChipKind } from '../../packages/card-core/src/index.ts';
import type { World } from '../../packages/terminal/test/world.ts';
import { makeWorld } from '../../packages/terminal/test/world.ts';
import { debitTarget } from '../bench/cards.ts';
import { figure, meets, spreadOf, verdict } from '../bench/figures.ts';
import type { Measured, ReaderSetup } from '../bench/taps.ts';
import { Rehearsal, setupsFor } from '../bench/taps.ts';

let world: World;
let rehearsal: Rehearsal;
beforeAll(async () => {
  world = await makeWorld();
  rehearsal = new Rehearsal(world);
});
afterAll(() => world.close());

function run(kind: ChipKind, id: ReaderSetup['id']) {
  return rehearsal.run(kind, setupsFor(kind).find((setup) => setup.id === id)!);
}

function exchanges(measured: Measured): number | string {
  return 'refused' in measured ? measured.refused : measured.tap.exchanges;
}

/**
 * What a tap costs in exchanges, counted on the real code. A number that grows is a regression; one that shrinks is
 * to be written down here, and in the manual where it names it.
 */
describe('exchanges of a debit', () => {
  const alone = 'its balance is kept by one ledger';
  const mute = 'reader-unsupported';
  test.each([
    //                                    known  new                elsewhere  history
    ['classic-1k', 'acr122u', 20, 38, 27, 3],
    ['classic-1k', 'transparent', 13, 23, 17, 3],
    ['classic-1k', 'plain', 20, 38, 27, 3],
    ['classic-4k', 'acr122u', 17, 33, 22, 3],
    ['classic-4k', 'transparent', 8, 13, 9, 3],
    ['classic-4k', 'plain', 17, 33, 22, 3],
    ['ntag213', 'acr122u', 5, 'balance-too-low', alone, 0],
    ['ntag213', 'transparent', 5, 'balance-too-low', alone, 0],
    ['ntag213', 'plain-passing', 5, 'balance-too-low', alone, 0],
    ['ntag215', 'acr122u', 31, 36, 33, 5],
    ['ntag215', 'transparent', 31, 33, 32, 5],
    ['ntag215', 'plain-passing', 31, 36, 33, 5],
    ['ntag216', 'acr122u', 31, 36, 33, 5],
    ['ntag216', 'transparent', 31, 33, 32, 5],
    ['ntag216', 'plain-passing', 31, 36, 33, 5],
  ] as const)('%s, %s: known %s, never seen %s, used elsewhere %s', async (kind, id, ...wanted) => {
    const taps = await run(kind, id);
    const { sale } = taps.known;
    expect([
      exchanges(sale),
      exchanges(taps.new.sale),
      exchanges(taps.elsewhere.sale),
      'refused' in sale ? undefined : sale.history.exchanges,
    ]).toEqual(wanted);
    // Arithmetic on counts, not time: the target holds for a card that the ledger knows.
    expect('refused' in sale ? Infinity : sale.tap.modelledMs).toBeLessThanOrEqual(debitTarget(kind).atMost);
  });

  test.each(['ntag213', 'ntag215', 'ntag216'] as const)(
    '%s through a reader that passes no raw commands: no number, but the reason',
    async (kind) => {
      const { known, new: fresh } = await run(kind, 'plain');
      expect([known.sale, fresh.balance]).toEqual([{ refused: mute }, { refused: mute }]);
    },
  );

  test('a top-up costs what a debit costs, and a balance only the reading', async () => {
    const { known } = await run('classic-1k', 'acr122u');
    expect([exchanges(known.topup), exchanges(known.balance)]).toEqual([20, 5]);
  });
});

describe('figures', () => {
  test.each([
    [150, { atMost: 150 }, true, '≤ 150 ok'],
    [150.1, { atMost: 150 }, false, '≤ 150 MISSED'],
    [1 / 3, { atLeast: 1 / 3 }, true, '≥ 0.33 ok'],
    [0.32, { atLeast: 1 / 3 }, false, '≥ 0.33 MISSED'],
  ])('%f against %o', (value, target, ok, text) => {
    expect(meets(value, target)).toBe(ok);
    expect(verdict(value, target)).toBe(text);
    expect(figure('a.b', value, 'ms', target)).toMatchObject({ ok, target });
  });

  test('a figure without a target says nothing of being reached', () => {
    expect(figure('a.b', 1.23456, 'ms')).toEqual({ name: 'a.b', value: 1.235, unit: 'ms' });
  });

  test.each([
    [[3], { median: 3, min: 3, max: 3 }],
    [[4, 1], { median: 2.5, min: 1, max: 4 }],
    [[10, 9, 2], { median: 9, min: 2, max: 10 }],
  ])('the spread of %j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });
});
