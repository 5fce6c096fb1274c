import { CARD_AREA, contains, overlaps, type Rect, SAFE_ZONE } from './geometry.ts';
import type { ReportFault, ThemeFaultCode } from './theme-fault.ts';
import type { Code128Field, PhotoField, QrField, TextField, ThemeFile, ThemeSide } from './theme-schema.ts';

/** What stands on the sides of a card, checked against the card and against each other. Pure. */

export function checkColour(file: ThemeFile, colour: string, at: string, report: ReportFault): void {
  if (colour.startsWith('#') || file.colours[colour] !== undefined) return;
  const reason = `there is no colour ${colour}`;
  report({ code: 'colour-unnamed', field: at, reason, details: { colour } });
}

/** Boxes within the safe zone, that do not overlap; fonts and colours that are there. */
export function checkFields(file: ThemeFile, side: ThemeSide, name: string, report: ReportFault): void {
  const boxes: { at: string; rect: Rect }[] = [];
  const add = (at: string, rect: Rect) => {
    checkPlace(at, rect, report);
    const other = boxes.find((box) => overlaps(box.rect, rect));
    if (other !== undefined) {
      const reason = `overlaps ${other.at}`;
      report({ code: 'overlap', field: at, reason, details: { other: other.at } });
    }
    boxes.push({ at, rect });
  };
  const { qr, code128, photo, ...texts } = side.fields;
  for (const [key, text] of Object.entries(texts)) {
    if (text !== undefined) addText(file, text as TextField, `${name}.fields.${key}`, add, report);
  }
  for (const [index, text] of (side.texts ?? []).entries()) {
    addText(file, text, `${name}.texts.${index}`, add, report);
  }
  if (qr !== undefined) {
    checkPanel(file, qr, `${name}.fields.qr`, report);
    add(`${name}.fields.qr`, { x: qr.x, y: qr.y, width: qr.size, height: qr.size });
  }
  if (code128 !== undefined) {
    checkPanel(file, code128, `${name}.fields.code128`, report);
    add(`${name}.fields.code128`, code128);
  }
  if (photo !== undefined) addPhoto(file, photo, `${name}.fields.photo`, add, report);
}

type AddBox = (at: string, rect: Rect) => void;

function checkPlace(at: string, rect: Rect, report: ReportFault): void {
  if (!contains(CARD_AREA, rect)) {
    report({ code: 'outside-card', field: at, reason: 'reaches out of the card' });
  } else if (!contains(SAFE_ZONE, rect)) {
    const reason = 'reaches out of the safe zone (3 mm from each edge)';
    report({ code: 'outside-safe-zone', field: at, reason });
  }
}

function addText(file: ThemeFile, text: TextField, at: string, add: AddBox, report: ReportFault): void {
  if (file.fonts[text.font] === undefined) {
    const reason = `there is no font ${text.font}`;
    report({ code: 'font-unnamed', field: `${at}.font`, reason, details: { font: text.font } });
  }
  checkColour(file, text.colour, `${at}.colour`, report);
  if ((text.minSize ?? text.size) > text.size) {
    report({ code: 'sizes', field: `${at}.minSize`, reason: 'is larger than size' });
  }
  add(at, text);
}

function checkPanel(file: ThemeFile, field: QrField | Code128Field, at: string, report: ReportFault): void {
  checkColour(file, field.colour, `${at}.colour`, report);
  checkColour(file, field.panel, `${at}.panel`, report);
}

function addPhoto(file: ThemeFile, photo: PhotoField, at: string, add: AddBox, report: ReportFault): void {
  if (photo.border !== undefined) checkColour(file, photo.border.colour, `${at}.border.colour`, report);
  add(at, photo);
}

/** Whether the sides together say what a card has to say. */
export function checkComposition(
  sides: Pick<ThemeFile, 'front' | 'frontWithPhoto' | 'back'>,
  report: ReportFault,
): void {
  const hasCode = (side: ThemeSide) => side.fields.qr !== undefined || side.fields.code128 !== undefined;
  for (const name of ['front', 'frontWithPhoto'] as const) {
    const side = sides[name];
    if (side === undefined) continue;
    for (const needed of ['name', 'memberNumber', 'organisation'] as const) {
      if (side.fields[needed] !== undefined) continue;
      report({ code: 'field-missing', field: `${name}.fields.${needed}`, reason: 'is missing' });
    }
    if (!hasCode(side) && !hasCode(sides.back)) {
      const reason = 'is missing (nor is there code128), and the back has none either';
      report({ code: 'code-missing', field: `${name}.fields.qr`, reason });
    }
  }
  const photo = (code: ThemeFaultCode, side: string, reason: string) =>
    report({ code, field: `${side}.fields.photo`, reason });
  if (sides.front.fields.photo !== undefined) photo('photo-side', 'front', 'belongs into frontWithPhoto');
  if (sides.back.fields.photo !== undefined) photo('photo-side', 'back', 'is not printed on backs');
  if (sides.frontWithPhoto !== undefined && sides.frontWithPhoto.fields.photo === undefined) {
    photo('field-missing', 'frontWithPhoto', 'is missing');
  }
}
