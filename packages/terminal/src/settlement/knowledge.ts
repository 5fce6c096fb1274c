import { equalBytes, recordHash } from '@kartukita/card-core';
import type { Ledger } from '../ledger/ledger.ts';
import { firstEntryMs, knownElsewhere, lastReply } from '../ledger/settlement.ts';
import { decoded, type SlotBytes } from '../ledger/transfer.ts';

/**
 * Since when this counter knows what others did: the date of the last reply, else the day it began, before which
 * there was nothing to know. Undefined before the first entry.
 */
export function knownSinceMs(ledger: Ledger): number | undefined {
  const reply = lastReply(ledger);
  return reply ? Date.parse(reply.issuedAt) : firstEntryMs(ledger);
}

/**
 * A card's present record against the newest state that the issuer has told. Other counters have signed what it
 * knows, so a card that shows less, or something else of that number, is an older state or a copy.
 */
export function compareWithReply(
  ledger: Ledger,
  serial: number,
  current: SlotBytes,
): 'card-behind' | 'card-forked' | undefined {
  const known = knownElsewhere(ledger, serial);
  if (!known) return undefined;
  const signed = decoded(current);
  const { sequence, previousHash } = signed.record;
  if (sequence < known.sequence) return 'card-behind';
  if (sequence === known.sequence)
    return equalBytes(recordHash(signed), known.hash) ? undefined : 'card-forked';
  const follows = sequence > known.sequence + 1 || equalBytes(previousHash, known.hash);
  return follows ? undefined : 'card-forked';
}
