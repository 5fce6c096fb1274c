import type { Writable } from 'node:stream';
import type { FaceData } from './layout.ts';
import { type RenderOptions, type RenderResult, renderFaces } from './render.ts';
import type { Theme } from './theme.ts';

export interface SpecimenOptions
  extends Partial<Pick<RenderOptions, 'layout' | 'language' | 'createdAt' | 'artworkOnly' | 'bleedMm'>> {
  /** A picture for the composition with a photo; without it only the other one is shown. */
  photoPath?: string;
  organisation?: string;
}

/**
 * Names that no member bears, from the shortest to the longest that a record takes (80 letters). With and without
 * photo they fill one sheet of eight cards.
 */
export const SPECIMEN_NAMES = [
  'Nyoman Ayu Lestari',
  'Ida',
  'Raden Ajeng Siti Nurhaliza Kusumawardhani Purnamasari binti Raden Suryadiningrat',
  "René D'Müllerʼs Ma’ruf–Çağlar",
] as const;

/** The cards that a specimen shows: each name, with and (where there is a photo) without it. */
export function specimenCards(theme: Theme, options: SpecimenOptions = {}): FaceData[] {
  const photos = options.photoPath === undefined ? [undefined] : [undefined, options.photoPath];
  return photos.flatMap((photoPath) =>
    SPECIMEN_NAMES.map((name, index) => ({
      memberNumber: `89.0000000${index + 1}`,
      name,
      cohort: 1989,
      themeId: theme.id,
      organisation: options.organisation ?? 'IKARHOLAZ',
      photoPath,
      qrText: `890000000${index + 1}`,
      validUntil: '12/2031',
    })),
  );
}

/** A preview of a theme: the shortest and the longest name, with and without photo, both sides. */
export function renderSpecimen(
  theme: Theme,
  stream: Writable,
  options: SpecimenOptions = {},
): Promise<RenderResult> {
  const { layout = 'card', photoPath: _photo, organisation: _organisation, ...rest } = options;
  return renderFaces(
    specimenCards(theme, options),
    [theme],
    { layout, acceptLowResolution: true, ...rest },
    stream,
  );
}
