/** Sizes of an ID-1 card in millimetres: ISO/IEC 7810:2019 §5 (width and height) and §5.1.1 (corner radius). */
export const CARD = { widthMm: 85.6, heightMm: 53.98, cornerRadiusMm: 3.18 } as const;

/** Nothing that is read stands nearer to the cut than this. */
export const SAFE_MARGIN_MM = 3;

/** How far artwork reaches past the cut on sheets that are cut by hand, and in a theme that says nothing else. */
export const BLEED_MM = 2;

export const MM_PER_PT = 25.4 / 72;
export const PT_PER_MM = 72 / 25.4;

/** A rectangle in millimetres from the card's (or the sheet's) upper left corner, y downwards. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const SAFE_ZONE: Rect = {
  x: SAFE_MARGIN_MM,
  y: SAFE_MARGIN_MM,
  width: CARD.widthMm - 2 * SAFE_MARGIN_MM,
  height: CARD.heightMm - 2 * SAFE_MARGIN_MM,
};

export const CARD_AREA: Rect = { x: 0, y: 0, width: CARD.widthMm, height: CARD.heightMm };

/** A rectangle with so much more on every side. */
export function grown({ x, y, width, height }: Rect, byMm: number): Rect {
  return { x: x - byMm, y: y - byMm, width: width + 2 * byMm, height: height + 2 * byMm };
}

const TOLERANCE_MM = 1e-6;

/** True when `inner` lies in `outer`, edges included. */
export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x - TOLERANCE_MM &&
    inner.y >= outer.y - TOLERANCE_MM &&
    inner.x + inner.width <= outer.x + outer.width + TOLERANCE_MM &&
    inner.y + inner.height <= outer.y + outer.height + TOLERANCE_MM
  );
}

/** True when the two share some area; touching edges do not count. */
export function overlaps(a: Rect, b: Rect): boolean {
  return (
    a.x + a.width > b.x + TOLERANCE_MM &&
    b.x + b.width > a.x + TOLERANCE_MM &&
    a.y + a.height > b.y + TOLERANCE_MM &&
    b.y + b.height > a.y + TOLERANCE_MM
  );
}
