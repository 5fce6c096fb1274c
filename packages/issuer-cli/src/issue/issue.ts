import {
  CARD_PROFILE,
  type Connection,
  deriveAccessKeys,
  examineForIssue,
  formatMemberNumber,
  KartuError,
  personalize,
  type Reader,
  verifyIdentity,
  verifyPersonalized,
} from '@kartukita/card-core';
import { currentIssuingKey, currentKeySet, type IssuerKeys } from '../keys/issuer-keys.ts';
import { findMember } from '../members/lookup.ts';
import type { CardOrder, IssuedCard } from '../registry/cards.ts';
import type { Registry } from '../registry/registry.ts';
import { openUri, personalizationOf, registeredCard } from './card-data.ts';
import { type CardOnReader, type CardProgress, withCardOn, withSameCardOn } from './card-session.ts';
import { type CardWish, decideIssue } from './decide.ts';
import { dayOf, defaultExpiry, parseExpiry } from './expiry.ts';
import { renewCard } from './renew.ts';
import { signCard } from './sign-card.ts';
import { requireAsIssued } from './verify.ts';

export interface IssueOrder {
  /** As people type it. */
  readonly memberNumber: string;
  readonly theme: { readonly id: string; readonly number: number };
  /** `YYYY-MM-DD` or `never`; five years where nothing is said. */
  readonly expires?: string | undefined;
}

export interface IssueResult {
  /** `resumed`: finished what an earlier command had begun. `already-issued`: nothing was written. */
  readonly outcome: 'issued' | 'resumed' | 'already-issued';
  readonly card: IssuedCard;
}

/**
 * Issues a card to a member. Serial, identity and opening record are on disk before the card is touched, and every
 * step is journaled, so that the same command with the same card finishes what was interrupted, with the very same
 * bytes. Throws `member-number-invalid`, `not-found`, `usage`, `already-exists`, `card-of-other-member`, and what
 * looking at and writing to a card throws.
 */
export async function issueCard(
  registry: Registry,
  keys: IssuerKeys,
  reader: Reader,
  order: IssueOrder,
  progress: CardProgress = {},
): Promise<IssueResult> {
  const expiryDay = order.expires === undefined ? undefined : parseExpiry(order.expires, registry.now());
  const wish: CardWish = { member: findMember(registry, order.memberNumber), theme: order.theme, expiryDay };
  return issueChosen(registry, keys, reader, () => wish, progress);
}

/** As {@link issueCard}, for whom is decided when the card lies there, by its UID. */
export async function issueChosen(
  registry: Registry,
  keys: IssuerKeys,
  reader: Reader,
  choose: (uid: Uint8Array) => CardWish,
  progress: CardProgress = {},
): Promise<IssueResult> {
  const found = await withCardOn(reader, progress, async (connection, chip) => {
    const wish = choose(chip.uid);
    const decision = decideIssue(registry, wish, chip.uid);
    if (decision.kind === 'check') return { outcome: 'already-issued', card: decision.card } as const;
    if (decision.kind === 'resume') {
      await write(registry, keys, connection, decision.card, progress);
      return { outcome: 'resumed', card: decision.card } as const;
    }
    const card = await begin(registry, keys, connection, chip, wish);
    await write(registry, keys, connection, card, progress);
    return { outcome: 'issued', card } as const;
  });
  return finish(registry, keys, reader, found, progress);
}

/** Finishes whatever was begun with the card on the reader, its issue or its renewal. Throws `not-found` for a card that is not ours. */
export async function recoverCard(
  registry: Registry,
  keys: IssuerKeys,
  reader: Reader,
  progress: CardProgress = {},
): Promise<IssueResult> {
  const found = await withCardOn(reader, progress, async (connection, { uid }) => {
    const card = registeredCard(registry, uid);
    if (card.state === 'issued') return { outcome: 'already-issued', card } as const;
    registry.cards.lives.requireHolder(registry.members.byId(card.memberId));
    await write(registry, keys, connection, card, progress);
    return { outcome: 'resumed', card } as const;
  });
  if (found.outcome === 'already-issued' && registry.keys.renewals.pending(found.card.serial)) {
    const { card } = await renewCard(registry, keys, reader, progress);
    return { outcome: 'resumed', card };
  }
  return finish(registry, keys, reader, found, progress);
}

