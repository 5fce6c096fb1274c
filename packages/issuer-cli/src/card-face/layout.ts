import type { Focus } from './cover.ts';
import { coverText } from './fonts.ts';
import { MM_PER_PT, type Rect } from './geometry.ts';
import {
  blockHeightEm,
  type FitSpec,
  type Fitted,
  fitName,
  fitNumber,
  fitText,
  lineWidthEm,
} from './text-fit.ts';
import type { Side, Theme, ThemeFont } from './theme.ts';
import type { Code128Field, PhotoField, QrField, TextField } from './theme-schema.ts';

/** What is printed for one card. Everything is taken as it stands; nothing here is looked up. */
export interface FaceData {
  /** As people read it, e.g. `89.00000001`. */
  memberNumber: string;
  name: string;
  cohort?: number | undefined;
  themeId: string;
  organisation: string;
  /** JPEG or PNG; relative to the photo folder where one is given. */
  photoPath?: string | undefined;
  /** What of the photo comes to the middle of its frame; that of a usual portrait when not given. */
  photoFocus?: Focus | undefined;
  /** What the QR code or the Code 128 says. */
  qrText: string;
  /** As people read it. */
  validUntil?: string | undefined;
}

export type Language = 'en' | 'id';
export type SideName = 'front' | 'frontWithPhoto' | 'back';

export type FaceWarningCode =
  | 'letter-replaced'
  | 'name-abbreviated'
  | 'text-hyphenated'
  | 'text-cut'
  | 'photo-unusable'
  | 'photo-not-in-theme'
  | 'photo-soft'
  | 'qr-dense'
  | 'code128-dense';

/** Something that the secretariat should look at before printing. */
export interface FaceWarning {
  code: FaceWarningCode;
  memberNumber: string;
  detail: string;
}

export interface PlacedLine {
  text: string;
  x: number;
  baseline: number;
  width: number;
}

/** A text with its final size and lines. Millimetres; `box` covers the ink, `room` is the field of the theme. */
export interface PlacedText {
  field: string;
  lines: PlacedLine[];
  box: Rect;
  room: Rect;
  font: string;
  colour: string;
  sizePt: number;
  trackingEm: number;
  /** True when the text is the same on every card of this organisation and theme. */
  shared: boolean;
}

export interface SideLayout {
  side: SideName;
  texts: PlacedText[];
  qr: QrField | undefined;
  code128: Code128Field | undefined;
  photo: PhotoField | undefined;
  warnings: FaceWarning[];
}

interface Wording {
  text: string;
  shared: boolean;
  fit: (text: string, spec: FitSpec, font: ThemeFont['face']) => Fitted;
}

/**
 * Places everything on one side of one card; pure. Texts are fitted so that they never leave their field, and the
 * fields of a loaded theme lie in the safe zone and do not overlap, so that no text can leave the safe zone or
 * touch another. Throws nothing for any data; what had to be changed is told in `warnings`.
 */
export function layoutSide(
  theme: Theme,
  side: SideName,
  data: FaceData,
  language: Language = 'id',
): SideLayout {
  const definition = theme.sides[side] as Side;
  const warnings: FaceWarning[] = [];
  const texts: PlacedText[] = [];
  for (const [name, field] of textFields(definition)) {
    const wording = wordingOf(name, field, theme, data, language);
    if (wording === undefined) continue;
    const placed = placeText(name, field, wording, theme, data.memberNumber, warnings);
    if (placed !== undefined) texts.push(placed);
  }
  const { qr, code128, photo } = definition.fields;
  return { side, texts, qr, code128, photo, warnings };
}

function textFields(side: Side): [string, TextField][] {
  const { qr: _qr, code128: _code128, photo: _photo, ...named } = side.fields;
  const fields = Object.entries(named).filter(
    (entry): entry is [string, TextField] => entry[1] !== undefined,
  );
  return [...fields, ...side.texts.map((text, index): [string, TextField] => [`texts.${index}`, text])];
}

