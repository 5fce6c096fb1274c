import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { asKartuError } from '@kartukita/card-core';
import PDFDocument from 'pdfkit';
import { CARD, PT_PER_MM } from '../card-face/geometry.ts';
import type { SideOffsets } from '../card-face/render.ts';
import { type FlipEdge, SHEET } from '../card-face/sheet.ts';
import { SHIPPED_FONTS } from '../themes.ts';

/**
 * A page for each side from which one reads by how much a printer is off. On the scales stands the offset to be set,
 * whatever is set at present: they are never moved. What is moved are the frame, or the cross, by which one sees
 * that the present offsets are right.
 */

export interface CalibrationOrder {
  readonly layout: 'card' | 'a4';
  readonly flip: FlipEdge;
  readonly offsets: SideOffsets;
  /** A sentence of the catalogue. */
  readonly say: (key: string, details?: Record<string, string | number>) => string;
}

type Doc = PDFKit.PDFDocument;
type SideName = 'front' | 'back';

interface Sheet {
  readonly widthMm: number;
  readonly heightMm: number;
  /** How far from the paper's edges the zeros of the scales stand. */
  readonly zeroMm: number;
  /** How far the scales reach to both sides. */
  readonly reachMm: number;
  /** Where the lines lie along which a ruler is laid. */
  readonly lineMm: { readonly x: number; readonly y: number };
  readonly spreadMm: number;
  readonly labelPt: number;
  readonly textPt: number;
}

const SHEETS: Readonly<Record<'card' | 'a4', Sheet>> = {
  a4: {
    ...{ widthMm: SHEET.widthMm, heightMm: SHEET.heightMm, zeroMm: 30, reachMm: 6, textPt: 9.5 },
    ...{ lineMm: { x: 68, y: 58 }, spreadMm: 3.7, labelPt: 7 },
  },
  card: {
    ...{ ...CARD, zeroMm: 20, reachMm: 3, textPt: 5.6, lineMm: { x: 41, y: 36 }, spreadMm: 2.8, labelPt: 5 },
  },
};
const INK = '#111111';
const GREY = '#777777';
const MOVED = '#c02020';
/** As long as the line must be when the printer does not scale the page. */
const RULER_MM = { a4: 100, card: 50 } as const;

/** Writes the two pages and ends the stream. Throws `data-full`. */
export async function renderCalibration(
  order: CalibrationOrder,
  stream: Writable,
): Promise<{ pages: number }> {
  const title = order.say('calibrate.title');
  const doc = new PDFDocument({ autoFirstPage: false, info: { Title: title, Creator: 'KartuKita' } });
  const finished = new Promise<void>((resolve, reject) => {
    stream.once('error', reject);
    stream.once('finish', resolve);
  });
  doc.pipe(stream);
  doc.registerFont('text', readFileSync(join(SHIPPED_FONTS, 'PlusJakartaSans-Medium.ttf')));
  doc.registerFont('bold', readFileSync(join(SHIPPED_FONTS, 'PlusJakartaSans-Bold.ttf')));
  for (const side of ['front', 'back'] as const) drawSide(doc, side, order);
  doc.end();
  try {
    await finished;
  } catch (error) {
    throw asKartuError(error);
  }
  return { pages: 2 };
}

function drawSide(doc: Doc, side: SideName, order: CalibrationOrder): void {
  const sheet = SHEETS[order.layout];
  doc.addPage({ size: [sheet.widthMm * PT_PER_MM, sheet.heightMm * PT_PER_MM], margin: 0 });
  doc.scale(PT_PER_MM);
  doc.lineWidth(order.layout === 'a4' ? 0.15 : 0.1).strokeColor(INK);
  drawScale(doc, sheet, 'x');
  drawScale(doc, sheet, 'y');
  if (order.layout === 'a4') drawSheetPage(doc, sheet, side, order);
  else drawCardPage(doc, sheet, side, order);
}

