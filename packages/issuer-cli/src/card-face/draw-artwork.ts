import type { Clip, GroupShape, PaintedShape, RepeatShape, Shape } from './artwork.ts';
import { colourOf, type Side, type Theme } from './theme.ts';

type Doc = PDFKit.PDFDocument;

/** Pictures that were embedded for a document, by their bytes. */
export type EmbeddedPictures = ReadonlyMap<Buffer, unknown>;

/**
 * Draws a side's artwork into a document whose unit is already the millimetre, y downwards. The side's pictures must
 * have been embedded (see embedPicture).
 */
export function drawArtwork(doc: Doc, theme: Theme, side: Side, embedded: EmbeddedPictures): void {
  const pictures = new Map<string, unknown>();
  for (const [file, bytes] of side.pictures) pictures.set(file, embedded.get(bytes));
  const context: Context = { doc, theme, pictures };
  for (const shape of side.artwork) drawShape(context, shape, 1);
}

interface Context {
  doc: Doc;
  theme: Theme;
  pictures: ReadonlyMap<string, unknown>;
}

function drawShape(context: Context, shape: Shape, opacity: number): void {
  switch (shape.type) {
    case 'group':
      drawGroup(context, shape, opacity);
      return;
    case 'repeat':
      drawRepeat(context, shape, opacity);
      return;
    case 'picture': {
      const { doc, pictures } = context;
      const [x, y, width, height] = shape.at;
      const source = pictures.get(shape.file) as PDFKit.Mixins.ImageSrc;
      doc.save();
      doc.fillOpacity(opacity * (shape.opacity ?? 1));
      doc.image(source, x, y, { width, height });
      doc.restore();
      return;
    }
    case 'use':
      throw new Error('artwork must be expanded before it is drawn');
    default:
      drawPainted(context, shape, opacity);
  }
}

function drawGroup(context: Context, group: GroupShape, opacity: number): void {
  const { doc } = context;
  doc.save();
  if (group.translate !== undefined) doc.translate(...group.translate);
  if (group.rotate !== undefined) doc.rotate(group.rotate);
  if (typeof group.scale === 'number') doc.scale(group.scale);
  else if (group.scale !== undefined) doc.scale(...group.scale);
  if (group.clip !== undefined) clipTo(doc, group.clip);
  for (const shape of group.shapes) drawShape(context, shape, opacity * (group.opacity ?? 1));
  doc.restore();
}

function clipTo(doc: Doc, clip: Clip): void {
  if ('path' in clip) doc.path(clip.path);
  else if ('rect' in clip) doc.rect(...clip.rect);
  else doc.circle(...clip.circle);
  doc.clip();
}

function drawRepeat(context: Context, repeat: RepeatShape, opacity: number): void {
  const { doc } = context;
  const [dx, dy] = repeat.step;
  for (let row = 0; row < repeat.rows; row += 1) {
    for (let column = 0; column < repeat.columns; column += 1) {
      doc.save();
      doc.translate(column * dx + (row % 2) * (repeat.stagger ?? 0), row * dy);
      for (const shape of repeat.shapes) drawShape(context, shape, opacity);
      doc.restore();
    }
  }
}

function drawPainted(context: Context, shape: PaintedShape, inherited: number): void {
  const { doc, theme } = context;
  if (shape.fill === undefined && shape.stroke === undefined) return;
  doc.save();
  const opacity = inherited * (shape.opacity ?? 1);
  if (opacity < 1) doc.opacity(opacity);
  if (shape.stroke !== undefined) {
    doc.lineWidth(shape.strokeWidth ?? 0.2).lineCap(shape.cap ?? 'butt');
    doc.strokeColor(colourOf(theme.colours, shape.stroke));
  }
  if (shape.fill !== undefined) doc.fillColor(paintOf(context, shape.fill) as PDFKit.Mixins.ColorValue);
  trace(doc, shape);
  const rule = shape.rule === 'evenodd' ? 'even-odd' : 'non-zero';
  if (shape.fill !== undefined && shape.stroke !== undefined) {
    (doc as unknown as { fillAndStroke(rule: string): void }).fillAndStroke(rule);
  } else if (shape.fill !== undefined) doc.fill(rule);
  else doc.stroke();
  doc.restore();
}

function trace(doc: Doc, shape: PaintedShape): void {
  switch (shape.type) {
    case 'path':
      doc.path(shape.d);
      return;
    case 'rect':
      if (shape.radius === undefined) doc.rect(...shape.at);
      else doc.roundedRect(...shape.at, shape.radius);
      return;
    case 'circle':
      doc.circle(...shape.at);
      return;
    case 'ellipse':
      doc.ellipse(...shape.at);
  }
}

function paintOf({ doc, theme }: Context, paint: NonNullable<PaintedShape['fill']>): unknown {
  if (typeof paint === 'string') return colourOf(theme.colours, paint);
  const gradient =
    'linear' in paint
      ? doc.linearGradient(...paint.linear)
      : doc.radialGradient(paint.radial[0], paint.radial[1], 0, ...paint.radial);
  for (const [at, colour] of paint.stops) gradient.stop(at, colourOf(theme.colours, colour));
  return gradient;
}
