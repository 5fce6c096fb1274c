import { CARD_PROFILE, type ChipKind } from '@kartukita/card-core';
import type { CardLife } from '../registry/card-life.ts';
import type { Registry } from '../registry/registry.ts';

/** In the order in which they are preferred. */
const USABLE = ['active', 'handed-over', 'encoded'];

export function hasPurse(life: Pick<CardLife, 'chip'>): boolean {
  return life.chip !== undefined && CARD_PROFILE[life.chip.kind as ChipKind] === 'purse';
}

/** Made, in use and not kept out of the counters. */
export function isUsable(registry: Registry, life: CardLife): boolean {
  const isMade = life.chip?.state === 'issued' && USABLE.includes(life.state);
  return isMade && !life.blocked && !registry.cases.isFrozen(life.serial);
}

/**
 * The card that value for a member goes to: one with a purse before one without, an active one before one that was
 * not handed over yet, of equals the first one. Undefined where the member has none that can be used.
 */
export function cardFor(registry: Registry, memberId: number): CardLife | undefined {
  const rank = (life: CardLife) => (hasPurse(life) ? 0 : 10) + USABLE.indexOf(life.state);
  const usable = registry.cards.lives.list({ memberId }).filter((life) => isUsable(registry, life));
  return usable.reduce<CardLife | undefined>(
    (best, life) => (best === undefined || rank(life) < rank(best) ? life : best),
    undefined,
  );
}

/**
 * The one counter that may give value to a card without a purse. Such a card cannot say what it was given, so two
 * counters that never met would give it twice. The counter that was named comes first; else the one that settled the
 * card last, because there its holder buys. Undefined for a card with a purse (`each`), and where nobody is known.
 */
export function onlyCounterFor(
  registry: Registry,
  card: CardLife,
  named: number | null,
  before?: number,
): number | 'each' | undefined {
  if (hasPurse(card)) return 'each';
  return (
    named ??
    registry.holds.lastCounterOf(card.serial) ??
    (before === undefined ? undefined : registry.holds.lastCounterOf(before))
  );
}