/** Ticks about the zero, each with the offset that it stands for; a ruler is laid along the line. */
function drawScale(doc: Doc, sheet: Sheet, axis: 'x' | 'y'): void {
  const { zeroMm, reachMm, lineMm } = sheet;
  const at = (a: number, b: number): [number, number] => (axis === 'x' ? [a, b] : [b, a]);
  const across = lineMm[axis];
  doc.dash(0.8, { space: 0.8 });
  doc.moveTo(...at(3, across)).lineTo(...at(zeroMm - reachMm - 1, across));
  doc.stroke().undash();
  doc.moveTo(...at(zeroMm - reachMm, across)).lineTo(...at(zeroMm + reachMm, across));
  doc.stroke();
  drawFan(doc, { ...sheet, axis, at: at(zeroMm, across), colour: INK, labelOf: signed });
}

interface Fan {
  readonly axis: 'x' | 'y';
  /** Of the zero. */
  readonly at: readonly [number, number];
  readonly reachMm: number;
  /** Distance of labels a millimetre apart: ticks are too close for them, so leaders spread them. */
  readonly spreadMm: number;
  readonly labelPt: number;
  readonly colour: string;
  readonly labelOf: (step: number) => string;
}

/** Ticks every half millimetre on the upper (or left) side of a line, and a label with a leader for each whole one. */
function drawFan(doc: Doc, { axis, at, reachMm, spreadMm, labelPt, colour, labelOf }: Fan): void {
  const point = (along: number, up: number): [number, number] =>
    axis === 'x' ? [at[0] + along, at[1] - up] : [at[0] - up, at[1] + along];
  const unit = labelPt / 7;
  for (let half = -2 * reachMm; half <= 2 * reachMm; half += 1) {
    const step = half / 2;
    const length = (half % 2 === 0 ? 2.6 : 1.4) * unit;
    doc.moveTo(...point(step, 0)).lineTo(...point(step, length));
    if (half % 2 === 0) {
      doc.lineTo(...point(step * spreadMm, 6.4 * unit)).lineTo(...point(step * spreadMm, 7.2 * unit));
    }
    doc.lineWidth(step === 0 ? 0.25 : 0.12).stroke(colour);
    if (half % 2 !== 0) continue;
    const [x, y] = point(step * spreadMm, 7.9 * unit);
    if (axis === 'x') centred(doc, labelOf(step), x, y, labelPt);
    else flushRight(doc, labelOf(step), x, y + labelPt * 0.12, labelPt);
  }
}

function centred(doc: Doc, text: string, x: number, baseline: number, pt: number): void {
  const size = pt / PT_PER_MM;
  doc.font('text').fontSize(size).fillColor(INK);
  doc.text(text, x - doc.widthOfString(text) / 2, baseline, { lineBreak: false, baseline: 'alphabetic' });
}

function flushRight(doc: Doc, text: string, x: number, baseline: number, pt: number): void {
  const size = pt / PT_PER_MM;
  doc.font('text').fontSize(size).fillColor(INK);
  doc.text(text, x - doc.widthOfString(text), baseline, { lineBreak: false, baseline: 'alphabetic' });
}

function drawSheetPage(doc: Doc, sheet: Sheet, side: SideName, order: CalibrationOrder): void {
  const { say, offsets } = order;
  const left = 66;
  const width = sheet.widthMm - left - 14;
  const mm = (pt: number) => pt / PT_PER_MM;
  doc.fillColor(INK).font('bold').fontSize(mm(18));
  doc.text(say(`calibrate.${side}`), left, 16, { width });
  doc.font('text').fontSize(mm(sheet.textPt)).text(say('calibrate.title'), left, 25, { width });
  const steps =
    side === 'front' ? ['scale', 'ruler-x', 'ruler-y', 'set', 'light'] : ['ruler-x', 'ruler-y', 'set'];
  // Turned about the short edge the back's cross stands high up.
  let y = side === 'back' && order.flip === 'short' ? 112 : 64;
  for (const [index, step] of steps.entries()) {
    const details = { zero: sheet.zeroMm, length: RULER_MM.a4, side: side === 'front' ? '' : 'back-' };
    doc.font('bold').text(`${index + 1}`, left, y, { width: 6 });
    doc.font('text').text(say(`calibrate.${step}`, details), left + 6, y, { width: width - 6, lineGap: 0.6 });
    y = doc.y + 2.4;
  }
  drawControlLine(
    doc,
    left,
    178,
    RULER_MM.a4,
    say('calibrate.control', { length: RULER_MM.a4 }),
    sheet.textPt,
  );
  drawLightTarget(doc, side, order);
  const { xMm, yMm } = offsets[side];
  const present = say('calibrate.present', { x: signed(xMm), y: signed(yMm) });
  doc.font('text').fontSize(mm(8)).fillColor(GREY).text(present, left, 282, { width });
}

