import { z } from 'zod';
import { colourSchema, slugSchema } from './artwork.ts';
import { CARD } from './geometry.ts';

/** The shape of theme.json. Lengths in millimetres from the card's upper left corner, type sizes in points. */

/** By these a fault is told from others, and gets its sentence. */
export const COLOUR_MESSAGE = 'must be #rrggbb';
export const FONT_FILE_MESSAGE = 'must be a file name ending in ttf, otf or woff';

const box = {
  x: z.number().min(0).max(CARD.widthMm),
  y: z.number().min(0).max(CARD.heightMm),
  width: z.number().positive().max(CARD.widthMm),
  height: z.number().positive().max(CARD.heightMm),
};

const bilingual = z.strictObject({ en: z.string().min(1).max(600), id: z.string().min(1).max(600) });

/** Smaller type than this cannot be read on a printed card. */
export const SMALLEST_PT = 4.5;
const typeSize = z.number().min(SMALLEST_PT).max(60);

const textStyle = {
  ...box,
  font: slugSchema,
  /** The size wished for, and the smallest that a long text may shrink to. */
  size: typeSize,
  minSize: typeSize.optional(),
  colour: colourSchema,
  align: z.enum(['left', 'center', 'right']).optional(),
  valign: z.enum(['top', 'middle', 'bottom']).optional(),
  /** Extra space between letters, in em. */
  tracking: z.number().min(-0.05).max(0.6).optional(),
  uppercase: z.boolean().optional(),
  maxLines: z.int().min(1).max(12).optional(),
  /** Distance of baselines, in em. */
  leading: z.number().min(0.9).max(2).optional(),
};

const field = z.strictObject(textStyle);
/** `text` may hold {organisation}, {themeName}, {cohort}, {validUntil}, {memberNumber}. */
const worded = z.strictObject({ ...textStyle, text: bilingual });

const photo = z.strictObject({
  ...box,
  radius: z.number().min(0).max(40).optional(),
  border: z.strictObject({ width: z.number().positive().max(3), colour: colourSchema }).optional(),
});

const qr = z.strictObject({
  x: box.x,
  y: box.y,
  /** Side of the light panel, quiet zone included. */
  size: z.number().min(10).max(48),
  colour: colourSchema,
  panel: colourSchema,
  radius: z.number().min(0).max(10).optional(),
  /** Modules left light on each side: 4 by ISO/IEC 18004 §5.3.8; 2 where artwork around the panel is light too. */
  quietModules: z.int().min(2).max(8).optional(),
});

const code128 = z.strictObject({
  ...box,
  colour: colourSchema,
  /** The light panel is the whole box: ten modules at each end stay light (ISO/IEC 15417 §4.4). */
  panel: colourSchema,
  radius: z.number().min(0).max(10).optional(),
});

const sideFields = {
  name: field.optional(),
  memberNumber: field.optional(),
  organisation: field.optional(),
  themeName: field.optional(),
  cohort: worded.optional(),
  validUntil: worded.optional(),
  qr: qr.optional(),
  code128: code128.optional(),
  photo: photo.optional(),
};

const side = z.strictObject({
  /** A JSON file of shapes, or a PNG or JPEG that covers the card and its bleed. */
  artwork: z.string().min(1).max(200),
  fields: z.strictObject(sideFields),
  texts: z.array(worded).max(12).optional(),
});

export const themeSchema = z.strictObject({
  format: z.literal(1),
  id: slugSchema.max(40),
  /** The number stored on the card. */
  number: z.int().min(1).max(255),
  name: bilingual,
  /** How far the artwork reaches past the cut on every side: 2 mm when not said. */
  bleedMm: z.number().min(0).max(10).optional(),
  /** One sentence on what the design is about. */
  about: bilingual.optional(),
  colours: z.record(slugSchema, z.string().regex(/^#[0-9a-fA-F]{6}$/, COLOUR_MESSAGE)),
  /** Font files by a name of the theme's own; looked for in the theme's folder, then in the common font folder. */
  fonts: z.record(slugSchema, z.string().regex(/^[\w-]+\.(ttf|otf|woff)$/i, FONT_FILE_MESSAGE)),
  front: side,
  frontWithPhoto: side.optional(),
  back: side,
});

export type ThemeFile = z.infer<typeof themeSchema>;
export type ThemeSide = z.infer<typeof side>;
export type TextField = z.infer<typeof field> & { text?: z.infer<typeof bilingual> };
export type PhotoField = z.infer<typeof photo>;
export type QrField = z.infer<typeof qr>;
export type Code128Field = z.infer<typeof code128>;
