import { KartuError } from '@kartukita/card-core';
import type { CreditList, NewCredit } from '../registry/credits.ts';
import type { Registry } from '../registry/registry.ts';
import { cardFor, onlyCounterFor } from './cards.ts';

/**
 * Turns a list into credits, each with the next number of its card: all of them or none. What has changed since the
 * list came (a card lost, a member gone) is looked at again. Whoever calls has seen to the second person. Throws
 * `usage` for a list that is no proposal any more, or whose members have no card now; `not-found`.
 */
export function approveList(registry: Registry, id: number, approvedBy: string): CreditList {
  return registry.credits.transact(() => {
    const list = registry.credits.list(id);
    const credits = registry.credits.rows(id).map(({ line, memberId, amountRupiah, reason }): NewCredit => {
      const member = registry.members.byId(memberId);
      const card = cardFor(registry, memberId);
      const counter = card && onlyCounterFor(registry, card, list.terminal);
      const isMember = member.state !== 'left' && member.mergedInto === undefined;
      if (!card || counter === undefined || !isMember) {
        throw new KartuError('usage', `list ${id}, line ${line}: no card for it any more`, {
          details: { what: 'credit-list-changed', list: id, line },
        });
      }
      const terminal = counter === 'each' ? undefined : counter;
      const source = `salary:${id}:${line}`;
      return { card: card.serial, amountRupiah, reason, kind: 'salary', source, terminal };
    });
    return registry.credits.approve(id, approvedBy, credits);
  });
}
