import { CARD, CARD_AREA, grown, type Rect, SAFE_ZONE } from '../card-face/geometry.ts';
import type { ThemeFile, ThemeSide } from '../card-face/theme-schema.ts';

/** The theme that a designer begins with: pictures to be replaced, boxes to be moved. Pure. */

export const TEMPLATE_BLEED_MM = 3;
/** Of the pictures, bleed included. */
export const TEMPLATE_DPI = 300;

export interface TemplateName {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

export function templateTheme({ id, number, name }: TemplateName): ThemeFile {
  return {
    format: 1,
    id,
    number,
    name: { en: name, id: name },
    bleedMm: TEMPLATE_BLEED_MM,
    colours: { ink: '#14342d', soft: '#3f5b54', paper: '#ffffff', line: '#8fb3a6' },
    fonts: {
      name: 'PlusJakartaSans-Bold.ttf',
      text: 'PlusJakartaSans-Medium.ttf',
      figures: 'JetBrainsMono-Medium.ttf',
    },
    front: front(73.6),
    frontWithPhoto: withPhoto(front(50)),
    back: BACK,
  };
}

function front(width: number): ThemeSide {
  return {
    artwork: 'front.png',
    fields: {
      organisation: {
        ...{ x: 6, y: 5.6, width, height: 7.4, font: 'text', size: 8.5, minSize: 5.5, colour: 'soft' },
        ...{ tracking: 0.06, maxLines: 2, leading: 1.25 },
      },
      name: {
        ...{ x: 6, y: 18.4, width, height: 14.2, font: 'name', size: 16, minSize: 8, colour: 'ink' },
        ...{ maxLines: 2, leading: 1.12, valign: 'bottom' },
      },
      memberNumber: { x: 6, y: 35, width, height: 5.6, font: 'figures', size: 13, colour: 'ink' },
      cohort: {
        ...{ x: 6, y: 43.4, width, height: 4, font: 'text', size: 7.5, colour: 'soft', valign: 'bottom' },
        text: { en: 'Class of {cohort}', id: 'Angkatan {cohort}' },
      },
    },
  };
}

function withPhoto(side: ThemeSide): ThemeSide {
  const photo = { x: 59.2, y: 11.6, width: 20.4, height: 28.6, radius: 1.5 };
  return {
    ...side,
    fields: { ...side.fields, photo: { ...photo, border: { width: 0.4, colour: 'line' } } },
  };
}

const small = { x: 35, width: 44.6, font: 'text', size: 6.2, minSize: 4.75, colour: 'ink', leading: 1.3 };

const BACK: ThemeSide = {
  artwork: 'back.png',
  fields: {
    organisation: {
      ...{ x: 6, y: 5.6, width: 73.6, height: 4.6, font: 'text', size: 8, minSize: 5, colour: 'soft' },
      ...{ tracking: 0.06 },
    },
    qr: { x: 6, y: 14, size: 25, colour: 'ink', panel: 'paper', radius: 1 },
    themeName: {
      ...{ x: 6, y: 43.6, width: 34, height: 4.4, font: 'name', size: 8, minSize: 5, colour: 'ink' },
      valign: 'bottom',
    },
    validUntil: {
      ...{ x: 43.6, y: 43.6, width: 36, height: 4.4, font: 'text', size: 7, colour: 'ink' },
      ...{ align: 'right', valign: 'bottom' },
      text: { en: 'Valid until {validUntil}', id: 'Berlaku s.d. {validUntil}' },
    },
  },
  texts: [
    {
      ...{ ...small, y: 14, height: 12.4, maxLines: 4 },
      text: {
        en: 'This card is the property of {organisation}. It is valid for the member whose number it bears and is not transferable.',
        id: 'Kartu ini milik {organisation}, berlaku bagi anggota yang nomornya tertera, dan tidak dapat dipindahtangankan.',
      },
    },
    {
      ...{ ...small, y: 27.6, height: 6.4, maxLines: 2 },
      text: {
        en: 'Found this card? Please hand it to our secretariat.',
        id: 'Menemukan kartu ini? Mohon serahkan kepada sekretariat kami.',
      },
    },
    {
      ...{ ...small, y: 35.2, height: 3.8, maxLines: 1 },
      text: {
        en: 'Card lost? Report it at once to have it blocked.',
        id: 'Kartu hilang? Segera lapor agar diblokir.',
      },
    },
  ],
};

/** Pixels of a picture that covers the card and its bleed. */
export function templatePixels(): { width: number; height: number } {
  const { width, height } = grown(CARD_AREA, TEMPLATE_BLEED_MM);
  const pixels = (mm: number) => Math.round((mm / 25.4) * TEMPLATE_DPI);
  return { width: pixels(width), height: pixels(height) };
}

/** A layer for a drawing program: bleed, cut, safe zone and the boxes of a side, in millimetres. */
export function guideSvg(side: ThemeSide, bleedMm: number): string {
  const page = grown(CARD_AREA, bleedMm);
  const { qr, ...others } = side.fields;
  const boxes: [string, Rect][] = [
    ...(Object.entries(others) as [string, Rect][]),
    ...(qr ? [['qr', { ...qr, width: qr.size, height: qr.size }] as [string, Rect]] : []),
    ...(side.texts ?? []).map((text, index): [string, Rect] => [`texts.${index}`, text]),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}mm" height="${page.height}mm" viewBox="${page.x} ${page.y} ${page.width} ${page.height}">`,
    `<g fill="none" stroke-width="0.2">`,
    `${rect(page, '#d33')}`,
    `${rect(CARD_AREA, '#111', CARD.cornerRadiusMm)}`,
    `${rect(SAFE_ZONE, '#2a8')}`,
    ...boxes.map(([, box]) => rect(box, '#36c')),
    '</g>',
    `<g font-family="sans-serif" font-size="2" fill="#36c">`,
    ...boxes.map(([name, box]) => `<text x="${box.x + 0.5}" y="${box.y + 2.2}">${name}</text>`),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function rect({ x, y, width, height }: Rect, colour: string, radius = 0): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" stroke="${colour}"/>`;
}
