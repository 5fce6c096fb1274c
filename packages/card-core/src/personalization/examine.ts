import type { ChipKind } from '../card-kind.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { Connection } from '../readers/connection.ts';
import { withAssessedCard } from './card.ts';
import type { CardOptions, CardState } from './data.ts';

export interface ExamineOptions extends CardOptions {
  /** Derived from this card's UID. */
  readonly keys: CardAccessKeys;
  readonly ndefUri: string;
  /** See Journal: an earlier issue of this very card was begun and not finished. */
  readonly begun?: boolean | undefined;
}

export interface Examination {
  readonly kind: ChipKind;
  readonly uid: Uint8Array;
  readonly state: CardState;
  /**
   * 88 bytes that look like an identity record, when the card holds such: whose card it is already. Their signature
   * has not been checked.
   */
  readonly identityBytes: Uint8Array | undefined;
  /** The purse holds a transaction after the opening. */
  readonly isPurseInUse: boolean;
}

/**
 * Whether a card can be issued, without writing to it. Throws, with the reason in `details.reason`:
 * `card-unsupported`; `card-foreign` for a card that somebody else uses; `card-full` where other applications leave
 * too little room; `card-locked` for one that cannot be written; `card-damaged` for one of ours that is to be set
 * aside; `card-removed`, `reader-failed`.
 */
export function examineForIssue(connection: Connection, options: ExamineOptions): Promise<Examination> {
  return withAssessedCard(
    connection,
    { ...options, begun: options.begun ?? false },
    async ({ kind, uid, state, identityBytes, isPurseInUse }) => ({
      kind,
      uid,
      state,
      identityBytes,
      isPurseInUse,
    }),
  );
}
