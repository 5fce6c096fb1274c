import { randomBytes } from 'node:crypto';
import { createWriteStream, openSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { dateFromDay, formatMemberNumber, KartuError, NO_EXPIRY } from '@kartukita/card-core';
import type { FaceData, Language } from '../card-face/layout.ts';
import { type RenderResult, renderFaces } from '../card-face/render.ts';
import { PRIVATE_FILE_MODE, publishFile, requireWritableTarget, unreadable } from '../files.ts';
import { findMember } from '../members/lookup.ts';
import type { Member } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';
import { chooseTheme, organisationThemes } from '../themes.ts';

export interface PrintOrder {
  /** As people type them. */
  readonly memberNumbers: readonly string[];
  readonly file: string;
  readonly layout: 'card' | 'a4';
  /** Faces of this theme; of every card that a member has when not given. */
  readonly themeId?: string | undefined;
  readonly language: Language;
  readonly overwrite?: boolean;
}

/**
 * Writes the faces of members' cards as one PDF, whole or not at all.
 * Throws `not-found`, `usage` for a member without a card when no theme is named, `already-exists`, `theme-invalid`.
 */
export async function printFaces(registry: Registry, order: PrintOrder): Promise<RenderResult> {
  const target = { overwrite: order.overwrite ?? false };
  requireWritableTarget(order.file, target);
  const themes = await organisationThemes(registry.folder);
  if (order.themeId !== undefined) chooseTheme(themes, order.themeId);
  const faces = order.memberNumbers.flatMap((text) =>
    facesOf(registry, findMember(registry, text), order.themeId),
  );
  const temporary = join(
    dirname(order.file),
    `.${basename(order.file)}.${randomBytes(6).toString('hex')}.part`,
  );
  try {
    const options = { layout: order.layout, language: order.language, photoFolder: registry.folder };
    const result = await renderFaces(faces, themes, options, privateStream(temporary));
    publishFile(temporary, order.file, target);
    return result;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function facesOf(registry: Registry, member: Member, themeId: string | undefined): FaceData[] {
  const { name: organisation, scheme } = registry.organisation();
  const memberNumber = formatMemberNumber(member.memberNumber, scheme.format);
  const cards = registry.cards.list(member.id).filter((card) => card.state !== 'discarded');
  const ordered = themeId === undefined ? cards.map((card) => card.themeId) : [themeId];
  if (ordered.length === 0) {
    throw new KartuError('usage', `member ${memberNumber} has no card yet: name a theme`, {
      details: { what: 'print-nothing', memberNumber },
    });
  }
  return ordered.map((id) => {
    const expiryDay = cards.find((card) => card.themeId === id)?.expiryDay ?? NO_EXPIRY;
    return {
      memberNumber,
      name: member.name,
      cohort: member.cohort,
      themeId: id,
      organisation,
      photoPath: member.photo,
      qrText: member.memberNumber,
      // A card that is not encoded yet has no date to promise.
      validUntil: expiryDay === NO_EXPIRY ? undefined : monthOf(dateFromDay(expiryDay)),
    };
  });
}

/** `MM/YYYY`, as cards show it. */
function monthOf(date: string): string {
  return `${date.slice(5, 7)}/${date.slice(0, 4)}`;
}

/** On disk when it has finished: the file gets its name right after. */
function privateStream(path: string) {
  let handle: number;
  try {
    handle = openSync(path, 'wx', PRIVATE_FILE_MODE);
  } catch (error) {
    throw unreadable(dirname(path), error);
  }
  return createWriteStream(path, { fd: handle, flush: true });
}
