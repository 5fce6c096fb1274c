import { equalBytes } from '../bytes.ts';
import type { ChipKind } from '../card-kind.ts';
import type { Connection } from '../readers/connection.ts';
import { decodeIdentity, IDENTITY_BODY_BYTES } from '../records/identity.ts';
import type { AssessedCard } from './card.ts';
import { withAssessedCard } from './card.ts';
import type { CardOptions, Journal, PersonalizationData } from './data.ts';
import { checkData, refusal } from './data.ts';

export interface Personalized {
  readonly kind: ChipKind;
  readonly uid: Uint8Array;
  /** MIFARE Classic: the sectors used, for `knownLocation`. */
  readonly location: readonly number[] | undefined;
}

/**
 * Makes a card what `data` says, in an order that can stop anywhere: every step is announced to the journal before
 * and confirmed after, writes only what differs and reads it back, so that the same call with the same card goes on
 * where it stopped. Nothing is written before the whole card was looked at; a refusal (see `examineForIssue`, and
 * `card-of-other-member` for a card that holds another identity) leaves the card and the journal untouched.
 * A purse that holds a transaction is never written.
 *
 * Throws `card-damaged` when a tear has cost a sector for which there is no spare: the card is to be set aside.
 */
export function personalize(
  connection: Connection,
  data: PersonalizationData,
  journal: Journal,
  options: CardOptions = {},
): Promise<Personalized> {
  const { keys, ndefUri } = data;
  const assess = { ...options, keys, ndefUri, begun: journal.begun ?? false };
  return withAssessedCard(connection, assess, async (card) => {
    checkData(card.kind, data);
    refuseOtherMember(card, data, assess.begun);
    for (const step of card.steps(data)) {
      journal.before(step.name);
      await step.run();
      journal.after(step.name);
    }
    return { kind: card.kind, uid: card.uid, location: card.location };
  });
}

/**
 * Remains of an attempt may name somebody else; a card that is whole, or of unknown past, or in use may not. The
 * bodies are compared: an attempt that stopped in the middle of the signature is the same identity.
 */
function refuseOtherMember(card: AssessedCard, data: PersonalizationData, begun: boolean): void {
  const body = card.identityBytes?.subarray(0, IDENTITY_BODY_BYTES);
  if (body === undefined || equalBytes(body, data.identity.subarray(0, IDENTITY_BODY_BYTES))) return;
  if (begun && card.state !== 'own' && !card.isPurseInUse) return;
  // A body that was found to decode: see identityIfAny.
  const { memberNumber } = decodeIdentity(body);
  throw refusal('card-of-other-member', 'identity-other', 'the card was issued with another identity', {
    memberNumber,
  });
}
