import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placesOfSlot } from '../../../../tools/fixtures/card-dumps.ts';
import { makeWorld, prove, tapped, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const SALE = { kind: 'sale', amountRupiah: 12_500 } as const;

describe.each(['classic-1k', 'classic-4k', 'ntag215'] as const)(
  '%s: a head that was torn within the number of its terminal',
  (kind) => {
    it('looks like the record of an unknown counter, but not to the one that wrote it', async () => {
      const counter = world.counter(1);
      const card = world.card(kind);
      await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
      // Programming the head stops so late that all of it is there but the low byte of the terminal's number.
      const { eeprom } = card.chip!;
      const place = placesOfSlot(kind, 0)[15]!;
      const program = eeprom.program.bind(eeprom);
      eeprom.program = (offset, content, isProtected) => {
        program(offset, content, isProtected);
        if (offset <= place && place < offset + content.length) eeprom.bytes[place] = 0x77;
      };
      expect(await tapped(counter, card, SALE)).toMatchObject({ outcome: 'unresolved' });
      eeprom.program = program;

      expect(await tapped(world.counter(2), card, { kind: 'balance' })).toMatchObject({
        outcome: 'refused',
        reason: 'record-terminal-unknown',
      });
      expect(await tapped(counter, card, SALE)).toMatchObject({
        outcome: 'posted',
        resumed: true,
        balanceRupiah: 37_500,
      });
      expect(await tapped(world.counter(2), card, { kind: 'balance' })).toMatchObject({
        balanceRupiah: 37_500,
      });
      expect(prove(counter).findings).toEqual([]);
    });
  },
);
