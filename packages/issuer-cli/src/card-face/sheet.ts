import { CARD, type Rect } from './geometry.ts';

/**
 * Where cards lie on A4 (ISO 216: 210 × 297 mm): two columns of four, in the middle of the sheet, 8 mm apart, which
 * leaves each card its bleed and crop marks. A fifth row would put marks where office printers cannot print.
 */
export const SHEET = { widthMm: 210, heightMm: 297, columns: 2, rows: 4, gapMm: 8 } as const;
export const SLOTS_PER_SHEET = SHEET.columns * SHEET.rows;

export type FlipEdge = 'long' | 'short';

export interface Slot {
  trim: Rect;
  /** Drawn upside down: so a card turned about its short edge shows its back upright. */
  rotated: boolean;
}

/** The slot of the front with this index on its sheet (row by row from the upper left). */
export function frontSlot(index: number): Slot {
  const column = index % SHEET.columns;
  const row = Math.floor(index / SHEET.columns);
  const width = SHEET.columns * CARD.widthMm + (SHEET.columns - 1) * SHEET.gapMm;
  const height = SHEET.rows * CARD.heightMm + (SHEET.rows - 1) * SHEET.gapMm;
  return {
    trim: {
      x: (SHEET.widthMm - width) / 2 + column * (CARD.widthMm + SHEET.gapMm),
      y: (SHEET.heightMm - height) / 2 + row * (CARD.heightMm + SHEET.gapMm),
      width: CARD.widthMm,
      height: CARD.heightMm,
    },
    rotated: false,
  };
}

/** Where the back of the same card lies on the sheet's other side, given about which edge the paper is flipped. */
export function backSlot(index: number, flip: FlipEdge): Slot {
  const { trim } = frontSlot(index);
  return flip === 'long'
    ? { trim: { ...trim, x: SHEET.widthMm - trim.x - trim.width }, rotated: false }
    : { trim: { ...trim, y: SHEET.heightMm - trim.y - trim.height }, rotated: true };
}

export interface Mark {
  from: [number, number];
  to: [number, number];
}

const MARK_OFFSET_MM = 2.5;
const MARK_LENGTH_MM = 3;

/** Eight short lines outside the bleed that show where to cut. */
export function cropMarks(trim: Rect): Mark[] {
  const marks: Mark[] = [];
  for (const [x, outX] of [[trim.x, -1] as const, [trim.x + trim.width, 1] as const]) {
    for (const [y, outY] of [[trim.y, -1] as const, [trim.y + trim.height, 1] as const]) {
      const near = MARK_OFFSET_MM;
      const far = MARK_OFFSET_MM + MARK_LENGTH_MM;
      marks.push({ from: [x + outX * near, y], to: [x + outX * far, y] });
      marks.push({ from: [x, y + outY * near], to: [x, y + outY * far] });
    }
  }
  return marks;
}
