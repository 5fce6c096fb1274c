import { isKartuError, type KartuError } from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { issueCard, recoverCard } from '../src/issue/issue.ts';
import { verifyCard } from '../src/issue/verify.ts';
import { addMember } from '../src/members/add.ts';
import { blankChip, KINDS, readerWith, SAWAH } from './cards.ts';
import { office } from './helpers.ts';

/**
 * Issues a card that leaves the reader at every exchange in turn. A write that is cut in the middle of a sector
 * trailer can cost a MIFARE Classic the sector for ever: then, and only then, the card may end as damaged.
 */
describe.each(['before', 'after', 'half'] as const)('torn %s the exchange', (when) => {
  it.each(KINDS)('a %s is finished later, with the serial and the bytes it was begun with', async (kind) => {
    const { registry, keys } = await office();
    let torn = 0;
    for (let atExchange = 1; ; atExchange++) {
      const member = addMember(registry, { name: 'Torn Away', cohort: '2003' });
      const order = { memberNumber: member.memberNumber, theme: SAWAH };
      const chip = blankChip(kind);
      const first = await failureOf(issueCard(registry, keys, readerWith(chip, { atExchange, when }), order));
      if (first === undefined) break; // the tear lies past the last exchange
      torn++;
      expect(first.code).toBe('card-removed');
      const begun = registry.cards.findByUid(chip.uid);
      const again = () =>
        begun && atExchange % 2 === 0
          ? recoverCard(registry, keys, readerWith(chip))
          : issueCard(registry, keys, readerWith(chip), order);
      const second = await failureOf(again());
      if (second !== undefined) {
        expect({ atExchange, when, code: second.code }).toEqual({
          atExchange,
          when: 'half',
          code: 'card-damaged',
        });
        expect(registry.cards.discard(begun!.serial).state).toBe('discarded');
        continue;
      }
      const card = registry.cards.findByUid(chip.uid)!;
      if (begun) expect(card).toEqual({ ...begun, state: 'issued', issuedAt: card.issuedAt });
      const { ok } = await verifyCard(registry, keys, readerWith(chip));
      expect({ atExchange, ok }).toEqual({ atExchange, ok: true });
    }
    expect(torn).toBeGreaterThan(20);
    const serials = registry.cards.list().map((card) => card.serial);
    expect(serials).toEqual(serials.map((_, i) => i + 1)); // one a card, none lost, none twice
  });
});

async function failureOf(attempt: Promise<unknown>): Promise<KartuError | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (isKartuError(error)) return error;
    throw error;
  }
}
