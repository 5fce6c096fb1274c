import { isKartuError } from '@kartukita/card-core';
import { expect, it } from 'vitest';
import { applyReply } from '../../src/settlement/apply.ts';
import { counterStatus } from '../../src/settlement/status.ts';
import { errorOf } from '../counter/organisation.ts';
import { prove } from '../world.ts';
import { dump, sale, topup, twoSides } from './two-sides.ts';

/** The file cut off at each length, and with a bit of each byte changed. */
function* damaged(file: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < file.length; at++) {
    yield file.slice(0, at);
    const changed = Uint8Array.from(file);
    changed[at]! ^= 1 << (at % 8);
    yield changed;
  }
  yield Uint8Array.of(...file, 0);
}

it('a batch file cut off at any length, or with any byte changed, is refused and changes nothing', async () => {
  const sides = await twoSides();
  const counter = await sides.counter();
  await topup(counter, await sides.card(), 50_000);
  const file = await sides.export(counter);
  const before = dump(sides.registry);
  for (const bad of damaged(file)) {
    const { refused, imported, repeated } = await sides.import(bad);
    expect([refused, imported, repeated]).toEqual([1, 0, 0]);
  }
  expect(dump(sides.registry)).toEqual(before);
  expect((await sides.import(file)).imported).toBe(1);
});

it('a reply cut off at any length, or with any byte changed, is refused and changes nothing', async () => {
  const sides = await twoSides();
  const [a, b] = await sides.pair();
  const card = await sides.card();
  await topup(a, card, 50_000);
  await sale(b, card, 1_000);
  await sides.import(await sides.export(b));
  const reply = await sides.reply(a);
  const { entry } = counterStatus(a);
  for (const bad of damaged(reply)) {
    const error = await errorOf(() => applyReply(a, bad));
    expect(isKartuError(error, 'file-invalid', 'file-for-another-terminal')).toBe(true);
  }
  expect(counterStatus(a)).toMatchObject({ entry, reply: 0 });
  expect(await applyReply(a, reply)).toMatchObject({ outcome: 'applied' });
  expect(prove(a).findings).toEqual([]);
});
