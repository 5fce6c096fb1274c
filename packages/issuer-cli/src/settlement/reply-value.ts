import type { ReplyInput } from '@kartukita/card-core';
import type { Registry } from '../registry/registry.ts';
import { duesFor } from '../value/dues.ts';
import { releaseHolds } from '../value/holds.ts';
import { owedFor } from '../value/owed.ts';

/** What a reply brings to a counter to give out or to take in: credits, dues, events. */
export function valueFor(
  registry: Registry,
  terminal: number,
  reply: number,
): Pick<ReplyInput, 'credits' | 'withdrawn' | 'owed' | 'dues' | 'events'> {
  releaseHolds(registry);
  const dues = duesFor(registry, terminal);
  const credits = registry.credits
    .takeFor(terminal, reply)
    .map(({ card, number, amountRupiah, reason }) => ({ card, number, amountRupiah, reason }));
  const withdrawn = registry.withdrawals
    .asked(terminal)
    .map(({ id, card, number }) => ({ id, card, number }));
  return { credits, withdrawn, owed: owedFor(registry, terminal), ...dues };
}
