import { z } from 'zod';
import { svgPathProblem } from './svg-path.ts';

/**
 * The artwork of one side as data: shapes in millimetres from the card's upper left corner, painted in order.
 * Whatever touches an edge of the card should reach 2 mm past it (the bleed), from -2 to 87.6 and -2 to 55.98.
 */

/** By these a fault is told from others, and gets its sentence. */
export const NAMED_COLOUR_MESSAGE = 'must be #rrggbb or a name from colours';
export const SLUG_MESSAGE = 'must be a slug: small letters, digits, hyphens';

const number = z.number().min(-10_000).max(10_000);
const positive = z.number().positive().max(10_000);
const opacity = z.number().min(0).max(1);
const colour = z.string().regex(/^(#[0-9a-fA-F]{6}|[a-z][a-z0-9-]*)$/, NAMED_COLOUR_MESSAGE);
const slug = z.string().regex(/^[a-z][a-z0-9-]*$/, SLUG_MESSAGE);

const pathData = z
  .string()
  .max(100_000)
  .superRefine((data, context) => {
    const problem = svgPathProblem(data);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: `path ${problem}` });
  });

const stops = z
  .array(z.tuple([opacity, colour]))
  .min(2)
  .max(16);
const paint = z.union([
  colour,
  z.strictObject({ linear: z.tuple([number, number, number, number]), stops }),
  z.strictObject({ radial: z.tuple([number, number, z.number().min(0).max(10_000)]), stops }),
]);

const painted = {
  fill: paint.optional(),
  rule: z.enum(['nonzero', 'evenodd']).optional(),
  stroke: colour.optional(),
  strokeWidth: positive.max(50).optional(),
  cap: z.enum(['butt', 'round', 'square']).optional(),
  opacity: opacity.optional(),
};

const path = z.strictObject({ type: z.literal('path'), d: pathData, ...painted });
const rect = z.strictObject({
  type: z.literal('rect'),
  at: z.tuple([number, number, positive, positive]),
  radius: z.number().min(0).max(100).optional(),
  ...painted,
});
const circle = z.strictObject({
  type: z.literal('circle'),
  at: z.tuple([number, number, positive]),
  ...painted,
});
const ellipse = z.strictObject({
  type: z.literal('ellipse'),
  at: z.tuple([number, number, positive, positive]),
  ...painted,
});
const picture = z.strictObject({
  type: z.literal('picture'),
  /** A PNG or JPEG file in the theme's folder. */
  file: z.string().min(1).max(200),
  at: z.tuple([number, number, positive, positive]),
  opacity: opacity.optional(),
});
const use = z.strictObject({ type: z.literal('use'), symbol: slug });

const clip = z.union([
  z.strictObject({ path: pathData }),
  z.strictObject({ rect: z.tuple([number, number, positive, positive]) }),
  z.strictObject({ circle: z.tuple([number, number, positive]) }),
]);

export type Paint = z.infer<typeof paint>;
export type Clip = z.infer<typeof clip>;
export type PathShape = z.infer<typeof path>;
export type RectShape = z.infer<typeof rect>;
export type CircleShape = z.infer<typeof circle>;
export type EllipseShape = z.infer<typeof ellipse>;
export type PictureShape = z.infer<typeof picture>;
export type PaintedShape = PathShape | RectShape | CircleShape | EllipseShape;

/** Moves, turns (degrees, clockwise) and scales what it holds, in that order; opacity multiplies. */
export interface GroupShape {
  type: 'group';
  translate?: [number, number] | undefined;
  rotate?: number | undefined;
  scale?: number | [number, number] | undefined;
  opacity?: number | undefined;
  clip?: Clip | undefined;
  shapes: Shape[];
}

/** Draws its shapes `columns` × `rows` times; every second row is moved right by `stagger`. */
export interface RepeatShape {
  type: 'repeat';
  columns: number;
  rows: number;
  step: [number, number];
  stagger?: number | undefined;
  shapes: Shape[];
}

export type Shape = PaintedShape | PictureShape | GroupShape | RepeatShape | z.infer<typeof use>;

const shapes: z.ZodType<Shape[]> = z.lazy(() => z.array(shape).max(2000));
const group = z.strictObject({
  type: z.literal('group'),
  translate: z.tuple([number, number]).optional(),
  rotate: z.number().min(-360).max(360).optional(),
  scale: z.union([positive.max(100), z.tuple([number, number])]).optional(),
  opacity: opacity.optional(),
  clip: clip.optional(),
  shapes,
});
const repeat = z.strictObject({
  type: z.literal('repeat'),
  columns: z.int().min(1).max(400),
  rows: z.int().min(1).max(400),
  step: z.tuple([number, number]),
  stagger: number.optional(),
  shapes,
});
const shape = z.discriminatedUnion('type', [path, rect, circle, ellipse, picture, use, group, repeat]);

/** An artwork file: shapes, and symbols that they may use by name (a symbol may use those before it). */
export const artworkSchema = z.strictObject({
  symbols: z
    .array(z.strictObject({ id: slug, shapes }))
    .max(200)
    .optional(),
  shapes,
});
export type Artwork = z.infer<typeof artworkSchema>;
export const colourSchema = colour;
export const slugSchema = slug;

/** More than this is no artwork but an attack on the machine that draws it. */
const MAX_DRAWN_SHAPES = 60_000;

/**
 * Replaces every `use` by a group with the symbol's shapes and counts what will be drawn.
 * Throws Error with a sentence when a symbol is unknown (or stands after its use) or there is too much to draw.
 */
export function expandArtwork(artwork: Artwork): Shape[] {
  const symbols = new Map<string, { shapes: Shape[]; weight: number }>();
  for (const symbol of artwork.symbols ?? []) {
    if (symbols.has(symbol.id)) throw new Error(`symbol ${symbol.id} is defined twice`);
    symbols.set(symbol.id, expand(symbol.shapes, symbols));
  }
  return expand(artwork.shapes, symbols).shapes;
}

function expand(list: Shape[], symbols: ReadonlyMap<string, { shapes: Shape[]; weight: number }>) {
  let weight = 0;
  const expanded = list.map((item): Shape => {
    if (item.type === 'use') {
      const symbol = symbols.get(item.symbol);
      if (symbol === undefined) throw new Error(`symbol ${item.symbol} is not defined before its use`);
      weight += symbol.weight + 1;
      return { type: 'group', shapes: symbol.shapes };
    }
    if (item.type === 'group' || item.type === 'repeat') {
      const inner = expand(item.shapes, symbols);
      weight += (inner.weight + 1) * (item.type === 'repeat' ? item.columns * item.rows : 1);
      return { ...item, shapes: inner.shapes };
    }
    weight += 1;
    return item;
  });
  if (weight > MAX_DRAWN_SHAPES) throw new Error(`more than ${MAX_DRAWN_SHAPES} shapes to draw`);
  return { shapes: expanded, weight };
}

/** Every colour and picture that the shapes name; for the checks of a theme. */
export function referencesOf(list: readonly Shape[]): { colours: Set<string>; pictures: Set<string> } {
  const colours = new Set<string>();
  const pictures = new Set<string>();
  const visit = (item: Shape): void => {
    if (item.type === 'group' || item.type === 'repeat') item.shapes.forEach(visit);
    else if (item.type === 'picture') pictures.add(item.file);
    else if (item.type !== 'use') {
      if (item.stroke !== undefined) colours.add(item.stroke);
      if (typeof item.fill === 'string') colours.add(item.fill);
      else for (const [, name] of item.fill?.stops ?? []) colours.add(name);
    }
  };
  list.forEach(visit);
  return { colours, pictures };
}