/** Looks whether the chip can be ours, and only then takes a serial for it and signs. */
async function begin(
  registry: Registry,
  keys: IssuerKeys,
  connection: Connection,
  chip: CardOnReader,
  wish: CardWish,
): Promise<IssuedCard> {
  const keySet = currentKeySet(keys);
  const begun = registry.cards.wasTouched(chip.uid);
  const examination = await examineForIssue(connection, {
    keys: deriveAccessKeys(keySet, chip.uid),
    ndefUri: openUri(registry.organisation()),
    begun,
  });
  const { identityBytes, state, isPurseInUse } = examination;
  const isRemains = begun && state !== 'own' && !isPurseInUse;
  if (identityBytes !== undefined && !isRemains) await refuseOther(registry, identityBytes, chip.uid);
  const now = registry.now();
  const ordered = registry.cards.lives.living(wish.member.id, wish.theme.number);
  if (ordered && ordered.expiryDay < dayOf(now)) {
    throw new KartuError('usage', `card ${ordered.serial} was ordered until a day that is over`, {
      details: { what: 'card-ordered-past', cardSerial: ordered.serial },
    });
  }
  const { state: memberState, mergedInto } = wish.member;
  const order: CardOrder = {
    uid: chip.uid,
    kind: chip.kind,
    profile: CARD_PROFILE[chip.kind],
    memberId: wish.member.id,
    memberNumber: wish.member.memberNumber,
    themeNumber: wish.theme.number,
    themeId: wish.theme.id,
    issuedDay: dayOf(now),
    expiryDay: wish.expiryDay ?? ordered?.expiryDay ?? defaultExpiry(now),
    issuerKey: currentIssuingKey(keys).issuerKey,
    keySetVersion: keySet.version,
  };
  return registry.cards.begin({ ...order, memberState: { state: memberState, mergedInto } }, (serial) =>
    signCard(keys, order, serial, now),
  );
}

/** The card holds an identity that this registry does not know: it was issued elsewhere, or is being imitated. */
async function refuseOther(registry: Registry, identityBytes: Uint8Array, uid: Uint8Array): Promise<never> {
  const verdict = verifyIdentity(identityBytes, uid, await registry.trust());
  if (!verdict.ok) {
    throw new KartuError('card-foreign', `it holds an identity of others (${verdict.fault})`, {
      details: { what: 'identity-foreign', fault: verdict.fault },
    });
  }
  const memberNumber = formatMemberNumber(verdict.value.memberNumber, registry.organisation().scheme.format);
  throw new KartuError('card-of-other-member', 'it was issued already, though not by this registry', {
    details: { memberNumber, cardSerial: verdict.value.cardSerial },
  });
}

async function write(
  registry: Registry,
  keys: IssuerKeys,
  connection: Connection,
  card: IssuedCard,
  progress: CardProgress,
): Promise<void> {
  let count = 0;
  await personalize(connection, personalizationOf(registry, keys, card), {
    begun: registry.cards.wasTouched(card.uid),
    before(step) {
      registry.cards.note(card.serial, step, 'before');
      progress.onStep?.(step, ++count);
    },
    after(step) {
      registry.cards.note(card.serial, step, 'after');
    },
  });
}

/** Reads the whole card back from a new start of the chip; only then it counts as issued. */
async function finish(
  registry: Registry,
  keys: IssuerKeys,
  reader: Reader,
  found: IssueResult,
  progress: CardProgress,
): Promise<IssueResult> {
  const { card, outcome } = found;
  return withSameCardOn(reader, card.uid, progress, async (connection, chip) => {
    if (outcome === 'already-issued') {
      await requireAsIssued(registry, keys, connection, chip, card);
      return found;
    }
    await verifyPersonalized(connection, personalizationOf(registry, keys, card));
    return { outcome, card: registry.cards.markIssued(card.serial) };
  });
}
