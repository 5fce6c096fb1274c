import { equalBytes, recordHash, type SignedPurseRecord } from '@kartukita/card-core';
import type { Ledger } from '../ledger/ledger.ts';
import { decoded, type SlotBytes, sameSlot, type Transfer } from '../ledger/transfer.ts';

/** A card's present record against what the ledger knows of this card (design §4.1). */
export type Comparison =
  /** Never seen here, or the very record that the ledger holds. */
  | { readonly is: 'first-seen' | 'equal' }
  /** Other counters were used since; its chain fits what is known. */
  | { readonly is: 'ahead' }
  /** An older state came back. */
  | { readonly is: 'behind' }
  /** The same number with other content, or a successor of something that was never there: a clone. */
  | { readonly is: 'forked' };

export function compareWithLedger(ledger: Ledger, serial: number, current: SlotBytes): Comparison {
  const present = decoded(current).record;
  const lastSlot = ledger.lastRecord(serial);
  if (!lastSlot) return { is: 'first-seen' };
  const last = decoded(lastSlot);
  if (present.sequence > last.record.sequence) return { is: continues(present, last) ? 'ahead' : 'forked' };
  const known = ledger.recordAt(serial, present.sequence);
  if (present.sequence === last.record.sequence)
    return { is: sameSlot(current, lastSlot) ? 'equal' : 'forked' };
  // A number that this counter never saw (it lies in a gap) is still older than what it knows.
  return { is: !known || sameSlot(known, current) ? 'behind' : 'forked' };
}

/** What became of an unresolved transfer, as far as the card can show. */
export type Evidence = 'written' | 'not-written' | 'unknown';

/**
 * @param current the card's present record
 * @param previous the record before, where the other slot still holds it
 */
export function evidenceFor(
  open: Transfer,
  current: SlotBytes,
  previous: SlotBytes | undefined,
): Evidence | 'still-before' {
  const present = decoded(current).record;
  if (present.sequence < open.sequence) return 'still-before';
  const openHash = recordHash(decoded(open));
  for (const slot of [current, previous]) {
    if (!slot) continue;
    const { record } = decoded(slot);
    if (record.sequence === open.sequence) return sameSlot(slot, open) ? 'written' : 'not-written';
    if (record.sequence === open.sequence + 1) {
      return equalBytes(record.previousHash, openHash) ? 'written' : 'not-written';
    }
  }
  return 'unknown';
}

function continues(present: SignedPurseRecord['record'], last: SignedPurseRecord): boolean {
  return present.sequence > last.record.sequence + 1 || equalBytes(present.previousHash, recordHash(last));
}