function wordingOf(
  name: string,
  field: TextField,
  theme: Theme,
  data: FaceData,
  language: Language,
): Wording | undefined {
  switch (name) {
    case 'name':
      return { text: data.name, shared: false, fit: fitName };
    case 'memberNumber':
      return { text: data.memberNumber, shared: false, fit: fitNumber };
    case 'organisation':
      return { text: data.organisation, shared: true, fit: fitText };
    case 'themeName':
      return { text: theme.name[language], shared: true, fit: fitText };
    default:
      return fillTemplate(field.text?.[language] ?? '', theme, data, language);
  }
}

/** A text with a gap that nothing fills (no cohort, no expiry) is left out as a whole. */
function fillTemplate(
  template: string,
  theme: Theme,
  data: FaceData,
  language: Language,
): Wording | undefined {
  const own: Record<string, string | undefined> = {
    cohort: data.cohort === undefined ? undefined : String(data.cohort),
    validUntil: data.validUntil,
    memberNumber: data.memberNumber,
  };
  const common: Record<string, string> = { organisation: data.organisation, themeName: theme.name[language] };
  let shared = true;
  let complete = true;
  const text = template.replace(/\{(\w+)\}/g, (gap, key: string) => {
    if (key in common) return common[key] as string;
    if (!(key in own)) return gap;
    shared = false;
    if (own[key] === undefined || own[key] === '') complete = false;
    return own[key] ?? '';
  });
  return complete ? { text, shared, fit: fitText } : undefined;
}

function placeText(
  name: string,
  field: TextField,
  wording: Wording,
  theme: Theme,
  memberNumber: string,
  warnings: FaceWarning[],
): PlacedText | undefined {
  const { face } = theme.fonts[field.font] as ThemeFont;
  const cased = field.uppercase === true ? wording.text.toLocaleUpperCase('en') : wording.text;
  const { text, replaced } = coverText(cased, face);
  if (text === '') return undefined;
  if (replaced.length > 0) {
    const detail = `${name}: ${replaced.map((letter) => `${letter} (${codePointName(letter)})`).join(', ')}`;
    warnings.push({ code: 'letter-replaced', memberNumber, detail });
  }
  const spec = specOf(name, field);
  const fitted = wording.fit(text, spec, face);
  if (fitted.shortening !== undefined) {
    warnings.push({
      code: fitted.shortening === 'abbreviated' ? 'name-abbreviated' : `text-${fitted.shortening}`,
      memberNumber,
      detail: `${name}: ${fitted.lines.join(' / ')}`,
    });
  }
  return { ...position(name, field, fitted, spec, face), shared: wording.shared };
}

function specOf(name: string, field: TextField): FitSpec {
  return {
    widthMm: field.width,
    heightMm: field.height,
    sizePt: field.size,
    minSizePt: field.minSize ?? field.size,
    maxLines: field.maxLines ?? (name === 'name' ? 2 : 1),
    leadingEm: field.leading ?? 1.18,
    trackingEm: field.tracking ?? 0,
  };
}

function position(
  name: string,
  field: TextField,
  fitted: Fitted,
  spec: FitSpec,
  face: ThemeFont['face'],
): Omit<PlacedText, 'shared'> {
  const em = fitted.sizePt * MM_PER_PT;
  const height = blockHeightEm(fitted.lines.length, spec, face) * em;
  const slack = field.height - height;
  const top = field.y + (field.valign === 'bottom' ? slack : field.valign === 'middle' ? slack / 2 : 0);
  const lines = fitted.lines.map((text, index): PlacedLine => {
    const width = lineWidthEm(text, spec, face) * em;
    const gap = field.width - width;
    const x = field.x + (field.align === 'right' ? gap : field.align === 'center' ? gap / 2 : 0);
    return { text, x, baseline: top + (face.ascent + index * spec.leadingEm) * em, width };
  });
  const left = Math.min(...lines.map((line) => line.x));
  const width = Math.max(...lines.map((line) => line.x + line.width)) - left;
  return {
    field: name,
    lines,
    box: { x: left, y: top, width, height },
    room: { x: field.x, y: field.y, width: field.width, height: field.height },
    font: field.font,
    colour: field.colour,
    sizePt: fitted.sizePt,
    trackingEm: spec.trackingEm,
  };
}

function codePointName(letter: string): string {
  return `U+${(letter.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}
