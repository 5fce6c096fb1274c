import { dateFromDay, formatMemberNumber, NO_EXPIRY, toHex } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Context } from '../context.ts';
import type { CardLife } from '../registry/card-life.ts';
import { formatOf } from './member-document.ts';

/** What scripts are told of a card; `state` is how far its chip is, null before the first tap. */
export function lifeDocument(context: Context, card: CardLife) {
  const issued = card.chip && context.registry().cards.get(card.serial);
  return {
    cardSerial: card.serial,
    memberNumber: formatMemberNumber(card.memberNumber, formatOf(context)),
    memberDigits: card.memberNumber,
    uid: card.chip ? toHex(card.chip.uid) : null,
    kind: card.chip?.kind ?? null,
    profile: issued?.profile ?? null,
    theme: card.themeId,
    state: card.chip?.state ?? null,
    life: card.state,
    blocked: card.blocked,
    issuedOn: issued ? dateFromDay(issued.issuedDay) : null,
    expiresOn: card.expiryDay === NO_EXPIRY ? null : dateFromDay(card.expiryDay),
  };
}

/** The state in words: the life, an encoding that was cut off, a block. */
export function lifeState(context: Context, card: CardLife): string {
  const state = context.say(card.chip?.state === 'encoding' ? 'state.encoding' : `life.${card.state}`);
  return card.blocked ? `${state}, ${context.say('life.blocked')}` : state;
}

export function lifeTable(context: Context, cards: readonly CardLife[]): string {
  const columns = ['serial', 'number', 'theme', 'kind', 'uid', 'state', 'expires'];
  const rows = cards.map((card) => [
    String(card.serial),
    context.shown(card.memberNumber),
    card.themeId,
    card.chip?.kind ?? '—',
    card.chip ? toHex(card.chip.uid) : '—',
    lifeState(context, card),
    lastDay(context, card.expiryDay),
  ]);
  return table(
    columns.map((column) => context.say(`column.${column}`)),
    rows,
    [0],
  );
}

export function lastDay(context: Context, expiryDay: number): string {
  return expiryDay === NO_EXPIRY ? context.say('word.never') : dateFromDay(expiryDay);
}
