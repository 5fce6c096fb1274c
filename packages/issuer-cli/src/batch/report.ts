import { dateFromDay, formatMemberNumber, NO_EXPIRY, toHex } from '@kartukita/card-core';
import { csvText } from '@kartukita/card-core/console';
import { SLOTS_PER_SHEET } from '../card-face/sheet.ts';
import type { Batch, BatchPosition, SetAside } from '../registry/batches.ts';
import type { Registry } from '../registry/registry.ts';

/** Where a face lies in the file it was printed in: `sheet` on A4, else only which card of the file. */
export interface Place {
  readonly sheet: number | null;
  readonly place: number;
}

export function placeOf({ layout }: Batch, { place }: BatchPosition): Place | null {
  if (place === undefined) return null;
  if (layout !== 'a4') return { sheet: null, place };
  return { sheet: Math.ceil(place / SLOTS_PER_SHEET), place: ((place - 1) % SLOTS_PER_SHEET) + 1 };
}

/** `begun` for a card that was taken away in the middle, else the state of its life. */
export function positionState({ card }: BatchPosition): string {
  return card.chip?.state === 'encoding' ? 'begun' : card.state;
}

/** The member got another number after the face was ordered: it is never encoded as it stands. */
export function isOutdated({ card, member }: BatchPosition): boolean {
  return (card.state === 'ordered' || card.state === 'printed') && card.memberNumber !== member.memberNumber;
}

/** One position as scripts and reports are told of it: position ↔ member ↔ card ↔ chip. */
export function positionDocument(registry: Registry, batch: Batch, position: BatchPosition) {
  const { card, member } = position;
  return {
    position: position.position,
    ...(placeOf(batch, position) ?? { sheet: null, place: null }),
    memberNumber: formatMemberNumber(card.memberNumber, registry.organisation().scheme.format),
    name: member.name,
    cardSerial: card.serial,
    uid: card.chip ? toHex(card.chip.uid) : null,
    state: positionState(position),
    outdated: isOutdated(position),
    expiresOn: card.expiryDay === NO_EXPIRY ? null : dateFromDay(card.expiryDay),
  };
}

export function setAsideDocument(aside: SetAside) {
  return {
    position: aside.position ?? null,
    uid: aside.uid ? toHex(aside.uid) : null,
    code: aside.code,
    what: aside.what ?? null,
    at: aside.at,
    operator: aside.operator,
  };
}

/** What scripts are told of a batch. */
export function batchDocument(registry: Registry, batch: Batch) {
  const { id, themeId, layout, query, createdAt, createdBy, printedAt, closedAt, closedBy } = batch;
  const made = { createdAt, createdBy, printedAt: printedAt ?? null };
  const ended = { closedAt: closedAt ?? null, closedBy: closedBy ?? null };
  return { batch: id, theme: themeId, layout, query, ...made, ...ended, counts: registry.batches.counts(id) };
}

/** The report as CSV: positions first, then what was set aside, told apart by the first column. */
export function reportCsv(registry: Registry, batch: Batch): string {
  const head = [
    'row',
    'position',
    'sheet',
    'place',
    'memberNumber',
    'name',
    'cardSerial',
    'uid',
    'state',
    'at',
    'operator',
  ];
  const positions = registry.batches.positions(batch.id).map((position) => {
    const row = positionDocument(registry, batch, position);
    const last = registry.cards.lives.history(row.cardSerial).at(-1)!;
    const where = [row.position, row.sheet, row.place, row.memberNumber, row.name, row.cardSerial, row.uid];
    return ['card', ...where, row.state, last.at, last.operator];
  });
  const asides = registry.batches.setAsides(batch.id).map((aside) => {
    const { position, uid, code, at, operator } = setAsideDocument(aside);
    return ['set-aside', position, null, null, null, null, null, uid, code, at, operator];
  });
  return csvText([head, ...positions, ...asides].map((cells) => cells.map((cell) => String(cell ?? ''))));
}
