import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverFrame } from '../../src/card-face/cover.ts';

const FRAME = { x: 10, y: 20, width: 20, height: 30 };

describe('a photo over its frame', () => {
  test.each([
    [
      'as tall as the frame: the sides are cut, the focus in the middle',
      [60, 60],
      [0.5, 0.5],
      [5, 20, 30, 30],
    ],
    [
      'a face on the left: the picture goes right as far as it reaches',
      [60, 60],
      [0.1, 0.5],
      [10, 20, 30, 30],
    ],
    ['a face a little right of the middle comes to the middle', [60, 60], [0.6, 0.5], [2, 20, 30, 30]],
    ['a face on the right: no further than to the edge', [60, 60], [1, 0.5], [0, 20, 30, 30]],
    ['tall: above and below are cut', [20, 60], [0.5, 0.25], [10, 20, 20, 60]],
    ['tall, with the face low', [20, 60], [0.5, 1], [10, -10, 20, 60]],
    ['of the very shape', [200, 300], [0, 1], [10, 20, 20, 30]],
  ] as const)('%s', (_what, [width, height], [x, y], [left, top, wide, high]) => {
    const { rect } = coverFrame({ width, height }, FRAME, { x, y });
    expect(rect).toEqual({ x: left, y: top, width: wide, height: high });
  });

  test('what nobody said a focus of is taken for a portrait: a little above the middle', () => {
    const { rect } = coverFrame({ width: 20, height: 60 }, FRAME);
    expect(rect.y).toBeCloseTo(20 + 15 - 0.4 * 60, 9);
  });

  test.each([
    [[200, 300], 254],
    [[2000, 300], 254],
    [[100, 150], 127],
  ] as const)('%j pixels on 20 × 30 mm are %i dpi', ([width, height], dpi) => {
    expect(coverFrame({ width, height }, FRAME).dpi).toBeCloseTo(dpi, 9);
  });

  test('no frame shows a gap and no picture is distorted, whatever their shapes', () => {
    const size = fc.integer({ min: 1, max: 8000 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(size, size, share, share, (width, height, x, y) => {
        const { rect } = coverFrame({ width, height }, FRAME, { x, y });
        expect(rect.width / rect.height / (width / height)).toBeCloseTo(1, 6);
        expect(rect.x).toBeLessThanOrEqual(FRAME.x + 1e-9);
        expect(rect.y).toBeLessThanOrEqual(FRAME.y + 1e-9);
        expect(rect.x + rect.width).toBeGreaterThanOrEqual(FRAME.x + FRAME.width - 1e-9);
        expect(rect.y + rect.height).toBeGreaterThanOrEqual(FRAME.y + FRAME.height - 1e-9);
      }),
    );
  });
});
