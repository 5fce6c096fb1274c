import {
  bindingOf,
  CARD_PROFILE,
  encodeSlot,
  HISTORY_ENTRY_BYTES,
  historyEntries,
  isKartuError,
  type PurseRecord,
  purseMessage,
  signEd25519,
} from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import { movementsOf } from '../ledger/accounts.ts';
import type { Movement, SlotBytes, Transfer, TransferState } from '../ledger/transfer.ts';
import { type CardReading, stateOf } from './read-card.ts';

/** Where a transfer stands while it is made; told to whoever watches, and where a test pulls the plug. */
export type Step = 'read' | 'reserved' | 'tail-written' | 'head-written' | 'posted' | 'history-written';
export type OnStep = (step: Step) => void;

/** The next record of a card, signed with the counter's own key: exactly what will be written. */
export function nextRecord(
  counter: Counter,
  reading: CardReading,
  next: Pick<PurseRecord, 'kind' | 'amountRupiah' | 'balanceRupiah'> & { readonly lastCredit?: number },
): SlotBytes & { readonly sequence: number } {
  const before = stateOf(reading);
  const record: PurseRecord = {
    sequence: before.sequence + 1,
    kind: next.kind,
    balanceRupiah: next.balanceRupiah,
    amountRupiah: next.amountRupiah,
    timeSeconds: Math.floor(counter.now() / 1000),
    terminal: counter.certificate.terminal,
    previousHash: before.previousHash,
    lastCredit: next.lastCredit ?? before.lastCredit,
    chipCounter: reading.chipCounter,
  };
  const signature = signEd25519(
    counter.signingKey,
    purseMessage(record, bindingOf({ uid: reading.card.uid, identity: reading.identity })),
  );
  return { ...encodeSlot({ record, signature }), sequence: record.sequence };
}

/** A transfer that was reserved just now, or (with its state) one whose write is repeated. */
export type WritableTransfer = Pick<
  Transfer,
  'id' | 'kind' | 'card' | 'sequence' | 'amountRupiah' | keyof SlotBytes
> & {
  readonly state?: TransferState;
  readonly plan?: readonly Movement[] | undefined;
  readonly body?: string;
};

export type Written = 'posted' | 'voided' | 'unresolved';

/**
 * Writes a reserved record into the idle slot: tail, read back, then the head that commits it, read back. A card
 * without a purse has nothing to write. Afterwards the transfer is posted; `voided` when the card left before the
 * first write was sent; `unresolved` when it left later or did not keep what it was given, because once a signature
 * has been on the air only the card can tell what became of it.
 */
export async function writeAndPost(
  counter: Counter,
  reading: CardReading,
  transfer: WritableTransfer,
  onStep: OnStep,
): Promise<Written> {
  if (CARD_PROFILE[reading.driver.kind] === 'purse') {
    const idle = reading.slot === 0 ? 1 : 0;
    const before = reading.driver.writesSent;
    try {
      await reading.driver.writeVerified(`tail${idle}`, transfer.tail);
      onStep('tail-written');
      await reading.driver.writeVerified(`head${idle}`, transfer.head);
      onStep('head-written');
    } catch (error) {
      if (!isKartuError(error)) throw error;
      // A transfer that is being repeated was on the air before: only a fresh one can be void.
      if (reading.driver.writesSent === before && transfer.state === undefined) {
        counter.ledger.void(transfer.id, error.code);
        return 'voided';
      }
      counter.ledger.markUnresolved(transfer.id, error.code);
      return 'unresolved';
    }
  }
  counter.ledger.post(transfer, ...movementsOf(transfer));
  onStep('posted');
  return 'posted';
}

/**
 * Adds the present record's head to the card's history, for people to read at any counter. It comes after the
 * outcome was told and may fail: then that entry is missing, and nothing else.
 */
export async function writeHistory(
  reading: CardReading,
  head: Uint8Array,
  sequence: number,
): Promise<boolean> {
  const entries = historyEntries(reading.driver.kind);
  if (entries === 0) return false;
  try {
    await reading.driver.writeVerified('history', head, (sequence % entries) * HISTORY_ENTRY_BYTES);
    return true;
  } catch (error) {
    if (isKartuError(error)) return false;
    throw error;
  }
}
