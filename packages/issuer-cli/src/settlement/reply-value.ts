import type { ReplyInput } from '@kartukita/card-core';
import type { Registry } from '../registry/registry.ts';

/** What a reply brings to a counter to give out or to take in: credits, dues, events. */
export function valueFor(
  _registry: Registry,
  _terminal: number,
  _reply: number,
): Pick<ReplyInput, 'credits' | 'dues' | 'events'> {
  return { credits: [], dues: [], events: [] };
}
