import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Rect } from './geometry.ts';

/**
 * Form XObjects (ISO 32000-1 §8.10): content written once into a PDF and shown on many pages. pdfkit 0.20 has no
 * call for them, so its drawing functions are lent a page of ours for a moment. This file is the only place that
 * leans on pdfkit's inner workings (`page`, `_ctm`, `ref`); package.json pins the version and tests look at the PDF.
 */

type Doc = PDFKit.PDFDocument;

interface PdfObject {
  readonly id: number;
  data: Record<string, unknown>;
  write(chunk: string | Uint8Array): void;
  end(chunk?: string | Uint8Array): void;
}

interface Internals {
  page: unknown;
  _ctm: number[];
  _ctmStack: number[][];
  _fillColor: unknown;
  ref(data: Record<string, unknown>): PdfObject;
  addContent(content: string): void;
}

export interface Form {
  readonly label: string;
  readonly object: unknown;
}

/** Records what `draw` draws as a form of the given box [left, top, right, bottom] in the form's own units. */
export function recordForm(
  doc: Doc,
  label: string,
  box: [number, number, number, number],
  draw: () => void,
): Form {
  const inner = doc as unknown as Internals;
  const resources = {
    Font: {} as Record<string, unknown>,
    XObject: {} as Record<string, unknown>,
    ExtGState: {} as Record<string, unknown>,
    Pattern: {} as Record<string, unknown>,
    ColorSpace: {} as Record<string, unknown>,
  };
  const object = inner.ref({
    Type: 'XObject',
    Subtype: 'Form',
    FormType: 1,
    BBox: box,
    Resources: resources,
  });
  const before = { page: inner.page, ctm: inner._ctm, stack: inner._ctmStack, fill: inner._fillColor };
  inner.page = {
    width: box[2] - box[0],
    height: box[3] - box[1],
    margins: { top: 0, right: 0, bottom: 0, left: 0 },
    fonts: resources.Font,
    xobjects: resources.XObject,
    ext_gstates: resources.ExtGState,
    patterns: resources.Pattern,
    colorSpaces: resources.ColorSpace,
    write: (chunk: string) => object.write(chunk),
  };
  inner._ctm = [1, 0, 0, 1, 0, 0];
  inner._ctmStack = [];
  try {
    draw();
  } finally {
    inner.page = before.page;
    inner._ctm = before.ctm;
    inner._ctmStack = before.stack;
    inner._fillColor = before.fill;
  }
  object.end();
  return { label, object };
}

/** Shows a form on the page (or in the form) that is being drawn, in the present coordinates. */
export function showForm(doc: Doc, form: Form): void {
  const inner = doc as unknown as Internals;
  (inner.page as { xobjects: Record<string, unknown> }).xobjects[form.label] = form.object;
  inner.addContent(`/${form.label} Do`);
}

interface PdfkitImage {
  obj: unknown;
  imgData?: unknown;
  embed(doc: Doc): void;
}

/**
 * Writes a picture (that inspectPicture has found sound) into the document and returns what `doc.image` takes.
 * pdfkit splits off the transparency of a PNG in the background: waited for here, so that the same input always
 * gives the same order of objects, and so the same bytes.
 */
export async function embedPicture(doc: Doc, bytes: Buffer): Promise<unknown> {
  const image = (doc as unknown as { openImage(source: Buffer): PdfkitImage }).openImage(bytes);
  image.embed(doc);
  while (image.imgData != null) await nextTurn();
  return image;
}

/** Adds many rectangles to the path in one piece; one call for each would make a buffer for each. */
export function addRects(doc: Doc, rects: readonly Rect[]): void {
  const figure = (value: number) => String(Number(value.toFixed(4)));
  const operators = rects.map(
    ({ x, y, width, height }) => `${figure(x)} ${figure(y)} ${figure(width)} ${figure(height)} re`,
  );
  (doc as unknown as Internals).addContent(operators.join('\n'));
}
