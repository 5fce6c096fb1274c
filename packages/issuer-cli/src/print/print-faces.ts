import { dateFromDay, formatMemberNumber, KartuError, NO_EXPIRY } from '@kartukita/card-core';
import type { FaceData, Language } from '../card-face/layout.ts';
import { type RenderOptions, type RenderResult, renderFaces } from '../card-face/render.ts';
import type { Theme } from '../card-face/theme.ts';
import { findMember } from '../members/lookup.ts';
import { photoFocusOf } from '../members/photo-focus.ts';
import { isLiving } from '../registry/card-life.ts';
import type { Member } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';
import { chooseTheme, organisationThemes } from '../themes.ts';
import { writeStreamed } from './half-file.ts';

/** How cards are laid onto pages, and where the pages go. */
export interface CardsOrder
  extends Pick<
    RenderOptions,
    'layout' | 'flip' | 'bleedMm' | 'offsets' | 'acceptLowResolution' | 'photoFolder' | 'onProgress'
  > {
  readonly file: string;
  readonly language: Language;
  readonly overwrite?: boolean;
}

export interface PrintOrder extends Omit<CardsOrder, 'photoFolder' | 'onProgress'> {
  /** As people type them. */
  readonly memberNumbers: readonly string[];
  /** Faces of this theme; of every card that a member has when not given. */
  readonly themeId?: string | undefined;
  /** A folder of themes besides those of the organisation. */
  readonly themesFolder?: string | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Writes the faces of members' cards as one PDF, whole or not at all.
 * Throws `not-found`, `usage` for a member without a card when no theme is named, and what `printCards` throws.
 */
export async function printFaces(registry: Registry, order: PrintOrder): Promise<RenderResult> {
  const { memberNumbers, themeId, themesFolder, onProgress, ...rest } = order;
  const themes = await organisationThemes(registry.folder, themesFolder);
  if (themeId !== undefined) chooseTheme(themes, themeId);
  const members = memberNumbers.map((text) => findMember(registry, text));
  const faces = members.flatMap((member) => facesOf(registry, member, themeId));
  const result = await printCards(faces, themes, {
    ...rest,
    photoFolder: registry.folder,
    ...(onProgress && { onProgress: (done: number) => onProgress(done, faces.length) }),
  });
  for (const member of members) markPrinted(registry, member, themeId);
  return result;
}

/** Cards that were ordered have a face now, where it shows the number that they were ordered with. */
function markPrinted(registry: Registry, member: Member, themeId: string | undefined): void {
  const { lives } = registry.cards;
  for (const { serial, memberNumber } of lives.list({ memberId: member.id, state: 'ordered', themeId })) {
    if (memberNumber === member.memberNumber) lives.move(serial, 'printed');
  }
}

/**
 * Writes cards as one PDF, whole or not at all: nothing is left of it when it fails or is stopped. The cards are
 * taken one by one and written as pages fill, so that their number costs time and disk but no memory; photos are
 * looked for in `photoFolder` (the data folder) alone.
 * Throws `already-exists`, `file-unreadable`, `data-full`, `usage` for no card, `not-found` for a theme that is not
 * among `themes`, and `file-invalid` for photos that are too coarse.
 */
export async function printCards(
  cards: Iterable<FaceData> | AsyncIterable<FaceData>,
  themes: readonly Theme[],
  order: CardsOrder,
): Promise<RenderResult> {
  const { file, overwrite, ...options } = order;
  return writeStreamed(file, { overwrite: overwrite ?? false }, (stream) =>
    renderFaces(cards, themes, options, stream),
  );
}

/** What a face needs to know of a card. */
export interface CardFace {
  readonly themeId: string;
  /** A card that is not ordered yet has no date to promise. */
  readonly expiryDay?: number | undefined;
}

/** What is printed on a card of a member. */
export function faceOf(registry: Registry, member: Member, card: CardFace): FaceData {
  const { name: organisation, scheme } = registry.organisation();
  const { expiryDay = NO_EXPIRY } = card;
  return {
    memberNumber: formatMemberNumber(member.memberNumber, scheme.format),
    name: member.name,
    cohort: member.cohort,
    themeId: card.themeId,
    organisation,
    photoPath: member.photo,
    photoFocus: member.photo === undefined ? undefined : photoFocusOf(registry.folder, member.photo),
    qrText: member.memberNumber,
    validUntil: expiryDay === NO_EXPIRY ? undefined : monthOf(dateFromDay(expiryDay)),
  };
}

function facesOf(registry: Registry, member: Member, themeId: string | undefined): FaceData[] {
  const cards = registry.cards.lives.list({ memberId: member.id }).filter(isLiving);
  const ordered = themeId === undefined ? cards.map((card) => card.themeId) : [themeId];
  if (ordered.length === 0) {
    const memberNumber = formatMemberNumber(member.memberNumber, registry.organisation().scheme.format);
    throw new KartuError('usage', `member ${memberNumber} has no card yet: name a theme`, {
      details: { what: 'print-nothing', memberNumber },
    });
  }
  return ordered.map((id) =>
    faceOf(registry, member, {
      themeId: id,
      expiryDay: cards.find((card) => card.themeId === id)?.expiryDay,
    }),
  );
}

/** `MM/YYYY`, as cards show it. */
function monthOf(date: string): string {
  return `${date.slice(5, 7)}/${date.slice(0, 4)}`;
}
