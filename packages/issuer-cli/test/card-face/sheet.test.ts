import { describe, expect, test } from 'vitest';
import { BLEED_MM, CARD, contains, overlaps, type Rect } from '../../src/card-face/geometry.ts';
import {
  backSlot,
  cropMarks,
  frontSlot,
  SHEET,
  SLOTS_PER_SHEET,
  type Slot,
} from '../../src/card-face/sheet.ts';

const slots = Array.from({ length: SLOTS_PER_SHEET }, (_, index) => index);
const grown = ({ x, y, width, height }: Rect, by: number): Rect => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** Where a point printed on the sheet's back lies when looked at through the front. */
const seenFromFront = (x: number, y: number, flip: 'long' | 'short'): [number, number] =>
  flip === 'long' ? [SHEET.widthMm - x, y] : [x, SHEET.heightMm - y];

/** A point given on the card, placed on the sheet as the slot is drawn. */
const onSheet = ({ trim, rotated }: Slot, x: number, y: number): [number, number] =>
  rotated ? [trim.x + trim.width - x, trim.y + trim.height - y] : [trim.x + x, trim.y + y];

describe('A4 sheet', () => {
  test('holds eight cards of the size of ISO/IEC 7810 ID-1', () => {
    expect(slots).toHaveLength(8);
    for (const index of slots) expect(frontSlot(index).trim).toMatchObject({ width: 85.6, height: 53.98 });
  });

  test.each(['long', 'short'] as const)(
    'a back lies exactly behind its front, flipped on the %s edge',
    (flip) => {
      for (const index of slots) {
        const back = backSlot(index, flip);
        // The card's corners, seen from its back: left and right change places, top stays top.
        for (const [x, y] of [
          [0, 0],
          [CARD.widthMm, 0],
          [0, CARD.heightMm],
          [20, 10],
        ] as [number, number][]) {
          const through = seenFromFront(...onSheet(back, x, y), flip);
          const front = onSheet(frontSlot(index), CARD.widthMm - x, y);
          expect(through[0]).toBeCloseTo(front[0], 9);
          expect(through[1]).toBeCloseTo(front[1], 9);
        }
      }
    },
  );

  test('bleeds do not meet, and marks stay on the printable sheet, off every card and its bleed', () => {
    const printable = { x: 5, y: 5, width: SHEET.widthMm - 10, height: SHEET.heightMm - 10 };
    const bleeds = slots.map((index) => grown(frontSlot(index).trim, BLEED_MM));
    for (const index of slots) {
      for (const other of slots) {
        if (other !== index) expect(overlaps(bleeds[index]!, bleeds[other]!)).toBe(false);
      }
      for (const { from, to } of cropMarks(frontSlot(index).trim)) {
        const mark = {
          x: Math.min(from[0], to[0]) - 0.05,
          y: Math.min(from[1], to[1]) - 0.05,
          width: Math.abs(from[0] - to[0]) + 0.1,
          height: Math.abs(from[1] - to[1]) + 0.1,
        };
        expect(contains(printable, mark)).toBe(true);
        for (const bleed of bleeds) expect(overlaps(bleed, mark)).toBe(false);
      }
    }
  });
});
