import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asKartuError, KartuError } from '@kartukita/card-core';
import { inspectPicture, type PictureFacts, pictureCase } from '../card-face/picture.ts';
import { exists, PRIVATE_FOLDER_MODE, readGivenFile, writeFileAtomically } from '../files.ts';

const PHOTO_FOLDER = 'photos';
const MAX_PHOTO_BYTES = 12_000_000;

/**
 * Copies a photo into the data folder, named by its content, and returns its path in there. A copy that no member
 * refers to in the end (the command was stopped in between) does no harm.
 * Throws `file-unreadable`, `file-invalid` for what is no JPEG or PNG.
 */
export function keepPhoto(dataFolder: string, path: string): string {
  const bytes = readGivenFile(path, MAX_PHOTO_BYTES);
  const inspection = inspectPicture(bytes);
  if ('problem' in inspection) {
    throw new KartuError('file-invalid', `${path} ${inspection.problem}`, {
      details: { what: pictureCase(inspection.problem), path },
    });
  }
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const kept = join(PHOTO_FOLDER, `${digest}.${inspection.kind === 'png' ? 'png' : 'jpg'}`);
  try {
    mkdirSync(join(dataFolder, PHOTO_FOLDER), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  } catch (error) {
    throw asKartuError(error);
  }
  if (!exists(join(dataFolder, kept)))
    writeFileAtomically(join(dataFolder, kept), bytes, { overwrite: true });
  return kept;
}

/** Size of a photo of the data folder, as it is seen. Throws `file-unreadable`, `file-invalid`. */
export function inspectPhoto(dataFolder: string, photo: string): PictureFacts {
  const path = join(dataFolder, photo);
  const inspection = inspectPicture(readGivenFile(path, MAX_PHOTO_BYTES));
  if (!('problem' in inspection)) return inspection;
  throw new KartuError('file-invalid', `${path} ${inspection.problem}`, {
    details: { what: pictureCase(inspection.problem), path },
  });
}