function drawCardPage(doc: Doc, sheet: Sheet, side: SideName, { say, offsets }: CalibrationOrder): void {
  const mm = (pt: number) => pt / PT_PER_MM;
  const left = 43;
  const width = sheet.widthMm - left - 6;
  const { xMm, yMm } = offsets[side];
  doc
    .fillColor(INK)
    .font('bold')
    .fontSize(mm(8))
    .text(say(`calibrate.${side}`), left, 6, { width });
  const text = say('calibrate.card', { zero: sheet.zeroMm, side: side === 'front' ? '' : 'back-' });
  doc.font('text').fontSize(mm(sheet.textPt)).text(text, left, 11.5, { width, lineGap: 0.3 });
  const control = say('calibrate.control-card', { length: RULER_MM.card });
  drawControlLine(doc, 29, 46.4, RULER_MM.card, control, sheet.textPt);
  doc.save().translate(xMm, yMm).lineWidth(0.1).strokeColor(MOVED);
  doc.roundedRect(2, 2, sheet.widthMm - 4, sheet.heightMm - 4, 1.5).stroke();
  doc.restore();
}

function drawControlLine(doc: Doc, x: number, y: number, length: number, text: string, pt: number): void {
  doc
    .moveTo(x, y)
    .lineTo(x + length, y)
    .stroke();
  for (let mm = 0; mm <= length; mm += 10) {
    const tick = mm % length === 0 ? 2.2 : 1.2;
    doc.moveTo(x + mm, y - tick * (pt / 9.5)).lineTo(x + mm, y);
    doc.stroke();
  }
  doc
    .font('text')
    .fontSize(pt / PT_PER_MM)
    .fillColor(INK);
  doc.text(text, x, y + 1, { width: length + 20 });
}

/** Where the cross lies on the front; the back's cross lies behind it. */
const TARGET = { xMm: 66 + 50, yMm: 218, reachMm: 4, armMm: 22 };

/**
 * Front and back against the light: scales on the front, plain hairlines on the back. A back that seems to lie to
 * the right lies to the left on its own page when the sheet is turned about its long edge, and its offset must grow;
 * turned about the short edge it is the other way round, and so for up and down.
 */
function drawLightTarget(doc: Doc, side: SideName, { flip, offsets }: CalibrationOrder): void {
  const { xMm: dx, yMm: dy } = offsets[side];
  const x = side === 'front' || flip === 'short' ? TARGET.xMm : SHEET.widthMm - TARGET.xMm;
  const y = side === 'front' || flip === 'long' ? TARGET.yMm : SHEET.heightMm - TARGET.yMm;
  const { reachMm, armMm } = TARGET;
  doc
    .save()
    .translate(x + dx, y + dy)
    .lineWidth(0.12);
  if (side === 'back') {
    doc.moveTo(-armMm, 0).lineTo(armMm, 0).moveTo(0, -armMm).lineTo(0, armMm).stroke(MOVED);
    doc.restore();
    return;
  }
  const sign = flip === 'long' ? 1 : -1;
  doc.rect(-armMm, -armMm, 2 * armMm, 2 * armMm).stroke(GREY);
  const fan = { reachMm, spreadMm: 3.7, labelPt: 7, colour: INK };
  drawFan(doc, { ...fan, axis: 'x', at: [0, -armMm], labelOf: (step) => signed(sign * step) });
  drawFan(doc, { ...fan, axis: 'y', at: [-armMm, 0], labelOf: (step) => signed(-sign * step) });
  doc.restore();
}

function signed(value: number): string {
  const text = String(Math.abs(value));
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : '0';
}
