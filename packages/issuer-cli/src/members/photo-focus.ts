import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KartuError } from '@kartukita/card-core';
import { z } from 'zod';
import type { Focus } from '../card-face/cover.ts';
import { exists, writeFileAtomically } from '../files.ts';

/**
 * What of a photo comes to the middle of its frame on cards. It is kept beside the photo, in a file of the same
 * name: the photo is named by its content, so that a new one begins without the old one's.
 */
const focusSchema = z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) });

const placeOf = (dataFolder: string, photo: string) =>
  join(dataFolder, `${photo.replace(/\.\w+$/, '')}.focus.json`);

/** The focus that somebody gave this photo of the data folder. Throws `data-damaged`. */
export function photoFocusOf(dataFolder: string, photo: string): Focus | undefined {
  const path = placeOf(dataFolder, photo);
  if (!exists(path)) return undefined;
  try {
    return focusSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new KartuError('data-damaged', `${path} holds no focus of a photo`, {
      details: { what: 'focus-damaged', path },
      cause,
    });
  }
}

export function setPhotoFocus(dataFolder: string, photo: string, focus: Focus): void {
  writeFileAtomically(placeOf(dataFolder, photo), `${JSON.stringify(focus)}\n`, { overwrite: true });
}

/** `50,30`: so many percent of the picture from its left and its upper edge. Throws `usage`. */
export function parseFocus(text: string): Focus {
  const match = /^\s*(\d{1,3})\s*%?\s*[,;x ]\s*(\d{1,3})\s*%?\s*$/.exec(text);
  const [x, y] = [Number(match?.[1] ?? -1), Number(match?.[2] ?? -1)];
  if (match && x <= 100 && y <= 100) return { x: x / 100, y: y / 100 };
  throw new KartuError('usage', `"${text.slice(0, 20)}" is no point of a photo`, {
    details: { what: 'photo-focus', text: text.slice(0, 20) },
  });
}
