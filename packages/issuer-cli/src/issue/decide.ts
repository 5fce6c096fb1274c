import { dateFromDay, formatMemberNumber, KartuError, NO_EXPIRY, toHex } from '@kartukita/card-core';
import type { IssuedCard } from '../registry/cards.ts';
import type { Member } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';

/** What the secretariat wants of the card on the reader. */
export interface CardWish {
  readonly member: Member;
  readonly theme: { readonly id: string; readonly number: number };
  /** Undefined: the usual validity. */
  readonly expiryDay?: number | undefined;
}

/** `fresh`: a chip to begin; `resume`: finish what was begun; `check`: it is issued, look whether it is in order. */
export type Decision =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'resume' | 'check'; readonly card: IssuedCard };

/**
 * What to do with this chip, by what the registry knows. Throws `card-of-other-member`, and `already-exists` when
 * the chip or the member's theme has another card in its place or the chip was a card that has ended, or `usage` for
 * an expiry other than what was signed, and for a member who gets no cards.
 */
export function decideIssue(registry: Registry, wish: CardWish, uid: Uint8Array): Decision {
  const shown = (digits: string) => formatMemberNumber(digits, registry.organisation().scheme.format);
  const onChip = registry.cards.findByUid(uid);
  if (onChip) {
    requireSameCard(onChip, wish, shown);
    requireNotEnded(registry, onChip);
    if (onChip.state === 'issued') return { kind: 'check', card: onChip };
    registry.cards.lives.requireHolder(wish.member);
    return { kind: 'resume', card: onChip };
  }
  registry.cards.lives.requireHolder(wish.member);
  const ofTheme = registry.cards.findByTheme(wish.member.id, wish.theme.number);
  if (!ofTheme) return { kind: 'fresh' };
  throw new KartuError('already-exists', `member has card ${ofTheme.serial} of theme ${wish.theme.id}`, {
    details: {
      what: ofTheme.state === 'encoding' ? 'card-of-theme-begun' : 'card-of-theme',
      memberNumber: shown(wish.member.memberNumber),
      theme: wish.theme.id,
      cardSerial: ofTheme.serial,
      uid: toHex(ofTheme.uid),
    },
  });
}

/** A chip is never used again: whoever holds a copy of it would hold a copy of the new card. */
function requireNotEnded(registry: Registry, card: IssuedCard): void {
  const { state } = registry.cards.lives.get(card.serial);
  if (!['lost', 'damaged', 'expired', 'retired'].includes(state)) return;
  throw new KartuError('already-exists', `card ${card.serial} is ${state} and its chip is not used again`, {
    details: { what: 'card-ended', cardSerial: card.serial, state },
  });
}

function requireSameCard(card: IssuedCard, wish: CardWish, shown: (digits: string) => string): void {
  const details = { cardSerial: card.serial, theme: card.themeId, memberNumber: shown(card.memberNumber) };
  if (card.memberId !== wish.member.id) {
    throw new KartuError('card-of-other-member', `card ${card.serial} is another member's`, { details });
  }
  if (card.themeNumber !== wish.theme.number) {
    throw new KartuError('already-exists', `card ${card.serial} has the theme ${card.themeId}`, {
      details: { what: 'card-other-theme', ...details },
    });
  }
  if (wish.expiryDay !== undefined && wish.expiryDay !== card.expiryDay) {
    const expiry = card.expiryDay === NO_EXPIRY ? 'never' : dateFromDay(card.expiryDay);
    throw new KartuError('usage', `card ${card.serial} is signed with another expiry`, {
      details: { what: 'card-expiry-fixed', expiry, ...details },
    });
  }
}
