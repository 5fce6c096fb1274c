import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contrast, luminance, rgbOf } from '../card-face/colour.ts';
import { CARD_AREA, grown, type Rect } from '../card-face/geometry.ts';
import { layoutSide, type SideName } from '../card-face/layout.ts';
import { qrModuleMm } from '../card-face/paint-codes.ts';
import { renderFaces } from '../card-face/render.ts';
import { specimenCards } from '../card-face/specimen.ts';
import { colourOf, type Theme } from '../card-face/theme.ts';
import { GOOD_CONTRAST, LEAST_CONTRAST, sidesOf, type ThemeFinding } from '../card-face/theme-check.ts';
import { type Bitmap, rasterise } from '../print/raster.ts';
import { PLACEHOLDER_PORTRAIT } from '../themes.ts';

/** What can only be known of a theme by looking at its printed artwork. Needs poppler's pdftoppm. */

const DPI = 150;
const PIXEL_MM = 25.4 / DPI;
/** A colour that no artwork has, laid behind it: where it shows there is a gap. */
const BACKDROP = '#ff00fe';
/** So small a share of a box may be darker or lighter than the rest: noise of a photograph. */
const SPECKS = 0.01;
/** Edges are blurred by half a pixel. */
const EDGE_MM = 0.2;
const QUIET_MODULES = 4;

/** One page of artwork for each side of a theme. */
type Pages = ReadonlyMap<SideName, Bitmap>;

export async function lookAtTheme(theme: Theme): Promise<ThemeFinding[]> {
  const onWhite = await artworkOf(theme, '#ffffff');
  const onBackdrop = await artworkOf(theme, BACKDROP);
  return sidesOf(theme).flatMap(([side]) => [
    ...gaps(theme, side, onBackdrop.get(side)!),
    ...faintTexts(theme, side, onWhite.get(side)!),
    ...noisyQuietZone(theme, side, onWhite.get(side)!),
  ]);
}

async function artworkOf(theme: Theme, backdrop: string): Promise<Pages> {
  const folder = mkdtempSync(join(tmpdir(), 'kartu-theme-'));
  try {
    const pdf = join(folder, 'artwork.pdf');
    const [card] = specimenCards(theme);
    const cards = [card!, { ...card!, photoPath: PLACEHOLDER_PORTRAIT }];
    const options = { layout: 'card', artworkOnly: true, bleedMm: theme.bleedMm, backdrop } as const;
    await renderFaces(
      theme.sides.frontWithPhoto ? cards : [card!],
      [theme],
      { ...options, acceptLowResolution: true },
      createWriteStream(pdf),
    );
    const pages = await rasterise(pdf, DPI);
    const order: SideName[] = ['front', 'back', 'frontWithPhoto'];
    return new Map(order.slice(0, pages.length).map((side, index) => [side, pages[index]!]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every pixel whose middle lies in a box of the card; the page begins at the bleed. */
function* pixelsIn(page: Bitmap, theme: Theme, box: Rect): Generator<readonly [number, number, number]> {
  const from = (mm: number) => Math.max(0, Math.ceil((mm + theme.bleedMm) / PIXEL_MM - 0.5));
  const to = (mm: number, most: number) => Math.min(most, (mm + theme.bleedMm) / PIXEL_MM - 0.5);
  for (let y = from(box.y); y < to(box.y + box.height, page.height); y += 1) {
    for (let x = from(box.x); x < to(box.x + box.width, page.width); x += 1) yield page.at(x, y);
  }
}

function gaps(theme: Theme, side: SideName, page: Bitmap): ThemeFinding[] {
  const bareShare = (box: Rect) => {
    let [bare, all] = [0, 0];
    for (const [red, green, blue] of pixelsIn(page, theme, box)) {
      all += 1;
      if (red > 250 && green < 5 && blue > 250) bare += 1;
    }
    return bare / Math.max(1, all);
  };
  const onCard = bareShare(CARD_AREA);
  if (onCard > 0.001) {
    const percent = Math.max(0.1, onCard * 100).toFixed(1);
    return [{ severity: 'warning', code: 'artwork-gap', where: side, details: { percent } }];
  }
  if (theme.bleedMm === 0 || bareShare(grown(CARD_AREA, theme.bleedMm - EDGE_MM)) < 0.0005) return [];
  return [{ severity: 'warning', code: 'artwork-bleed', where: side, details: { bleed: theme.bleedMm } }];
}

/** The contrast that all but a few specks of a box have with a colour. */
function contrastWith(page: Bitmap, theme: Theme, box: Rect, colour: string): number {
  const own = luminance(rgbOf(colourOf(theme.colours, colour)));
  const ratios = [...pixelsIn(page, theme, box)].map((rgb) => contrast(own, luminance(rgb)));
  ratios.sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length * SPECKS)] ?? 21;
}

function faintTexts(theme: Theme, side: SideName, page: Bitmap): ThemeFinding[] {
  const lowest = new Map<string, number>();
  for (const card of specimenCards(theme)) {
    for (const { field, box, colour } of layoutSide(theme, side, card).texts) {
      const found = contrastWith(page, theme, box, colour);
      lowest.set(field, Math.min(found, lowest.get(field) ?? 21));
    }
  }
  return [...lowest].flatMap(([field, ratio]): ThemeFinding[] => {
    if (ratio >= GOOD_CONTRAST) return [];
    const where = field.startsWith('texts.') ? `${side}.${field}` : `${side}.fields.${field}`;
    const severity = ratio < LEAST_CONTRAST ? 'error' : 'warning';
    return [
      { severity, code: 'contrast', where, details: { ratio: ratio.toFixed(1), least: GOOD_CONTRAST } },
    ];
  });
}

/** A panel may leave fewer light modules than four when the artwork around it is light as well. */
function noisyQuietZone(theme: Theme, side: SideName, page: Bitmap): ThemeFinding[] {
  const { qr } = theme.sides[side]!.fields;
  const missing = QUIET_MODULES - (qr?.quietModules ?? QUIET_MODULES);
  if (qr === undefined || missing <= 0) return [];
  const panel = { x: qr.x, y: qr.y, width: qr.size, height: qr.size };
  const around = grown(panel, missing * qrModuleMm(qr, '8900000001'));
  const strips: Rect[] = [
    { ...around, height: panel.y - around.y },
    { ...around, y: panel.y + panel.height, height: panel.y - around.y },
    { ...panel, x: around.x, width: panel.x - around.x },
    { ...panel, x: panel.x + panel.width, width: panel.x - around.x },
  ];
  const worst = Math.min(...strips.map((strip) => contrastWith(page, theme, strip, qr.colour)));
  if (worst >= GOOD_CONTRAST) return [];
  const details = { modules: qr.quietModules ?? QUIET_MODULES, needed: QUIET_MODULES };
  return [{ severity: 'warning', code: 'quiet-zone', where: `${side}.fields.qr`, details }];
}
