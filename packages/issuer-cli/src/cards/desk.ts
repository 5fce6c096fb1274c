import { KartuError, type Reader } from '@kartukita/card-core';
import type { CardProgress } from '../issue/card-session.ts';
import { dayOf, defaultExpiry, parseExpiry } from '../issue/expiry.ts';
import { type IssueResult, issueChosen } from '../issue/issue.ts';
import type { IssuerKeys } from '../keys/issuer-keys.ts';
import type { CardLife } from '../registry/card-life.ts';
import type { Member } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';
import { parseLine } from './text.ts';

/** What a secretary does at the desk with one card. Each step is a move in its life. */

/** Orders one card. Throws `usage` for a member who gets no cards, `already-exists` for a theme that has one. */
export function orderCard(
  registry: Registry,
  member: Member,
  theme: { readonly id: string; readonly number: number },
  expires?: string,
): CardLife {
  const expiryDay = expires === undefined ? undefined : parseExpiry(expires, registry.now());
  return registry.cards.lives.order({
    member,
    themeNumber: theme.number,
    themeId: theme.id,
    expiryDay: expiryDay ?? defaultExpiry(registry.now()),
  });
}

/**
 * Hands a card over, which makes it active: it is in the hand that it was made for. Where it goes through other
 * hands first, `activate` is false and {@link activateCard} follows when it has arrived.
 */
export function handOver(registry: Registry, serial: number, to: string, activate = true): CardLife {
  return registry.cards.lives.handOver(serial, parseLine('recipient', to), activate);
}

/** A card has arrived; or one that was lost is found again, which needs a reason and no replacement. */
export function activateCard(registry: Registry, serial: number, reason?: string): CardLife {
  const { lives } = registry.cards;
  if (lives.get(serial).state === 'lost' && reason === undefined) {
    throw new KartuError('usage', `card ${serial} is lost: say how it was found`, {
      details: { what: 'card-found-reason', cardSerial: serial },
    });
  }
  return lives.move(serial, 'active', reason === undefined ? {} : { reason: parseLine('reason', reason) });
}

/** Marks every card in use that is past its last day. */
export function expireCards(registry: Registry): number[] {
  return registry.cards.lives.expire(dayOf(registry.now()));
}

/** Cards in use whose last day comes within so many days from today, at most `limit`. */
export function expiringCards(registry: Registry, days: number, limit: number): CardLife[] {
  return registry.cards.lives.list({ expiresBefore: dayOf(registry.now()) + days + 1, limit });
}

export interface Replacement {
  readonly old: CardLife;
  readonly ordered: CardLife;
}

/**
 * Ends a card, which every bundle made from now on refuses, and orders the one in its place. The first step is on
 * disk before the second is tried: the old card is blocked whatever comes of the new one. Called again it finds
 * what was ordered, so that the new card can be made when the reader works. Throws `usage` for a card that was
 * never made, or was taken back, and what ordering throws.
 */
export function endAndReorder(
  registry: Registry,
  serial: number,
  how: 'lost' | 'damaged',
  reason: string,
): Replacement {
  const { lives } = registry.cards;
  const old = endCard(registry, serial, how, reason);
  const last = lives.lastOf(serial);
  if (last.serial !== serial && isUnfinished(last)) return { old, ordered: last };
  if (['encoded', 'handed-over', 'active'].includes(last.state)) {
    throw new KartuError('already-exists', `card ${serial} was replaced by ${last.serial}`, {
      details: { what: 'card-replaced-already', cardSerial: serial, by: last.serial },
    });
  }
  const expiryDay = defaultExpiry(registry.now());
  const { themeNumber, themeId, memberId } = last;
  const member = registry.members.byId(memberId);
  return { old, ordered: lives.replace(last, { member, themeNumber, themeId, expiryDay }) };
}

function endCard(registry: Registry, serial: number, how: 'lost' | 'damaged', reason: string): CardLife {
  const { lives } = registry.cards;
  const life = lives.get(serial);
  if (life.chip?.state === 'encoding') {
    registry.cards.discard(serial);
    return lives.get(serial);
  }
  if (['lost', 'damaged', 'expired', 'discarded'].includes(life.state)) return life;
  return lives.move(serial, how, { reason: parseLine('reason', reason) });
}

function isUnfinished(life: CardLife): boolean {
  return life.state === 'ordered' || life.state === 'printed';
}

/**
 * Makes the replacement from the blank card on the reader: the member's number of today, an opening record of value
 * 0, and nothing of the old card. Throws as issuing does.
 */
export function encodeReplacement(
  registry: Registry,
  keys: IssuerKeys,
  reader: Reader,
  ordered: CardLife,
  progress: CardProgress,
): Promise<IssueResult> {
  const member = registry.members.byId(ordered.memberId);
  const theme = { id: ordered.themeId, number: ordered.themeNumber };
  return issueChosen(registry, keys, reader, () => ({ member, theme }), progress);
}
