import type { ChipContradiction } from '../registry/chip-taps.ts';
import type { Registry } from '../registry/registry.ts';

/**
 * A card without a purse was tapped at two counters in a way in which one chip cannot be: there are two. Opens the case
 * with both records, in the transaction that took them in.
 */
export function reportChips(registry: Registry): void {
  for (const { card, sides, how } of registry.chipTaps.takeContradictions()) {
    sides.forEach(({ terminal, record }, index) => {
      const note = noteOf(sides[index]!, sides[1 - index]!, how);
      registry.cases.report('chip-changed', card, { terminal, entry: 0, card, record, note });
    });
  }
}

type Side = ChipContradiction['sides'][number];

function noteOf(side: Side, other: Side, how: ChipContradiction['how']): string {
  const at = ({ timeS }: Side) => new Date(timeS * 1000).toISOString().slice(0, 16);
  return how === 'same-value'
    ? `chip counter ${side.chipCounter} here and at counter ${other.terminal}`
    : `chip counter ${side.chipCounter} at ${at(side)}, ${other.chipCounter} at counter ${other.terminal} at ${at(other)}`;
}
